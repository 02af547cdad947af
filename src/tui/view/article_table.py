"""The table of an article in the width there is: as columns, else as one record after another."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tui.domain.blocks import CELL_MARK, Block
from tui.view.inline_text import Piece, PlacedLine, pieces_between, wrap_inline
from tui.view.spans import BLANK, Line, Span, Tone, width

_GAP: Final = 2
_MIN_COLUMN: Final = 6
"""Cells of a column of words that is made narrower."""
_FIGURE: Final = re.compile(r"[^\w\s]{0,3}\s?[A-Z]{0,3}\$?\s?[-+−(]?\d[\d.,\s%)/:]*\s?\w{0,4}\W?|[-–—]|")
_INDENT: Final = "  "

Cell = list[Piece]


class _Row(NamedTuple):
    at: int
    """The index of its first character in the text of the table."""
    cells: list[Cell]


def table_lines(block: Block, pieces: Sequence[Piece], cells: int) -> list[PlacedLine]:
    """Return a table in lines of at most so many cells.

    Args:
        block: the table.
        pieces: what is shown of its text.
        cells: the width of a line.
    """
    rows = list(_rows(block, pieces))
    count = max(len(row.cells) for row in rows)
    body = rows[block.level :]
    is_figure = [
        number > 0 and all(_FIGURE.fullmatch(_text(row.cells[number])) for row in body if number < len(row.cells))
        for number in range(count)
    ]
    columns = _fitted(rows, is_figure, cells)
    if columns is None:
        return _records(rows[: block.level], body, cells)
    lines: list[PlacedLine] = []
    for number, row in enumerate(rows):
        lines += _aligned(row, columns, is_figure, is_title=number < block.level)
        if number + 1 == block.level:
            rule = (" " * _GAP).join("─" * column for column in columns)
            lines.append(PlacedLine((Span(rule, Tone.RULE),), row.at))
    return lines


def _rows(block: Block, pieces: Sequence[Piece]) -> Iterator[_Row]:
    start = 0
    for line in block.text.split("\n"):
        # what is not in the line need not be looked at again for each of its cells
        of_line = list(pieces_between(pieces, start, start + len(line)))
        row = _Row(start, [])
        for cell in line.split(CELL_MARK):
            first = start + len(cell) - len(cell.lstrip())
            row.cells.append(list(pieces_between(of_line, first, start + len(cell.rstrip()))) if cell.strip() else [])
            start += len(cell) + 1
        yield row


def _text(cell: Cell) -> str:
    return "".join(piece.text for piece in cell if not piece.is_inserted)


def _width(cell: Cell) -> int:
    return width([Span(piece.text) for piece in cell])


def _fitted(rows: Sequence[_Row], is_figure: Sequence[bool], cells: int) -> list[int] | None:
    """Return the widths of the columns; None where they do not fit even when words are wrapped in them."""
    columns = [0] * len(is_figure)
    for row in rows:
        for number, cell in enumerate(row.cells):
            columns[number] = max(columns[number], _width(cell))
    least = [
        each if is_figure[number] else min(each, max(_MIN_COLUMN, _longest_word(rows, number)))
        for number, each in enumerate(columns)
    ]
    room = cells - _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    while (excess := sum(columns) - room) > 0:
        widest = max(range(len(columns)), key=lambda number: (columns[number] > least[number], columns[number]))
        # down to the next narrower one at once: a cell may be very long
        next_one = max((each for each in columns if each < columns[widest]), default=0)
        columns[widest] -= max(1, min(excess, columns[widest] - max(next_one, least[widest])))
    return columns


def _longest_word(rows: Sequence[_Row], number: int) -> int:
    """Return the width of the longest word of a column, the number of a link behind it included."""
    texts = ("".join(piece.text for piece in row.cells[number]) for row in rows if number < len(row.cells))
    words = (word for text in texts for word in text.split())
    return max((min(width([Span(word)]), 2 * _MIN_COLUMN) for word in words), default=0)


def _aligned(row: _Row, columns: Sequence[int], is_figure: Sequence[bool], *, is_title: bool) -> Iterator[PlacedLine]:
    wrapped = [wrap_inline(_toned(cell) if is_title else cell, columns[n]) for n, cell in enumerate(row.cells)]
    for at in range(max(1, *map(len, wrapped)) if wrapped else 1):
        spans: list[Span] = []
        gap = 0
        for number, lines in enumerate(wrapped):
            line = lines[at].spans if at < len(lines) else BLANK
            blanks = columns[number] - width(line)
            before, after = (blanks, 0) if is_figure[number] else (0, blanks)
            spans += (Span(" " * (gap + before)), *line)
            gap = after + _GAP
        yield PlacedLine(tuple(span for span in spans if span.text), row.at)


def _toned(cell: Cell) -> Cell:
    return [piece._replace(tone=Tone.STRONG) if piece.tone is Tone.PLAIN else piece for piece in cell]


def _records(titles: Sequence[_Row], body: Sequence[_Row], cells: int) -> list[PlacedLine]:
    """Return each row as its first cell, and below it a line for each other one, with the title of its column."""
    names = [_text(cell) for cell in titles[-1].cells] if titles else []
    lines: list[PlacedLine] = []
    for row in body:
        if lines:
            lines.append(PlacedLine(BLANK, row.at))
        first, *others = row.cells
        head: Line = BLANK
        lines += (line._replace(at=row.at) for line in wrap_inline(_toned(first), cells, head))
        for number, cell in enumerate(others, 1):
            if not cell:
                continue
            name = names[number] if number < len(names) else ""
            label = [Piece(f"{name}: ", Tone.QUIET, row.at, is_inserted=True)] if name else []
            shown = wrap_inline([*label, *cell], cells, (Span(_INDENT),), (Span(_INDENT * 2),))
            lines += (line._replace(at=row.at) for line in shown)
    return lines
