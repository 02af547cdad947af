from array import array
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from sys import getsizeof

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each, quick
from tests.kit.quotes import FIXED_NOW, after
from tui.domain.intraday import MAX_POINTS, IntradaySeries
from tui.domain.trading_calendar import TradingHours, axis_bounds

TODAY = FIXED_NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def a_series(*values: str) -> IntradaySeries:
    series = IntradaySeries.start(Decimal(values[0]), after(0), TODAY)
    for n, value in enumerate(values[1:]):
        series = series.append(Decimal(value), after(n + 1), TODAY)
    return series


def a_day_of_changes(every: int, seconds: int) -> IntradaySeries:
    """Return the series of a value that changed at this interval."""
    series = IntradaySeries.start(Decimal(0), after(0), TODAY)
    for at in range(every, seconds + 1, every):
        series = series.append(Decimal(at), after(at), TODAY)
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


def test_a_full_day_of_a_row_takes_less_than_three_and_a_half_kilobytes() -> None:
    series = a_series(*map(str, range(1, 5 * MAX_POINTS)))

    assert getsizeof(series) + getsizeof(series.points) + getsizeof(series.times) < 3584


@pytest.mark.parametrize("every", quick(1, 1, 15, 60))
@pytest.mark.parametrize("hours", quick(1, 1, 6, 24))
def test_a_thinned_day_is_even_and_its_last_hour_finer(every: int, hours: int) -> None:
    series = a_day_of_changes(every, hours * 3600)
    until, day = series.times[-1], hours * 3600

    gaps = [(until - later, later - earlier) for earlier, later in pairwise(series.times)]
    assert len(series.points) <= MAX_POINTS
    assert max(gap for _, gap in gaps) <= max(2 * every, day / 24)
    assert max(gap for age, gap in gaps if age <= 900) <= max(2 * every, 128)
    assert max(gap for age, gap in gaps if age <= 120) <= max(2 * every, 64)


def test_what_is_thinned_through_a_day_is_as_even_as_what_is_joined_at_its_end() -> None:
    series = a_day_of_changes(15, 6 * 3600)
    half = len(series.times) // 2
    later = IntradaySeries.start(Decimal(1), after(6 * 3600 + 15), TODAY)

    joined = series.continued(later)
    assert joined.times[:half] == series.times[:half]
    assert (joined.points[-1], joined.times[-1]) == (1, later.times[0])


bounds_of_a_day = st.lists(st.integers(0, 500), unique=True, max_size=40).map(sorted)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60).map(sorted), bounds_of_a_day, st.integers(0, 200))
def test_a_price_holds_in_each_part_of_an_axis_until_it_changes(times: list[int], bounds: list[int], more: int) -> None:
    series = a_series(*map(str, range(len(times))))._replace(times=array("q", times))
    until = times[-1] + more

    first, values = series.values_between(bounds, until)

    ends = [*bounds, 1000]
    expected = {
        part: max(n for n, at in enumerate(times) if at < end)
        for part, end in enumerate(ends)
        if end > times[0] and (part == 0 or bounds[part - 1] <= until)
    }
    assert {first + n: value for n, value in enumerate(values)} == expected


def test_an_axis_without_bounds_has_the_last_value() -> None:
    assert a_series("10", "12").values_between((), int(after(9).timestamp())) == (0, [12])


@for_each(
    ("spans", "parts", "bounds"),
    [
        ([(0, 100)], 1, []),
        ([(0, 100)], 4, [25, 50, 75]),
        ([(0, 60), (100, 140)], 5, [20, 40, 100, 120]),  # a break belongs to the part before it
        ([(0, 50), (100, 150)], 2, [100]),
        ([(0, 50), (100, 150)], 3, [33, 116]),
        ([(0, 10), (20, 30), (40, 80)], 2, [50]),
        ([(0, 3)], 6, [0, 1, 1, 2, 2]),  # more parts than seconds
    ],
)
def test_the_parts_of_a_session_are_equal_times_of_trading(
    spans: list[tuple[int, int]], parts: int, bounds: list[int]
) -> None:
    hours = TradingHours(tuple(spans))

    assert axis_bounds(hours, parts) == tuple(bounds)
    assert axis_bounds(hours, parts, 7) == tuple(bound + 7 for bound in bounds)


@for_each(
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
