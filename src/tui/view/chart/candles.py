"""Candles: bars joined into spans that have room, and drawn so that a rise is told from a fall without colours."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple

from tui.domain.bar_groups import group_bars
from tui.domain.bars import EPOCH, Bar
from tui.view.chart.canvas import Canvas
from tui.view.chart.price_scale import DOTS, PriceScale
from tui.view.chart.time_axis import TimeAxis
from tui.view.spans import Tone

_MIN_DOTS: Final = 4
"""Columns of dots of the narrowest candle with the blank beside it: three are the fewest that can be hollow."""
_MAX_BODY: Final = 9
_SECOND: Final = timedelta(seconds=1)
_DAY: Final = 86_400
_SPANS: Final = (60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, _DAY)
"""Seconds of the candles of a day."""
_Group = Callable[[Bar], object]
_LONGER: Final[Sequence[_Group]] = (
    lambda bar: bar.at,
    lambda bar: bar.at.isocalendar()[:2],
    lambda bar: (bar.at.toordinal() - 1) // 14,
    lambda bar: (bar.at.year, bar.at.month),
    lambda bar: (bar.at.year, (bar.at.month - 1) // 3),
    lambda bar: (bar.at.year, bar.at.month > 6),
    lambda bar: bar.at.year,
    lambda bar: bar.at.year // 2,
    lambda bar: bar.at.year // 5,
    lambda bar: bar.at.year // 10,
)
"""Which candle a day belongs to: its own, that of its week, its month or its year, or of several of them."""


class Candle(NamedTuple):
    """A bar and its columns of dots."""

    bar: Bar
    left: int
    right: int
    """The last one."""

    @property
    def middle(self) -> int:
        """The column of its wick."""
        return (self.left + self.right) // 2

    @property
    def tone(self) -> Tone:
        """By its own open and close."""
        bar = self.bar
        return Tone.UP if bar.close > bar.open else Tone.DOWN if bar.close < bar.open else Tone.FLAT


def place_candles(bars: Sequence[Bar], axis: TimeAxis, columns: int) -> Sequence[Candle]:
    """Return bars that are on the axis as candles, joined into the shortest spans for which there is room."""
    groups = _LONGER if axis.is_daily else _parts_of_day(axis)
    most = columns // _MIN_DOTS
    group_of = next((group for group in groups if _count(bars, group, axis) <= most), _all)
    return _placed(group_bars(bars, group_of), axis, columns, columns / _count(bars, group_of, axis))


def _parts_of_day(axis: TimeAxis) -> Sequence[_Group]:
    """Return which part of its day a bar belongs to, for parts of each length, counted from the day's first price.

    A rest of the day of less than half a part belongs to the part before it, or it would be drawn as wide as a whole.
    """
    starts = axis.session_starts()
    begins = [start for start, _ in axis.stretches]
    ends = {start: end for start, (_, end) in zip(starts, axis.stretches, strict=True)}

    def part_of(seconds: int, bar: Bar) -> object:
        time = (bar.at - EPOCH) // _SECOND
        start = starts[max(0, bisect_right(begins, time) - 1)]
        last = max(0, round((ends[start] - start) / seconds) - 1)
        return start, min((time - start) // seconds, last)

    return [partial(part_of, seconds) for seconds in _SPANS]


def _all(_bar: Bar) -> object:
    return None


def _count(bars: Sequence[Bar], group_of: _Group, axis: TimeAxis) -> float:
    """Return for how many candles there has to be room: for those of the whole axis, where their length is known."""
    found = len({group_of(bar) for bar in bars})
    if group_of is _LONGER[0]:
        return max(found, axis.length // _DAY)
    if isinstance(group_of, partial):
        seconds: int = group_of.args[0]
        return max(found, axis.length / seconds)
    return max(1, found)


def _placed(bars: Sequence[Bar], axis: TimeAxis, columns: int, width: float) -> Sequence[Candle]:
    """Return the candles, each in the middle of its span, moved where it would touch the one before or the edge."""
    # odd, so that the wick is in the middle
    body = min(_MAX_BODY, max(3, (int(width) - 2) // 2 * 2 + 1), columns)
    starts = [axis.position(bar.at) * columns for bar in bars]
    ends = [min(end, start + width) for start, end in zip(starts, [*starts[1:], float(columns)], strict=False)]
    gap = 1 if len(bars) * (body + 1) <= columns else 0
    lefts: list[int] = []
    for start, end in zip(starts, ends, strict=True):
        lefts.append(max(int((start + end - body) / 2), lefts[-1] + body + gap if lefts else 0))
    edge = columns
    for number in reversed(range(len(lefts))):
        lefts[number] = min(lefts[number], edge - body)
        edge = lefts[number] - gap
    return [Candle(bar, left, left + body - 1) for bar, left in zip(bars, lefts, strict=True)]


def draw_candles(canvas: Canvas, candles: Sequence[Candle], scale: PriceScale, *, is_ascii: bool) -> None:
    """Draw each candle: hollow where it rose, full where it fell, a stroke where it ended as it began."""
    for candle in candles:
        (_draw_in_ascii if is_ascii else _draw)(canvas, candle, scale)


def _draw(canvas: Canvas, candle: Candle, scale: PriceScale) -> None:
    bar, tone = candle.bar, candle.tone
    top, bottom = scale.dot(float(bar.high), canvas.rows), scale.dot(float(bar.low), canvas.rows)
    body_top = scale.dot(float(max(bar.open, bar.close)), canvas.rows)
    body_bottom = scale.dot(float(min(bar.open, bar.close)), canvas.rows)
    canvas.put_dots(candle.middle, range(top, body_top), tone)
    canvas.put_dots(candle.middle, range(body_bottom + 1, bottom + 1), tone)
    for x in range(candle.left, candle.right + 1):
        is_edge = x in {candle.left, candle.right} or tone is not Tone.UP
        canvas.put_dots(x, range(body_top, body_bottom + 1) if is_edge else (body_top, body_bottom), tone)


def _draw_in_ascii(canvas: Canvas, candle: Candle, scale: PriceScale) -> None:
    bar, tone = candle.bar, candle.tone
    rows = [scale.dot(float(price), canvas.rows) // DOTS for price in (bar.high, bar.low, bar.open, bar.close)]
    for row in range(rows[0], rows[1] + 1):
        canvas.put(candle.middle // 2, row, "|", tone)
    body = {Tone.UP: "o", Tone.DOWN: "#"}.get(tone, "-")
    for row in range(min(rows[2:]), max(rows[2:]) + 1):
        for cell in range((candle.left + 1) // 2, max((candle.left + 1) // 2, (candle.right - 1) // 2) + 1):
            canvas.put(cell, row, body, tone)
