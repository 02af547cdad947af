"""The time axis: trading time alone, whatever the calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.charts import NOW, PSX
from tests.kit.marks import for_each
from tui.config.calendars.loader import load_calendars
from tui.view.chart.time_axis import TimeAxis, daily_axis, intraday_axis

CALENDARS = load_calendars()
KARACHI = PSX.zone


def clock(axis: TimeAxis) -> list[str]:
    """When each stretch begins and ends, in the zone of the axis."""
    return [
        f"{datetime.fromtimestamp(start, axis.zone):%a %H:%M}-{datetime.fromtimestamp(end, axis.zone):%H:%M}"
        for start, end in axis.stretches
    ]


@for_each(
    ("market", "now", "days", "stretches"),
    [
        ("PSX", datetime(2026, 4, 14, 7, 40, tzinfo=UTC), 1, ["Tue 09:30-15:30", "Tue 15:35-15:50"]),
        ("PSX", datetime(2026, 4, 17, 10, 0, tzinfo=UTC), 1, ["Fri 09:15-12:00", "Fri 14:30-16:30", "Fri 16:35-16:50"]),
        ("US", datetime(2026, 7, 6, 15, 0, tzinfo=UTC), 2, ["Thu 09:30-16:00", "Mon 09:30-16:00"]),
        ("HKEX", datetime(2026, 4, 14, 3, 0, tzinfo=UTC), 1, ["Tue 09:30-12:00", "Tue 13:00-16:00"]),
    ],
)
def test_a_day_is_drawn_from_its_first_price_to_its_last(
    market: str, now: datetime, days: int, stretches: list[str]
) -> None:
    calendar = CALENDARS[market]

    assert clock(intraday_axis(calendar, now, days, calendar.zone)) == stretches


def test_a_night_and_a_holiday_take_no_room() -> None:
    axis = intraday_axis(CALENDARS["US"], datetime(2026, 7, 6, 15, 0, tzinfo=UTC), 2, ZoneInfo("America/New_York"))
    (thursday, monday) = axis.stretches

    assert axis.length == 2 * 23_400
    assert axis.position(datetime.fromtimestamp(thursday[1], UTC)) == 0.5
    assert axis.position(datetime.fromtimestamp(monday[0], UTC)) == 0.5
    assert axis.position(datetime(2026, 7, 4, 12, tzinfo=UTC)) == 0.5
    assert list(axis.day_breaks()) == [0.5]


def test_before_the_open_the_day_before_is_shown() -> None:
    axis = intraday_axis(PSX, datetime(2026, 4, 14, 2, 0, tzinfo=UTC), 1, KARACHI)

    assert f"{axis.time_at(0):%a}" == "Mon"


@pytest.mark.parametrize("market", [None, "CRYPTO"])
def test_a_market_that_never_closes_shows_the_last_day_and_no_more_than_there_is(market: str | None) -> None:
    calendar = CALENDARS[market] if market else None
    whole = intraday_axis(calendar, NOW, 1, UTC)
    assert whole.start <= NOW - timedelta(hours=23)
    assert NOW < whole.end <= NOW + timedelta(hours=2)

    young = intraday_axis(calendar, NOW, 1, UTC, NOW - timedelta(minutes=8))
    assert NOW - timedelta(minutes=10) < young.start <= NOW - timedelta(minutes=8)
    assert NOW < young.end <= NOW + timedelta(minutes=2)


def test_an_axis_that_follows_the_clock_moves_rarely() -> None:
    first = NOW - timedelta(minutes=40)
    axes = {intraday_axis(None, NOW + timedelta(seconds=s), 1, UTC, first) for s in range(300)}

    assert len(axes) <= 2


def test_a_weekend_is_left_out_of_the_last_day_of_currencies() -> None:
    monday = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
    axis = intraday_axis(CALENDARS["FX"], monday, 1, UTC)
    saturday = datetime(2026, 3, 14, 12, tzinfo=UTC)

    assert axis.start < saturday - timedelta(hours=12)
    assert axis.length <= 26 * 3_600
    assert not axis.is_trading(saturday)


def test_dates_without_trading_take_no_room() -> None:
    axis = daily_axis(CALENDARS["US"], date(2026, 7, 1), date(2026, 7, 7), ())

    assert axis.length == 4 * 86_400  # the third was a holiday, the fourth and fifth a weekend
    assert daily_axis(None, date(2026, 7, 1), date(2026, 7, 7), ()).length == 7 * 86_400


def test_a_date_with_prices_is_on_the_axis_whatever_the_calendar_says() -> None:
    axis = daily_axis(CALENDARS["US"], date(2026, 7, 1), date(2026, 7, 7), [date(2026, 7, 4)])

    assert axis.length == 5 * 86_400
    assert axis.covers(datetime(2026, 7, 4, tzinfo=UTC))


def test_days_before_the_first_price_take_no_room() -> None:
    axis = intraday_axis(PSX, NOW, 5, KARACHI, NOW - timedelta(days=1))

    assert f"{axis.time_at(0):%a}" == "Mon"


@given(
    market=st.sampled_from(["PSX", "US", "HKEX", "FX", "CRYPTO", "TADAWUL", None]),
    now=st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 30), timezones=st.just(UTC)),  # noqa: DTZ001 - as it asks
    days=st.sampled_from([1, 5]),
    ago=st.none() | st.integers(0, 500_000),
)
def test_time_never_runs_backwards(market: str | None, now: datetime, days: int, ago: int | None) -> None:
    first = None if ago is None else now - timedelta(seconds=ago)
    axis = intraday_axis(CALENDARS[market] if market else None, now, days, UTC, first)
    times = [axis.start + (axis.end - axis.start) * n / 40 for n in range(41)]
    positions = [axis.position(at) for at in times]

    assert positions == sorted(positions) == axis.positions(times)
    assert (positions[0], positions[-1]) == (0.0, 1.0)
    for n in range(40):
        at = axis.time_at(n / 40)
        assert axis.position(at) == pytest.approx(n / 40, abs=1e-6)
