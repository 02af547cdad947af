"""The column picker: every column that there is, which of them are on, in which order and how wide; as lines."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from tui.domain.quote import InstrumentId
from tui.domain.text import pad, truncate
from tui.domain.text import width as width_of
from tui.view.all_columns import COLUMNS, COLUMNS_BY_KEY
from tui.view.column_layout import MAX_COLUMN_WIDTH, MIN_COLUMN_WIDTH, ChosenColumn, PlacedColumn
from tui.view.sorting import Sort
from tui.view.spans import Line, Span, Tone, justify
from tui.view.tabs import Tab, moved

_TITLE_WIDTH = 10
_MIN_DESCRIPTION = 12


class PickedGrid(NamedTuple):
    """The grid whose columns are chosen, as it is when the picker opens."""

    tab: Tab
    rows: Sequence[InstrumentId]
    """Top first."""
    sort: Sort
    placed: Sequence[PlacedColumn]
    cells: int
    """Its width."""
    has_positions: bool
    """Whether the columns of what the user owns are offered."""


class ColumnList(NamedTuple):
    """All columns that a tab can show, in the order of the list; those that are on are shown in that order."""

    keys: tuple[str, ...]
    on: frozenset[str]
    widths: Mapping[str, int] = MappingProxyType({})
    """Cells, of the columns whose width the user chose."""

    @classmethod
    def of(cls, chosen: Sequence[str], placed: Iterable[PlacedColumn], *, has_positions: bool) -> "ColumnList":
        """Return the list of a tab: those that are on in their order, the others where they usually are.

        Args:
            chosen: the columns that the user chose; empty for the usual ones.
            placed: those that are shown now, which the usual ones are.
            has_positions: whether the columns of what the user owns are offered too.
        """
        choices = [ChosenColumn.parse(each) for each in chosen] or [ChosenColumn(each.column.key) for each in placed]
        on = [choice.key for choice in choices if choice.key in COLUMNS_BY_KEY]
        offered = [column.key for column in COLUMNS if has_positions or column.position_value is None]
        widths = {choice.key: choice.width for choice in choices if choice.width is not None}
        return cls(tuple(_with_others(on, offered)), frozenset(on), MappingProxyType(widths))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that are on, as they are written in the configuration."""
        return tuple(str(ChosenColumn(key, self.widths.get(key))) for key in self.keys if key in self.on)

    def toggled(self, key: str) -> "ColumnList":
        """Return the list with a column on or off; the last one that is on stays on."""
        on = self.on ^ {key}
        return self._replace(on=on) if on else self

    def moved(self, key: str, step: int) -> "ColumnList":
        """Return the list with a column so many places further down, or up where that is negative."""
        return self._replace(keys=moved(self.keys, self.keys.index(key), step))

    def with_width(self, key: str, width: int) -> "ColumnList":
        """Return the list with another width of a column, which is on then."""
        limited = min(max(width, MIN_COLUMN_WIDTH), MAX_COLUMN_WIDTH)
        return self._replace(on=self.on | {key}, widths=MappingProxyType({**self.widths, key: limited}))


def _with_others(on: Sequence[str], offered: Sequence[str]) -> list[str]:
    """Return the columns that are on in their order, and each other one after the one that it usually follows."""
    keys = list(dict.fromkeys(on))
    for before, key in zip([None, *offered], offered, strict=False):
        if key not in keys:
            keys.insert(keys.index(before) + 1 if before is not None else 0, key)
    return keys


def picker_lines(columns: ColumnList, placed: Iterable[PlacedColumn], cells: int) -> list[Line]:
    """Return a line for each column: whether it is on, its title, what it shows, and its width.

    Args:
        columns: the list.
        placed: those that have room in the grid.
        cells: the width of the lines.
    """
    shown = {each.column.key: each.width for each in placed}
    return [_line(columns, key, shown, cells) for key in columns.keys]


def _line(columns: ColumnList, key: str, shown: Mapping[str, int], cells: int) -> Line:
    column = COLUMNS_BY_KEY[key]
    is_on = key in columns.on
    mark = Span(" [x] " if is_on else " [ ] ", Tone.ACCENT if is_on else Tone.QUIET)
    title = Span(pad(column.title or "▲▼=", _TITLE_WIDTH), Tone.STRONG if is_on else Tone.QUIET)
    note, tone = "", Tone.QUIET
    if is_on and key not in shown:
        note, tone = "no room", Tone.WARN
    elif is_on:
        note = f"{shown[key]} wide" if key in columns.widths else str(shown[key])
    right = (Span(f"{note} ", tone),)
    room = cells - width_of(mark.text) - _TITLE_WIDTH - width_of(note) - 2
    about = truncate(column.description, room) if room >= _MIN_DESCRIPTION else ""
    return justify((mark, title, Span(about, Tone.PLAIN if is_on else Tone.QUIET)), right, cells)
