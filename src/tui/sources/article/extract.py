"""A story told by the lines of a page: headline, imprint, paragraphs in order, and nothing of the page around it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tui.domain.article import Comments
from tui.domain.text import ARTICLE_LIMIT, CleanText, sanitize_block, sanitize_line
from tui.sources.article import boilerplate
from tui.sources.article.dateline import split_dateline
from tui.sources.article.metadata import ArticleMetadata, is_bare_date, parse_byline
from tui.sources.article.paragraphs import ParagraphCollector
from tui.sources.html.line import MAX_LINE, PageLine

MOST_LINES: Final = 5_000
LONGEST_CAPTION: Final = 1_000
_MOST_TEXT = 5 * ARTICLE_LIMIT
_HEAD_LINES = 80
_TITLE_TAGS = frozenset({"", "pre", "h1", "h2", "h3", "h4"})
_SENTENCE = re.compile(r"[.!…][\"”’'»)\]]*$")  # a question may be a headline
_BULLET = re.compile(r"[•●▪◦‣*–—-]\s+\S")
_CATEGORY = re.compile(r"[A-Z][A-Za-z&/' -]{1,29}")
_NO_CATEGORIES = frozenset(
    {"home", "menu", "search", "login", "log in", "sign in", "today", "news", "epaper", "e-paper"}
)
_CREDIT = re.compile(
    r"(?:file\s+)?(?:photo|picture|image|representational image)\s*[:|-].{3,200}"
    r"|.{10,200}[—–-]\s*(?:(?:file\s+)?photo.{0,40}|AFP|Reuters|APP|AP|File|Online|INP)(?:/.{1,30})?\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CleanLine:
    """One line that says something, cleaned."""

    text: CleanText
    line: PageLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """What the lines told."""

    imprint: ArticleMetadata = field(default_factory=ArticleMetadata)
    dateline: CleanText | None = None
    paragraphs: tuple[CleanText, ...] = ()
    caption: CleanText | None = None
    has_image: bool = False
    comments: Comments = Comments.ABSENT

    def __bool__(self) -> bool:
        """Whether there is a story at all: prose, or a page that says it holds one."""
        return any(map(is_prose, self.paragraphs)) or bool(
            self.imprint.title and (self.imprint.is_story or self.imprint.published or self.paragraphs)
        )


def clean_lines(lines: Sequence[PageLine]) -> list[CleanLine]:
    """The lines that say something, cleaned; a bounded look at a page without end."""
    heard: list[CleanLine] = []
    room = _MOST_TEXT
    for line in lines:
        text = sanitize_block(line.text[:MAX_LINE]).replace("\n", " ")
        room -= min(len(line.text), MAX_LINE)
        if text:
            heard.append(CleanLine(CleanText(text), line))
        if len(heard) == MOST_LINES or room < 0:
            break
    return heard


def extract_article(told: Sequence[CleanLine], known: ArticleMetadata, *, body: bool) -> ExtractedArticle:
    """The story of these lines.

    Args:
        told: the lines.
        known: what the page says in fields made for it.
        body: whether the lines are the body of the story; else its head is looked for among them.
    """
    head, start = (ArticleMetadata(), 0) if body else parse_head(told)
    imprint = known.merged_with(head)
    paragraphs = ParagraphCollector(imprint)
    for line in told[start:] if body else _kept(told, start):
        if not paragraphs.add(line.text, line.line):
            break
    return _with_opening(paragraphs, imprint, boilerplate.comments_status(line.text for line in told[start:]))


def _kept(told: Sequence[CleanLine], start: int) -> Iterator[CleanLine]:
    """The body, and before it the bullets that stand under the headline."""
    first = start
    while first > 0 and (_BULLET.match(told[first - 1].text) or parse_byline(told[first - 1].text)):
        first -= 1
    yield from (line for line in told[first:start] if _BULLET.match(line.text))
    yield from told[start:]


def _with_opening(body: ParagraphCollector, imprint: ArticleMetadata, comments: Comments) -> ExtractedArticle:
    """The story with the marker and the dateline parted from its opening, and the caption from its text."""
    paragraphs, caption = body.result()
    if caption is None and len(paragraphs) > 1 and _CREDIT.fullmatch(paragraphs[0]):
        caption = paragraphs.pop(0)
    dateline: CleanText | None = None
    has_image = body.has_image or caption is not None
    for at, paragraph in enumerate(paragraphs[:4]):
        opening = split_dateline(paragraph)
        has_image = has_image or opening.has_marker
        paragraphs[at], dateline = opening.text, opening.dateline
        if dateline or (is_prose(paragraph) and not _BULLET.match(paragraph)):
            break
    return ExtractedArticle(
        imprint=imprint,
        dateline=dateline,
        paragraphs=tuple(filter(None, paragraphs)),
        caption=sanitize_line(caption, LONGEST_CAPTION) if caption else None,
        has_image=has_image,
        comments=comments,
    )


def is_prose(text: CleanText) -> bool:
    """Whether the line is running text: a whole sentence, a dateline with what follows, or very long."""
    if len(text) >= 200 and " " in text:
        return True
    if split_dateline(text).dateline:
        return True
    return len(text) >= 30 and text.count(" ") >= 5 and _SENTENCE.search(text[-8:]) is not None


def parse_head(told: Sequence[CleanLine]) -> tuple[ArticleMetadata, int]:
    """What the lines before the body say, and where the body begins.

    The byline with its date is looked for first, the headline just before it; without one, the headline stands
    before the first prose.
    """
    at, imprint = _imprint(told)
    if imprint is not None:
        start, title_at = at + 1, _title_before(told, at, least_words=1)
    else:
        imprint = ArticleMetadata()
        prose = (at for at, line in enumerate(told) if is_prose(line.text) and not _BULLET.match(line.text))
        start = next(prose, len(told))
        title_at = _title_before(told, start, least_words=3) if start < len(told) else None
    if title_at is None:
        return imprint, start
    category = _category(told, title_at)
    return imprint.merged_with(replace(category, title=told[title_at].text)), start


def _imprint(told: Sequence[CleanLine]) -> tuple[int, ArticleMetadata | None]:
    """The first line that names author or time, before any long prose."""
    for at, line in enumerate(told[:_HEAD_LINES]):
        if len(line.text) > 120 and is_prose(line.text):
            break
        imprint = parse_byline(line.text)
        if imprint is not None and imprint.category is None:
            return at, imprint
        if is_bare_date(line.text) and _stands_under_title(told, at):
            return at, parse_byline(f"Published {line.text}")
    return -1, None


def _stands_under_title(told: Sequence[CleanLine], at: int) -> bool:
    """Whether a bare date is the story's, between headline and prose, and not the day of the visit."""
    return 0 < at < len(told) - 1 and _is_title(told[at - 1].text, 3) and is_prose(told[at + 1].text)


