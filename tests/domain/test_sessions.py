"""When trading began and ended, by a calendar."""

from datetime import UTC, datetime, timedelta

from tests.kit.marks import for_each
from tui.config.calendars import load_calendars
from tui.domain.sessions import session_times
from tui.domain.trading_calendar import always_open

CALENDARS = load_calendars()
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def times(market: str, since: datetime, until: datetime) -> list[str]:
    return [
        f"{at:%d %H:%M} {'open' if is_open else 'closed'}"
        for at, is_open in session_times(CALENDARS[market], since, until)
    ]


@for_each(
    ("market", "expected"),
    [
        ("US", ["02 14:30 open", "02 21:00 closed"]),
        ("LSE", ["02 08:00 open", "02 16:30 closed"]),
        ("TSE", ["02 00:00 open", "02 02:30 closed", "02 03:30 open", "02 06:30 closed"]),
    ],
)
def test_each_session_of_a_day_has_its_times(market: str, expected: list[str]) -> None:
    assert times(market, MONDAY - timedelta(minutes=1), MONDAY + timedelta(hours=23)) == expected


def test_a_time_belongs_to_what_ends_with_it() -> None:
    opens = MONDAY.replace(hour=14, minute=30)
    assert times("US", opens - timedelta(seconds=1), opens) == ["02 14:30 open"]
    assert times("US", opens, opens + timedelta(hours=1)) == []


def test_holidays_and_weekends_have_none() -> None:
    christmas = datetime(2026, 12, 25, tzinfo=UTC)
    assert times("US", christmas, christmas + timedelta(days=3)) == []


def test_a_market_that_never_closes_has_none() -> None:
    assert session_times(always_open("DEMO", UTC), MONDAY, MONDAY + timedelta(days=5)) == []


def test_days_that_are_an_estimate_have_none() -> None:
    week = always_open("X", UTC)._replace(first=MONDAY.date(), last=MONDAY.date())
    assert week.is_guess(MONDAY.date()) is False
    guessed = CALENDARS["US"]._replace(
        seasons=(), days={MONDAY.date(): CALENDARS["US"].day(MONDAY.date())._replace(estimated=True)}
    )
    assert session_times(guessed, MONDAY, MONDAY + timedelta(hours=23)) == []
