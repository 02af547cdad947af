from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.view import text_of
from tui.view.charts import marker_cell, range_bar, sparkline

figures = st.decimals(0, 1_000_000, places=2)
points_seen = figures.map(float)


def drawn(*points: float, cells: int = 2, rows: int = 1) -> tuple[str, ...]:
    return sparkline(points, cells, rows)


@pytest.mark.parametrize(
    ("points", "line"),
    [
        pytest.param((), "  ", id="none"),
        pytest.param((5,), "⡀ ", id="one, low at the left"),
        pytest.param((5, 5), "⣀ ", id="flat lies low"),
        pytest.param((1, 2), "⡸ ", id="a rise of two is a line, not two dots"),
        pytest.param((2, 1), "⢱ ", id="a fall"),
        pytest.param((1, 2, 3, 4), "⡠⠊", id="a slope"),
        pytest.param((1, 1, 4, 1), "⣀⢷", id="a spike"),
    ],
)
def test_a_line_is_drawn_in_braille_dots(points: tuple[float, ...], line: str) -> None:
    assert drawn(*points) == (line,)


def test_more_rows_have_a_finer_scale() -> None:
    assert drawn(1, 2, 3, 4, cells=2, rows=2) == (" ⡜", "⡰⠁")


@given(st.lists(points_seen, max_size=200), st.integers(1, 40), st.integers(1, 4))
def test_a_line_has_exactly_the_size_given_and_begins_at_the_left(points: list[float], cells: int, rows: int) -> None:
    lines = sparkline(points, cells, rows)

    assert [len(line) for line in lines] == [cells] * rows
    assert all(c == " " or "\u2801" <= c <= "\u28ff" for line in lines for c in line)
    used = -(-min(len(points), 2 * cells) // 2)
    for x in range(cells):
        assert any(line[x] != " " for line in lines) is (x < used)


@given(st.lists(points_seen, min_size=2, max_size=40, unique=True))
def test_the_highest_and_the_lowest_touch_the_edges(points: list[float]) -> None:
    lines = sparkline(points, 20, 4)
    tops = [ord(c) - 0x2800 for c in lines[0] if c != " "]
    bottoms = [ord(c) - 0x2800 for c in lines[-1] if c != " "]

    assert any(dots & 0x09 for dots in tops)
    assert any(dots & 0xC0 for dots in bottoms)


def test_a_long_day_shows_its_first_and_last_point() -> None:
    rising = drawn(*range(1000), cells=10)[0]

    assert ord(rising[0]) - 0x2800 & 0x40  # low at the left
    assert ord(rising[-1]) - 0x2800 & 0x08  # high at the right


@given(figures, figures, figures, st.integers(1, 60))
def test_a_marker_is_within_its_bar(value: Decimal, low: Decimal, high: Decimal, cells: int) -> None:
    at = marker_cell(value, low, high, cells)
    line = text_of(range_bar(value, low, high, cells))

    assert 0 <= at < cells
    assert len(line) == cells
    assert line.index("●") == at


@pytest.mark.parametrize(
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
