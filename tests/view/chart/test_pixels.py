"""Charts in pixels: every size, range and kind; where prices, candles, rules and the cross-hair are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.charts import chart_data
from tests.kit.marks import for_each
from tests.kit.pixels import CELL, GROUND, INKS, drawn
from tests.kit.view import page_of
from tests.view.chart.test_picture import COMPARED, DATA
from tui.view.chart.picture import draw_chart
from tui.view.chart.pixels import CellSize, draw_pixels
from tui.view.chart.values import ChartKind, ChartOptions, ChartRange
from tui.view.spans import Tone


@given(
    size=st.tuples(st.integers(10, 60), st.integers(3, 30)),
    cell=st.tuples(st.integers(2, 8), st.integers(4, 16)),
    shown=st.sampled_from([ChartRange.DAY, ChartRange.MONTH, ChartRange.YEAR]),
    kind=st.sampled_from(ChartKind),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans(), st.none() | st.integers(0, 400)),
)
def test_a_picture_has_the_pixels_of_its_cells_which_the_lines_leave_blank(
    size: tuple[int, int],
    cell: tuple[int, int],
    shown: ChartRange,
    kind: ChartKind,
    flags: tuple[bool, bool, bool, int | None],
) -> None:
    is_log, has_averages, is_compared, cross = flags
    data = COMPARED if is_compared else DATA[shown]
    options = ChartOptions(shown, kind, is_log=is_log, has_averages=has_averages)
    at = None if cross is None else data.bars[cross % len(data.bars)].at
    picture = draw_chart(data, options, *size, cross=at, is_pixels=True)
    plot = picture.plot
    assert plot is not None
    raster = draw_pixels(plot, CellSize(*cell), INKS.__getitem__, GROUND)

    assert len(picture.lines) == size[1]
    assert (raster.width, raster.height) == (plot.cells * cell[0], plot.rows * cell[1])
    assert len(raster.pixels) == raster.width * raster.height
    assert max(raster.pixels) < len(raster.palette) <= 256
    lines = page_of(picture.lines).split("\n")[plot.top : plot.top + plot.rows]
    assert all(not line[: plot.cells].strip() for line in lines)


@pytest.mark.parametrize("shown", [ChartRange.DAY, ChartRange.YEAR])
def test_the_line_goes_through_every_price(shown: ChartRange) -> None:
    chart = drawn(DATA[shown], ChartOptions(shown))
    assert chart.plot.subject.tone is Tone.UP

    for position, value in chart.plot.subject.points[1:-1]:
        # at a peak a part of the pixel is beyond the line
        assert chart.colour(position * chart.raster.width, chart.y(value))[1] > 128


def test_candles_are_hollow_where_they_rose_and_full_where_they_fell() -> None:
    chart = drawn(DATA[ChartRange.MONTH], ChartOptions(ChartRange.MONTH, ChartKind.CANDLES))
    tones = set()
    for candle in chart.plot.candles:
        middle = (candle.left + candle.right + 1) / 2 * CELL.width / 6
        top, bottom = sorted(chart.y(float(price)) for price in (candle.bar.open, candle.bar.close))
        if bottom - top > 6:
            inside = chart.colour(middle, (top + bottom) / 2)
            assert (inside == INKS[candle.tone]) is (candle.tone is Tone.DOWN)
            assert chart.colour(candle.left * CELL.width / 6 + 0.5, (top + bottom) / 2) == INKS[candle.tone]
            tones.add(candle.tone)

    assert tones == {Tone.UP, Tone.DOWN}


def test_the_same_bars_are_read_at_the_same_cells_as_in_characters() -> None:
    options = ChartOptions(ChartRange.YEAR)
    in_dots, in_pixels = draw_chart(DATA[ChartRange.YEAR], options, 60, 20), drawn(DATA[ChartRange.YEAR], options)

    assert in_pixels.picture.bars == in_dots.bars
    assert in_pixels.picture.cells == in_dots.cells


@for_each("kind", ChartKind)
def test_the_cross_hair_is_where_its_bar_is(kind: ChartKind) -> None:
    chart = drawn(DATA[ChartRange.SIX_MONTHS], ChartOptions(ChartRange.SIX_MONTHS, kind), cross=-40)
    bar = chart.plot.cross
    assert bar is not None
    cell = chart.picture.cells[list(chart.picture.bars).index(bar)]

    disc = [
        x for x in range(chart.raster.width) if chart.colour(x, chart.y(float(bar.close)) + 1.5) == INKS[Tone.ACCENT]
    ]
    assert disc
    assert all(cell - 0.5 <= x / CELL.width <= cell + 1.5 for x in disc)


def test_averages_curves_volume_and_the_previous_close_are_drawn() -> None:
    year = ChartOptions(ChartRange.YEAR, has_averages=True)

    assert all(drawn(DATA[ChartRange.YEAR], year).has(tone) for tone in (Tone.ACCENT, Tone.WARN, Tone.QUIET))
    assert all(drawn(COMPARED, year).has(tone) for tone in (Tone.STRONG, Tone.ACCENT, Tone.WARN))
    day = drawn(DATA[ChartRange.DAY], ChartOptions())
    reference = day.plot.subject.reference
    assert reference is not None
    dashes = [day.colour(x, day.y(reference)) for x in range(day.raster.width - 60, day.raster.width)]
    assert GROUND in dashes
    assert len(set(dashes)) == 2
    assert any(day.colour(x, day.raster.height - 1) != GROUND for x in range(day.raster.width))


def test_an_area_is_the_fainter_the_further_down_and_ends_with_the_prices() -> None:
    chart = drawn(DATA[ChartRange.DAY], ChartOptions(kind=ChartKind.AREA))
    position, value = chart.plot.subject.points[-2]
    shades = [chart.colour(position * chart.raster.width, y)[1] for y in range(int(chart.y(value)) + 8, 300, 25)]

    assert shades == sorted(shades, reverse=True)
    assert len(set(shades)) > 3
    assert chart.colour(chart.raster.width - 2, 200) == GROUND


def test_a_value_of_the_day_holds_until_shortly_before_the_next_one() -> None:
    data = chart_data(ChartRange.DAY)
    chart = drawn(data._replace(bars=[data.bars[0], data.bars[120]], until=None), ChartOptions())
    (start, first), (end, _) = chart.plot.subject.points

    assert (
        chart.colour((start + (end - start) * 0.95) * chart.raster.width, chart.y(first))
        == INKS[chart.plot.subject.tone]
    )
