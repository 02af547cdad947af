from array import array
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, after
from tests.kit.view import text_of
from tui.domain.intraday import IntradaySeries
from tui.domain.trading_calendar import TradingHours
from tui.view.charts import DayTrend, day_chart, day_line, marker_cell, path_line, range_bar, trend_line
from tui.view.spans import AgeLevel, Line, Tone

figures = st.decimals(0, 1_000_000, places=2)
points_seen = figures.map(float)


@for_each(
    ("points", "line"),
    [
        pytest.param((), "", id="none"),
        pytest.param((5, 6), "", id="too few"),
        pytest.param((5, 5, 5), "⣀⡀", id="flat lies low"),
        pytest.param((1, 2, 1), "⡸⡆", id="a rise is a line, not two dots"),
        pytest.param((1, 2, 3, 4), "⡠⠊", id="a slope"),
        pytest.param((1, 1, 4, 1), "⣀⢷", id="a spike"),
    ],
)
def test_a_line_is_drawn_in_braille_dots(points: tuple[float, ...], line: str) -> None:
    assert text_of(trend_line(points, 2, AgeLevel.FRESH)) == line


@for_each(
    ("path", "line"),
    [
        pytest.param(((0, 1.0),), "⣀⣀⣀⣀", id="it stood still"),
        pytest.param(((0, 1.0), (51, 2.0)), "⣀⣀⠏⠉", id="a rise when half of the time was over"),
        pytest.param(((0, 1.0), (49, 4.0), (50, 1.0)), "⣀⣀⣀⣀", id="a price of a moment is in the range alone"),
        pytest.param(((51, 2.0), (90, 2.0)), "  ⣀⣀", id="known since then alone"),
        pytest.param(((0, 2.0), (1, 3.0), (2, 4.0), (3, 1.0)), "⣀⣀⣀⣀", id="all of it in the first moments"),
    ],
)
def test_a_way_is_drawn_by_the_clock(path: tuple[tuple[float, float], ...], line: str) -> None:
    assert text_of(path_line(path, 0, 100, 4, Tone.UP)) == line


