from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from tests.kit.marks import for_each
from tui.config.calendars import load_calendars, trading_day_lookup
from tui.domain.trading_calendar import Phase, SessionSpan, SessionState, always_open, poll_interval, session_at

KARACHI = ZoneInfo("Asia/Karachi")
PSX = load_calendars()["PSX"]


def pkt(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=KARACHI).astimezone(UTC)


def at(text: str) -> SessionState:
    return session_at(PSX, pkt(text))


@for_each(
    ("time", "phase", "until"),
    [
        # a Monday
        ("2026-08-17T00:00", Phase.CLOSED, "2026-08-17T09:15"),
        ("2026-08-17T09:14:59", Phase.CLOSED, "2026-08-17T09:15"),
        ("2026-08-17T09:15", Phase.PRE_OPEN, "2026-08-17T09:30"),
        ("2026-08-17T09:29:59", Phase.PRE_OPEN, "2026-08-17T09:30"),
        ("2026-08-17T09:30", Phase.MATCHING, "2026-08-17T09:32"),
        ("2026-08-17T09:32", Phase.OPEN, "2026-08-17T15:30"),
        ("2026-08-17T15:29:59", Phase.OPEN, "2026-08-17T15:30"),
        ("2026-08-17T15:30", Phase.CLOSED, "2026-08-17T15:35"),
        ("2026-08-17T15:35", Phase.POST_CLOSE, "2026-08-17T15:50"),
        ("2026-08-17T15:50", Phase.CLOSED, "2026-08-18T09:15"),
        # a Friday, with its break
        ("2026-08-21T08:59:59", Phase.CLOSED, "2026-08-21T09:00"),
        ("2026-08-21T09:17", Phase.OPEN, "2026-08-21T12:00"),
        ("2026-08-21T12:00", Phase.BREAK, "2026-08-21T14:15"),
        ("2026-08-21T14:14:59", Phase.BREAK, "2026-08-21T14:15"),
        ("2026-08-21T14:15", Phase.PRE_OPEN, "2026-08-21T14:30"),
        ("2026-08-21T14:32", Phase.OPEN, "2026-08-21T16:30"),
        ("2026-08-21T16:30", Phase.CLOSED, "2026-08-21T16:35"),
        ("2026-08-21T16:50", Phase.CLOSED, "2026-08-24T09:15"),
        # Ramadan
        ("2026-02-18T13:30", Phase.OPEN, "2026-02-18T15:30"),
        ("2026-02-19T13:30", Phase.CLOSED, "2026-02-19T14:00"),
        ("2026-02-20T12:29", Phase.OPEN, "2026-02-20T12:30"),
        ("2026-02-20T12:30", Phase.CLOSED, "2026-02-20T13:00"),
    ],
)
def test_every_phase_begins_and_ends_on_its_minute(time: str, phase: Phase, until: str) -> None:
    state = at(time)
    assert (state.phase, state.until) == (phase, pkt(until))


@for_each(
    ("time", "opens"),
    [
        ("2026-08-17T09:00", "2026-08-17T09:32"),
        ("2026-08-17T12:00", "2026-08-18T09:32"),
        ("2026-08-21T12:30", "2026-08-21T14:32"),
        ("2026-08-21T20:00", "2026-08-24T09:32"),
        ("2026-08-22T12:00", "2026-08-24T09:32"),
        ("2026-08-23T23:59", "2026-08-24T09:32"),
        ("2026-05-25T16:00", "2026-05-29T09:17"),
        ("2026-03-19T15:00", "2026-03-24T09:32"),
    ],
)
def test_the_next_opening_skips_weekends_and_holidays(time: str, opens: str) -> None:
    assert at(time).next_open == pkt(opens)


def test_only_open_trading_has_a_close_ahead() -> None:
    assert at("2026-08-17T10:00").closes == pkt("2026-08-17T15:30")
    assert at("2026-08-21T10:00").closes == pkt("2026-08-21T12:00")
    assert at("2026-08-21T12:30").closes is None


@for_each(
    "day",
    [
        "2025-12-25",
        "2026-02-05",
        "2026-03-20",
        "2026-03-23",
        "2026-05-01",
        "2026-05-26",
        "2026-05-27",
        "2026-05-28",
        "2026-06-25",
        "2026-06-26",
        "2026-08-14",
    ],
)
def test_the_days_on_which_nothing_traded_are_holidays_and_no_guess(day: str) -> None:
    state = at(f"{day}T11:00")
    assert state.phase is Phase.CLOSED
    assert state.holiday
    assert not PSX.day(date.fromisoformat(day)).estimated


@for_each("day", ["2026-01-01", "2026-05-29", "2026-06-24", "2026-08-13", "2025-12-24"])
def test_days_announced_as_closed_that_did_trade_are_open(day: str) -> None:
    assert at(f"{day}T10:00").phase is Phase.OPEN


@for_each(
    ("time", "estimated"),
    [
        ("2026-08-17T11:00", False),
        ("2026-03-02T11:00", True),  # Ramadan's hours
        ("2026-08-26T11:00", True),  # a moon holiday
        ("2026-08-25T11:00", True),  # the day it was announced for
        ("2026-08-24T20:00", True),  # closed until a day that is a guess
        ("2026-12-31T11:00", False),
        ("2026-12-31T20:00", True),  # opens in a year that is not announced
        ("2027-01-04T11:00", True),
        ("2027-03-10T11:00", True),
        ("2030-01-07T11:00", True),
        ("2025-12-18T11:00", True),  # before the table begins
    ],
)
def test_an_estimate_is_marked_as_one(time: str, estimated: bool) -> None:
    assert at(time).estimated is estimated


