"""The metadata of an article in its page's markup: JSON-LD, the classes of the article's own elements, and the head."""

from tui.sources.article.json_ld import read_json_ld
from tui.sources.article.metadata import ArticleMetadata, parse_byline, strip_site_name
from tui.sources.decode.dates import parse_time
from tui.sources.html.document import HtmlDocument, raw_text

_MAX_SCRIPTS = 20


def read_json_ld_metadata(document: HtmlDocument) -> ArticleMetadata:
    """Return the metadata in the first JSON-LD script with an article."""
    for script in document.select('script[type="application/ld+json"]')[:_MAX_SCRIPTS]:
        metadata = read_json_ld(raw_text(script))
        if metadata is not None:
            return metadata
    return ArticleMetadata()


def read_element_metadata(document: HtmlDocument) -> ArticleMetadata:
    """Return the metadata in the article's own elements, those of class `story__title` and the like."""
    title = document.text(".story__title") or document.text("h1 .story__link, h2 .story__link")
    time = document.text(".story__time") or " ".join(
        filter(None, (document.text(f".timestamp--{part}") for part in ("date", "time")))
    )
    times = (parse_byline(time) or ArticleMetadata(published=parse_time(time))) if time else ArticleMetadata()
    return ArticleMetadata(
        title=title,
        byline=document.text(".story__byline__link") or document.text(".story__byline"),
        category=document.text(".badge"),
        published=times.published,
        updated=times.updated,
    )


def read_head_metadata(document: HtmlDocument) -> ArticleMetadata:
    """Return the metadata in the head of the page: Open Graph and the canonical link."""
    published = _content(document, "article:published_time")
    updated = _content(document, "article:modified_time")
    canonical = document.first('link[rel="canonical"]')
    is_article = (_content(document, "og:type") or "").lower() == "article"
    title = _content(document, "og:title") if is_article else None
    return ArticleMetadata(
        title=strip_site_name(title) if title else None,
        category=_content(document, "article:section"),
        published=parse_time(published) if published else None,
        updated=parse_time(updated) if updated else None,
        link=(canonical.attributes.get("href") if canonical is not None else None) or _content(document, "og:url"),
        is_article=is_article,
    )


def _content(document: HtmlDocument, name: str) -> str | None:
    node = document.first(f'meta[property="{name}"]')
    return node.attributes.get("content") if node is not None else None
