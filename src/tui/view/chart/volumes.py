"""The volume below a chart, as bars of dots."""

from collections.abc import Mapping, Sequence
from typing import Final

from tui.domain.bars import Bar
from tui.view.chart.candles import Candle
from tui.view.chart.canvas import Canvas
from tui.view.chart.curves import column_of
from tui.view.chart.plot import Subject
from tui.view.chart.price_scale import DOTS
from tui.view.chart.time_axis import TimeAxis
from tui.view.spans import Tone

MIN_ROWS_FOR_VOLUME: Final = 12
"""Rows of a chart from which the volume has room below the prices."""
_ROWS_PER_ROW: Final = 7
"""Rows of a chart for each row of the volume."""
_DAY: Final = 86_400
_ROUNDING: Final = 1e-6
"""What a position may be off."""


def volume_rows(bars: Sequence[Bar], rows: int) -> int:
    """Return how many of so many rows the volume has: none where it is not known."""
    has_volume = any(bar.volume for bar in bars)
    return max(2, rows // _ROWS_PER_ROW) if has_volume and rows >= MIN_ROWS_FOR_VOLUME else 0


def volume_columns(subject: Subject, candles: Sequence[Candle], axis: TimeAxis, columns: int) -> dict[int, int]:
    """Return the volume in each of so many columns: of the candles, or of the bars where there are none."""
    return _of_candles(candles) if candles else _of_bars(subject, axis, columns)


def draw_volume(canvas: Canvas, columns: Mapping[int, int], *, is_ascii: bool) -> None:
    """Draw the volume in columns of dots."""
    most = max(columns.values(), default=0)
    for x, volume in columns.items():
        height = max(1, round(volume / most * canvas.height)) if volume else 0
        if is_ascii:
            for row in range(canvas.rows - -(-height // DOTS), canvas.rows):
                canvas.put(x // 2, row, ":", Tone.QUIET)
        else:
            canvas.put_dots(x, range(canvas.height - height, canvas.height), Tone.QUIET)


def _of_candles(candles: Sequence[Candle]) -> dict[int, int]:
    """Return the volume in each column."""
    return {x: candle.bar.volume or 0 for candle in candles for x in range(candle.left, candle.right + 1)}


def _of_bars(subject: Subject, axis: TimeAxis, columns: int) -> dict[int, int]:
    """Return the same of bars: a date fills its room but for a blank, of several dates the highest is drawn.

    Parts of a day are added up.
    """
    found: dict[int, int] = {}
    room = columns * _DAY / axis.length if axis.is_daily else 0.0
    for bar, (position, _) in zip(subject.bars, subject.points, strict=True):
        volume = bar.volume or 0
        if not axis.is_daily:
            x = column_of(position, columns)
            found[x] = found.get(x, 0) + volume
            continue
        left = int(position * columns - room / 2 + _ROUNDING)
        for x in range(left, max(left + 1, int(left + room) - 1)):
            found[x] = max(found.get(x, 0), volume)
    return found
