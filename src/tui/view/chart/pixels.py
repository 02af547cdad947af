"""A chart in pixels: the same prices, averages, rules and volume as in dots, with smooth lines."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from tui.view.chart.curves import AVERAGE_PENS, CURVE_PENS, Point, average_points
from tui.view.chart.plot import CANDLE_PARTS, PixelPlot
from tui.view.chart.price_scale import DOTS
from tui.view.chart.raster import RGB, SUBS, Band, Dot, Raster
from tui.view.chart.values import AVERAGES, ChartKind
from tui.view.chart.volumes import volume_columns
from tui.view.spans import Tone

_JOIN: Final = 4
"""The fewest pixels before a price of the day in which the line goes to it; until there the one before holds."""
_SHADES: Final = 24
"""Of an area, from the top down."""
_STRONGEST, _WEAKEST = 0.42, 0.03
_GRID, _RULE, _VOLUME, _CROSS, _HOLLOW = 0.22, 0.6, 0.5, 0.8, 0.16
"""How opaque each is."""
_DASH: Final = 0.6
"""Of a cell: the length of a dash and of the gap behind it."""


class CellSize(NamedTuple):
    """The pixels of a cell."""

    width: int
    height: int


def draw_pixels(plot: PixelPlot, cell: CellSize, ink: Callable[[Tone], RGB], ground: RGB) -> Raster:
    """Return the picture of a plot, as many pixels as its cells have.

    Args:
        plot: what is drawn.
        cell: the size of a cell.
        ink: returns the colour of a tone.
        ground: what is behind it.
    """
    raster = Raster(plot.cells * cell.width, plot.rows * cell.height, ground)
    pen = _Pen(plot, cell, raster, ink, ground)
    dots = [] if plot.candles else pen.dots(plot.subject.points, until=True)
    band = raster.band_of(dots, pen.radius)
    if dots and plot.options.kind is ChartKind.AREA and not plot.subject.is_percent:
        pen.area(dots, band)
    pen.rules()
    pen.others()
    if dots:
        pen.line(dots, band, Tone.STRONG if plot.subject.is_percent else plot.subject.tone)
    pen.candles()
    pen.volume()
    pen.cross()
    return raster


class _Pen:
    """Draws the parts of a chart where they belong."""

    def __init__(
        self, plot: PixelPlot, cell: CellSize, raster: Raster, ink: Callable[[Tone], RGB], ground: RGB
    ) -> None:
        self._plot, self._cell, self._raster, self._ink, self._ground = plot, cell, raster, ink, ground
        self._rows = plot.rows - plot.volume_rows
        self._height = self._rows * cell.height
        """Of the prices alone."""
        self._stroke = max(1, round(cell.height / 20))
        self.radius = max(0.85, cell.height * 0.052)
        """Of the line of the prices."""

    def _y(self, value: float) -> float:
        """Return where a value is, as the labels beside the plot have it."""
        last = self._rows * DOTS - 1
        return ((1 - self._plot.subject.scale.position(value)) * last + 0.5) * self._cell.height / DOTS

    def dots(self, points: Sequence[Point], *, until: bool = False) -> list[Dot]:
        """Return the dots that a line goes through: of several points in one column the lowest, the highest, the last.

        Args:
            points: from the left.
            until: whether the last one holds for as long as it is known to.
        """
        axis, data = self._plot.data.axis, self._plot.data
        span = self._plot.options.range.span.total_seconds()
        join = max(_JOIN, 1.01 * self._raster.width * span / axis.length)
        columns: dict[int, list[Dot]] = {}
        for position, value in points:
            x = position * self._raster.width
            columns.setdefault(int(x), []).append((x, self._y(value)))
        dots: list[Dot] = []
        for column in columns.values():
            if dots and not axis.is_daily and column[0][0] - dots[-1][0] > join:
                dots.append((column[0][0] - join, dots[-1][1]))
            if len(column) > 2:
                x, (_, last) = column[0][0], column[-1]
                column = [(x, min(y for _, y in column)), (x, max(y for _, y in column)), (x, last)]  # noqa: PLW2901
            dots += column
        if dots and until and not axis.is_daily and data.until is not None:
            dots.append((max(dots[-1][0], axis.position(data.until) * self._raster.width), dots[-1][1]))
        return dots

    def area(self, dots: Sequence[Dot], band: Band) -> None:
        """Fill what is below a line, the more faintly the further down."""
        raster, height = self._raster, self._height
        left, right = int(dots[0][0]), int(dots[-1][0]) + 1
        ink = self._ink(self._plot.subject.tone)
        for n in range(_SHADES):
            share = 1 - n / (_SHADES - 1)
            opacity = _WEAKEST + (_STRONGEST - _WEAKEST) * share * share
            raster.box(left, n * height // _SHADES, right, (n + 1) * height // _SHADES, ink, share=opacity)
        for x in range(left, right):
            tops = [top for top in band.tops[x * SUBS : (x + 1) * SUBS] if top < height]
            bottom = int(sum(tops) / len(tops) + self.radius) if tops else height
            raster.box(x, 0, x + 1, bottom, self._ground)

    def rules(self) -> None:
        """Draw round prices, the breaks between days, and the previous close."""
        raster, rule, subject = self._raster, self._ink(Tone.RULE), self._plot.subject
        for label in self._plot.labels:
            self._across(label.value, rule, _GRID)
        for position in self._plot.data.axis.day_breaks():
            x = int(position * raster.width)
            raster.box(x, 0, x + self._stroke, self._height, rule, share=2 * _GRID)
        if subject.reference is not None:
            dash = max(2, round(self._cell.width * _DASH))
            self._across(subject.reference, rule, _RULE * 1.4, range(0, raster.width, 2 * dash), dash)

    def _across(self, value: float, ink: RGB, opacity: float, starts: Iterable[int] = (0,), length: int = 0) -> None:
        """Draw a horizontal line at a value: all of it, or pieces of a length."""
        top = round(self._y(value) - self._stroke / 2)
        for x in starts:
            right = x + length if length else self._raster.width
            self._raster.box(x, top, right, min(top + self._stroke, self._height), ink, share=opacity)

    def others(self) -> None:
        """Draw the moving averages, or the instruments that are compared."""
        plot = self._plot
        if plot.options.has_averages and not plot.subject.is_percent and not plot.data.is_count:
            for pen, count in zip(AVERAGE_PENS, AVERAGES, strict=True):
                mean = average_points(plot.data.bars, count, plot.subject.points)
                self._raster.line(self.dots(mean), self.radius * 0.7, self._ink(pen.tone))
        for pen, curve in zip(CURVE_PENS, plot.subject.curves, strict=False):
            self._raster.line(self.dots(curve, until=True), self.radius * 0.85, self._ink(pen.tone))

    def line(self, dots: Sequence[Dot], band: Band, tone: Tone) -> None:
        """Draw the prices, with a disc at the last one."""
        self._raster.fill(band, self._ink(tone))
        x, y = dots[-1]
        edge = self.radius * 2.4
        self._raster.line([(min(x, self._raster.width - edge), y)], edge, self._ink(tone))

    def candles(self) -> None:
        """Draw each candle: hollow where it rose, full where it fell, a stroke where it ended as it began."""
        raster, unit, stroke = self._raster, self._cell.width / CANDLE_PARTS, self._stroke
        for candle in self._plot.candles:
            bar, ink = candle.bar, self._ink(candle.tone)
            left, right = round(candle.left * unit), round((candle.right + 1) * unit)
            middle = (left + right - stroke) // 2
            prices = (bar.high, max(bar.open, bar.close), min(bar.open, bar.close), bar.low)
            high, top, bottom, low = (round(self._y(float(price))) for price in prices)
            bottom = max(bottom, top + stroke)
            raster.box(middle, high, middle + stroke, top, ink)
            raster.box(middle, bottom, middle + stroke, low, ink)
            raster.box(left, top, right, bottom, ink)
            if candle.tone is Tone.UP:
                inner = (left + stroke, top + stroke, right - stroke, bottom - stroke)
                raster.box(*inner, self._ground)
                raster.box(*inner, ink, share=_HOLLOW)

    def volume(self) -> None:
        """Draw the volume below the prices."""
        plot, raster = self._plot, self._raster
        if not plot.volume_rows:
            return
        parts = self._volume_parts()
        columns = volume_columns(plot.subject, plot.candles, plot.data.axis, parts)
        most = max(columns.values(), default=0)
        unit, room = raster.width / parts, plot.volume_rows * self._cell.height - self._cell.height // DOTS
        for column, volume in columns.items():
            height = max(self._stroke, round(volume / most * room)) if volume else 0
            left, right = round(column * unit), round((column + 1) * unit)
            # a blank between two of them, where they are wide enough
            right -= not plot.candles and not plot.data.axis.is_daily and right - left > _JOIN
            raster.box(left, raster.height - height, right, raster.height, self._ink(Tone.QUIET), share=_VOLUME)

    def _volume_parts(self) -> int:
        """Return in how many columns the volume is drawn: those of candles, of parts of a day, or of pixels."""
        plot, axis = self._plot, self._plot.data.axis
        if plot.candles:
            return plot.cells * CANDLE_PARTS
        if axis.is_daily:
            return self._raster.width
        return max(1, min(self._raster.width, int(axis.length / plot.options.range.span.total_seconds())))

    def cross(self) -> None:
        """Draw the lines of the cross-hair, and a disc where they meet."""
        plot, raster, ink = self._plot, self._raster, self._ink(Tone.ACCENT)
        if plot.cross is None:
            return
        x, y = self._place(), self._y(plot.subject.value(plot.cross.close))
        left = round(x - self._stroke / 2)
        raster.box(left, 0, left + self._stroke, raster.height, ink, share=_CROSS)
        self._across(plot.subject.value(plot.cross.close), ink, _CROSS)
        raster.line([(x, y)], self.radius * 2.4, ink)

    def _place(self) -> float:
        """Return where the bar under the cross-hair is."""
        plot = self._plot
        unit = self._cell.width / CANDLE_PARTS
        for candle in plot.candles:
            if candle.bar is plot.cross:
                return (candle.left + candle.right + 1) * unit / 2
        points = zip(plot.subject.bars, plot.subject.points, strict=True)
        return next((point[0] for bar, point in points if bar is plot.cross), 0.0) * self._raster.width
