"""The figures in the columns of a table that a specification does not name: they show which mark it writes."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from tui.sources.decode.json import Json
from tui.sources.tables.cells import Cell, normalize_cell
from tui.sources.tables.decimal_marks import MAX_FIGURE_TEXT, mark_evidence
from tui.sources.tables.fold import fold
from tui.sources.tables.grid import OTHERS, is_figure

_MAX_MEMBERS: Final = 64
"""Columns, and members of one that is an object."""
_MAX_CELLS: Final = 20
"""Figures of a column that are compared."""
_BODY = re.compile(r"[0-9][0-9.,]*[0-9]", re.ASCII)
_TIME_OR_DAY = re.compile(r"[0-2]?[0-9]\.[0-5][0-9]|[0-3]?[0-9]\.[01]?[0-9]|(?:19|20)[0-9]{2}\.[01][0-9]", re.ASCII)
"""17.35, 27.11 and 2026.11 may be a time, a day or a month."""


def other_figures(rows: Sequence[Mapping[str, Cell]]) -> Iterator[list[str]]:
    """Yield the figures of each column that prove a mark; of a column that has times, days or words as well, none."""
    columns: dict[tuple[object, ...], list[str]] = {}
    for row in rows:
        for name, text in _texts(row.get(OTHERS)):
            found = columns.setdefault(name, [])
            if len(found) < _MAX_CELLS and _proves_mark(text):
                found.append(text)
    yield from filter(_are_figures, columns.values())


def _are_figures(texts: Sequence[str]) -> bool:
    is_clock = all(map(_TIME_OR_DAY.fullmatch, map(fold, texts)))
    return not is_clock and all(map(is_figure, map(normalize_cell, texts)))


def _texts(cells: Json) -> Iterator[tuple[tuple[object, ...], str]]:
    """Yield the short texts of a row with the names of their columns, and those of objects right in it."""
    for name, cell in _members(cells):
        if isinstance(cell, str):
            yield (name,), cell[:MAX_FIGURE_TEXT]
        elif isinstance(cell, dict):
            yield from (
                ((name, inner), each[:MAX_FIGURE_TEXT]) for inner, each in _members(cell) if isinstance(each, str)
            )


def _members(cells: Json) -> Iterable[tuple[object, Json]]:
    members: Iterable[tuple[object, Json]] = ()
    if isinstance(cells, list):
        members = enumerate(cells)
    elif isinstance(cells, dict):
        members = cells.items()
    return islice(members, _MAX_MEMBERS)


def _proves_mark(text: str) -> bool:
    return any(mark_evidence(body) in (".", ",") for body in _BODY.findall(text))
