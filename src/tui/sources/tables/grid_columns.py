"""The columns of a table with their first cells, and how its decimals are written."""

import re
from typing import Final, Literal

from tui.sources.tables.cells import is_missing, normalize_cell
from tui.sources.tables.column_profiles import Column
from tui.sources.tables.date_formats import find_date_format
from tui.sources.tables.decimal_marks import has_decimal_comma, may_have_decimal_comma
from tui.sources.tables.grid import CellGrid

_MAX_SAMPLED: Final = 40
"""Rows that are judged."""
_MAX_JUDGED: Final = 80
"""Columns that are judged."""
_ELEMENT = re.compile(r"\.[0-9]{1,2}\Z", re.ASCII)
_LETTERS: Final = frozenset("cohlvdt")
_MIN_LETTERS = 4


def columns_of(grid: CellGrid, *, open_mark: Literal[".", ","] = ".") -> list[Column]:
    """Return the first columns of a table, by their first rows; how decimals are written is one for all of them.

    Args:
        grid: the table.
        open_mark: what is before decimals where no column decides.
    """
    rows = grid.rows[:_MAX_SAMPLED]
    width = min(max(map(len, (grid.titles, *rows)), default=0), _MAX_JUDGED)
    cells = [tuple(_stated(row[index]) if index < len(row) else "" for row in rows) for index in range(width)]
    dated = [index for index in range(width) if find_date_format([cell for cell in cells[index] if cell]) is not None]
    everywhere = has_decimal_comma([cell for index in range(width) if index not in dated for cell in cells[index]])
    decimal_comma = open_mark == "," if everywhere is None else everywhere
    leaves = {_ELEMENT.sub("", title.strip()).rpartition(".")[2].lower() for title in grid.titles}
    has_letters = len(leaves & _LETTERS) >= _MIN_LETTERS
    paths = grid.paths
    return [
        Column(
            index=index,
            path=paths[index] if index < len(paths) else "",
            title=grid.titles[index] if index < len(grid.titles) else "",
            cells=cells[index],
            has_letters=has_letters,
            decimal_comma=bool(decimal_comma if (own := has_decimal_comma(cells[index])) is None else own),
            is_mark_open=everywhere is None and own is None and may_have_decimal_comma(cells[index]),
        )
        for index in range(width)
    ]


def _stated(cell: object) -> str:
    text = normalize_cell(cell) if isinstance(cell, str) else ""
    return "" if is_missing(text) else text
