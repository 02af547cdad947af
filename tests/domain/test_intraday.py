from datetime import timedelta
from decimal import Decimal
from sys import getsizeof

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.quotes import FIXED_NOW, after
from tui.domain.intraday import MAX_POINTS, IntradaySeries

TODAY = FIXED_NOW.date()
TOMORROW = TODAY + timedelta(days=1)


def a_trail(*values: str) -> IntradaySeries:
    trail = IntradaySeries.start(Decimal(values[0]), TODAY)
    for n, value in enumerate(values[1:]):
        trail = trail.append(Decimal(value), after(n), TODAY)
    return trail


def test_a_value_seen_for_the_first_time_has_not_moved() -> None:
    trail = a_trail("10")

    assert (trail.points.tolist(), trail.low, trail.high, trail.changed_at) == ([10], Decimal(10), Decimal(10), None)


def test_a_series_has_its_range_and_the_time_it_last_changed() -> None:
    trail = a_trail("10", "12", "9", "11")

    assert trail.points.tolist() == [10, 12, 9, 11]
    assert (trail.low, trail.high) == (Decimal(9), Decimal(12))
    assert trail.changed_at == after(2)


def test_a_new_day_starts_a_new_series() -> None:
    trail = a_trail("10", "12").append(Decimal(20), after(60), TOMORROW)

    assert (trail.day, trail.points.tolist(), trail.low, trail.high) == (TOMORROW, [20], Decimal(20), Decimal(20))
    assert trail.changed_at == after(60)


def test_a_clock_that_went_back_a_day_loses_no_point() -> None:
    trail = a_trail("10", "12").append(Decimal(11), after(60), TODAY - timedelta(days=1))

    assert trail.points.tolist() == [10, 12, 11]
    assert trail.day == TODAY


def test_an_unchanged_value_starts_a_new_series_on_a_new_day_and_keeps_when_it_changed() -> None:
    trail = a_trail("10", "12").roll_over(Decimal(12), TOMORROW)

    assert (trail.day, trail.points.tolist(), trail.low, trail.high) == (TOMORROW, [12], Decimal(12), Decimal(12))
    assert trail.changed_at == after(0)


def test_nothing_is_renewed_within_a_day() -> None:
    trail = a_trail("10", "12")

    assert trail.roll_over(Decimal(12), TODAY) is trail
    assert trail.roll_over(Decimal(12), TODAY - timedelta(days=1)) is trail


@given(st.lists(st.decimals(1, 1000, places=2), min_size=2, max_size=500))
def test_a_long_day_is_thinned_and_keeps_its_ends_and_its_range(values: list[Decimal]) -> None:
    trail = IntradaySeries.start(values[0], TODAY)
    for value in values[1:]:
        trail = trail.append(value, FIXED_NOW, TODAY)

    assert len(trail.points) <= MAX_POINTS
    assert (trail.points[0], trail.points[-1]) == (float(values[0]), float(values[-1]))
    assert (trail.last, trail.low, trail.high) == (values[-1], min(values), max(values))
    rest = map(float, values)
    assert all(point in rest for point in trail.points)  # in the order seen


def test_a_full_day_of_a_row_takes_less_than_a_kilobyte() -> None:
    trail = a_trail(*map(str, range(1, 5 * MAX_POINTS)))

    assert getsizeof(trail) + getsizeof(trail.points) < 1024
