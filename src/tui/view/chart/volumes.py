"""The volume below a chart, as bars of dots."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from tui.domain.bars import Bar
from tui.view.chart.candles import Candle
from tui.view.chart.canvas import Canvas
from tui.view.chart.curves import column_of
from tui.view.chart.time_axis import TimeAxis
from tui.view.spans import Tone

MIN_ROWS_FOR_VOLUME: Final = 12
"""Rows of a chart from which the volume has room below the prices."""
_ROWS_PER_ROW: Final = 7


def volume_rows(bars: Sequence[Bar], rows: int) -> int:
    """Return how many of so many rows the volume has: none where it is not known."""
    has_volume = any(bar.volume for bar in bars)
    return max(2, rows // _ROWS_PER_ROW) if has_volume and rows >= MIN_ROWS_FOR_VOLUME else 0


def draw_volume(
    canvas: Canvas, bars: Sequence[Bar], candles: Sequence[Candle], axis: TimeAxis, *, is_ascii: bool
) -> int:
    """Draw the volume of each candle, or of each column of dots where there are none; return the highest."""
    if candles:
        columns = [(range(candle.left, candle.right + 1), candle.bar.volume or 0) for candle in candles]
    else:
        columns = _columns(bars, axis, canvas.width)
    most = max((volume for _, volume in columns), default=0)
    for xs, volume in columns if most else ():
        height = max(1, round(volume / most * canvas.height)) if volume else 0
        for x in xs:
            if is_ascii:
                for row in range(canvas.rows - -(-height // 4), canvas.rows):
                    canvas.put(x // 2, row, ":", Tone.QUIET)
            else:
                canvas.put_dots(x, range(canvas.height - height, canvas.height), Tone.QUIET)
    return most


def _columns(bars: Sequence[Bar], axis: TimeAxis, columns: int) -> list[tuple[range, int]]:
    """Return the volume of each column of dots; that of a date fills its room but for a blank."""
    if axis.is_daily:
        found = []
        for bar in bars:
            left, right = axis.position(bar.at) * columns, axis.position(_end_of_day(bar)) * columns
            found.append((range(int(left), max(int(left) + 1, int(right) - 1)), bar.volume or 0))
        return found
    sums: dict[int, int] = {}
    for bar in bars:
        x = column_of(axis, bar.at, columns)
        sums[x] = sums.get(x, 0) + (bar.volume or 0)
    return [(range(x, x + 1), volume) for x, volume in sums.items()]


def _end_of_day(bar: Bar) -> datetime:
    return bar.at.replace(hour=23, minute=59)
