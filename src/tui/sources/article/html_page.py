"""A page of markup, parsed for its article: its lines, and the metadata in its markup."""

from dataclasses import dataclass

from tui.sources.article.html_metadata import read_element_metadata, read_head_metadata, read_json_ld_metadata
from tui.sources.article.metadata import ArticleMetadata
from tui.sources.html.document import HtmlDocument
from tui.sources.html.line import PageLine
from tui.sources.html.line_extractor import LineExtractor

_MIN_CARDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlPage:
    """A parsed page of markup."""

    lines: tuple[PageLine, ...]
    images: tuple[int, ...]
    """For each picture, the index of the line after it."""
    containers: tuple[int, ...]
    """For each container, the container around it; the page is its own."""
    metadata: ArticleMetadata
    window_title: str
    asks_for_password: bool
    is_listing: bool
    """Whether the page shows cards of several articles and the body of none."""


def parse_html(text: str) -> HtmlPage:
    """Parse a page of markup; pictures, scripts and the like leave no text.

    Raises:
        ParseError: its markup is so deep or so crowded that parsing it would take too long.
    """
    document = HtmlDocument(text)
    extractor = LineExtractor()
    if document.body is not None:
        extractor.walk(document.body)
    has_body = any(line.in_article for line in extractor.lines)
    metadata = read_json_ld_metadata(document)
    is_listing = not (has_body or metadata.is_article) and len(document.select("article, .story__title")) >= _MIN_CARDS
    if not is_listing:
        metadata = metadata.merged_with(read_element_metadata(document)).merged_with(read_head_metadata(document))
    return HtmlPage(
        lines=tuple(extractor.lines),
        images=tuple(extractor.images),
        containers=tuple(extractor.containers),
        metadata=metadata.merged_with(ArticleMetadata(is_article=has_body)),
        window_title=document.title,
        asks_for_password=document.first("input[type=password]") is not None,
        is_listing=is_listing,
    )
