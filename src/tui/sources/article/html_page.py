"""A page of markup, parsed for its article: its lines, and the metadata in its markup."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tui.sources.article.html_metadata import read_element_metadata, read_head_metadata, read_json_ld_metadata
from tui.sources.article.metadata import ArticleMetadata
from tui.sources.html.document import HtmlDocument
from tui.sources.html.line import PageLine
from tui.sources.html.line_extractor import LineExtractor

_MIN_CARDS = 3
_MIN_PARAGRAPHS = 3
"""Of an article beside cards of other ones; a card has an excerpt of one or two."""
_MIN_PROSE = 60
"""Of a line in characters outside links."""
_MAX_LOST_PROSE = 200
"""What is left of a page whose text is taken for asides: a headline, a note."""


class HtmlPage(NamedTuple):
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
    extractor = _extract_lines(document)
    has_body = any(line.in_article for line in extractor.lines)
    metadata = read_json_ld_metadata(document)
    is_listing = (
        not (has_body or metadata.is_article)
        and len(document.select("article, .story__title")) >= _MIN_CARDS
        and not _has_one_article(extractor.lines)
    )
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


def _has_one_article(lines: Sequence[PageLine]) -> bool:
    """Return whether one container has several paragraphs and twice as much text as any other, under a main heading."""
    lengths: Counter[int] = Counter()
    paragraphs: Counter[int] = Counter()
    for line in lines:
        length = len(line.text) - line.link_length
        if length >= _MIN_PROSE and not line.is_aside:
            lengths[line.block] += length
            paragraphs[line.block] += 1
    longest = lengths.most_common(2)
    if not longest or paragraphs[longest[0][0]] < _MIN_PARAGRAPHS or not any(line.tag == "h1" for line in lines):
        return False
    return len(longest) == 1 or longest[0][1] >= 2 * longest[1][1]


def _extract_lines(document: HtmlDocument) -> LineExtractor:
    """Return the lines of the page; by its classes all text may be an aside, and then they say nothing."""
    extractor = LineExtractor()
    if document.body is None:
        return extractor
    extractor.walk(document.body)
    prose = {True: 0, False: 0}
    for line in extractor.lines:
        length = len(line.text) - line.link_length
        if length >= _MIN_PROSE:
            prose[line.is_aside] += length
    if prose[False] >= _MAX_LOST_PROSE or prose[True] <= max(_MAX_LOST_PROSE, 2 * prose[False]):
        return extractor
    plain = LineExtractor(reads_classes=False)
    plain.walk(document.body)
    return plain
