"""Extract an article from the lines of a page: headline, metadata and paragraphs, without the page around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tui.domain.article import Comments
from tui.domain.blocks import Block, BlockKind, without_prefix
from tui.domain.text import MAX_ARTICLE_LENGTH, CleanText, sanitize_block, sanitize_line
from tui.sources.article import boilerplate
from tui.sources.article.dateline import split_dateline
from tui.sources.article.metadata import ArticleMetadata, is_bare_date, parse_byline
from tui.sources.article.paragraphs import ParagraphCollector
from tui.sources.article.unspaced import count_unspaced
from tui.sources.html.line import MAX_LINE, PageLine

_MAX_LINES: Final = 5_000
MAX_CAPTION: Final = 1_000
_MAX_TEXT = 5 * MAX_ARTICLE_LENGTH
_MAX_HEAD_LINES = 80
_MAX_OPENINGS = 4
"""Blocks that may have the dateline."""
_MIN_LONG_PROSE = 120
_MAX_LINES_TO_TITLE = 12
_TITLE_TAGS = frozenset({"", "pre", "h1", "h2", "h3", "h4"})
_SENTENCE = re.compile(r"[.!…۔।॥։።][\"”’'»)\]]*$")  # a question may be a headline
_UNSPACED_SENTENCE = re.compile(r"[。．！？…។။][」』）】”]*$")
_UNSPACED_OF_WORD = 3
"""Letters of these scripts that count as one word of a title."""
_MIN_UNSPACED_PROSE = 40
_MIN_UNSPACED_SENTENCE = 8
_BULLET = re.compile(r"[•●▪◦‣*–—-]\s+\S")
_CATEGORY = re.compile(r"[A-Z][A-Za-z&/' -]{1,29}")
_NOT_CATEGORIES = frozenset(
    {"home", "menu", "search", "login", "log in", "sign in", "today", "news", "epaper", "e-paper"}
)
_CREDIT = re.compile(
    r"(?:file\s+)?(?:photo|picture|image|representational image)\s*[:|-].{3,200}"
    r"|.{10,200}[—–-]\s*(?:(?:file\s+)?photo.{0,40}|AFP|Reuters|APP|AP|File|Online|INP)(?:/.{1,30})?\.?",
    re.IGNORECASE,
)


class CleanLine(NamedTuple):
    """One line with text, sanitized."""

    text: CleanText
    line: PageLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """The parts of an article, as far as the page has them."""

    metadata: ArticleMetadata = field(default_factory=ArticleMetadata)
    dateline: CleanText | None = None
    blocks: tuple[Block, ...] = ()
    caption: CleanText | None = None
    has_image: bool = False
    comments: Comments = Comments.ABSENT

    def __bool__(self) -> bool:
        """Return whether there is an article: prose, or a page that states that it has one."""
        return any(_is_prose(block.text) for block in self.blocks) or bool(
            self.metadata.title and (self.metadata.is_article or self.metadata.published or self.blocks)
        )


def clean_lines(lines: Sequence[PageLine]) -> list[CleanLine]:
    """Return the lines with text, sanitized, up to a maximum."""
    clean: list[CleanLine] = []
    remaining = _MAX_TEXT
    for line in lines:
        text = sanitize_block(line.text[:MAX_LINE]).replace("\n", " ")
        remaining -= min(len(line.text), MAX_LINE)
        if text:
            clean.append(CleanLine(CleanText(text), line))
        if len(clean) == _MAX_LINES or remaining < 0:
            break
    return clean


def extract_article(lines: Sequence[CleanLine], known: ArticleMetadata, *, body: bool) -> ExtractedArticle:
    """Extract the article of these lines.

    Args:
        lines: of the page.
        known: the metadata that the page states in fields made for it.
        body: whether the lines are the body of the article; else its head is among them.
    """
    head, start = (ArticleMetadata(), 0) if body else parse_head(lines)
    metadata = known.merged_with(head)
    paragraphs = ParagraphCollector(metadata)
    for line in lines[start:] if body else _with_bullets(lines, start):
        if not paragraphs.add(line.text, line.line):
            break
    return _build_article(paragraphs, metadata, boilerplate.comments_status(line.text for line in lines[start:]))


def _with_bullets(lines: Sequence[CleanLine], start: int) -> Iterator[CleanLine]:
    """Yield the body, and before it the bullets under the headline."""
    first = start
    while first > 0 and (_BULLET.match(lines[first - 1].text) or parse_byline(lines[first - 1].text)):
        first -= 1
    yield from (line for line in lines[first:start] if _BULLET.match(line.text))
    yield from lines[start:]


def _build_article(body: ParagraphCollector, metadata: ArticleMetadata, comments: Comments) -> ExtractedArticle:
    """Return the article, with marker and dateline split from its opening, and the caption from its text."""
    blocks, caption = body.result()
    if caption is None and len(blocks) > 1 and _CREDIT.fullmatch(blocks[0].text):
        caption = blocks.pop(0).text
    dateline: CleanText | None = None
    has_image = body.has_image or caption is not None
    for at, block in enumerate(blocks[:_MAX_OPENINGS]):
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        opening = split_dateline(block.text)
        has_image = has_image or opening.has_marker
        blocks[at], dateline = without_prefix(block, opening.text), opening.dateline
        if dateline or (_is_prose(block.text) and not _BULLET.match(block.text)):
            break
    return ExtractedArticle(
        metadata=metadata,
        dateline=dateline,
        blocks=tuple(block for block in blocks if block.text),
        caption=sanitize_line(caption, MAX_CAPTION) if caption else None,
        has_image=has_image,
        comments=comments,
    )


def _is_prose(text: CleanText) -> bool:
    """Return whether the line is running text: a complete sentence, text after a dateline, or very long."""
    if len(text) >= 200 and " " in text:
        return True
    if split_dateline(text).dateline or _is_unspaced_prose(text):
        return True
    return len(text) >= 30 and text.count(" ") >= 5 and _SENTENCE.search(text[-8:]) is not None


def _is_unspaced_prose(text: CleanText) -> bool:
    """Return whether the line is running text of a script without blanks between words: a sentence, or a long one."""
    letters = count_unspaced(text)
    if letters * 2 < len(text):
        return False
    return letters >= _MIN_UNSPACED_PROSE or (
        letters >= _MIN_UNSPACED_SENTENCE and _UNSPACED_SENTENCE.search(text[-8:]) is not None
    )


def parse_head(lines: Sequence[CleanLine]) -> tuple[ArticleMetadata, int]:
    """Return the metadata of the lines before the body, and the index where the body begins.

    The headline is directly before the byline with its date; without a byline, it is before the first prose.
    """
    at, metadata = _find_byline(lines)
    if metadata is not None:
        start, title_at = at + 1, _title_before(lines, at, min_words=1)
    else:
        metadata = ArticleMetadata()
        prose = (at for at, line in enumerate(lines) if _is_prose(line.text) and not _BULLET.match(line.text))
        start = next(prose, len(lines))
        title_at = _title_before(lines, start, min_words=3) if start < len(lines) else None
    if title_at is None:
        return metadata, start
    category = _category(lines, title_at)
    return metadata.merged_with(category._replace(title=lines[title_at].text)), start


def _find_byline(lines: Sequence[CleanLine]) -> tuple[int, ArticleMetadata | None]:
    """Return the index and the metadata of the first line that states author or time, before any long prose."""
    for at, line in enumerate(lines[:_MAX_HEAD_LINES]):
        if len(line.text) > _MIN_LONG_PROSE and _is_prose(line.text):
            break
        metadata = parse_byline(line.text)
        if metadata is not None and metadata.category is None:
            return at, metadata
        if is_bare_date(line.text) and _is_under_title(lines, at):
            return at, parse_byline(f"Published {line.text}")
    return -1, None


def _is_under_title(lines: Sequence[CleanLine], at: int) -> bool:
    """Return whether a bare date is the article's, between headline and prose, and not today's date."""
    return 0 < at < len(lines) - 1 and _is_title(lines[at - 1].text, 3) and _is_prose(lines[at + 1].text)


def _title_before(lines: Sequence[CleanLine], end: int, *, min_words: int) -> int | None:
    """Return the index of the headline: any `h1`, else the nearest line before, bullets ignored."""
    for at in range(end - 1, -1, -1):
        if (
            lines[at].line.tag == "h1"
            and not lines[at].line.is_aside
            and not boilerplate.is_boilerplate(lines[at].text)
        ):
            return at
    for at in range(end - 1, max(end - _MAX_LINES_TO_TITLE, -1), -1):
        text = lines[at].text
        if _BULLET.match(text) or boilerplate.is_boilerplate(text):
            continue
        # markup has elements for headings: without a byline below it, no other line is one
        may_be_title = min_words == 1 or lines[at].line.tag in _TITLE_TAGS
        return at if may_be_title and _is_title(text, min_words) else None
    return None


def _is_title(text: str, min_words: int) -> bool:
    words = len(text.split()) + count_unspaced(text) // _UNSPACED_OF_WORD
    letters = sum(map(str.isalpha, text))
    if not min_words <= words <= 40 or len(text) > 300 or letters * 2 < len(text.replace(" ", "")):
        return False
    if boilerplate.is_navigation(text) or boilerplate.is_widget(text) or parse_byline(text) or is_bare_date(text):
        return False
    return not (text.endswith(".") and words > 12)


def _category(lines: Sequence[CleanLine], title_at: int) -> ArticleMetadata:
    if title_at == 0:
        return ArticleMetadata()
    text = lines[title_at - 1].text
    byline = parse_byline(text)
    if byline is not None:
        return byline if byline.category else ArticleMetadata()
    is_category = _CATEGORY.fullmatch(text) and len(text.split()) <= 3 and text.lower() not in _NOT_CATEGORIES
    return ArticleMetadata(category=text if is_category and not boilerplate.is_boilerplate(text) else None)
