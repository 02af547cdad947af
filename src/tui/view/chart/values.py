"""What is drawn in a chart, as values."""

import calendar
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.domain.quote import InstrumentId
from tui.view.chart.time_axis import TimeAxis

MAX_COMPARED: Final = 5
"""Instruments that are drawn over another one."""
AVERAGES: Final = (20, 50, 200)
"""The bars of each moving average."""
_DAY: Final = timedelta(days=1)
_LOG: Final = "log"
_AVERAGES: Final = "averages"
_PIXELS: Final = "pixels"


class ChartRange(StrEnum):
    """How much of the past a chart shows."""

    DAY = "1d"
    FIVE_DAYS = "5d"
    MONTH = "1m"
    THREE_MONTHS = "3m"
    SIX_MONTHS = "6m"
    YEAR_TO_DATE = "ytd"
    YEAR = "1y"
    FIVE_YEARS = "5y"
    ALL = "all"

    @property
    def is_intraday(self) -> bool:
        """Whether its bars are parts of a day."""
        return self in _INTRADAY

    @property
    def days(self) -> int:
        """The trading days of one whose bars are parts of a day."""
        return _INTRADAY[self][0]

    @property
    def span(self) -> timedelta:
        """Of each of its bars."""
        return _INTRADAY[self][1] if self.is_intraday else _DAY

    def first_date(self, today: date) -> date | None:
        """Return the first date of one whose bars are days; None where it has no beginning."""
        if self is ChartRange.YEAR_TO_DATE:
            return date(today.year, 1, 1)
        months = _MONTHS.get(self)
        if months is None:
            return None
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        if year < 1:
            return date.min
        return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


_INTRADAY: Final = {
    ChartRange.DAY: (1, timedelta(minutes=1)),
    ChartRange.FIVE_DAYS: (5, timedelta(minutes=5)),
}
_MONTHS: Final = {
    ChartRange.MONTH: 1,
    ChartRange.THREE_MONTHS: 3,
    ChartRange.SIX_MONTHS: 6,
    ChartRange.YEAR: 12,
    ChartRange.FIVE_YEARS: 60,
}


class ChartKind(StrEnum):
    """How prices are drawn."""

    LINE = "line"
    AREA = "area"
    CANDLES = "candles"

    @property
    def following(self) -> "ChartKind":
        """The kind that a key leads to from this one."""
        kinds = tuple(ChartKind)
        return kinds[(kinds.index(self) + 1) % len(kinds)]


class ChartOptions(NamedTuple):
    """What the user chose for charts."""

    range: ChartRange = ChartRange.DAY
    kind: ChartKind = ChartKind.LINE
    is_log: bool = False
    has_averages: bool = False
    has_breadth: bool = False
    """Whether the breadth of the tab is drawn in place of the instrument."""
    has_pixels: bool = False
    """Whether it is drawn in pixels where the terminal shows pictures."""
    compared: tuple[InstrumentId, ...] = ()
    """Drawn with the instrument, all in percent."""

    @property
    def words(self) -> str:
        """What the next start begins with, such as `5d candles log`; empty for what a first one does."""
        if self._replace(has_breadth=False, compared=()) == ChartOptions():
            return ""
        flags = ((self.is_log, _LOG), (self.has_averages, _AVERAGES), (self.has_pixels, _PIXELS))
        return " ".join((self.range, self.kind, *(word for is_on, word in flags if is_on)))

    @classmethod
    def of_words(cls, words: str) -> "ChartOptions":
        """Return the options of such words; those that are none are left out."""
        known = set(words.split())
        return cls(
            range=next((each for each in ChartRange if each in known), ChartRange.DAY),
            kind=next((each for each in ChartKind if each in known), ChartKind.LINE),
            is_log=_LOG in known,
            has_averages=_AVERAGES in known,
            has_pixels=_PIXELS in known,
        )


class Curve(NamedTuple):
    """Another instrument that is drawn over the first."""

    name: str
    bars: Sequence[Bar]
    """Oldest first."""
    base: Decimal | None = None
    """The price that its percentages are of; None for the one with which the axis begins."""


class ChartData(NamedTuple):
    """All that one chart is drawn from."""

    axis: TimeAxis
    bars: Sequence[Bar] = ()
    """Oldest first, each with the volume of its own span; those before the axis are for the averages."""
    until: datetime | None = None
    """Until when the last price is known to hold, aware; None for the time of the last bar."""
    reference: Decimal | None = None
    """The price that the range began from: on one day the previous close."""
    previous_close: Decimal | None = None
    """Of the present day."""
    curves: Sequence[Curve] = ()
    note: str = ""
    """What is missing, and why."""
    is_count: bool = False
    """Whether it is the breadth that is drawn: numbers of instruments, and no prices."""

    def shown(self, bars: Sequence[Bar]) -> Sequence[Bar]:
        """Return those of the bars, oldest first, that are on the axis."""
        first = bisect_left(bars, self.axis.start, key=lambda bar: bar.at)
        return bars[first : bisect_right(bars, self.axis.end, lo=first, key=lambda bar: bar.at)]
