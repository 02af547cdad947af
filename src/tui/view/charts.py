"""Small charts of text: a line of braille dots, and a bar that shows where a value lies between a low and a high."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import groupby, starmap, zip_longest
from typing import Final, NamedTuple

from tui.domain.intraday import IntradaySeries
from tui.domain.trading_calendar import TradingHours, axis_bounds
from tui.view.spans import AgeLevel, Line, Span, Tone

_BLANK: Final = 0x2800
_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_LEVELS: Final = 4
_HALF: Final = 0.5 + 1e-9
"""Slightly more than a half, so that a value between two heights rounds up whatever the rounding of floats."""


MIN_TREND_POINTS: Final = 3
"""Fewer fill one cell, which looks like a mark of its own and not like a line."""
_MIN_COLUMNS: Final = 2
"""The shortest line of a day: one of one column would show by its colour alone whether it rises."""
_MAX_EXTENT: Final = 2
"""The most that a chart reaches over, in heights of its line, however far off the previous close is."""
_BASELINE: Final = ("⠉", "⠒", "⠤", "⣀")
"""A dash at each height of a cell, top first."""


class DayTrend(NamedTuple):
    """The prices of a day, to be drawn on an axis of time.

    Where the market has hours the axis is its session, from the open to the close without the breaks between, so that
    the line of a session that runs is as long as the session has run. Where it has none, as for coins and currencies,
    there is no close to draw towards: the axis begins with the first price, and ends one minute later, or two, four and
    so on, whichever is the first that holds the last price. It is redrawn only as it doubles, and more than half full.
    """

    series: IntradaySeries
    hours: TradingHours | None
    """On the wall clock; None where the market has none."""
    until: int
    """When the last price was last confirmed, in whole seconds since 1970 UTC on the clock of the series."""
    clock_offset: int = 0
    """Seconds from that clock to the wall clock."""

    def values(self, columns: int) -> tuple[int, Sequence[float]]:
        """Return the prices in so many columns, each holding until it changes, and the number of the first, from 0.

        There are none before the first change of a session, or else before the third price of the day.
        """
        hours, shift = self.hours, -self.clock_offset
        if len(self.series.points) < (MIN_TREND_POINTS if hours is None else 2):
            return 0, ()
        if hours is None:
            start = self.series.times[0]
            minutes = max(1, -(-(self.until - start) // 60))
            hours, shift = TradingHours(((start, start + 60 * (1 << (minutes - 1).bit_length())),)), 0
        return self.series.values_between(axis_bounds(hours, columns, shift), self.until)


def day_trend(
    series: IntradaySeries, hours: TradingHours | None, confirmed_at: datetime, clock_offset: timedelta
) -> DayTrend:
    """Return the trend of a day, which ends with the minute of its last confirmation, or else with its last change.

    Args:
        series: the prices.
        hours: of the day of the series, by the wall clock; None where the market has none.
        confirmed_at: when the source last confirmed the price, aware, by the wall clock.
        clock_offset: from the clock of the series to the wall clock.
    """
    offset = round(clock_offset.total_seconds())
    confirmed = int(confirmed_at.timestamp()) // 60 * 60 - offset
    return DayTrend(series, hours, max(series.times[-1], confirmed), offset)


def day_line(trend: DayTrend, cells: int, age_level: AgeLevel) -> Line:
    """Return the line of a day one cell high; empty while there is too little of it to draw.

    Its scale is from its own lowest to its highest price, without the previous close: four dots would show little of
    the day where they showed both, and whether it is up against that close is beside it, in figures.
    """
    first, values = trend.values(2 * cells)
    if len(values) < _MIN_COLUMNS:
        return ()
    heights = _heights(values, min(values), max(values), _LEVELS)
    return (Span(_low_line(heights, cells, first), trend_tone(values), age_level),)


def day_chart(
    trend: DayTrend, cells: int, rows: int, previous_close: Decimal | None, age_level: AgeLevel
) -> list[Line]:
    """Return the line of a day so many cells high, the previous close as a dim line behind it where there are several.

    The scale holds both. Where the previous close is so far off that the line would have less than half of the height,
    the dim line is at the edge instead, on its side of the line: above or below is what it says there.
    """
    if rows == 1:
        return [day_line(trend, cells, age_level)]
    first, values = trend.values(2 * cells)
    if len(values) < _MIN_COLUMNS:
        return [()] * rows
    low, high = min(values), max(values)
    baseline = low if previous_close is None else float(previous_close)
    if high > low:
        reach = _MAX_EXTENT * (high - low)
        baseline = min(max(baseline, high - reach), low + reach)
    low, high = min(low, baseline), max(high, baseline)
    tone, levels = trend_tone(values), rows * _LEVELS
    texts = _tall_line(tuple(_heights(values, low, high, levels)), cells, rows, first)
    row, dot = divmod(levels - 1 - _heights((baseline,), low, high, levels)[0], _LEVELS)
    lines: list[Line] = [(Span(text, tone, age_level),) for text in texts]
    if previous_close is not None:
        lines[row] = _with_baseline(texts[row], _BASELINE[dot], tone, age_level)
    return lines


def _with_baseline(text: str, mark: str, tone: Tone, age_level: AgeLevel) -> Line:
    """Return a row of a chart with this mark in every second cell, as far as that is blank.

    The gaps tell it from a line that does not move where neither colours nor braille do.
    """
    spans = []
    x = 0
    for is_blank, run in groupby(text, key=lambda cell: cell == " "):
        cells = "".join(run)
        dots = "".join(mark if at % 2 == 0 else " " for at in range(x, x + len(cells)))
        spans.append(Span(dots, Tone.RULE, age_level) if is_blank else Span(cells, tone, age_level))
        x += len(cells)
    return tuple(spans)


def trend_line(points: Sequence[float], cells: int, age_level: AgeLevel) -> Line:
    """Return the line through the points, one cell high, in its own tone; empty for too few of them.

    Args:
        points: oldest first, two to a cell from the left, no more than there is room for.
        cells: the width of the line.
        age_level: how old it is.
    """
    if len(points) < MIN_TREND_POINTS:
        return ()
    heights = _heights(points, min(points), max(points), _LEVELS)
    return (Span(_low_line(heights, cells), trend_tone(points), age_level),)


def path_line(path: Sequence[tuple[float, float]], since: float, until: float, cells: int, tone: Tone) -> Line:
    """Return the line of a way one cell high, by the clock.

    Args:
        path: seconds since 1970 and a price that holds until the next one, oldest first, at least one.
        since: where the line begins, in such seconds.
        until: where it ends, later than that.
        cells: the width of the line.
        tone: that of the line.
    """
    times, columns = [at for at, _ in path], 2 * cells
    ends = [since + (until - since) * (number + 1) / columns for number in range(columns)]
    known = [path[number - 1][1] for end in ends if (number := bisect_right(times, end))]
    if not known:
        return ()
    heights = _heights(known, min(known), max(known), _LEVELS)
    return (Span(_low_line(heights, cells, columns - len(known)), tone),)


def trend_tone(points: Sequence[float]) -> Tone:
    """Return the tone of a line through the points, by its own first and last, whatever the day's direction."""
    move = points[-1] - points[0] if points else 0.0
    return Tone.UP if move > 0 else Tone.DOWN if move < 0 else Tone.FLAT