def test_beyond_the_table_the_usual_week_goes_on() -> None:
    assert at("2030-01-07T11:00").phase is Phase.OPEN
    assert at("2030-01-05T11:00").phase is Phase.CLOSED


def test_the_zone_of_the_question_does_not_matter() -> None:
    time = pkt("2026-08-17T09:32")
    assert session_at(PSX, time.astimezone(timezone(-timedelta(hours=7)))) == session_at(PSX, time)


@for_each(
    ("time", "day"),
    [
        ("2026-08-18T09:14:59", "2026-08-17"),
        ("2026-08-18T09:15", "2026-08-18"),
        ("2026-08-22T12:00", "2026-08-21"),
        ("2026-08-24T08:00", "2026-08-21"),
        ("2026-08-14T12:00", "2026-08-14"),  # a holiday that trades after all is a day of its own
    ],
)
def test_a_trading_day_begins_with_its_first_phase(time: str, day: str) -> None:
    day_of = trading_day_lookup({"PSX": PSX})
    assert day_of("PSX", pkt(time)) == date.fromisoformat(day)


@for_each(
    ("market", "day", "hours"),
    [
        ("PSX", "2026-08-17", ["09:32-15:30"]),
        ("PSX", "2026-08-21", ["09:17-12:00", "14:32-16:30"]),
        ("PSX", "2026-02-19", ["09:17-13:30"]),  # Ramadan
        ("PSX", "2026-08-14", ["09:17-12:00", "14:32-16:30"]),  # a holiday, should it trade after all
        ("PSX", "2026-08-22", []),  # a Saturday
        ("HKEX", "2026-08-17", ["09:30-12:00", "13:00-16:00"]),
        ("HKEX", "2026-02-16", ["09:30-12:00"]),  # New Year's Eve
        ("US", "2026-11-27", ["09:30-13:00"]),  # the day after Thanksgiving
        ("CRYPTO", "2026-08-17", []),
    ],
)
def test_the_hours_of_a_trading_day_are_those_of_continuous_trading(market: str, day: str, hours: list[str]) -> None:
    calendar = load_calendars()[market]

    found = calendar.trading_hours(date.fromisoformat(day))

    spans = [
        "-".join(f"{datetime.fromtimestamp(at, UTC).astimezone(calendar.zone):%H:%M}" for at in span)
        for span in (found.spans if found else ())
    ]
    assert spans == hours


def test_a_market_without_a_calendar_has_utc_days() -> None:
    assert trading_day_lookup({})("NYSE", datetime(2026, 8, 18, 23, 59, tzinfo=UTC)) == date(2026, 8, 18)


@for_each(
    ("time", "seconds"),
    [
        ("2026-08-17T11:00", 15),
        ("2026-08-21T12:30", 15),  # a break is short: polls go on
        ("2026-08-17T20:00", 150),
        ("2026-08-17T09:14:20", 40),  # awake again when the pre-open begins
        ("2026-08-17T09:14:55", 15),
        ("2026-08-26T11:00", 15),  # a guess slows nothing
        ("2026-03-02T20:00", 15),  # nor do the hours of a Ramadan that is one
        ("2026-08-24T20:00", 150),  # whatever tomorrow is, tonight it is closed
        ("2027-01-04T20:00", 150),  # in a year that is not announced too
        ("2027-01-04T11:00", 15),
    ],
)
def test_polling_slows_only_while_the_market_is_surely_closed(time: str, seconds: int) -> None:
    now = pkt(time)
    assert poll_interval(timedelta(seconds=15), session_at(PSX, now), now) == timedelta(seconds=seconds)


def test_a_slow_source_is_never_polled_more_often_than_configured() -> None:
    now = pkt("2026-08-17T09:10")
    assert poll_interval(timedelta(hours=1), session_at(PSX, now), now) == timedelta(hours=1)


@for_each("time", ["2026-11-22T00:00", "2026-11-22T23:59:59", "2027-01-01T12:00", "2031-02-05T05:00"])
def test_a_market_that_never_closes_is_open_without_an_end(time: str) -> None:
    state = session_at(always_open("DEMO", KARACHI), pkt(time))
    assert (state.phase, state.closes, state.until, state.next_open) == (Phase.OPEN, None, None, None)
    assert (state.market, state.estimated) == ("DEMO", False)
    assert poll_interval(timedelta(seconds=2), state, pkt(time)) == timedelta(seconds=2)


def test_trading_through_the_night_closes_with_its_last_day() -> None:
    """As currencies do, which rest from Saturday to Monday."""
    all_day = (SessionSpan(Phase.OPEN, timedelta(0), timedelta(days=1)),)
    market = always_open("FX", KARACHI)._replace(week=dict.fromkeys(range(5), all_day))
    tuesday = session_at(market, pkt("2026-08-18T23:30"))
    assert (tuesday.phase, tuesday.closes) == (Phase.OPEN, pkt("2026-08-22T00:00"))
    assert tuesday.next_open == pkt("2026-08-24T00:00")
    sunday = session_at(market, pkt("2026-08-23T12:00"))
    assert (sunday.phase, sunday.next_open) == (Phase.CLOSED, pkt("2026-08-24T00:00"))
