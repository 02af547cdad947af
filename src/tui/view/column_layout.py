"""Which columns fit into the grid, and where each stands."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.quote import Quote
from tui.view.columns import COLUMNS, Column
from tui.view.formatting import DecimalAlignment

DROP_ORDER: Final = ("range", "trend", "source", "age", "change")
"""Which columns leave first as the grid narrows; the others stay, the direction as long as there is room."""
_SQUEEZED: Final = (("symbol", 4), ("percent", 2), ("last", 2))
"""What gives way, and how far, once nothing more may leave."""


class PlacedColumn(NamedTuple):
    """A column at its place in a sheet."""

    column: Column
    x: int
    width: int


def measure_columns(shapes: Mapping[str, DecimalAlignment], quotes: Iterable[Quote]) -> Mapping[str, DecimalAlignment]:
    """The shapes of the figure columns, grown where these quotes need it; the same object where they fit."""
    known = list(quotes)
    grown = dict(shapes)
    for column in COLUMNS:
        if column.figure_value is None:
            continue
        amounts = {_look(amount): amount for amount in map(column.figure_value, known) if amount is not None}
        for amount in amounts.values():
            grown[column.key] = grown.get(column.key, DecimalAlignment()).expanded_for(column.format(amount))
    return grown if grown != shapes else shapes


def _look(amount: Decimal) -> Hashable:
    """What amounts have in common whose figures take the same room, so that one of many need be written out."""
    text = str(amount)
    point = text.find(".")
    if "E" in text or 0 <= point < len(text) - 3:
        return text  # of more than two decimals, as many are shown as tell something
    return len(text), point, text[0] == "-", not amount


def layout_columns(
    cells: int, shapes: Mapping[str, DecimalAlignment], sources: int = 4, chosen: Sequence[Column] = COLUMNS
) -> tuple[PlacedColumn, ...]:
    """The columns that fit into so many cells, left to right, and where each stands.

    Args:
        cells: the width of the grid.
        shapes: the shape of each column of figures.
        sources: cells that the longest source name takes.
        chosen: the columns to show, as far as there is room.
    """
    columns = list(chosen)
    widths = {column.key: _least(column, shapes, sources) for column in columns}

    def room() -> int:
        return cells - 1 - sum(widths[column.key] + column.gap for column in columns)

    for key in DROP_ORDER:
        if room() >= 0:
            break
        columns = [column for column in columns if column.key != key]
    if room() < 0:
        widths = {column.key: _least(column, shapes, sources, lined_up=False) for column in columns}
    if room() < 0:
        columns = [column for column in columns if column.key != "direction"]
    for key, least in _SQUEEZED:
        if key not in widths:
            continue
        widths[key] = max(min(least, widths[key]), widths[key] + min(0, room()))
    spare = max(0, room())
    for key in ("trend", "range", "symbol"):
        column = next((column for column in columns if column.key == key), None)
        if column is not None:
            grown = min(spare, column.max_width - widths[key])
            widths[key] += grown
            spare -= grown
    return _placed(columns, widths, min(2, spare // max(1, sum(column.gap > 1 for column in columns))))


def _least(column: Column, shapes: Mapping[str, DecimalAlignment], sources: int, *, lined_up: bool = True) -> int:
    if column.key == "source":
        return min(max(column.min_width, sources), column.max_width)
    if column.figure_value is None:
        return column.min_width
    shape = shapes.get(column.key, DecimalAlignment())
    # one more cell: the tick mark of the last price, the sort mark of the title
    return max((shape.width if lined_up else shape.longest) + (column.key == "last"), len(column.title) + 1)


def _placed(columns: list[Column], widths: Mapping[str, int], extra: int) -> tuple[PlacedColumn, ...]:
    x = 0
    placed: list[PlacedColumn] = []
    for column in columns:
        x += column.gap + (extra if column.gap > 1 else 0)
        placed.append(PlacedColumn(column, x, widths[column.key]))
        x += widths[column.key]
    return tuple(placed)
