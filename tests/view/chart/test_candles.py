"""Candles: joined where there is no room for each, a rise told from a fall without colours."""

import itertools
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.charts import NOW, chart_data
from tests.kit.marks import for_each
from tests.kit.view import page_of
from tui.domain.bars import Bar
from tui.view.chart.candles import Candle, draw_candles, place_candles
from tui.view.chart.canvas import Canvas
from tui.view.chart.price_scale import PriceScale
from tui.view.chart.values import ChartRange
from tui.view.spans import Tone


def a_candle(opened: str, high: str, low: str, close: str) -> Candle:
    return Candle(Bar(NOW, Decimal(opened), Decimal(high), Decimal(low), Decimal(close)), 2, 4)


def picture(*candles: Candle, is_ascii: bool = False) -> str:
    canvas = Canvas(4, 6)
    draw_candles(canvas, candles, PriceScale(0.0, 24.0), is_ascii=is_ascii)
    return page_of(canvas.lines(is_ascii=is_ascii))


def test_a_rise_is_hollow_and_a_fall_is_full() -> None:
    rise, fall = a_candle("6", "22", "2", "18"), a_candle("18", "22", "2", "6")

    assert picture(rise) != picture(fall)
    assert rise.tone is Tone.UP
    assert fall.tone is Tone.DOWN
    assert "⣿" in picture(fall)
    assert "⣿" not in picture(rise)


@for_each(
    ("prices", "drawn"),
    [
        (("6", "22", "2", "18"), " |\n o\n o\n o\n o\n |"),
        (("18", "22", "2", "6"), " |\n #\n #\n #\n #\n |"),
        (("12", "20", "4", "12"), "\n |\n |\n -\n |\n"),
    ],
)
def test_in_ascii_each_has_a_character_of_its_own(prices: tuple[str, str, str, str], drawn: str) -> None:
    shown = picture(a_candle(*prices), is_ascii=True)

    assert set(shown) >= set(drawn) - {"\n"}
    assert {"o", "#"} & set(shown) == {"o", "#"} & set(drawn)


@for_each(
    ("shown", "columns", "most"),
    [("1d", 160, 40), ("5d", 160, 40), ("1m", 160, 24), ("1y", 160, 40), ("5y", 160, 40), ("all", 60, 15)],
)
def test_bars_are_joined_until_each_candle_has_room(shown: str, columns: int, most: int) -> None:
    data = chart_data(ChartRange(shown))
    candles = place_candles(data.shown(data.bars), data.axis, columns)
    on_axis = [bar for bar in data.bars if data.axis.covers(bar.at)]

    assert most // 3 <= len(candles) <= most
    assert candles[0].bar.open == on_axis[0].open
    assert candles[-1].bar.close == on_axis[-1].close
    assert max(candle.bar.high for candle in candles) == max(bar.high for bar in on_axis)
    assert min(candle.bar.low for candle in candles) == min(bar.low for bar in on_axis)
    assert sum(candle.bar.volume or 0 for candle in candles) == sum(bar.volume or 0 for bar in on_axis)
    assert all(a.right < b.left for a, b in itertools.pairwise(candles))
    assert candles[0].left >= 0
    assert candles[-1].right < columns


def test_a_week_begins_on_its_monday() -> None:
    data = chart_data(ChartRange.YEAR)
    candles = place_candles(data.shown(data.bars), data.axis, 4 * 60)

    assert {candle.bar.at.weekday() for candle in candles[1:]} <= {0, 1}
    assert candles[2].bar.at - candles[1].bar.at <= timedelta(days=8)


@pytest.mark.parametrize(("shown", "columns"), [("1d", 160), ("5d", 320)])
def test_the_parts_of_a_day_are_counted_from_its_first_price(shown: str, columns: int) -> None:
    data = chart_data(ChartRange(shown))
    candles = place_candles(data.shown(data.bars), data.axis, columns)
    clocks = [candle.bar.at.astimezone(data.axis.zone) for candle in candles]
    minutes = {(at.hour - 9) * 60 + at.minute - 15 for at in clocks if at.hour < 12}

    assert 0 in minutes
    assert all(minute % min(minutes - {0}) == 0 for minute in minutes)


@given(seconds=st.lists(st.integers(0, 21_000), min_size=1, max_size=60), columns=st.integers(2, 300))
def test_no_candle_covers_another(seconds: list[int], columns: int) -> None:
    axis = chart_data(ChartRange.DAY).axis
    ats: list[datetime] = sorted({axis.start + timedelta(seconds=each % axis.length) for each in seconds})
    price = Decimal(10)
    candles = place_candles([Bar(at, price, price, price, price) for at in ats], axis, columns)

    assert all(a.right < b.left for a, b in itertools.pairwise(candles))
