"""The rows of a grid: the user's choices, their order and when data may change it, their columns and lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.ui.rendering.line_widget import FlashState
from tui.view import quote_grid
from tui.view.board_state import BoardState
from tui.view.column_layout import MIN_WIDE, ColumnChoice, PlacedColumn, layout_columns, measure_columns
from tui.view.formatting import DecimalAlignment
from tui.view.quote_row import QuoteRow, build_row
from tui.view.row_lines import RowLine, absent_line, arrange, instruments, sort_instruments, title_line
from tui.view.sorting import DEFAULT_SORT, LIST_ORDER, NO_HOLDINGS, Holdings, Sort
from tui.view.spans import Line
from tui.view.tabs import ALL, ListEntry, Tab

if TYPE_CHECKING:
    from tui.domain.expressions.quotes import Condition

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
    """The order of a tab's lines, and of those that are shown: instruments, and the titles of a list among them."""

    def __init__(self) -> None:
        self._all: list[RowLine] = []
        """Those of the tab, in their order."""
        self.total = 0
        """The number of instruments without the filter."""
        self.pinned: Sequence[ListEntry] = ()
        """The instruments that come first in every tab they are in."""
        self._positions: dict[InstrumentId, int] = {}
        self._numbers: dict[InstrumentId, int] = {}
        self._condition: Condition | None = None
        self.filter_error = ""
        """What is wrong with the filter, as text; empty where nothing is."""
        self.lines: Sequence[RowLine] = ()
        """What is shown, top first."""
        self.shown: Sequence[InstrumentId] = ()
        """The instruments among it."""

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def order(self) -> tuple[InstrumentId, ...]:
        """The instruments of the tab in their order, without the filter."""
        return tuple(instruments(self._all))

    def start_with(self, order: Sequence[InstrumentId]) -> None:
        """Begin with this order, for rows that are updated in place."""
        self._all = list(order)

    def index_of(self, key: InstrumentId | None) -> int | None:
        """Return the line that an instrument is on, from 0; None where it is not shown."""
        return None if key is None else self._positions.get(key)

    def number_of(self, key: InstrumentId | None) -> int | None:
        """Return an instrument's number among those shown, from 0; None where it is not shown."""
        return None if key is None else self._numbers.get(key)

    def key_at(self, position: int, *, upward: bool = False) -> InstrumentId | None:
        """Return the instrument on this line, or on the nearest below it, or above; None where none is shown."""
        if not self.shown:
            return None
        position = max(0, min(position, len(self.lines) - 1))
        below, above = self.lines[position:], self.lines[position::-1]
        for lines in (above, below) if upward else (below, above):
            for line in lines:
                if isinstance(line, InstrumentId):
                    return line
        return None

    def first_of_part(self, position: int) -> int:
        """Return the line of the title right above a line, or the line itself where there is none."""
        while position and isinstance(self.lines[position - 1], ListEntry):
            position -= 1
        return position

    def is_pinned(self, key: InstrumentId) -> bool:
        """Return whether an instrument comes first in every tab it is in."""
        return any(entry.names(key) for entry in self.pinned)

    def sort(self, market: Market, grid: GridState, holdings: Holdings = NO_HOLDINGS) -> bool:
        """Sort and filter all rows; return whether the order of all rows has changed."""
        before, self._all = self._all, arrange(market, grid.tab, grid.sort, self.pinned, holdings)
        self._filter(market, grid.filter_text)
        return self._all != before

    def update_in_place(self, market: Market, grid: GridState, holdings: Holdings = NO_HOLDINGS) -> None:
        """Filter the rows where they are, without those that left, and with new ones below in their own order."""
        if grid.sort.key == LIST_ORDER:
            # the order is the user's: no data changes it
            self.sort(market, grid, holdings)
            return
        selected, absent = grid.tab.select(market), grid.tab.absent(market)
        known, current = set(self._all), {*selected, *absent}
        new = [key for key in selected if key not in known]
        stayed = [line for line in self._all if line in current]
        self._all = [
            *(line for line in stayed if line not in absent),
            *sort_instruments(market, new, grid.sort, holdings),
            *absent,
        ]
        self._filter(market, grid.filter_text)

    def _filter(self, market: Market, text: str) -> None:
        every = instruments(self._all)
        self.total = len(every)
        if not text.strip() and self._condition is None:
            self.filter_error, self.shown, self.lines = "", every, self._all
            self._place()
            return
        from tui.view.filtering import filter_rows, parse_filter  # noqa: PLC0415 - nothing is filtered at the start

        try:
            self._condition = parse_filter(text)
        except ValueError as error:  # an ExpressionError, of a module that a board without a filter does not load
            # what is half typed leaves the rows as they were with the last filter that was right
            self.filter_error = str(error)
        else:
            self.filter_error = ""
        if self._condition is None:
            self.lines, self.shown = self._all, every
        else:
            self.shown = filter_rows(market, (key for key in every if key in market.quotes), self._condition)
            self.lines = self.shown
        self._place()

    def _place(self) -> None:
        self._numbers = {key: number for number, key in enumerate(self.shown)}
        self._positions = self._numbers
        if len(self.lines) != len(self.shown):
            self._positions = {line: at for at, line in enumerate(self.lines) if isinstance(line, InstrumentId)}


