"""Lines: a value holds until the next one, averages take bars before the axis."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.kit.charts import NOW, chart_data
from tests.kit.marks import for_each
from tui.domain.bars import Bar
from tui.view.chart.canvas import Canvas, ascii_of
from tui.view.chart.curves import average_points, columns_of, last_average, moving_average, points_of
from tui.view.chart.values import AVERAGES, ChartRange


def a_bar(close: str, minute: int = 0) -> Bar:
    return Bar.start(NOW + timedelta(minutes=minute), Decimal(close), None)


def test_a_price_holds_until_the_next_one_and_until_it_was_last_confirmed() -> None:
    axis = chart_data(ChartRange.DAY).axis
    start = axis.start
    points = [(0.0, 10.0), (axis.position(start + timedelta(minutes=30)), 11.0)]
    until = axis.position(start + timedelta(minutes=50))
    columns = columns_of(points, axis.length // 60, is_daily=False, until=until)
    values = [column.last if column else None for column in columns]

    assert values[:30] == [10.0] * 30
    assert values[30:51] == [11.0] * 21
    assert values[51:] == [None] * (len(values) - 51)


def test_between_two_dates_there_is_a_straight_line() -> None:
    data = chart_data(ChartRange.MONTH)
    columns = columns_of(points_of(data.shown(data.bars), data.axis), 400, is_daily=True)
    first = next(x for x, column in enumerate(columns) if column)
    steps = [b.last - a.last for a, b in pairwise(columns[first : first + 15]) if a and b]

    assert max(steps) - min(steps) < 1e-9


def test_a_column_with_many_bars_has_the_lowest_and_the_highest_of_them() -> None:
    data = chart_data(ChartRange.DAY)
    bars = data.shown(data.bars)
    (column,) = columns_of(points_of(bars, data.axis), 1, is_daily=False)

    assert column is not None
    assert (column.low, column.high, column.last) == (
        float(min(bar.close for bar in bars)),
        float(max(bar.close for bar in bars)),
        float(bars[-1].close),
    )


def test_a_moving_average_is_the_mean_of_so_many_closes() -> None:
    bars = [a_bar(str(value)) for value in (1, 2, 3, 4, 10)]

    assert moving_average(bars, 3) == [None, None, 2.0, 3.0, pytest.approx(17 / 3)]
    assert moving_average(bars, 20) == [None] * 5
    assert last_average([a_bar(text) for text in ("1.00", "2.00", "2.00")], 3) == Decimal("1.67")
    assert last_average(bars, 20) is None


@for_each("count", AVERAGES)
def test_an_average_begins_with_the_axis_where_there_are_bars_before_it(count: int) -> None:
    data = chart_data(ChartRange.YEAR)
    points = average_points(data.bars, count, points_of(data.shown(data.bars), data.axis))
    bars = list(data.bars)
    first = next(n for n, bar in enumerate(bars) if data.axis.covers(bar.at))

    assert len(points) == len(bars) - first
    assert points[0][1] == pytest.approx(float(sum(bar.close for bar in bars[first + 1 - count : first + 1]) / count))


@for_each(
    ("dots", "drawn"),
    [
        ([(0, 0), (1, 0)], "'"),
        ([(0, 1), (1, 1)], "-"),
        ([(0, 2), (1, 2)], "."),
        ([(0, 3), (1, 3)], "_"),
        ([(0, 3), (0, 2), (1, 1), (1, 0)], "/"),
        ([(0, 0), (0, 1), (1, 2), (1, 3)], "\\"),
        ([(0, 0), (0, 1), (0, 2), (0, 3)], "|"),
    ],
)
def test_in_ascii_a_line_is_drawn_by_its_height_and_its_slope(dots: list[tuple[int, int]], drawn: str) -> None:
    canvas = Canvas(1, 1)
    for x, y in dots:
        canvas.put_dots(x, [y], canvas.lines(is_ascii=False)[0][0].tone)

    assert canvas.lines(is_ascii=True)[0][0].text == drawn
    assert ascii_of(ord(canvas.lines(is_ascii=False)[0][0].text) - 0x2800) == drawn
