from datetime import timedelta
from decimal import Decimal
from sys import getsizeof

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.quotes import FIXED_NOW, after
from tui.domain.intraday import MAX_POINTS, IntradaySeries

TODAY = FIXED_NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def a_series(*values: str) -> IntradaySeries:
    series = IntradaySeries.start(Decimal(values[0]), after(0), TODAY)
    for n, value in enumerate(values[1:]):
        series = series.append(Decimal(value), after(n + 1), TODAY)
    return series


def test_a_value_seen_for_the_first_time_has_not_moved() -> None:
    series = a_series("10")

    assert (series.points.tolist(), series.low, series.high, series.changed_at) == (
        [10],
        Decimal(10),
        Decimal(10),
        None,
    )


def test_a_series_has_its_range_and_the_time_it_last_changed() -> None:
    series = a_series("10", "12", "9", "11")

    assert series.points.tolist() == [10, 12, 9, 11]
    assert (series.low, series.high) == (Decimal(9), Decimal(12))
    assert series.changed_at == after(3)


def test_a_new_day_starts_a_new_series() -> None:
    series = a_series("10", "12").append(Decimal(20), after(60), TOMORROW)

    assert (series.day, series.points.tolist(), series.low, series.high) == (TOMORROW, [20], Decimal(20), Decimal(20))
    assert series.changed_at == after(60)


def test_a_clock_that_went_back_a_day_loses_no_point() -> None:
    series = a_series("10", "12").append(Decimal(11), after(60), TODAY - timedelta(days=1))

    assert series.points.tolist() == [10, 12, 11]
    assert series.day == TODAY


def test_an_unchanged_value_starts_a_new_series_on_a_new_day_and_its_time_of_change_stays() -> None:
    series = a_series("10", "12").roll_over(Decimal(12), after(90), TOMORROW)

    assert (series.day, series.points.tolist(), series.low, series.high) == (TOMORROW, [12], Decimal(12), Decimal(12))
    assert series.changed_at == after(1)


def test_nothing_is_renewed_within_a_day() -> None:
    series = a_series("10", "12")

    assert series.roll_over(Decimal(12), after(90), TODAY) is series
    assert series.roll_over(Decimal(12), after(90), TODAY - timedelta(days=1)) is series


@given(st.lists(st.decimals(1, 1000, places=2), min_size=2, max_size=500))
def test_a_long_day_is_thinned_but_not_at_its_ends_nor_in_its_range(values: list[Decimal]) -> None:
    series = IntradaySeries.start(values[0], FIXED_NOW, TODAY)
    for value in values[1:]:
        series = series.append(value, FIXED_NOW, TODAY)

    assert len(series.points) <= MAX_POINTS
    assert (series.points[0], series.points[-1]) == (float(values[0]), float(values[-1]))
    assert (series.last, series.low, series.high) == (values[-1], min(values), max(values))
    rest = map(float, values)
    assert all(point in rest for point in series.points)  # in the order seen


def test_a_full_day_of_a_row_takes_less_than_two_kilobytes() -> None:
    series = a_series(*map(str, range(1, 5 * MAX_POINTS)))

    assert getsizeof(series) + getsizeof(series.points) + getsizeof(series.times) < 2048


@pytest.mark.parametrize(
    ("at", "values"),
    [(-60, [10, 12, 9, 11]), (0, [10, 12, 9, 11]), (1, [12, 9, 11]), (2.5, [9, 11]), (3, [11]), (600, [11])],
)
def test_the_values_since_a_time_begin_with_the_one_that_held_then(at: float, values: list[float]) -> None:
    assert a_series("10", "12", "9", "11").since(after(at)).tolist() == values


def test_a_thinned_series_keeps_the_time_of_each_value() -> None:
    values = range(1, 5 * MAX_POINTS)
    series = a_series(*map(str, values))

    began = int(after(0).timestamp())
    assert [began + int(value) - 1 for value in series.points] == series.times.tolist()