@given(st.lists(points_seen, min_size=3, max_size=80), st.integers(0, 10))
def test_a_line_has_exactly_the_size_given_and_begins_at_the_left(points: list[float], more: int) -> None:
    used = -(-len(points) // 2)
    line = text_of(trend_line(points, used + more, AgeLevel.FRESH))

    assert len(line) == used + more
    assert all("\u2801" <= c <= "\u28ff" for c in line[:used])
    assert not line[used:].strip()


@given(st.lists(points_seen, min_size=3, max_size=40, unique=True))
def test_the_highest_and_the_lowest_touch_the_edges(points: list[float]) -> None:
    dots = [ord(c) - 0x2800 for c in text_of(trend_line(points, 20, AgeLevel.FRESH)).rstrip()]

    assert any(each & 0x09 for each in dots)
    assert any(each & 0xC0 for each in dots)


SESSION = TradingHours(((0, 100),))


def a_trend(*prices: str, every: int = 10, hours: TradingHours | None = SESSION) -> DayTrend:
    """Return the trend of prices that came one after the other from the start of a session of 100 seconds."""
    series = IntradaySeries.start(Decimal(prices[0]), after(0), FIXED_NOW.date())
    for price in prices[1:]:
        series = series.append(Decimal(price), after(0), series.day)
    times = array("q", range(0, every * len(prices), every))
    return DayTrend(series._replace(times=times), hours, times[-1])


def marks(lines: list[Line]) -> dict[Tone, int]:
    """Return how many cells of each tone are not blank."""
    counted: Counter[Tone] = Counter()
    for span in (span for line in lines for span in line):
        counted[span.tone] += len(span.text) - span.text.count(" ")
    return dict(+counted)


def chart(trend: DayTrend, cells: int, rows: int, previous_close: str | None) -> list[str]:
    close = None if previous_close is None else Decimal(previous_close)
    return [text_of(line) for line in day_chart(trend, cells, rows, close, AgeLevel.FRESH)]


@for_each(
    ("prices", "previous_close", "lines"),
    [
        pytest.param(("10", "14", "12"), None, [" ⡏⡆   ", "⣀⠇    "], id="none"),
        pytest.param(("10", "14", "12"), "12", ["⣀⡏⡆ ⣀ ", "⣀⠇    "], id="amid the line"),
        pytest.param(("10", "14", "12"), "10", [" ⡏⡆   ", "⣀⠇⣀ ⣀ "], id="where it began"),
        pytest.param(("10", "14", "12"), "6", ["⣀⠏⠆   ", "⣀ ⣀ ⣀ "], id="below it"),
        pytest.param(("10", "14", "12"), "1", ["⣀⠏⠆   ", "⣀ ⣀ ⣀ "], id="far below it"),
        pytest.param(("10", "14", "12"), "90", ["⠉⣀⠉ ⠉ ", "⣀⠇⠃   "], id="far above it"),
        pytest.param(("10", "12", "10"), "10", [" ⡏⡆   ", "⣀⠇⡇ ⣀ "], id="back where it was"),
    ],
)
def test_a_tall_chart_shows_the_previous_close_behind_the_line(
    prices: tuple[str, ...], previous_close: str | None, lines: list[str]
) -> None:
    assert chart(a_trend(*prices, every=20), 6, 2, previous_close) == lines


def test_a_price_that_went_up_and_back_to_the_previous_close_is_no_flat_line() -> None:
    lines = day_chart(a_trend("10", "12", "10"), 10, 4, Decimal(10), AgeLevel.AGEING)

    assert set(marks(lines)) == {Tone.FLAT, Tone.RULE}
    assert all(span.age_level is AgeLevel.AGEING for line in lines for span in line)


prices_of_a_day = st.lists(st.decimals(1, 99, places=1).map(str), min_size=2, max_size=9)


@given(prices_of_a_day, st.none() | st.decimals(1, 200, places=1), st.integers(6, 40), st.integers(1, 4))
def test_a_chart_of_a_day_has_its_size_and_its_line_at_least_half_of_the_height(
    prices: list[str], previous_close: Decimal | None, cells: int, rows: int
) -> None:
    trend = a_trend(*prices)
    lines = day_chart(trend, cells, rows, previous_close, AgeLevel.FRESH)
    without = day_chart(trend, cells, rows, None, AgeLevel.FRESH)

    assert [len(text_of(line)) for line in lines] == [cells] * rows
    tones = marks(lines).keys()
    expected = trend.values(2 * cells)[1]
    move = expected[-1] - expected[0]
    assert tones - {Tone.RULE} == {Tone.UP if move > 0 else Tone.DOWN if move < 0 else Tone.FLAT}
    if rows == 1 or previous_close is None:
        assert lines == without
        return
    dim = [y for y, line in enumerate(lines) if any(span.tone is Tone.RULE for span in line)]
    assert len(dim) == 1
    drawn_rows = [
        y for y, line in enumerate(lines) if any(span.tone is not Tone.RULE and span.text.strip() for span in line)
    ]
    if len(set(expected)) > 1:
        assert 2 * (max(drawn_rows) - min(drawn_rows) + 1) >= rows


def test_no_line_has_no_previous_close_either() -> None:
    assert chart(a_trend("10"), 6, 3, "9") == ["", "", ""]
    assert day_line(a_trend("10"), 6, AgeLevel.FRESH) == ()


@given(figures, figures, figures, st.integers(1, 60))
def test_a_marker_is_within_its_bar(value: Decimal, low: Decimal, high: Decimal, cells: int) -> None:
    at = marker_cell(value, low, high, cells)
    line = text_of(range_bar(value, low, high, cells))

    assert 0 <= at < cells
    assert len(line) == cells
    assert line.index("●") == at


@for_each(
    ("value", "low", "high", "cells", "at"),
    [
        (10, 10, 20, 11, 0),
        (20, 10, 20, 11, 10),
        (15, 10, 20, 11, 5),
        (5, 10, 20, 11, 0),
        (99, 10, 20, 11, 10),
        (10, 10, 10, 11, 5),
        (10, 20, 5, 11, 5),
        (7, 1, 9, 1, 0),
    ],
)
def test_the_cell_of_a_marker(value: int, low: int, high: int, cells: int, at: int) -> None:
    assert marker_cell(Decimal(value), Decimal(low), Decimal(high), cells) == at
