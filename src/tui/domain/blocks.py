"""The blocks that the text of an article consists of: paragraphs, headings, lists, quotes, tables, code, captions."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from tui.domain.text import ELLIPSIS, CleanText

CELL_MARK: Final = "|"
"""Stands between two cells of a row, with a blank on each side that has text; no cell contains it."""
INSTEAD_OF_CELL_MARK: Final = "¦"
"""What a cell has in its place."""
LIST_INDENT: Final = "  "
"""For each level of a list."""
PICTURE_MARK: Final = "▣ "
BULLET: Final = "•"

_ITEM: Final = re.compile(r"( *)(•|[0-9]{1,7}\.|[A-Za-z]\.|[ivxlcIVXLC]{2,8}\.) (?=\S)")


class BlockKind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    CAPTION = "caption"


class Link(NamedTuple):
    """A link in the text of a block."""

    start: int
    """The index of its first character."""
    end: int
    """The index after its last one."""
    target: str
    """An http or https URL, or a mail address; safe to show."""


class Block(NamedTuple):
    """One block of an article."""

    kind: BlockKind
    text: CleanText
    """One line, but for code, and for a table, which has a line for each row: `Symbol | Profit`."""
    level: int = 0
    """Of a heading 1 to 6; of a list item in how many lists its own list is; of a quote in how many quotes it is; of a
    table how many of its first rows are titles.
    """
    marker: str = ""
    """Of a list item, such as `•`, `3.` or `c.`; empty where it continues the item before it."""
    links: tuple[Link, ...] = ()
    """In the order of the text, none within another."""


def paragraph(text: CleanText) -> Block:
    """Return a paragraph without links."""
    return Block(BlockKind.PARAGRAPH, text)


def without_prefix(block: Block, text: CleanText) -> Block:
    """Return a block with less text, the end of its own; its links stay with their words."""
    gone = len(block.text) - len(text)
    links = (Link(max(0, link.start - gone), link.end - gone, link.target) for link in block.links if link.end > gone)
    return block._replace(text=text, links=tuple(links))


def shortened(block: Block, limit: int) -> Block:
    """Return a block with so many characters at most, ending in `…` where something was cut."""
    if len(block.text) <= limit:
        return block
    text = CleanText(block.text[: max(0, limit - 1)].rstrip() + ELLIPSIS)
    links = (link._replace(end=min(link.end, len(text))) for link in block.links if link.start < len(text) - 1)
    return block._replace(text=text, links=tuple(links))


def text_with_targets(block: Block) -> CleanText:
    """Return the text with the target of each link behind it, as in `See the filing (https://sec.example/f.pdf)`."""
    if not block.links:
        return block.text
    pieces: list[str] = []
    at = 0
    for link in block.links:
        pieces += (block.text[at : link.end], f" ({link.target})")
        at = link.end
    return CleanText("".join((*pieces, block.text[at:])))


def as_texts(blocks: Sequence[Block]) -> tuple[CleanText, ...]:
    """Return the blocks as plain texts with the targets of their links; the items of a list are one text."""
    texts: list[CleanText] = []
    items: list[str] = []
    for block, line in zip(blocks, _lines(blocks), strict=True):
        if block.kind is BlockKind.LIST_ITEM:
            items.append(line)
            continue
        if items:
            texts.append(CleanText("\n".join(items)))
            items.clear()
        texts.append(CleanText(line))
    if items:
        texts.append(CleanText("\n".join(items)))
    return tuple(texts)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    indents: dict[int, int] = {}
    for block in blocks:
        text = text_with_targets(block)
        if block.kind is BlockKind.LIST_ITEM:
            if block.marker:
                prefix = f"{LIST_INDENT * block.level}{block.marker} "
                indents[block.level] = len(prefix)
            else:
                prefix = " " * indents.get(block.level, len(LIST_INDENT) * (block.level + 1))
            yield prefix + text
        elif block.kind is BlockKind.CAPTION:
            yield PICTURE_MARK + text
        else:
            yield text


def from_texts(texts: Iterable[CleanText]) -> tuple[Block, ...]:
    """Return the blocks of texts in which nothing but their lines says what they are; `as_texts` returns the same."""
    blocks: list[Block] = []
    for text in texts:
        blocks += _from_text(text)
    return tuple(blocks)


def _from_text(text: CleanText) -> Sequence[Block]:
    if text.startswith(PICTURE_MARK) and "\n" not in text:
        return (Block(BlockKind.CAPTION, CleanText(text[len(PICTURE_MARK) :])),)
    items = [_ITEM.match(line) for line in text.split("\n")]
    if items[0]:
        read = tuple(_list_item(line, item) for line, item in zip(text.split("\n"), items, strict=True))
        if as_texts(read) == (text,):
            return read
    if "\n" not in text:
        return (paragraph(text),)
    is_table = all(f" {CELL_MARK}" in line or line.startswith(CELL_MARK) for line in text.split("\n"))
    return (Block(BlockKind.TABLE if is_table else BlockKind.CODE, text),)


def _list_item(line: str, item: re.Match[str] | None) -> Block:
    if item is None:
        return Block(BlockKind.LIST_ITEM, CleanText(line.strip()))
    return Block(BlockKind.LIST_ITEM, CleanText(line[item.end() :]), len(item[1]) // len(LIST_INDENT), item[2])
