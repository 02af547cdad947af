"""The prices of a chart: the line or the candles, what is drawn over them, and the rules behind them."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.view.chart.candles import Candle, draw_candles
from tui.view.chart.canvas import Canvas
from tui.view.chart.curves import (
    AVERAGE_PENS,
    CURVE_PENS,
    Pen,
    Point,
    average_points,
    columns_of,
    draw_area,
    draw_line,
    in_percent,
    points_of,
)
from tui.view.chart.price_scale import PriceLabel, PriceScale
from tui.view.chart.values import AVERAGES, ChartData, ChartKind, ChartOptions, ChartRange, Curve
from tui.view.spans import Tone
from tui.view.terminal_profile import TerminalProfile

_MAX_AWAY: Final = 2.0
"""How far the previous close may be from the prices, as a multiple of their extent, to be drawn."""
CANDLE_PARTS: Final = 6
"""Of a cell: what candles are placed by in pixels."""
_GRID_STEP: Final = 4
"""Every so many cells a round price has a dot."""


class Subject(NamedTuple):
    """What is drawn, before it has a size."""

    bars: Sequence[Bar]
    """Those on the axis."""
    points: Sequence[Point]
    """Their closing prices, or the percentages of them."""
    curves: Sequence[Sequence[Point]]
    """Those of the instruments that are compared, in percent."""
    reference: float | None
    """Where the dashed line is; None for none."""
    scale: PriceScale
    value: Callable[[Decimal], float]
    """What is drawn of a price."""
    has_candles: bool = False
    is_percent: bool = False
    is_count: bool = False

    @property
    def tone(self) -> Tone:
        """Of the line, by its own first and last; of the breadth by whether more rise or fall."""
        first = 0.0 if self.is_count else self.points[0][1] if self.points else 0.0
        move = self.points[-1][1] - first if self.points else 0.0
        return Tone.UP if move > 0 else Tone.DOWN if move < 0 else Tone.FLAT


class PixelPlot(NamedTuple):
    """All that the pixels of a chart are drawn from, and the cells that they lie over."""

    top: int
    """The line of the chart that it begins on."""
    cells: int
    rows: int
    """With those of the volume."""
    volume_rows: int
    subject: Subject
    data: ChartData
    options: ChartOptions
    labels: Sequence[PriceLabel]
    candles: Sequence[Candle] = ()
    """In `CANDLE_PARTS` of a cell."""
    cross: Bar | None = None
    """The bar under the cross-hair."""


def subject_of(data: ChartData, options: ChartOptions) -> Subject:
    """Return what is drawn of these data: a line where candles cannot be, percentages where several are compared."""
    bars = data.shown(data.bars)
    base = data.reference if data.reference is not None else bars[0].open if bars else None
    is_percent = bool(data.curves and base) and not data.is_count
    value = in_percent(base) if is_percent and base is not None else float
    has_candles = options.kind is ChartKind.CANDLES and not is_percent and not data.is_count
    points = points_of(bars, data.axis, value)
    curves = [_percentages(curve, data) for curve in data.curves] if is_percent else []
    drawn = [float(price) for bar in bars for price in (bar.low, bar.high)] if has_candles else [v for _, v in points]
    drawn += [level for curve in curves for _, level in curve]
    reference = None
    if is_percent or data.is_count:
        reference = 0.0
    elif options.range is ChartRange.DAY and data.reference is not None:
        reference = _near(float(data.reference), drawn)
    scale = PriceScale.around([*drawn, *([] if reference is None else [reference])], is_log=options.is_log)
    return Subject(bars, points, curves, reference, scale, value, has_candles, is_percent, data.is_count)


def _near(reference: float, drawn: Sequence[float]) -> float | None:
    """Return the previous close where it does not press the prices together; else None."""
    if not drawn:
        return reference
    low, high = min(drawn), max(drawn)
    away = _MAX_AWAY * ((high - low) or abs(reference) / 100)
    return reference if low - away <= reference <= high + away else None


def _percentages(curve: Curve, data: ChartData) -> Sequence[Point]:
    base = _base_of(curve, data)
    return points_of(data.shown(curve.bars), data.axis, in_percent(base)) if base else []


def _base_of(curve: Curve, data: ChartData) -> Decimal | None:
    """Return the price that the percentages of another instrument are of; None where it has none on the axis."""
    on_axis = data.shown(curve.bars)
    before = next((bar.close for bar in reversed(curve.bars) if bar.at < data.axis.start), None)
    return curve.base or before or (on_axis[0].open if on_axis else None)


def percent_at(curve: Curve, data: ChartData, at: datetime) -> float | None:
    """Return how far another instrument has moved over the chart up to a time (aware), in percent.

    None where it has no price by then.
    """
    base = _base_of(curve, data)
    bars = data.shown(curve.bars)
    number = bisect_right(bars, at, key=lambda bar: bar.at)
    return in_percent(base)(bars[number - 1].close) if base and number else None


def draw_plot(
    canvas: Canvas,
    subject: Subject,
    data: ChartData,
    options: ChartOptions,
    candles: Sequence[Candle],
    *,
    profile: TerminalProfile,
) -> None:
    """Draw the prices; where candles are given, these."""
    is_daily = data.axis.is_daily
    until = data.axis.position(data.until) if data.until is not None else 0.0
    columns = columns_of(subject.points, canvas.width, is_daily=is_daily, until=until)
    tone = Tone.STRONG if subject.is_percent else subject.tone
    if options.kind is ChartKind.AREA and not subject.is_percent:
        draw_area(canvas, columns, subject.scale, tone)
    if options.has_averages and not subject.is_percent and not data.is_count:
        for pen, count in zip(AVERAGE_PENS, AVERAGES, strict=True):
            mean = columns_of(average_points(data.bars, count, subject.points), canvas.width, is_daily=is_daily)
            draw_line(canvas, mean, subject.scale, pen, is_ascii=profile.ascii)
    for pen, curve in zip(CURVE_PENS, subject.curves, strict=False):
        other = columns_of(curve, canvas.width, is_daily=is_daily, until=until)
        # colours tell them apart as well, and a whole line is the clearer one
        drawn = pen._replace(off=0) if profile.color_depth != "none" else pen
        draw_line(canvas, other, subject.scale, drawn, is_ascii=profile.ascii)
    if subject.has_candles:
        draw_candles(canvas, candles, subject.scale, is_ascii=profile.ascii)
    else:
        draw_line(canvas, columns, subject.scale, Pen(tone))


def draw_rules(
    canvas: Canvas, subject: Subject, data: ChartData, labels: Sequence[PriceLabel], *, is_ascii: bool
) -> None:
    """Draw what is behind the prices: the previous close, the breaks between days, and dots at round prices."""
    dash, bar, dot = ("-", "|", ".") if is_ascii else ("─", "│", "·")
    if subject.reference is not None:
        row = subject.scale.row(subject.reference, canvas.rows)
        for cell in range(0, canvas.cells, 2):
            canvas.put_behind(cell, row, dash, Tone.RULE)
    for position in data.axis.day_breaks():
        for row in range(canvas.rows):
            canvas.put_behind(int(position * canvas.cells), row, bar, Tone.RULE)
    for label in labels:
        for cell in range(0, canvas.cells, _GRID_STEP):
            canvas.put_behind(cell, label.row, dot, Tone.RULE)


def draw_cross(canvas: Canvas, cell: int, row: int, *, is_ascii: bool) -> None:
    """Draw the lines of the cross-hair, behind the prices."""
    for each in range(canvas.rows):
        canvas.put_behind(cell, each, ":" if is_ascii else "│", Tone.ACCENT)
    for each in range(0, canvas.cells, 2):
        canvas.put_behind(each, row, "-" if is_ascii else "─", Tone.ACCENT)
