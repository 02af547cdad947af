"""Business Recorder's page, as markup and as plain text: a ticker of shares and indices, and an article."""

from datetime import datetime

from tui.domain.article import Article
from tui.domain.events import Snapshot
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.article.extract import ExtractedArticle
from tui.sources.article.identity import article_id, canonical_link
from tui.sources.article.metadata import ArticleMetadata
from tui.sources.article.reading import as_article
from tui.sources.article.ticker_page import RECORDER_BODY, read_markup, read_plain
from tui.sources.decode.blocked_pages import ASKS_FOR_HUMAN
from tui.sources.decode.content_type import ContentKind, detect_content
from tui.sources.quote_builder import QuoteBuilder, torn_rows_note
from tui.sources.ticker.rows import add_entries


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse a page, received at a time (aware UTC).

    The words state the direction; a change printed without a sign after `Decreased By` is a fall. The ticker
    belongs to the time of the response, never to the date of the article beside it. A page with an article and no
    ticker is valid, with the note `no ticker`.

    Raises:
        ParseError: it has neither a ticker nor an article; the reason says why.
    """
    kind, text = detect_content(response)
    ticker, article, is_blocked = (read_plain if kind is ContentKind.PLAIN else read_markup)(text)
    if is_blocked:
        raise ParseError(f"not the page: {ASKS_FOR_HUMAN}")
    if kind is ContentKind.MARKUP and not ticker.entries and RECORDER_BODY not in text:
        return _read_any_page(text, response, source, at)
    builder = QuoteBuilder(source, at)
    torn = max(ticker.torn, add_entries(builder, ticker.entries, source, at))
    if not builder and not article:
        raise ParseError("no ticker and no article on the page")
    snapshot = builder.snapshot(
        http_status=response.http_status, note=torn_rows_note(torn) if builder else CleanText("no ticker")
    )
    return snapshot._replace(articles=(_build_article(article, response, source, at),) if article else ())


def _read_any_page(text: str, response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Read a page that has neither a ticker nor Business Recorder's shape.

    Raises:
        ParseError: it has no article.
    """
    from tui.sources.article.reader import read_document  # noqa: PLC0415 - selectolax is paid for by pages of markup only
    from tui.sources.html.document import HtmlDocument  # noqa: PLC0415 - as above

    reading = read_document(HtmlDocument(text), response.url, market=source.market)
    if not reading:
        raise ParseError("no ticker and no article on the page")
    metadata = ArticleMetadata(title=reading.title, link=reading.link)
    known = ExtractedArticle(metadata=metadata, blocks=reading.blocks)
    article = as_article(reading, at, source.name)._replace(id=article_id(known, reading.link, response.url))
    snapshot = QuoteBuilder(source, at).snapshot(http_status=response.http_status, note=CleanText("no ticker"))
    return snapshot._replace(articles=(article,))


def _build_article(article: ExtractedArticle, response: Response, source: SourceConfig, at: datetime) -> Article:
    link = canonical_link(article, response.url)
    metadata = article.metadata
    return Article(
        id=article_id(article, link, response.url),
        title=_field(metadata.title),
        dateline=article.dateline,
        byline=_field(metadata.byline),
        category=_field(metadata.category),
        published=metadata.published,
        updated=metadata.updated,
        blocks=article.blocks,
        has_image=article.has_image,
        caption=article.caption,
        link=link,
        comments=article.comments,
        polled_at=at,
        source=source.name,
    )


def _field(text: str | None) -> CleanText | None:
    return (sanitize_line(text) or None) if text else None
