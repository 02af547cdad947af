"""Lines, areas and moving averages drawn on a canvas."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.view.chart.canvas import Canvas
from tui.view.chart.price_scale import PriceScale, decimals_of
from tui.view.chart.time_axis import TimeAxis
from tui.view.spans import Tone

_NOON: Final = timedelta(hours=12)
_FILL_STEP: Final = 2
"""Every so many dots of an area, in both directions, one is set."""


class Pen(NamedTuple):
    """How a line is drawn, so that it is told from others also without colours."""

    tone: Tone
    on: int = 1
    """Columns of dots that are drawn, one after another."""
    off: int = 0
    """Columns after them that are not."""
    mark: str = ""
    """What each second cell of it is drawn as in ASCII; empty for its dots."""

    def draws(self, x: int) -> bool:
        """Return whether it draws in a column of dots."""
        return x % (self.on + self.off) < self.on


AVERAGE_PENS: Final = (Pen(Tone.ACCENT, 1, 1, "+"), Pen(Tone.WARN, 2, 2, "x"), Pen(Tone.QUIET, 4, 2, "%"))
"""Of the moving averages, the shortest first."""
CURVE_PENS: Final = (
    Pen(Tone.ACCENT, 4, 1, "a"),
    Pen(Tone.WARN, 2, 1, "b"),
    Pen(Tone.GOOD, 1, 1, "c"),
    Pen(Tone.BAD, 3, 2, "d"),
    Pen(Tone.QUIET, 1, 2, "e"),
)
"""Of the instruments that are compared, in order."""

Point = tuple[datetime, float]
"""A time (aware) and the value that holds from then on."""


class _Column(NamedTuple):
    """The values of one column of dots."""

    low: float
    high: float
    last: float

    def joined(self, value: float) -> "_Column":
        return _Column(min(self.low, value), max(self.high, value), value)


def points_of(bars: Sequence[Bar], axis: TimeAxis, value: Callable[[Decimal], float] = float) -> list[Point]:
    """Return the times of the bars on the axis, those of days at noon, with the values of their closing prices."""
    return [(_drawn_at(bar, axis), value(bar.close)) for bar in bars if axis.covers(bar.at)]


def _drawn_at(bar: Bar, axis: TimeAxis) -> datetime:
    return bar.at + _NOON if axis.is_daily else bar.at


def column_of(axis: TimeAxis, at: datetime, columns: int) -> int:
    """Return the column, from 0, of a time (aware)."""
    return min(columns - 1, int(axis.position(at) * columns))


def columns_of(
    points: Sequence[Point], axis: TimeAxis, columns: int, until: datetime | None = None
) -> list[_Column | None]:
    """Return the values in each column; None where there are none.

    Of a day a value holds until the next one, and until `until`; between dates there is a straight line.
    """
    shown: list[_Column | None] = [None] * columns
    for at, value in points:
        x = column_of(axis, at, columns)
        known = shown[x]
        shown[x] = known.joined(value) if known else _Column(value, value, value)
    filled = [(x, column) for x, column in enumerate(shown) if column is not None]
    for (x, before), (after, end) in pairwise(filled):
        for between in range(x + 1, after):
            share = (between - x) / (after - x) if axis.is_daily else 0
            value = before.last + (end.low - before.last) * share
            shown[between] = _Column(value, value, value)
    if filled and until is not None and not axis.is_daily:
        x, last = filled[-1]
        for after in range(x + 1, column_of(axis, until, columns) + 1):
            shown[after] = _Column(last.last, last.last, last.last)
    return shown


def draw_line(
    canvas: Canvas, columns: Sequence[_Column | None], scale: PriceScale, pen: Pen, *, is_ascii: bool = False
) -> None:
    """Draw a line through the values of the columns, each joined to the one before it."""
    before: int | None = None
    for x, column in enumerate(columns):
        if column is None:
            before = None
            continue
        top, bottom = scale.dot(column.high, canvas.rows), scale.dot(column.low, canvas.rows)
        if before is not None:
            top, bottom = min(top, before + 1), max(bottom, before - 1)
        before = scale.dot(column.last, canvas.rows)
        if is_ascii and pen.mark:
            if x % 4 == 0:
                canvas.put(x // 2, before // 4, pen.mark, pen.tone)
        elif pen.draws(x):
            canvas.put_dots(x, range(top, bottom + 1), pen.tone)


def draw_area(canvas: Canvas, columns: Sequence[_Column | None], scale: PriceScale, tone: Tone) -> None:
    """Fill what is below a line, thinly, so that the line is still seen."""
    for x, column in enumerate(columns):
        if column is not None and x % _FILL_STEP == 0:
            top = scale.dot(column.last, canvas.rows) + 2
            canvas.put_dots(x, range(top + top % _FILL_STEP + x // _FILL_STEP % 2, canvas.height, _FILL_STEP), tone)


def moving_average(bars: Sequence[Bar], count: int) -> list[float | None]:
    """Return the mean of the closing prices of so many bars up to each; None where there are fewer."""
    sums = [0.0, *accumulate(float(bar.close) for bar in bars)]
    means: list[float | None] = [None] * min(len(bars), count - 1)
    return [*means, *((end - start) / count for start, end in zip(sums, sums[count:], strict=False))]


def average_points(bars: Sequence[Bar], count: int, axis: TimeAxis) -> list[Point]:
    """Return the moving average of the bars on the axis, for which those before it count too."""
    return [
        (_drawn_at(bar, axis), mean)
        for bar, mean in zip(bars, moving_average(bars, count), strict=True)
        if mean is not None and axis.covers(bar.at)
    ]


def last_average(bars: Sequence[Bar], count: int) -> Decimal | None:
    """Return the last value of a moving average, with the decimals of the last price; None where there is none."""
    if len(bars) < count:
        return None
    mean = sum((bar.close for bar in bars[-count:]), Decimal(0)) / count
    return round(mean, decimals_of(bars[-1].close))


def in_percent(base: Decimal) -> Callable[[Decimal], float]:
    """Return what turns a price into its change against this one, in percent."""
    return lambda price: float((price - base) * 100 / abs(base))