def _joined(before: int, height: int) -> range:
    """Return the heights of the dots of a column that connect it to its left neighbour."""
    return range(min(height, before + (before < height)), max(height, before - (before > height)) + 1)


@lru_cache(maxsize=_LEVELS * (_LEVELS + 1) ** 2)
def _low_cell(before: int, left: int | None, right: int | None) -> str:
    """Return a cell of a line one cell high, by the heights of the column before it and of its own two, or its one."""
    columns = (
        _joined(before, left) if left is not None else range(0),
        _joined(before if left is None else left, right) if right is not None else range(0),
    )
    return chr(_BLANK + sum(dots[_LEVELS - 1 - y] for dots, column in zip(_DOTS, columns, strict=True) for y in column))


def _heights(values: Sequence[float], low: float, high: float, levels: int) -> list[int]:
    """Return the height of each value among so many between low and high, from 0; the lowest where these are equal."""
    top, extent = levels - 1, high - low
    return [int((value - low) * top / extent + _HALF) for value in values] if extent else [0] * len(values)


def _low_line(heights: Sequence[int], cells: int, first: int = 0) -> str:
    """Draw a line one cell high, beginning with this column.

    A screen has dozens of them, so each cell is looked up in a cache.
    """
    blank, is_right = divmod(first, 2)
    columns = [None, *heights] if is_right else heights
    befores = (heights[0], *columns[1:-1:2])
    return (" " * blank + "".join(starmap(_low_cell, zip_longest(befores, columns[::2], columns[1::2])))).ljust(cells)


@lru_cache(maxsize=64)
def _tall_line(heights: tuple[int, ...], cells: int, rows: int, first: int) -> tuple[str, ...]:
    """Draw a line of several rows as one of one; cached, since most are the same in the next frame."""
    top = rows * _LEVELS - 1
    grid = [[0] * cells for _ in range(rows)]
    before = heights[0]
    for x, height in enumerate(heights, first):
        for y in _joined(before, height):
            row, dot = divmod(top - y, _LEVELS)
            grid[row][x // 2] |= _DOTS[x % 2][dot]
        before = height
    return tuple("".join(chr(_BLANK + bits) if bits else " " for bits in row) for row in grid)


def marker_cell(value: Decimal, low: Decimal, high: Decimal, cells: int) -> int:
    """Return the cell, from 0, of a value between low and high; the middle one where they are equal."""
    if high <= low or cells <= 1:
        return max(0, cells // 2)
    share = (min(max(value, low), high) - low) / (high - low)
    return int(share * (cells - 1) + Decimal("0.5"))


def range_bar(value: Decimal, low: Decimal, high: Decimal, cells: int, age_level: AgeLevel = AgeLevel.FRESH) -> Line:
    """Return a rule of so many cells with a dot at the value."""
    at = marker_cell(value, low, high, cells)
    return (
        Span("─" * at, Tone.RULE, age_level),
        Span("●", Tone.PLAIN, age_level),
        Span("─" * (cells - at - 1), Tone.RULE, age_level),
    )
