"""A news feed, RSS or Atom or RDF, as articles; no URL in it is opened.

A feed often contains the complete article in `description` or `content:encoded`; what it delivers is the article, and
nothing of it is lost. Facts: the feeds of brecorder.com, dawn.com, profit.pakistantoday.com.pk and propakistani.pk as
of July 2026; the URL of a discontinued feed returns 200 with an HTML page.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from tui.domain.article import Article, Completeness, TimePrecision
from tui.domain.events import Snapshot
from tui.domain.text import CleanText
from tui.sources.adapter import Response, SourceConfig, SourceRequest
from tui.sources.article.links import safe_http_url, site_of
from tui.sources.feeds.body_limits import cut_bodies
from tui.sources.feeds.completeness import completeness_of
from tui.sources.feeds.dates import StatedTime, is_month_first, parse_stated_time
from tui.sources.feeds.entry_body import extract_body
from tui.sources.feeds.item import Item
from tui.sources.feeds.item_header import read_header
from tui.sources.feeds.item_ids import ItemIdentity, choose_ids
from tui.sources.feeds.item_parser import local_name, read_items
from tui.sources.feeds.xml_guard import MAX_ITEMS, check_feed_xml

_ACCEPT: Final = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
"""Some servers send the feed only to clients that ask for XML."""

_MAX_ZONE_DIFFERENCE: Final = timedelta(days=1)

_UNNAMED: Final = CleanText("")


def build_requests(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """Return the one request for a feed."""
    return (SourceRequest(url=source.url, accept=_ACCEPT),)


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse the articles of a feed fetched at a time (aware UTC): at most a hundred, in feed order, each once.

    Raises:
        ParseError: it is no feed, or an unsafe one; the reason says which.
    """
    text, root = check_feed_xml(response)
    is_atom = local_name(root) == "feed"
    items = list(islice(read_items(text, root), MAX_ITEMS))
    month_first = is_month_first((date for item in items for date in (item.published, item.updated)), at)
    read: list[tuple[Item, Article]] = []
    for item, is_cut in zip(items, cut_bodies(items), strict=True):
        article = _article(item, response, source, at, is_atom=is_atom, month_first=month_first)
        if article is not None:
            read.append((item, article._replace(completeness=Completeness.TEASER) if is_cut else article))
    articles = _with_ids(read, response.url)
    return Snapshot(
        source=source.name,
        at=at,
        articles=articles,
        note=None if articles else CleanText("no articles"),
        http_status=response.http_status,
    )


def _with_ids(articles: Sequence[tuple[Item, Article]], response_url: str) -> tuple[Article, ...]:
    """Return the articles with their ids; of two that are the same the first."""
    identities = [
        ItemIdentity(
            guid=item.guid,
            link=article.link,
            title=article.headline,
            # files are often served by a host of their own, which changes
            site=site_of(response_url if article.link is None or item.link_is_file else article.link),
            day=f"{article.published:%Y-%m-%d}" if article.published is not None else "",
        )
        for item, article in articles
    ]
    unique: dict[str, Article] = {}
    for (_, article), id_ in zip(articles, choose_ids(identities), strict=True):
        unique.setdefault(id_, article._replace(id=id_))
    return tuple(unique.values())


def _article(
    item: Item, response: Response, source: SourceConfig, at: datetime, *, is_atom: bool, month_first: bool | None
) -> Article | None:
    """Return an item as an article without an id; None where it has neither headline nor text."""
    header = read_header(item)
    link = safe_http_url(item.link, response.url) if item.link else None
    body = extract_body(item.bodies, header, base=link or response.url)
    if header.title is None and not body.blocks:
        return None
    updated = parse_stated_time(item.updated, source.market, at, month_first=month_first)
    published = parse_stated_time(item.published, source.market, at, month_first=month_first)
    if not is_atom and (published is None or _states_more_exactly(updated, published)):
        # Dublin Core's date of an RSS item is that of its publication too
        published, updated = updated, None
    return Article(
        id=_UNNAMED,
        title=header.title,
        dateline=body.dateline,
        byline=header.byline,
        category=header.category,
        published=published.at if published else None,
        updated=_revision(published, updated),
        precision=_precision(published or updated),
        blocks=body.blocks,
        has_image=body.has_image or item.has_image,
        caption=body.caption,
        link=link,
        comments=body.comments,
        completeness=completeness_of(item, body.blocks),
        polled_at=at,
        source=source.name,
    )


def _states_more_exactly(other: StatedTime | None, stated: StatedTime) -> bool:
    """Return whether another time is a point in time that may be the one stated without a zone or as a day."""
    return (
        other is not None
        and stated.precision is not TimePrecision.INSTANT
        and other.precision is TimePrecision.INSTANT
        and abs(other.at - stated.at) <= _MAX_ZONE_DIFFERENCE
    )


def _revision(published: StatedTime | None, updated: StatedTime | None) -> datetime | None:
    """Return when the article was updated, if that is another time than its publication, and stated as exactly."""
    if updated is None or updated == published:
        return None
    return updated.at if published is None or updated.precision is published.precision else None


def _precision(stated: StatedTime | None) -> TimePrecision:
    return stated.precision if stated else TimePrecision.INSTANT
