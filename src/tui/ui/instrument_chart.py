"""The chart of the instrument that is shown: what the user chose for it, and the bars it is drawn from."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tui.domain.bars import Bar
from tui.domain.exchanges import exchange_of
from tui.domain.quote import InstrumentId
from tui.storage.history.errors import HistoryError, NoHistoryError
from tui.ui.history_answers import Answer, HistoryAnswers
from tui.view.board_state import BoardState
from tui.view.chart.breadth_curve import breadth_data
from tui.view.chart.picture import ChartPicture, draw_chart
from tui.view.chart.prepare import Instrument, past_note, prepare, span_of
from tui.view.chart.values import MAX_COMPARED, ChartData, ChartOptions, ChartRange, Curve
from tui.view.tabs import Tab
from tui.view.terminal_profile import TerminalProfile

if TYPE_CHECKING:
    from tui.storage.history.reader import HistoryReader
    from tui.ui.history_access import HistoryAccess

_MAX_AGE: Final = {True: timedelta(minutes=1), False: timedelta(minutes=15)}
"""Of the bars of the history, by whether they are parts of a day: what came since is drawn from the board."""
_REDRAW: Final = {True: timedelta(seconds=1), False: timedelta(seconds=5)}
"""How long a chart is left as it is while data move, likewise."""
_LOOKED_AT_AFTER: Final = timedelta(seconds=1)
_EMPTY: Final = ChartPicture(())


class InstrumentChart:
    """One chart: it is drawn at most once a second, and at once where a key asks for it.

    Args:
        access: the history.
        changed: called when it has to be drawn anew.
        options: what it begins with.
        looked_at: called with an instrument that is shown for longer than it takes to pass over it.
    """

    def __init__(
        self,
        access: "HistoryAccess",
        changed: Callable[[], object],
        options: ChartOptions,
        looked_at: Callable[[InstrumentId], object],
    ) -> None:
        self._access = access
        self._answers: HistoryAnswers[Sequence[Bar]] = HistoryAnswers(access, self._redraw)
        self._changed, self._looked_at = changed, looked_at
        self.options = options
        self.cross: datetime | None = None
        """A time in the bar under the cross-hair, aware."""
        self.picture = _EMPTY
        """As it was drawn last."""
        self._drawn_for: tuple[object, ...] = ()
        self._drawn_at: datetime | None = None
        self._shown: tuple[InstrumentId, datetime] | None = None
        """What is shown, and since when; None once that was told."""

    def _redraw(self) -> None:
        self._drawn_at = None
        self._changed()

    def choose(self, options: ChartOptions) -> None:
        """Draw it as the user chose; the cross-hair is put away with the range that it was in."""
        if options.range is not self.options.range:
            self.cross = None
        self.options = options
        self._redraw()

    def choose_range(self, shown: ChartRange) -> None:
        """Show another range; the breadth is known of one day only."""
        self.choose(
            self.options._replace(range=shown, has_breadth=self.options.has_breadth and shown is ChartRange.DAY)
        )

    def step_range(self, step: int) -> None:
        """Show the next longer range, or the next shorter one."""
        ranges = tuple(ChartRange)
        at = ranges.index(self.options.range) + step
        self.choose_range(ranges[max(0, min(at, len(ranges) - 1))])

    def compare(self, keys: Sequence[InstrumentId]) -> bool:
        """Draw these over the instrument that is shown, or no longer where all of them are; return whether they are."""
        compared = self.options.compared
        if set(keys) <= set(compared):
            self.choose(self.options._replace(compared=tuple(each for each in compared if each not in keys)))
            return False
        joined = tuple(dict.fromkeys((*compared, *keys)))[-MAX_COMPARED:]
        self.choose(self.options._replace(compared=joined, has_breadth=False))
        return True

    def move_cross(self, step: int) -> None:
        """Move the cross-hair by so many bars; it comes at the newest one, and goes beyond that."""
        bars = self.picture.bars
        if not bars:
            return
        at = len(bars) if self.cross is None else self.picture.number_of(self.cross)
        at = max(0, at + step)
        self.cross = bars[at].at if at < len(bars) else None
        self._redraw()

    def point_at(self, cell: int) -> None:
        """Move the cross-hair to a cell of the plot."""
        bar = self.picture.bar_at(cell)
        at = bar.at if bar is not None else None
        if at != self.cross:
            self.cross = at
            self._redraw()

    def hide_cross(self) -> bool:
        """Hide the cross-hair; return whether it was there."""
        if self.cross is None:
            return False
        self.cross = None
        self._redraw()
        return True

    def draw(
        self, state: BoardState, key: InstrumentId, tab: Tab, cells: int, rows: int, *, is_pixels: bool = False
    ) -> ChartPicture:
        """Return the chart of an instrument in so many cells and rows, its plot blank where that is one of pixels."""
        if self._drawn_for[:1] != (key,):
            self.cross = None
            self._shown = (key, state.shown_at)
        elif self._shown is not None and state.shown_at - self._shown[1] >= _LOOKED_AT_AFTER:
            self._shown = None
            self._looked_at(key)
        # what a source gave, or is asked for, is not waited for either
        past = (self._access.fills.get(key, 0), self._access.past_outlook(key))
        drawn_for = (key, tab, cells, rows, self.options, self.cross, is_pixels, past)
        pause = _REDRAW[self.options.range.is_intraday]
        is_due = self._drawn_at is None or not timedelta(0) <= state.shown_at - self._drawn_at < pause
        if is_due or drawn_for != self._drawn_for:
            self._drawn_for = drawn_for
            self._drawn_at = state.shown_at
            self.picture = self._picture(state, key, tab, cells, rows, is_pixels=is_pixels)
        return self.picture

    def _picture(
        self, state: BoardState, key: InstrumentId, tab: Tab, cells: int, rows: int, *, is_pixels: bool
    ) -> ChartPicture:
        if self.options.has_breadth:
            data, name = self._breadth(state, tab), f"breadth of {tab.name}"
        else:
            data, name = self._data(state, key), key.symbol
        profile = state.terminal_profile or TerminalProfile()
        return draw_chart(
            data, self.options, cells, rows, name=name, cross=self.cross, profile=profile, is_pixels=is_pixels
        )

    def _breadth(self, state: BoardState, tab: Tab) -> ChartData:
        keys = tab.select(state.market)
        exchanges = {exchange_of(key) for key in keys}
        calendar = state.calendars.get(exchanges.pop()) if len(exchanges) == 1 else None
        return breadth_data(state.market, keys, calendar, state.time_of_day)

    def drawn_over(self, state: BoardState, key: InstrumentId) -> Sequence[InstrumentId]:
        """Return the instruments that are compared with this one: none where the breadth is drawn."""
        compared = () if self.options.has_breadth else self.options.compared
        return [other for other in compared if other != key and other in state.market.quotes]

    def _data(self, state: BoardState, key: InstrumentId) -> ChartData:
        data = self._prepared(state, key)
        is_day = self.options.range is ChartRange.DAY
        curves = [
            Curve(other.symbol, drawn.bars, drawn.previous_close if is_day else None)
            for other in self.drawn_over(state, key)
            for drawn in (self._prepared(state, other),)
        ]
        return data._replace(curves=curves)

    def _prepared(self, state: BoardState, key: InstrumentId) -> ChartData:
        instrument = instrument_of(state, key)
        now = state.time_of_day
        if state.replay is not None:
            # what the history has of days before would be drawn with what came after
            note = "" if self.options.range is ChartRange.DAY else "a replay shows its own day"
            return prepare(instrument, self.options, (), now, note)
        answer = self._bars(instrument, now)
        bars: Sequence[Bar] = ()
        note = "" if answer else "reading the history"
        if answer and not isinstance(answer.value, HistoryError):
            bars = answer.value
        # what was seen since the start is all that a day needs
        elif answer and not (isinstance(answer.value, NoHistoryError) and self.options.range is ChartRange.DAY):
            note = f"history: {answer.value}"
        if answer and not note:
            note = past_note(instrument, self.options.range, bars, now, self._access.past_outlook(key))
        return prepare(instrument, self.options, bars, now, note)

    def _bars(self, instrument: Instrument, now: datetime) -> Answer[Sequence[Bar]] | None:
        key, shown = instrument.quote.id, self.options.range
        span = span_of(instrument, self.options, now)
        # what a source gave since the last answer is not waited for
        fills = self._access.fills.get(key, 0)
        question = (key, shown, self.options.has_averages, instrument.trading_day(now), fills)

        def read(reader: "HistoryReader") -> Sequence[Bar]:
            from tui.storage.history.chart import chart_bars  # noqa: PLC0415 - loads SQLite, on the history's thread

            return chart_bars(
                reader,
                key,
                span.since,
                span.until,
                every=span.every,
                before=span.before,
                day_of=instrument.trading_day,
            )

        return self._answers.get(question, now, _MAX_AGE[shown.is_intraday], read)


def instrument_of(state: BoardState, key: InstrumentId) -> Instrument:
    """Return an instrument of the market as a chart needs it."""
    quote = state.market.quotes[key]
    calendar = state.calendars.get(exchange_of(key))
    return Instrument(quote, state.market.series.get(key), calendar, state.on_wall(state.market.polled_at(quote)))
