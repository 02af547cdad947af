"""Charts in pixels, and the colour of each."""

import math
from dataclasses import dataclass

from tui.view.chart.picture import ChartPicture, draw_chart
from tui.view.chart.pixels import CellSize, draw_pixels
from tui.view.chart.plot import PixelPlot
from tui.view.chart.raster import RGB, Raster
from tui.view.chart.values import ChartData, ChartOptions
from tui.view.spans import Tone

CELL = CellSize(10, 20)
GROUND = (0, 0, 0)
INKS: dict[Tone, RGB] = {
    Tone.UP: (0, 255, 0),
    Tone.DOWN: (255, 0, 0),
    Tone.FLAT: (250, 250, 250),
    Tone.STRONG: (255, 255, 255),
    Tone.ACCENT: (0, 0, 255),
    Tone.WARN: (255, 255, 0),
    Tone.GOOD: (0, 255, 255),
    Tone.BAD: (255, 0, 255),
    Tone.QUIET: (100, 100, 100),
    Tone.RULE: (60, 60, 60),
}


@dataclass
class Drawn:
    """A chart, and its pixels."""

    picture: ChartPicture
    plot: PixelPlot
    raster: Raster

    def colour(self, x: float, y: float) -> RGB:
        return self.raster.palette[self.raster.pixels[math.floor(y) * self.raster.width + math.floor(x)]]

    def y(self, value: float) -> float:
        rows = self.plot.rows - self.plot.volume_rows
        return ((1 - self.plot.subject.scale.position(value)) * (rows * 4 - 1) + 0.5) * CELL.height / 4

    def has(self, tone: Tone) -> bool:
        return INKS[tone] in self.raster.palette


def drawn(data: ChartData, options: ChartOptions, cells: int = 60, rows: int = 20, cross: int | None = None) -> Drawn:
    at = None if cross is None else data.shown(data.bars)[cross].at
    picture = draw_chart(data, options, cells, rows, cross=at, is_pixels=True)
    assert picture.plot is not None
    return Drawn(picture, picture.plot, draw_pixels(picture.plot, CELL, INKS.__getitem__, GROUND))
