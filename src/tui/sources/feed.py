"""A news feed, RSS or Atom or RDF, as stories: the only door to feedparser, which gets bytes in hand and no address.

The bodies are read as the page reader reads them, so a story has one text and one id wherever it comes from. A feed
often carries the whole story in `description` or `content:encoded`. Facts: the feeds of brecorder.com, dawn.com,
profit.pakistantoday.com.pk and propakistani.pk as of July 2026; a dead feed's address answers 200 with an HTML page.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urlsplit

import feedparser

from tui.domain.article import Article
from tui.domain.snapshot import Snapshot
from tui.domain.text import CleanText, clean
from tui.sources.feed_dates import read_published
from tui.sources.feed_form import MOST_ITEMS, read_feed_form
from tui.sources.feed_story import read_title, tell_body
from tui.sources.identity import LONGEST_LINK, id_of, openable, story_number
from tui.sources.imprint import Imprint
from tui.sources.source import Ask, Page, ParseError, Source
from tui.sources.story import Story

ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
"""Some servers give the feed only to those who ask for XML."""

_LONGEST_GUID = 512
_TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
_GLOBAL = ("tag:", "urn:", "http:", "https:")


def plan(source: Source) -> tuple[Ask, ...]:
    """One request for the whole feed."""
    return (Ask(url=source.url, accept=ACCEPT),)


def parse(page: Page, source: Source, at: datetime) -> Snapshot:
    """The stories of a feed fetched at a moment (aware UTC), at most a hundred, in the order of the feed, each once.

    Raises:
        ParseError: it is no feed, or one that must not be read; the reason says which.
    """
    entries, is_atom = _entries(read_feed_form(page))
    articles: dict[str, Article] = {}
    for entry in entries:
        article = _article(entry, page, source, at, is_atom=is_atom)
        if article is not None:
            articles.setdefault(article.id, article)
    return Snapshot(
        source=source.name,
        at=at,
        articles=tuple(articles.values()),
        note=None if articles else CleanText("no articles"),
        http_status=page.http_status,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One item of a feed, its texts as its own format gives them; empty where it gives none."""

    title: str
    title_is_plain: bool
    link: str
    guid: str
    published: str
    updated: str
    author: str
    category: str
    bodies: tuple[str, ...]
    has_image: bool


def _entries(body: bytes) -> tuple[list[_Entry], bool]:
    try:
        # a stream: of a string it would try whether it is an address or a file to open
        told = feedparser.parse(
            BytesIO(body),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, OverflowError) as error:
        raise ParseError("broken XML") from error
    is_atom = str(dict.get(told, "version") or "").startswith("atom")
    return [_entry(item, is_atom=is_atom) for item in told["entries"][:MOST_ITEMS]], is_atom


def _entry(item: dict[str, object], *, is_atom: bool) -> _Entry:
    tags, links = _dicts(item, "tags"), _dicts(item, "links")
    detail = dict.get(item, "title_detail")
    kind = _text(detail, "type") if isinstance(detail, dict) else ""
    pictures = [*_dicts(item, "media_content"), *_dicts(item, "media_thumbnail"), *links]
    alternate = next((_text(link, "href") for link in links if _text(link, "rel") == "alternate"), "")
    return _Entry(
        title=_text(item, "title"),
        title_is_plain=is_atom and kind == "text/plain",
        link=_text(item, "link") or alternate,
        guid=_text(item, "id"),
        published=_text(item, "published"),
        updated=_text(item, "updated"),
        author=_text(item, "author"),
        category=_text(tags[0], "term") if tags else "",
        bodies=(*(_text(content, "value") for content in _dicts(item, "content")), _text(item, "summary")),
        has_image=any(_is_picture(picture) for picture in pictures),
    )


def _text(item: dict[str, object], key: str) -> str:
    # its own look-up would warn, and answer with another field
    value = dict.get(item, key)
    return value if isinstance(value, str) else ""


def _dicts(item: dict[str, object], key: str) -> list[dict[str, object]]:
    value = dict.get(item, key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _is_picture(media: dict[str, object]) -> bool:
    kind = _text(media, "type") or _text(media, "medium")
    return kind.startswith("image") or (not kind and bool(_text(media, "url")))


def _article(entry: _Entry, page: Page, source: Source, at: datetime, *, is_atom: bool) -> Article | None:
    title = clean(read_title(entry.title, is_plain=entry.title_is_plain)) or None
    story = tell_body(entry.bodies, title)
    if title is None and not story.paragraphs:
        return None
    link = openable(entry.link, page.url) if entry.link else None
    updated = read_published(entry.updated, source.market, at)
    published = read_published(entry.published, source.market, at)
    if published is None and not is_atom:  # Dublin Core's date of an RSS item is the only one it has
        published, updated = updated, None
    return Article(
        id=_identity(entry, link, page.url, title, story),
        title=title,
        dateline=story.dateline,
        byline=clean(read_title(entry.author)) or None,
        category=clean(read_title(entry.category)) or None,
        published=published,
        updated=None if updated == published else updated,
        paragraphs=story.paragraphs,
        has_image=story.has_image or entry.has_image,
        caption=story.caption,
        link=link,
        comments=story.comments,
        polled_at=at,
        source=source.name,
    )


def _identity(entry: _Entry, link: str | None, page_url: str, title: CleanText | None, story: Story) -> CleanText:
    """The story number, else the feed's own id, else the address without its tracking, else a digest of the opening.

    An id that is no address holds within its site only, so it is kept with the site's name.
    """
    for number in map(story_number, filter(None, (link, entry.guid))):
        if number is not None:
            return number
    plain = without_tracking(link) if link else None
    guid = clean(entry.guid, _LONGEST_GUID)
    if guid and guid.startswith(_GLOBAL) and without_tracking(guid) != plain:
        return guid
    if guid and not guid.startswith(_GLOBAL):
        return clean(f"{_site(link or page_url)}:{guid}", _LONGEST_GUID)
    if guid and plain:
        return clean(plain, LONGEST_LINK)
    return id_of(Story(imprint=Imprint(title=title), paragraphs=story.paragraphs), plain, "")


def without_tracking(address: str) -> str:
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
