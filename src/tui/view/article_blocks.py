"""The blocks of an article as lines, each with its place in the text."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.blocks import LIST_INDENT, PICTURE_MARK, Block, BlockKind
from tui.domain.text import width
from tui.view.inline_text import Insert, Mark, Piece, PlacedLine, link_numbers, pieces_between, pieces_of, wrap_inline
from tui.view.spans import BLANK, Line, Span, Tone

_QUOTE: Final = Span("│ ", Tone.RULE)
_CODE: Final = Span("  ")
_CONTINUED: Final = "  "
"""How much deeper the rest of a line of code is than the line."""
_MAX_LEVELS: Final = 4
"""Quotes within quotes, each of which takes some of the width."""
_SUBHEADING: Final = 3
"""The level from which a heading has no colour of its own."""


class Additions(NamedTuple):
    """What is shown of an article beyond its text, by the index of the block."""

    marks: Mapping[int, Sequence[Mark]] = MappingProxyType({})
    inserts: Mapping[int, Sequence[Insert]] = MappingProxyType({})


NO_ADDITIONS: Final = Additions()


class BlockLine(NamedTuple):
    """A line of an article."""

    spans: Line
    block: int
    """The index of its block; a blank line between two is of the one before it."""
    at: int
    """The index in the block's text of its first character."""


class WrappedBlock(NamedTuple):
    """A block that was wrapped."""

    made_of: tuple[object, ...]
    """All that its lines depend on."""
    lines: Sequence[BlockLine]


WrappedBlocks = dict[int, WrappedBlock]
"""The blocks of an article as they were wrapped last, by their indices."""


def block_lines(
    blocks: Sequence[Block],
    cells: int,
    dateline: str | None = None,
    additions: Additions = NO_ADDITIONS,
    known: WrappedBlocks | None = None,
) -> list[BlockLine]:
    """Return the blocks in lines of at most so many cells, a blank line between them, but none within a list.

    Args:
        blocks: of one article.
        cells: the width of a line.
        dateline: what the first paragraph begins with.
        additions: what is marked in the text, or stands in it.
        known: what was wrapped before, of which each block is used that would become the same, and which is kept up.
    """
    numbers = link_numbers(blocks)
    known = {} if known is None else known
    lines: list[BlockLine] = []
    indents: dict[int, int] = {}
    for number, block in enumerate(blocks):
        if number and not (block.kind is BlockKind.LIST_ITEM and blocks[number - 1].kind is BlockKind.LIST_ITEM):
            lines.append(BlockLine(BLANK, number - 1, len(blocks[number - 1].text)))
        tone = _tone(block)
        pieces = pieces_of(block, numbers, additions.marks.get(number, ()), additions.inserts.get(number, ()), tone)
        if dateline and number == 0:
            opening = Piece(f"{dateline}: ", Tone.ACCENT, 0, is_inserted=True)
            if block.kind is BlockKind.PARAGRAPH:
                pieces.insert(0, opening)
            else:
                lines += (BlockLine(line.spans, 0, 0) for line in wrap_inline([opening], cells))
        prefix = _item_prefix(block, cells, indents) if block.kind is BlockKind.LIST_ITEM else ""
        made_of = (block, pieces, cells, prefix)
        wrapped = known.get(number)
        if wrapped is None or wrapped.made_of != made_of:
            placed = _lines(block, pieces, cells, prefix)
            wrapped = WrappedBlock(made_of, [BlockLine(line.spans, number, line.at) for line in placed])
            known[number] = wrapped
        lines += wrapped.lines
    return lines


def _tone(block: Block) -> Tone:
    if block.kind is BlockKind.HEADING:
        return Tone.TITLE if block.level < _SUBHEADING else Tone.STRONG
    return Tone.QUIET if block.kind is BlockKind.CAPTION else Tone.PLAIN


def _lines(block: Block, pieces: Sequence[Piece], cells: int, item_prefix: str) -> Sequence[PlacedLine]:
    match block.kind:
        case BlockKind.LIST_ITEM:
            return wrap_inline(pieces, cells, (Span(item_prefix),))
        case BlockKind.QUOTE:
            marks = (_QUOTE,) * min(max(1, block.level), _MAX_LEVELS, max(1, cells // 8))
            return wrap_inline(pieces, cells, marks, marks)
        case BlockKind.CAPTION:
            return wrap_inline(pieces, cells, (Span(PICTURE_MARK, Tone.QUIET),))
        case BlockKind.TABLE:
            from tui.view.article_table import table_lines  # noqa: PLC0415 - few articles have one

            return table_lines(block, pieces, cells)
        case BlockKind.CODE:
            return list(_code_lines(block, pieces, cells))
        case BlockKind.PARAGRAPH | BlockKind.HEADING:
            return wrap_inline(pieces, cells)


def _item_prefix(block: Block, cells: int, indents: dict[int, int]) -> str:
    """Return what an item begins with: its marker, or blanks where it continues the one before it."""
    outer = indents.get(block.level - 1, len(LIST_INDENT) * block.level)
    if not block.marker:
        return " " * indents.get(block.level, min(outer + len(LIST_INDENT), cells // 2))
    marker = f"{block.marker} " if width(block.marker) < cells // 2 else ""
    prefix = " " * min(outer, max(0, cells // 2 - width(marker))) + marker
    indents[block.level] = width(prefix)
    return prefix


def _code_lines(block: Block, pieces: Sequence[Piece], cells: int) -> Iterator[PlacedLine]:
    """Yield the lines of code as they are; one that is too long goes on deeper."""
    start = 0
    for line in block.text.split("\n"):
        depth = len(line) - len(line.lstrip(" "))
        indent = _CODE.text + " " * min(depth, max(0, cells // 2 - len(_CODE.text)))
        of_line = list(pieces_between(pieces, start + depth, start + len(line)))
        wrapped = wrap_inline(of_line, cells, (Span(indent),), (Span(indent + _CONTINUED),))
        yield from wrapped or (PlacedLine(BLANK, start),)
        start += len(line) + 1
