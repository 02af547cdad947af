"""Today's line of bars that a source gave afterwards, and what was seen beside it."""

from array import array
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tui.domain.bars import Bar
from tui.domain.day_fill import MAX_GAP, filled_line
from tui.domain.events import DayFilled, DayRestored
from tui.domain.intraday import MAX_POINTS, IntradaySeries
from tui.domain.market import apply
from tui.domain.past import day_series, is_same_unit
from tui.domain.quote import InstrumentId

OGDC = InstrumentId("PSX", "OGDC")
TODAY = FIXED_NOW.date()
EVERY = timedelta(minutes=5)
GAP = int(MAX_GAP.total_seconds())


def utc_day(at: datetime) -> date:
    return at.date()


def a_bar(minute: int, close: str, *, low: str | None = None, opened: str | None = None) -> Bar:
    price = Decimal(close)
    return Bar(after(60 * minute), Decimal(opened or close), price, Decimal(low or close), price, is_filled=True)


def a_line(*bars: Bar, until: float = 36_000) -> IntradaySeries:
    line = day_series(bars, EVERY, TODAY, utc_day, after(until))
    assert line is not None
    return line


def a_series(*points: tuple[int, float]) -> IntradaySeries:
    """Return a series of values, each with its second after the fixed time."""
    seconds = int(FIXED_NOW.timestamp())
    values = [Decimal(repr(value)) for _, value in points]
    return IntradaySeries(
        TODAY,
        array("d", (value for _, value in points)),
        array("q", (seconds + at for at, _ in points)),
        last=values[-1],
        low=min(values),
        high=max(values),
        changed_at=None,
    )


def points(series: IntradaySeries) -> list[tuple[int, float]]:
    seconds = int(FIXED_NOW.timestamp())
    return [(at - seconds, value) for at, value in zip(series.times, series.points, strict=True)]


def test_a_line_begins_with_the_first_open_and_has_each_close_when_its_bar_ended() -> None:
    line = a_line(a_bar(0, "10", opened="9", low="8"), a_bar(5, "11"), a_bar(15, "12"))
    assert points(line) == [(0, 9.0), (299, 10.0), (599, 11.0), (1199, 12.0)]
    assert (line.low, line.high, line.last, line.changed_at) == (Decimal(8), Decimal(12), Decimal(12), None)


def test_a_line_has_no_value_of_another_day_and_none_that_is_yet_to_come() -> None:
    yesterday, later = a_bar(-1440, "1"), a_bar(10, "3")
    line = a_line(yesterday, a_bar(0, "10"), a_bar(5, "2"), later, until=330)
    assert points(line) == [(0, 10.0), (299, 10.0), (329, 2.0)]
    assert day_series([yesterday, later], EVERY, TODAY, utc_day, after(60)) is None


def test_a_line_of_very_many_values_is_thinned() -> None:
    line = a_line(*(a_bar(number, str(number + 1)) for number in range(400)))
    filled = filled_line(a_series((24_000, 5.0)), line, after(24_000))
    assert 96 < len(filled.points) <= MAX_POINTS
    assert (filled.points[0], filled.points[-1]) == (1.0, 5.0)


@for_each(
    ("seen", "given_at", "seen_since", "expected"),
    [
        # a first start: everything before it
        ([(3600, 5.0)], [0, 299, 3599], 3590, [0, 299, 3599, 3600]),
        # what came while it was running is known better
        ([(3600, 5.0)], [3599, 3700, 9000], 3590, [3599, 3600]),
        # an earlier run that ended, with a gap after it
        ([(0, 5.0), (60, 6.0), (7200, 7.0)], [30, 300, 3600, 7300], 7200, [0, 60, 300, 3600, 7200]),
        # a price that did not change while the program ran, before a short gap
        ([(0, 5.0), (GAP, 6.0)], [300], 9000, [0, GAP]),
        # nothing has changed since this run began: the gap ends there
        ([(0, 5.0)], [600, 3000, 3700], 3600, [0, 600, 3000, 3600]),
        ([(0, 5.0), (5000, 6.0)], [600, 3700], 3600, [0, 600, 5000]),
    ],
)
def test_values_are_filled_in_where_nobody_looked(
    seen: list[tuple[int, float]], given_at: list[int], seen_since: int, expected: list[int]
) -> None:
    other = a_series(*((at, 1.0) for at in given_at))
    filled = filled_line(a_series(*seen), other, after(seen_since))
    assert [at for at, _ in points(filled)] == expected
    assert filled.last == a_series(*seen).last


