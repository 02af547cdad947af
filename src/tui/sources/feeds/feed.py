"""A news feed, RSS or Atom or RDF, as stories; nothing that it names is opened.

The bodies are read as the page reader reads them, so a story has one text and one id wherever it comes from. A feed
often carries the whole story in `description` or `content:encoded`. Facts: the feeds of brecorder.com, dawn.com,
profit.pakistantoday.com.pk and propakistani.pk as of July 2026; a dead feed's address answers 200 with an HTML page.
"""

from datetime import datetime
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from tui.domain.article import Article
from tui.domain.poll_result import Snapshot
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import Response, SourceConfig, SourceRequest
from tui.sources.article.extract import ExtractedArticle
from tui.sources.article.identity import MAX_URL, article_id, safe_http_url, story_number
from tui.sources.article.metadata import ArticleMetadata
from tui.sources.feeds.dates import parse_published
from tui.sources.feeds.entry_body import extract_body, plain_title
from tui.sources.feeds.item import Item
from tui.sources.feeds.items import local_name, read_items
from tui.sources.feeds.xml_guard import MAX_ITEMS, check_feed_xml

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
"""Some servers give the feed only to those who ask for XML."""

_LONGEST_GUID = 512
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
_GLOBAL = ("tag:", "urn:", "http:", "https:")


def plan(source: SourceConfig) -> tuple[SourceRequest, ...]:
    """One request for the whole feed."""
    return (SourceRequest(url=source.url, accept=ACCEPT),)


def parse(page: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """The stories of a feed fetched at a moment (aware UTC), at most a hundred, in the order of the feed, each once.

    Raises:
        ParseError: it is no feed, or one that must not be read; the reason says which.
    """
    text, root = check_feed_xml(page)
    is_atom = local_name(root) == "feed"
    articles: dict[str, Article] = {}
    for item in islice(read_items(text, root), MAX_ITEMS):
        article = _article(item, page, source, at, is_atom=is_atom)
        if article is not None:
            articles.setdefault(article.id, article)
    return Snapshot(
        source=source.name,
        at=at,
        articles=tuple(articles.values()),
        note=None if articles else CleanText("no articles"),
        http_status=page.http_status,
    )


def _article(item: Item, page: Response, source: SourceConfig, at: datetime, *, is_atom: bool) -> Article | None:
    title = sanitize_line(plain_title(item.title, is_plain=item.title_is_plain)) or None
    story = extract_body(item.bodies, title)
    if title is None and not story.paragraphs:
        return None
    link = safe_http_url(item.link, page.url) if item.link else None
    updated = parse_published(item.updated, source.market, at)
    published = parse_published(item.published, source.market, at)
    if published is None and not is_atom:  # Dublin Core's date of an RSS item is the only one it has
        published, updated = updated, None
    return Article(
        id=_identity(item, link, page.url, title, story),
        title=title,
        dateline=story.dateline,
        byline=sanitize_line(plain_title(item.author)) or None,
        category=sanitize_line(plain_title(item.category)) or None,
        published=published,
        updated=None if updated == published else updated,
        paragraphs=story.paragraphs,
        has_image=story.has_image or item.has_image,
        caption=story.caption,
        link=link,
        comments=story.comments,
        polled_at=at,
        source=source.name,
    )


def _identity(
    item: Item, link: str | None, page_url: str, title: CleanText | None, story: ExtractedArticle
) -> CleanText:
    """The story number, else the feed's own id, else the address without its tracking, else a digest of the opening.

    An id that is no address holds within its site only, so it is kept with the site's name.
    """
    for number in map(story_number, filter(None, (link, item.guid))):
        if number is not None:
            return number
    plain = strip_tracking(link) if link else None
    guid = sanitize_line(item.guid, _LONGEST_GUID)
    if guid and guid.startswith(_GLOBAL) and strip_tracking(guid) != plain:
        return guid
    if guid and not guid.startswith(_GLOBAL):
        return sanitize_line(f"{_site(link or page_url)}:{guid}", _LONGEST_GUID)
    if guid and plain:
        return sanitize_line(plain, MAX_URL)
    return article_id(ExtractedArticle(imprint=ArticleMetadata(title=title), paragraphs=story.paragraphs), plain, "")


def strip_tracking(address: str) -> str:
    """The address without its fragment and the parameters that only tell where the reader came from."""
    try:
        parts = urlsplit(address)
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith(_TRACKING)]
    except ValueError:
        return address
    kept = parts.query if len(query) == _count(parts.query) else urlencode(query)
    return parts._replace(query=kept, fragment="").geturl()


def _count(query: str) -> int:
    return sum(bool(pair) for pair in query.split("&"))


def _site(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")
