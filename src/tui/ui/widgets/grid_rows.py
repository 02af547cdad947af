"""The rows of a grid: the user's choices, the order of the rows, the time when data may change it, and their lines."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.expressions.parser import Condition
from tui.domain.expressions.tokens import ExpressionError
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view import quote_grid, sorting
from tui.view.column_layout import PlacedColumn
from tui.view.filtering import filter_rows, parse_filter
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow
from tui.view.sorting import DEFAULT_SORT, LIST_ORDER, Sort
from tui.view.spans import Line
from tui.view.tabs import ALL, Tab

MIN_SORT_INTERVAL: Final = timedelta(seconds=2)
"""Minimum time between two re-sorts by moving data."""
DELAYS_PER_SORT: Final = 40
"""Minimum time between two re-sorts, in delays of a reply: a re-sort sends every row, and a key waits behind it."""
MIN_INPUT_REST: Final = timedelta(seconds=1)
"""Minimum time from a key to a re-sort by moving data."""
_MAX_STATE_AGE: Final = timedelta(seconds=1)
_NONE: Final = timedelta(0)
_ALL: Final = Tab(name=ALL)


class GridState(NamedTuple):
    """The choices of the user for one tab of the grid."""

    tab: Tab = _ALL
    sort: Sort = DEFAULT_SORT
    filter_text: str = ""
    frozen: bool = False
    """Whether moving data leaves the order as it is."""


class RowOrder:
    """The order of a tab's instruments, and of those that are shown."""

    def __init__(self) -> None:
        self._all: Sequence[InstrumentId] = ()
        """Those of the tab, in their order."""
        self.total = 0
        """The number of rows without the filter."""
        self._positions: dict[InstrumentId, int] = {}
        self._condition: Condition | None = None
        self.filter_error = ""
        """What is wrong with the filter, as text; empty where nothing is."""
        self.shown: Sequence[InstrumentId] = ()
        """The instruments that pass the filter, top first."""

    def __len__(self) -> int:
        return len(self.shown)

    @property
    def order(self) -> tuple[InstrumentId, ...]:
        """The instruments of the tab in their order, without the filter."""
        return tuple(self._all)

    def start_with(self, order: Sequence[InstrumentId]) -> None:
        """Begin with this order, for rows that are updated in place."""
        self._all = list(order)

    def index_of(self, key: InstrumentId | None) -> int | None:
        """Return an instrument's position among those shown, from 0; None where it is not shown."""
        return None if key is None else self._positions.get(key)

    def key_at(self, position: int) -> InstrumentId | None:
        """Return the instrument at this position, or at the nearest there is; None where none is shown."""
        return self.shown[max(0, min(position, len(self.shown) - 1))] if self.shown else None

    def sort(self, market: Market, grid: GridState) -> bool:
        """Sort and filter all rows; return whether the order of all rows has changed."""
        before, self._all = self._all, _sorted(market, grid.tab.select(market), grid.sort)
        self._filter(market, grid.filter_text)
        return self._all != before

    def update_in_place(self, market: Market, grid: GridState) -> None:
        """Filter the rows where they are, without those that left, and with new ones below in their own order."""
        selected = grid.tab.select(market)
        known, current = set(self._all), set(selected)
        new = [key for key in selected if key not in known]
        self._all = [*(key for key in self._all if key in current), *_sorted(market, new, grid.sort)]
        self._filter(market, grid.filter_text)

    def _filter(self, market: Market, text: str) -> None:
        self.total = len(self._all)
        try:
            self._condition = parse_filter(text)
        except ExpressionError as error:
            # what is half typed leaves the rows as they were with the last filter that was right
            self.filter_error = str(error)
        else:
            self.filter_error = ""
        self.shown = filter_rows(market, self._all, self._condition)
        self._positions = {key: position for position, key in enumerate(self.shown)}


def _sorted(market: Market, keys: Iterable[InstrumentId], sort: Sort) -> list[InstrumentId]:
    if sort.key == LIST_ORDER:
        return list(keys)
    by_symbol = sorting.sorted_by_symbol(keys)
    values = {key: sort.value(market, market.quotes[key]) for key in by_symbol}
    return sorting.sort_rows(by_symbol, values, descending=sort.descending)


class SortDebounce:
    """A limit on re-sorting by data: only while no keys are pressed, and not too often."""

    def __init__(self) -> None:
        self._has_input = False
        self._input_at: datetime | None = None
        self._sorted_at: datetime | None = None

    def note_input(self) -> None:
        """Record that a key or the mouse moved something."""
        self._has_input = True

    def advance(self, before: datetime, now: datetime) -> None:
        """Advance from the time of one state to that of the next."""
        if self._has_input:
            # a key has no time of its own: it came after the previous state, which is a second old at most
            self._has_input, self._input_at = False, min(now, before + _MAX_STATE_AGE)

    def note_sort(self, now: datetime) -> None:
        """Record that the order has just changed."""
        self._sorted_at = now

    def may_sort(self, now: datetime, reply_delay: timedelta = _NONE, *, has_new_source: bool = False) -> bool:
        """Return whether moving data may sort the rows again.

        Args:
            now: the time, aware.
            reply_delay: the time that the line delays replies.
            has_new_source: whether the first rows of a source have come, which wait for no interval.
        """
        interval = max(MIN_SORT_INTERVAL, DELAYS_PER_SORT * reply_delay)
        is_rested = has_new_source or self._sorted_at is None or now - self._sorted_at >= interval
        return is_rested and (self._input_at is None or now - self._input_at >= MIN_INPUT_REST)


class RowCache:
    """A cache of the lines of the rows in view: a row is drawn again only where something it shows has changed."""

    def __init__(self) -> None:
        self._columns: Sequence[PlacedColumn] = ()
        self._alignments: Mapping[str, DecimalAlignment] = {}
        self._rows: dict[InstrumentId, tuple[QuoteRow, Line]] = {}

    def lines(
        self, rows: Iterable[QuoteRow], columns: Sequence[PlacedColumn], alignments: Mapping[str, DecimalAlignment]
    ) -> list[Line]:
        """Return a line for each row, and forget all other rows.

        Args:
            rows: those in view.
            columns: where each column is; the same object as long as none has moved.
            alignments: of the columns of figures; the same object as long as none has grown.
        """
        cached = self._rows if columns is self._columns and alignments is self._alignments else {}
        self._columns, self._alignments, self._rows = columns, alignments, {}
        for row in rows:
            before = cached.get(row.quote.id)
            if before is not None and before[0].renders_same_as(row):
                line = before[1]
            else:
                line = quote_grid.row_line(row, columns, alignments)
            self._rows[row.quote.id] = (row, line)
        return [line for _, line in self._rows.values()]
