"""A news feed, RSS or Atom or RDF, as articles; no URL in it is opened.

Bodies are extracted by the same rules as pages, so an article has one text and one id wherever it comes from. A feed
often contains the complete article in `description` or `content:encoded`. Facts: the feeds of brecorder.com, dawn.com,
profit.pakistantoday.com.pk and propakistani.pk as of July 2026; the URL of a discontinued feed returns 200 with an
HTML page.
"""

from datetime import datetime
from itertools import islice
from urllib.parse import parse_qsl, urlencode, urlsplit

from tui.domain.article import Article
from tui.domain.events import Snapshot
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import MAX_URL_LENGTH, Response, SourceConfig, SourceRequest
from tui.sources.article.extract import ExtractedArticle
from tui.sources.article.identity import article_id, article_number, safe_http_url
from tui.sources.article.metadata import ArticleMetadata
from tui.sources.feeds.dates import parse_published
from tui.sources.feeds.entry_body import extract_body, plain_title
from tui.sources.feeds.item import Item
from tui.sources.feeds.item_parser import local_name, read_items
from tui.sources.feeds.xml_guard import MAX_ITEMS, check_feed_xml

_ACCEPT = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
"""Some servers send the feed only to clients that ask for XML."""

_MAX_GUID = 512
_TRACKING_PARAMETERS = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "igshid")
_GLOBAL_ID_PREFIXES = ("tag:", "urn:", "http:", "https:")


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
    articles: dict[str, Article] = {}
    for item in islice(read_items(text, root), MAX_ITEMS):
        article = _article(item, response, source, at, is_atom=is_atom)
        if article is not None:
            articles.setdefault(article.id, article)
    return Snapshot(
        source=source.name,
        at=at,
        articles=tuple(articles.values()),
        note=None if articles else CleanText("no articles"),
        http_status=response.http_status,
    )


def _article(item: Item, response: Response, source: SourceConfig, at: datetime, *, is_atom: bool) -> Article | None:
    title = sanitize_line(plain_title(item.title, is_plain=item.title_is_plain)) or None
    body = extract_body(item.bodies, title)
    if title is None and not body.paragraphs:
        return None
    link = safe_http_url(item.link, response.url) if item.link else None
    updated = parse_published(item.updated, source.market, at)
    published = parse_published(item.published, source.market, at)
    if published is None and not is_atom:
        # Dublin Core's date of an RSS item is the only one it has
        published, updated = updated, None
    return Article(
        id=_article_id(item, link, response.url, title, body),
        title=title,
        dateline=body.dateline,
        byline=sanitize_line(plain_title(item.author)) or None,
        category=sanitize_line(plain_title(item.category)) or None,
        published=published,
        updated=None if updated == published else updated,
        paragraphs=body.paragraphs,
        has_image=body.has_image or item.has_image,
        caption=body.caption,
        link=link,
        comments=body.comments,
        polled_at=at,
        source=source.name,
    )


def _article_id(
    item: Item, link: str | None, response_url: str, title: CleanText | None, body: ExtractedArticle
) -> CleanText:
    """Return the article number, else the feed's own id, else the URL without tracking, else a digest of the opening.

    An id that is no URL is unique within its site only, so the site's name is added.
    """
    for number in map(article_number, filter(None, (link, item.guid))):
        if number is not None:
            return number
    plain = _strip_tracking(link) if link else None
    guid = sanitize_line(item.guid, _MAX_GUID)
    if guid and guid.startswith(_GLOBAL_ID_PREFIXES) and _strip_tracking(guid) != plain:
        return guid
    if guid and not guid.startswith(_GLOBAL_ID_PREFIXES):
        return sanitize_line(f"{_site(link or response_url)}:{guid}", _MAX_GUID)
    if guid and plain:
        return sanitize_line(plain, MAX_URL_LENGTH)
    return article_id(ExtractedArticle(metadata=ArticleMetadata(title=title), paragraphs=body.paragraphs), plain, "")


def _strip_tracking(url: str) -> str:
    """Return a URL without its fragment and the parameters that only track where the visitor came from."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    query = [pair for pair in pairs if not pair[0].startswith(_TRACKING_PARAMETERS)]
    # encoded anew only where something was removed: sites spell the same query in their own ways
    is_same = len(query) == sum(bool(pair) for pair in parts.query.split("&"))
    return parts._replace(query=parts.query if is_same else urlencode(query), fragment="").geturl()


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