class FittedColumns:
    """The columns of a grid: which are shown, where each is, and how wide its rows have needed it so far."""

    def __init__(self, *, is_wide: bool = False) -> None:
        self.placed: tuple[PlacedColumn, ...] = ()
        """Those shown, left to right; the same object as long as none has moved."""
        self.alignments: Mapping[str, DecimalAlignment] = {}
        """The same object as long as none has grown."""
        self._markets: set[str] = set()
        self.is_wide = is_wide
        """Whether the grid is so wide that more than the usual columns may be shown."""
        self._makes_room = False
        """Whether others have left for the column that rows are sorted by."""

    def forget(self) -> None:
        """Forget how wide the columns have been: other rows are to be shown."""
        self.alignments, self._markets = {}, set()

    def is_other_for(self, sort: Sort) -> bool:
        """Return whether other columns are shown for this sort: its own is, and stays."""
        return self._makes_room or all(placed.column.key != sort.key for placed in self.placed)

    def fit(self, quotes: Sequence[Quote], grid: GridState, state: BoardState) -> bool:
        """Make room for the rows of these quotes; return whether a column has grown or may have come."""
        columns = self._choice(grid, state).columns
        alignments = measure_columns(self.alignments, quotes, columns, state.row_context)
        markets = self._markets | {quote.id.market for quote in quotes}
        if alignments is self.alignments and len(markets) == len(self._markets):
            return False
        self.alignments, self._markets = alignments, markets
        return True

    def _choice(self, grid: GridState, state: BoardState) -> ColumnChoice:
        return ColumnChoice(grid.tab.columns, state.settings.drop_columns, _sort_key(grid), self.is_wide)

    def lay_out(self, cells: int, grid: GridState, state: BoardState) -> None:
        """Place the columns in so many cells."""
        self.is_wide = cells >= MIN_WIDE
        choice = self._choice(grid, state)
        several = len(self._markets) > 1
        self.placed = layout_columns(cells, self.alignments, choice, has_several_markets=several)
        usual = layout_columns(cells, self.alignments, choice._replace(sorted_by=""), has_several_markets=several)
        self._makes_room = [each.column.key for each in usual] != [each.column.key for each in self.placed]


def _sort_key(grid: GridState) -> str:
    """Return the column that the user sorts by; empty for what the tab begins with, whose columns are as chosen."""
    return "" if grid.sort.key in {LIST_ORDER, grid.tab.initial_sort.key} else grid.sort.key


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


class RowPainter:
    """The lines of a grid in view, and the prices that light up in them.

    A row is drawn again only where something it shows has changed.
    """

    def __init__(self, order: RowOrder, columns: FittedColumns) -> None:
        self.flashes = FlashState()
        self._order = order
        self._columns = columns
        self._cached_for: tuple[Sequence[PlacedColumn], Mapping[str, DecimalAlignment]] = ((), {})
        """The columns that the lines were drawn for: the same objects as long as none has moved or grown."""
        self._cache: dict[InstrumentId, tuple[QuoteRow, Line]] = {}

    def draw(self, lines: Sequence[RowLine], state: BoardState, cells: int) -> Iterator[Line]:
        """Yield each of these lines in so many cells: a row, a title of a list, or an instrument without a quote.

        All other rows are forgotten.
        """
        market, columns = state.market, self._columns.placed
        rows = self._draw_rows(self._rows(lines, state))
        for line in lines:
            if isinstance(line, ListEntry):
                yield title_line(line, cells)
            elif line in market.quotes:
                yield rows[line][1]
            else:
                yield absent_line(line, market, columns[0].width if columns else 0)

    def _rows(self, lines: Sequence[RowLine], state: BoardState) -> Iterator[QuoteRow]:
        quotes, flashes, context = state.market.quotes, self.flashes.current(state.shown_at), state.row_context
        return (
            build_row(
                state.market,
                quotes[line],
                state.now,
                flash=flashes.get(line),
                disagree_percent=state.disagree_percent,
                redraw_interval=state.redraw_interval,
                context=context,
                is_pinned=self._order.is_pinned(line),
            )
            for line in lines
            if isinstance(line, InstrumentId) and line in quotes
        )

    def _draw_rows(self, rows: Iterable[QuoteRow]) -> Mapping[InstrumentId, tuple[QuoteRow, Line]]:
        columns, alignments = self._columns.placed, self._columns.alignments
        is_usable = columns is self._cached_for[0] and alignments is self._cached_for[1]
        cached = self._cache if is_usable else {}
        self._cached_for, self._cache = (columns, alignments), {}
        for row in rows:
            before = cached.get(row.quote.id)
            if before is not None and before[0].renders_same_as(row):
                line = before[1]
            else:
                line = quote_grid.row_line(row, columns, alignments)
            self._cache[row.quote.id] = (row, line)
        return self._cache
