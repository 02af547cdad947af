"""Lines, areas and moving averages drawn on a canvas."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.view.chart.canvas import Canvas
from tui.view.chart.price_scale import PriceScale, decimals_of
from tui.view.chart.time_axis import TimeAxis
from tui.view.spans import Tone

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

Point = tuple[float, float]
"""A position on the axis, from 0 to 1, and the value that holds from there on."""


class _Column(NamedTuple):
    """The values of one column of dots."""

    low: float
    high: float
    last: float


def points_of(bars: Sequence[Bar], axis: TimeAxis, value: Callable[[Decimal], float] = float) -> list[Point]:
    """Return the positions of bars, and the values of their closing prices."""
    values = (value(bar.close) for bar in bars)
    return list(zip(axis.positions(bar.at for bar in bars), values, strict=True))


def column_of(position: float, columns: int) -> int:
    """Return the column, from 0, of a position."""
    return min(columns - 1, int(position * columns))


def columns_of(points: Sequence[Point], columns: int, *, is_daily: bool, until: float = 0.0) -> list[_Column | None]:
    """Return the values in each column; None where there are none.

    Of a day a value holds until the next one, and up to `until`; between dates there is a straight line.
    """
    values: dict[int, list[float]] = {}
    for position, value in points:
        values.setdefault(column_of(position, columns), []).append(value)
    shown: list[_Column | None] = [None] * columns
    filled = [(x, _Column(min(found), max(found), found[-1])) for x, found in values.items()]
    for x, column in filled:
        shown[x] = column
    for (x, before), (after, end) in pairwise(filled):
        for between in range(x + 1, after):
            share = (between - x) / (after - x) if is_daily else 0
            value = before.last + (end.low - before.last) * share
            shown[between] = _Column(value, value, value)
    if filled and not is_daily:
        x, last = filled[-1]
        for after in range(x + 1, column_of(until, columns) + 1):
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


def average_points(bars: Sequence[Bar], count: int, points: Sequence[Point]) -> list[Point]:
    """Return the moving average at each of the points, which are the last of the bars: those before them count too."""
    means = moving_average(bars, count)[len(bars) - len(points) :]
    return [(position, mean) for (position, _), mean in zip(points, means, strict=True) if mean is not None]


def last_average(bars: Sequence[Bar], count: int) -> Decimal | None:
    """Return the last value of a moving average, with the decimals of the last price; None where there is none."""
    if len(bars) < count:
        return None
    mean = sum((bar.close for bar in bars[-count:]), Decimal(0)) / count
    return round(mean, decimals_of(bars[-1].close))


def in_percent(base: Decimal) -> Callable[[Decimal], float]:
    """Return what turns a price into its change against this one, in percent."""
    return lambda price: float((price - base) * 100 / abs(base))