def _title_before(told: Sequence[CleanLine], end: int, *, least_words: int) -> int | None:
    """The headline: the nearest line before, past bullets; a heading of the first rank wherever it stands."""
    for at in range(end - 1, -1, -1):
        if told[at].line.tag == "h1" and not told[at].line.aside and not boilerplate.is_boilerplate(told[at].text):
            return at
    for at in range(end - 1, max(end - 12, -1), -1):
        text = told[at].text
        if _BULLET.match(text) or boilerplate.is_boilerplate(text):
            continue
        # markup has elements for headings: without an imprint below it, no other line is one
        marked = least_words == 1 or told[at].line.tag in _TITLE_TAGS
        return at if marked and _is_title(text, least_words) else None
    return None


def _is_title(text: str, least_words: int) -> bool:
    words = len(text.split())
    letters = sum(map(str.isalpha, text))
    if not least_words <= words <= 40 or len(text) > 300 or letters * 2 < len(text.replace(" ", "")):
        return False
    if boilerplate.is_navigation(text) or boilerplate.is_widget(text) or parse_byline(text) or is_bare_date(text):
        return False
    return not (text.endswith(".") and words > 12)


def _category(told: Sequence[CleanLine], title_at: int) -> ArticleMetadata:
    if title_at == 0:
        return ArticleMetadata()
    text = told[title_at - 1].text
    printed = parse_byline(text)
    if printed is not None:
        return printed if printed.category else ArticleMetadata()
    fits = _CATEGORY.fullmatch(text) and len(text.split()) <= 3 and text.lower() not in _NO_CATEGORIES
    return ArticleMetadata(category=text if fits and not boilerplate.is_boilerplate(text) else None)
