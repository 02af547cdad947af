"""The layout of the grid's columns: which of them fit, where each begins and how wide it is."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Final, NamedTuple

from tui.domain.quote import Quote
from tui.view.columns import COLUMNS, LAST_RESORT, Column
from tui.view.formatting import DecimalAlignment

_BY_KEY: Final = {column.key: column for column in COLUMNS}


class PlacedColumn(NamedTuple):
    """A column with its position in the grid."""

    column: Column
    x: int
    width: int


def measure_columns(
    alignments: Mapping[str, DecimalAlignment], quotes: Iterable[Quote]
) -> Mapping[str, DecimalAlignment]:
    """Return the alignments of the figure columns, wider where these quotes need it; the same object where they fit."""
    measured = list(quotes)
    grown = dict(alignments)
    for column in COLUMNS:
        if column.figure_value is None:
            continue
        amounts = {_width_key(amount): amount for amount in map(column.figure_value, measured) if amount is not None}
        for amount in amounts.values():
            grown[column.key] = grown.get(column.key, DecimalAlignment()).expanded_for(column.format(amount))
    return grown if grown != alignments else alignments


def _width_key(amount: Decimal) -> Hashable:
    """Return a key that amounts share whose figures take the same room, so that one of many need be written out."""
    text = str(amount)
    point = text.find(".")
    if "E" in text or 0 <= point < len(text) - 3:
        return text  # beyond two decimals, the number of decimals shown depends on the amount itself
    return len(text), point, text[0] == "-", not amount


def layout_columns(
    cells: int,
    alignments: Mapping[str, DecimalAlignment],
    source_width: int = 4,
    choice: Sequence[str] = (),
) -> tuple[PlacedColumn, ...]:
    """Return the columns that fit into so many cells, left to right, with their positions.

    Where there is no room, columns leave by their drop rank; then the figures give up their alignment; then the columns
    of last resort leave, and what stays is squeezed.

    Args:
        cells: the width of the grid.
        alignments: the alignment of each column of figures.
        source_width: the cells that the longest source name takes.
        choice: the keys of the columns that the user chose, in order; empty for the usual ones.
    """
    columns = [_BY_KEY[key] for key in choice] if choice else list(COLUMNS)
    widths = {column.key: _min_width(column, alignments, source_width) for column in columns}

    def room() -> int:
        return cells - 1 - sum(widths[column.key] + column.gap for column in columns)

    droppable = _ranked(columns, attrgetter("drop_rank"))
    for column in droppable:
        if room() < 0 and column.drop_rank != LAST_RESORT:
            columns.remove(column)
    if room() < 0:
        widths = {column.key: _min_width(column, alignments, source_width, aligned=False) for column in columns}
    for column in droppable:
        if room() < 0 and column.drop_rank == LAST_RESORT:
            columns.remove(column)
    for column in _ranked(columns, attrgetter("squeeze_rank")):
        width = widths[column.key]
        widths[column.key] = max(min(column.squeezed_width, width), width + min(0, room()))
    spare = max(0, room())
    for column in _ranked(columns, attrgetter("grow_rank")):
        grown = min(spare, column.max_width - widths[column.key])
        widths[column.key] += grown
        spare -= grown
    return _placed(columns, widths, min(2, spare // max(1, sum(column.gap > 1 for column in columns))))


def _ranked(columns: Iterable[Column], rank: Callable[[Column], int | None]) -> list[Column]:
    """Return the columns that have this rank, lowest first."""
    return sorted((column for column in columns if rank(column)), key=lambda column: rank(column) or 0)


def _min_width(
    column: Column, alignments: Mapping[str, DecimalAlignment], source_width: int, *, aligned: bool = True
) -> int:
    if column.is_source_name:
        return min(max(column.min_width, source_width), column.max_width)
    if column.figure_value is None:
        return column.min_width
    alignment = alignments.get(column.key, DecimalAlignment())
    figures = column.mark_width + (alignment.width if aligned else alignment.max_width)
    # one cell more than the title, for the mark of the sort
    return max(figures, len(column.title) + 1)


def _placed(columns: list[Column], widths: Mapping[str, int], extra: int) -> tuple[PlacedColumn, ...]:
    x = 0
    placed: list[PlacedColumn] = []
    for column in columns:
        x += column.gap + (extra if column.gap > 1 else 0)
        placed.append(PlacedColumn(column, x, widths[column.key]))
        x += widths[column.key]
    return tuple(placed)
