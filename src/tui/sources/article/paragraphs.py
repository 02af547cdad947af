"""The blocks of an article, in order, without duplicates and without the boilerplate between them."""

import re
from typing import Final

from tui.domain.blocks import BULLET, Block, BlockKind, shortened
from tui.domain.text import MAX_ARTICLE_LENGTH, CleanText
from tui.sources.article import boilerplate
from tui.sources.article.dateline import split_dateline
from tui.sources.article.metadata import ArticleMetadata, parse_byline
from tui.sources.html.line import PageLine
from tui.sources.html.tag import HEADINGS

_MIN_DUPLICATE: Final = 40
"""A paragraph of this length that appears again is a duplicate; a shorter one only beside other duplicates."""

_MAX_WIDGET_LINE = 80
_SENTENCE_END = re.compile(r"[.!…:;۔।॥։።。！][\"”’'»)\]」』）]*$")


class ParagraphCollector:
    """The paragraphs of an article so far, from the lines of its body, added one by one."""

    def __init__(self, metadata: ArticleMetadata) -> None:
        self._title = (metadata.title or "").casefold()
        self._blocks: list[Block] = []
        self._indices: dict[str, int] = {}
        self._next_duplicate = -1
        """Index of the paragraph that comes next if the body is printed twice."""
        self._has_lead_twice = False
        self._is_related_next = False
        self._remaining = MAX_ARTICLE_LENGTH
        self._caption: CleanText | None = None
        self.has_image = False

    def add(self, text: CleanText, line: PageLine) -> bool:
        """Add the next line; return False once the article has ended."""
        if boilerplate.is_comments(text) or boilerplate.is_copyright(text):
            return not self._blocks
        if line.tag == "figcaption":
            self._caption, self.has_image = self._caption or text, True
        elif not self._skips(text, line):
            self._append(text, line.tag)
        return self._remaining > 0

    def result(self) -> tuple[list[Block], CleanText | None]:
        """Return the blocks, and the caption if there is one: a lead printed twice before the body is one too."""
        blocks = _without_widgets(self._blocks)
        lead = blocks[0].text if self._caption is None and self._has_lead_twice and len(blocks) > 1 else None
        if lead is not None and not split_dateline(lead).dateline:
            return blocks[1:], lead
        return [block for block in blocks if block.text != self._caption], self._caption

    def _skips(self, text: CleanText, line: PageLine) -> bool:
        """Return whether a line is not part of the article; note whether the next is a related headline."""
        is_related, self._is_related_next = self._is_related_next, False
        if boilerplate.is_image_label(text):
            self.has_image = True
            return True
        if boilerplate.is_boilerplate(text) or boilerplate.announces_related(text):
            self._is_related_next = boilerplate.announces_related(text)
            return True
        if line.is_aside or (len(text) <= boilerplate.MAX_BOILERPLATE and line.link_length * 10 >= len(text) * 9):
            return True
        if text.casefold() == self._title or (not self._blocks and parse_byline(text) is not None):
            return True
        return is_related and _is_headline(text)

    def _append(self, text: CleanText, tag: str) -> None:
        key = self._key(text)
        first, count = self._indices.get(key), len(self._blocks)
        if first is not None and (len(text) >= _MIN_DUPLICATE or first in {self._next_duplicate, count - 1}):
            self._has_lead_twice = self._has_lead_twice or (first == 0 and count == 1)
            self._next_duplicate = first + 1
            return
        self._next_duplicate = -1
        self._indices.setdefault(key, count)
        self._blocks.append(shortened(_block(text, tag), self._remaining))
        self._remaining -= len(text)

    @staticmethod
    def _key(text: CleanText) -> str:
        opening = split_dateline(text)
        return f"{opening.dateline or ''}:{opening.text}"


def _is_headline(text: str) -> bool:
    return 3 <= len(text.split()) <= 30 and len(text) <= 200 and not _SENTENCE_END.search(text[-8:])


def _block(text: CleanText, tag: str) -> Block:
    """Return a line as a block of the kind that its element says."""
    if tag in HEADINGS:
        return Block(BlockKind.HEADING, text, int(tag[1:]))
    if tag == "li":
        return Block(BlockKind.LIST_ITEM, text, marker=BULLET)
    return Block(BlockKind.QUOTE, text, 1) if tag == "blockquote" else Block(BlockKind.PARAGRAPH, text)


def _without_widgets(blocks: list[Block]) -> list[Block]:
    """Return the blocks without a widget of rates and gainers at their end."""
    end = len(blocks)
    rows = 0
    for at in range(len(blocks) - 1, -1, -1):
        text = blocks[at].text
        if boilerplate.is_widget(text):
            rows, end = rows + 1, at
        elif not boilerplate.is_figures(text) and len(text) > _MAX_WIDGET_LINE:
            break
    return blocks[:end] if rows > 1 else list(blocks)