seconds = st.lists(st.integers(0, 20_000), min_size=1, max_size=60, unique=True).map(sorted)


@given(seen=seconds, other=seconds, since=st.integers(0, 20_000))
def test_what_was_seen_stays_in_order_and_filling_twice_is_filling_once(
    seen: Sequence[int], other: Sequence[int], since: int
) -> None:
    known = a_series(*((at, 1.0 + number) for number, at in enumerate(seen)))
    given_line = a_series(*((at, 500.0) for at in other))
    filled = filled_line(known, given_line, after(since))
    assert list(filled.times) == sorted(filled.times)
    assert len(filled.points) <= MAX_POINTS
    assert (filled.last, filled.points[-1]) == (known.last, known.points[-1])
    if len(known.points) + len(other) < MAX_POINTS:
        found = [point for point in points(filled) if point[1] != 500.0]
        assert found in (points(known), [*points(known), (since, known.points[-1])])
        assert all(point[1] != 500.0 or point[0] < max(since, seen[0]) for point in points(filled))
        assert filled_line(filled, given_line, after(since)) is filled


def test_the_market_takes_over_a_line_and_nothing_else() -> None:
    market = a_market(a_snapshot(a_quote("OGDC", "101.25"), at=after(3600)))
    line = a_line(a_bar(0, "99", low="98.5"), a_bar(5, "100"))
    filled = apply(market, DayFilled({OGDC: line}, after(3600)))
    assert points(filled.series[OGDC]) == [(0, 99.0), (299, 99.0), (599, 100.0), (3600, 101.25)]
    assert (filled.series[OGDC].low, filled.series[OGDC].changed_at) == (Decimal("98.5"), None)
    assert filled.quotes is market.quotes
    assert filled.health is market.health
    assert apply(filled, DayFilled({OGDC: line}, after(3600))) is filled, "it is there already"


def test_a_line_of_another_day_or_of_what_is_not_on_the_board_is_left() -> None:
    market = a_market(a_snapshot(a_quote("OGDC", "101.25"), at=after(3600)))
    line = a_line(a_bar(0, "99"))
    other_day = line._replace(day=TODAY - timedelta(days=1))
    assert apply(market, DayFilled({OGDC: other_day}, after(3600))) is market
    assert apply(market, DayFilled({InstrumentId("PSX", "PPL"): line}, after(3600))) is market


def test_what_an_earlier_run_saw_wins_over_what_a_source_gives() -> None:
    market = a_market(a_snapshot(a_quote("OGDC", "101.25"), at=after(9000)))
    restored = apply(market, DayRestored({OGDC: a_series((3600, 100.5), (4200, 100.75))}))
    line = a_line(*(a_bar(5 * number, "99") for number in range(30)))
    filled = points(apply(restored, DayFilled({OGDC: line}, after(9000))).series[OGDC])
    assert [point for point in filled if 3600 <= point[0] <= 4200] == [(3600, 100.5), (4200, 100.75)]
    assert filled[0] == (0, 99.0)
    assert filled[-1] == (9000, 101.25)
    assert [value for at, value in filled if 4200 < at < 9000] == [99.0] * 16


@for_each(
    ("price", "other", "same"),
    [("100", "101", True), ("100", "480", True), ("1.05", "105", False), ("-37.63", "10", False), ("-1", "-2", True)],
)
def test_prices_in_other_units_are_told_apart(price: str, other: str, same: bool) -> None:
    assert is_same_unit(Decimal(price), Decimal(other)) is same
    assert is_same_unit(Decimal(other), Decimal(price)) is same
