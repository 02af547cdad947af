"""The sessions of the world's exchanges, by a few days of each that differ."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.config import toml_file
from tui.config.calendars import is_open_lookup, load_calendars
from tui.domain.exchanges import INDEX_EXCHANGES, exchange_of
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import Phase, SessionState, session_at
from tui.sources.instruments import EXCHANGES, INDEX_NAMES

CALENDARS = load_calendars()
EURONEXT = ("EPA", "AMS", "BRUSSELS", "LISBON", "MILAN")


def at(market: str, time: str) -> SessionState:
    """The state of a market at a time on its own wall clock."""
    calendar = CALENDARS[market]
    return session_at(calendar, datetime.fromisoformat(time).replace(tzinfo=calendar.zone))


def clock(market: str, time: datetime | None) -> str:
    return "" if time is None else f"{time.astimezone(CALENDARS[market].zone):%m-%d %H:%M}"


@for_each(
    ("market", "time", "phase", "until"),
    [
        # a usual day
        ("LSE", "2026-11-25T07:59", Phase.CLOSED, "11-25 08:00"),
        ("LSE", "2026-11-25T08:00", Phase.OPEN, "11-25 16:30"),
        ("LSE", "2026-11-25T16:30", Phase.CLOSED, "11-26 08:00"),
        ("XETRA", "2026-11-25T09:00", Phase.OPEN, "11-25 17:30"),
        ("EPA", "2026-11-25T12:00", Phase.OPEN, "11-25 17:30"),
        ("AMS", "2026-11-25T12:00", Phase.OPEN, "11-25 17:30"),
        ("BRUSSELS", "2026-11-25T12:00", Phase.OPEN, "11-25 17:30"),
        ("LISBON", "2026-11-25T12:00", Phase.OPEN, "11-25 16:30"),
        ("MILAN", "2026-11-25T12:00", Phase.OPEN, "11-25 17:30"),
        ("BME", "2026-11-25T12:00", Phase.OPEN, "11-25 17:30"),
        ("SIX", "2026-11-25T12:00", Phase.OPEN, "11-25 17:30"),
        ("TSE", "2026-11-25T14:00", Phase.OPEN, "11-25 15:30"),
        ("HKEX", "2026-11-25T14:00", Phase.OPEN, "11-25 16:00"),
        ("SSE", "2026-11-25T14:00", Phase.OPEN, "11-25 15:00"),
        ("SZSE", "2026-11-25T14:00", Phase.OPEN, "11-25 15:00"),
        ("NSE", "2026-11-25T09:15", Phase.OPEN, "11-25 15:30"),
        ("BSE", "2026-11-25T15:30", Phase.CLOSED, "11-26 09:15"),
        ("ASX", "2026-11-25T10:00", Phase.OPEN, "11-25 16:00"),
        ("TSX", "2026-11-25T09:30", Phase.OPEN, "11-25 16:00"),
        ("TADAWUL", "2026-11-25T10:00", Phase.OPEN, "11-25 15:00"),
        ("B3", "2026-11-25T10:00", Phase.OPEN, "11-25 18:00"),
        ("B3", "2026-11-25T18:00", Phase.CLOSED, "11-26 10:00"),
        ("KRX", "2026-11-25T09:00", Phase.OPEN, "11-25 15:30"),
        ("KOSDAQ", "2026-11-25T15:30", Phase.CLOSED, "11-26 09:00"),
        ("TWSE", "2026-11-25T09:00", Phase.OPEN, "11-25 13:30"),
        ("TPEX", "2026-11-25T13:30", Phase.CLOSED, "11-26 09:00"),
        ("SGX", "2026-11-25T11:59", Phase.OPEN, "11-25 12:00"),
        ("SGX", "2026-11-25T13:00", Phase.OPEN, "11-25 17:00"),
        ("SGX", "2026-11-25T17:00", Phase.CLOSED, "11-26 09:00"),
        # a lunch break
        ("TSE", "2026-11-25T11:30", Phase.BREAK, "11-25 12:30"),
        ("HKEX", "2026-11-25T12:59", Phase.BREAK, "11-25 13:00"),
        ("SSE", "2026-11-25T12:00", Phase.BREAK, "11-25 13:00"),
        ("SZSE", "2026-11-25T12:00", Phase.BREAK, "11-25 13:00"),
        ("SGX", "2026-11-25T12:00", Phase.BREAK, "11-25 13:00"),
        # a half day
        ("LSE", "2026-12-24T12:00", Phase.OPEN, "12-24 12:30"),
        ("XETRA", "2026-12-30T12:00", Phase.OPEN, "12-30 14:00"),
        ("EPA", "2026-12-31T12:00", Phase.OPEN, "12-31 14:05"),
        ("LISBON", "2026-12-31T12:00", Phase.OPEN, "12-31 13:05"),
        ("BME", "2027-12-24T12:00", Phase.OPEN, "12-24 14:00"),
        ("HKEX", "2026-12-24T12:00", Phase.CLOSED, "12-28 09:30"),
        ("ASX", "2026-12-24T12:00", Phase.OPEN, "12-24 14:10"),
        ("TSX", "2026-12-24T12:00", Phase.OPEN, "12-24 13:00"),
        ("SGX", "2026-02-16T11:59", Phase.OPEN, "02-16 12:00"),
        ("SGX", "2026-12-24T12:00", Phase.CLOSED, "12-28 09:00"),
        ("SGX", "2027-12-31T11:59", Phase.OPEN, "12-31 12:00"),
        # a day that begins late: Ash Wednesday, the first of the year, and the university entrance examination
        ("B3", "2027-02-10T12:59", Phase.CLOSED, "02-10 13:00"),
        ("B3", "2027-02-10T13:00", Phase.OPEN, "02-10 18:00"),
        ("KRX", "2027-01-04T09:59", Phase.CLOSED, "01-04 10:00"),
        ("KRX", "2027-01-04T10:00", Phase.OPEN, "01-04 15:30"),
        ("KRX", "2026-11-19T09:59", Phase.CLOSED, "11-19 10:00"),
        ("KOSDAQ", "2026-11-19T16:29", Phase.OPEN, "11-19 16:30"),
        # a season: Sao Paulo closes earlier while New York has summer time
        ("B3", "2026-03-06T12:00", Phase.OPEN, "03-06 18:00"),
        ("B3", "2026-03-09T12:00", Phase.OPEN, "03-09 17:00"),
        ("B3", "2026-10-30T17:00", Phase.CLOSED, "11-03 10:00"),
        ("B3", "2026-11-03T12:00", Phase.OPEN, "11-03 18:00"),
        ("B3", "2027-03-15T12:00", Phase.OPEN, "03-15 17:00"),
        # a holiday
        ("LSE", "2026-12-28T12:00", Phase.CLOSED, "12-29 08:00"),
        ("XETRA", "2026-12-24T12:00", Phase.CLOSED, "12-28 09:00"),
        ("EPA", "2027-03-26T12:00", Phase.CLOSED, "03-30 09:00"),
        ("MILAN", "2026-12-31T12:00", Phase.CLOSED, "01-04 09:00"),
        ("SIX", "2027-05-06T12:00", Phase.CLOSED, "05-07 09:00"),
        ("TSE", "2026-12-31T12:00", Phase.CLOSED, "01-04 09:00"),
        ("HKEX", "2026-12-25T12:00", Phase.CLOSED, "12-28 09:30"),
        ("SSE", "2026-10-01T10:00", Phase.CLOSED, "10-08 09:30"),
        ("NSE", "2026-11-24T12:00", Phase.CLOSED, "11-25 09:15"),
        ("BSE", "2026-12-25T12:00", Phase.CLOSED, "12-28 09:15"),
        ("ASX", "2027-01-26T12:00", Phase.CLOSED, "01-27 10:00"),
        ("TSX", "2026-12-28T12:00", Phase.CLOSED, "12-29 09:30"),
        ("TADAWUL", "2026-09-23T12:00", Phase.CLOSED, "09-24 10:00"),
        ("B3", "2026-12-24T12:00", Phase.CLOSED, "12-28 10:00"),
        ("KRX", "2026-12-31T12:00", Phase.CLOSED, "01-04 10:00"),
        ("KRX", "2026-07-17T12:00", Phase.CLOSED, "07-20 09:00"),
        ("KOSDAQ", "2027-05-03T12:00", Phase.CLOSED, "05-04 09:00"),
        ("TWSE", "2026-12-25T10:00", Phase.CLOSED, "12-28 09:00"),
        ("TPEX", "2026-10-26T10:00", Phase.CLOSED, "10-27 09:00"),
        ("SGX", "2026-11-09T10:00", Phase.CLOSED, "11-10 09:00"),
        ("SGX", "2027-03-10T10:00", Phase.CLOSED, "03-11 09:00"),
        # a weekend, which in Riyadh is Friday and Saturday
        ("LSE", "2026-11-28T12:00", Phase.CLOSED, "11-30 08:00"),
        ("TSE", "2026-11-29T12:00", Phase.CLOSED, "11-30 09:00"),
        ("TADAWUL", "2026-11-26T15:00", Phase.CLOSED, "11-29 10:00"),
        ("TADAWUL", "2026-11-27T12:00", Phase.CLOSED, "11-29 10:00"),
        ("TADAWUL", "2026-11-29T12:00", Phase.OPEN, "11-29 15:00"),
        # currencies: a week, and coins without an end
        ("FX", "2026-11-27T16:59", Phase.OPEN, "11-27 17:00"),
        ("FX", "2026-11-27T17:00", Phase.CLOSED, "11-29 17:00"),
        ("FX", "2026-11-29T17:00", Phase.OPEN, "12-04 17:00"),
        ("FX", "2026-12-02T03:00", Phase.OPEN, "12-04 17:00"),
        ("CRYPTO", "2026-11-28T03:00", Phase.OPEN, ""),
    ],
)
def test_a_session(market: str, time: str, phase: Phase, until: str) -> None:
    state = at(market, time)

    assert (state.phase, clock(market, state.until)) == (phase, until)
    assert state.closes == (state.until if phase is Phase.OPEN else None)


@for_each(
    ("market", "day", "opens"),
    [
        # clocks go forward, and back
        ("LSE", "2027-03-25", "08:00"),
        ("LSE", "2027-03-30", "07:00"),
        ("LSE", "2026-10-23", "07:00"),
        ("LSE", "2026-10-26", "08:00"),
        ("XETRA", "2027-03-25", "08:00"),
        ("XETRA", "2027-03-30", "07:00"),
        ("LISBON", "2027-03-30", "07:00"),
        ("TSX", "2027-03-12", "14:30"),
        ("TSX", "2027-03-15", "13:30"),
        ("TSX", "2026-10-30", "13:30"),
        ("TSX", "2026-11-02", "14:30"),
        # in the south the other way round
        ("ASX", "2027-04-01", "23:00"),
        ("ASX", "2027-04-06", "00:00"),
        ("ASX", "2026-10-02", "00:00"),
        ("ASX", "2026-10-06", "23:00"),
        # none
        ("TSE", "2026-07-01", "00:00"),
        ("NSE", "2026-07-01", "03:45"),
        ("TADAWUL", "2026-07-01", "07:00"),
        ("B3", "2026-07-01", "13:00"),
        ("B3", "2026-12-01", "13:00"),
        ("KRX", "2026-07-01", "00:00"),
        ("TWSE", "2026-07-01", "01:00"),
        ("SGX", "2026-07-01", "01:00"),
    ],
)
def test_a_session_begins_by_the_wall_clock_of_its_market(market: str, day: str, opens: str) -> None:
    state = at(market, f"{day}T00:30")

    assert state.next_open is not None
    assert f"{state.next_open.astimezone(UTC):%H:%M}" == opens


@for_each(
    ("market", "day"),
    [
        ("HKEX", "2027-02-09"),
        ("TADAWUL", "2027-03-09"),
        ("NSE", "2027-03-22"),
        ("BSE", "2027-06-02"),  # no day of 2027 is announced
        ("SSE", "2027-02-08"),
        ("SZSE", "2027-11-01"),
        ("TWSE", "2027-02-02"),
        ("TPEX", "2027-11-01"),
        ("KRX", "2027-11-18"),
        ("LSE", "2028-01-04"),
    ],
)
def test_a_day_that_is_not_announced_or_rests_on_the_moon_is_an_estimate(market: str, day: str) -> None:
    assert CALENDARS[market].day(date.fromisoformat(day)).estimated


@for_each("market", CALENDARS)
def test_a_calendar_covers_this_year_and_the_next_and_is_no_estimate_now(market: str) -> None:
    calendar = CALENDARS[market]

    assert calendar.note is None
    assert not any(calendar.day(date(2026, 11, day)).estimated for day in range(1, 31))
    if market not in ("CRYPTO", "FX"):
        holidays = {day.year for day, entry in calendar.days.items() if entry.holiday}
        assert {2026, 2027} <= holidays
        assert all(entry.holiday or entry.spans for entry in calendar.days.values())


@pytest.mark.slow
def test_euronext_trades_at_the_same_time_everywhere_but_for_the_days_of_milan() -> None:
    paris = [session_at(CALENDARS["EPA"], time) for time in hours_of("2026-11-01", 150)]
    for market in EURONEXT[1:-1]:
        states = [session_at(CALENDARS[market], time) for time in hours_of("2026-11-01", 150)]
        assert [state.phase for state in states] == [state.phase for state in paris], market


def hours_of(first: str, days: int) -> Iterator[datetime]:
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    return (start + timedelta(hours=hour) for hour in range(days * 24))


@given(st.sampled_from(sorted(CALENDARS)), st.integers(0, 729 * 24 * 60))
def test_what_is_said_to_come_next_comes(market: str, minute: int) -> None:
    """The phase ends when it is said to, trading begins at the next opening, and it was closed since the last end."""
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    calendar = CALENDARS[market]
    state = session_at(calendar, now)
    second = timedelta(seconds=1)

    if state.until is not None:
        assert state.until > now
        assert session_at(calendar, state.until - second).phase is state.phase
    if state.next_open is not None:
        assert session_at(calendar, state.next_open).phase is Phase.OPEN
        assert session_at(calendar, state.next_open - second).phase is not Phase.OPEN
    if state.phase is Phase.CLOSED and state.closed_since is not None:
        assert state.closed_since <= now
        assert session_at(calendar, state.closed_since).phase is Phase.CLOSED
        assert session_at(calendar, state.closed_since - second).phase is not Phase.CLOSED
    assert (state.closes is not None) <= (state.phase is Phase.OPEN)
    assert state.phase in (Phase.OPEN, Phase.CLOSED) or state.next_open is not None


def test_every_usual_index_moves_with_an_exchange_whose_hours_are_known() -> None:
    symbols = {key.symbol for key in INDEX_NAMES if key.market == "INDEX"}

    assert symbols == set(INDEX_EXCHANGES)
    assert set(INDEX_EXCHANGES.values()) <= set(CALENDARS)


@for_each(
    ("market", "symbol", "exchange"),
    [
        ("INDEX", "SPX", "US"),
        ("INDEX", "FTSE", "LSE"),
        ("INDEX", "N225", "TSE"),
        ("INDEX", "HSI", "HKEX"),
        ("INDEX", "SENSEX", "BSE"),
        ("INDEX", "TASI", "TADAWUL"),
        ("INDEX", "IBOV", "B3"),
        ("INDEX", "KOSPI", "KRX"),
        ("INDEX", "TWII", "TWSE"),
        ("INDEX", "STI", "SGX"),
        ("INDEX", "FTMC", "INDEX"),
        ("PSX", "KSE100", "PSX"),
        ("US", "SPX", "US"),
        ("PSX", "DAX", "PSX"),
    ],
)
def test_the_exchange_of_an_instrument(market: str, symbol: str, exchange: str) -> None:
    assert exchange_of(InstrumentId(market, symbol)) == exchange


def test_a_calendar_has_the_code_of_a_market_that_sources_name() -> None:
    assert set(CALENDARS) <= {*EXCHANGES.values(), "US", "CRYPTO", "FX"}


@for_each(
    ("market", "time", "is_open"),
    [
        ("LSE", "2026-11-25T08:19", False),  # what is shown may be of before the opening
        ("LSE", "2026-11-25T08:20", True),
        ("LSE", "2026-11-25T16:29", True),
        ("LSE", "2026-11-25T16:30", False),
        ("HKEX", "2026-11-25T13:10", False),
        ("HKEX", "2026-11-25T13:20", True),
        ("HKEX", "2027-02-09T14:00", False),
        ("SGX", "2026-11-25T13:19", False),
        ("SGX", "2026-11-25T13:20", True),
        ("B3", "2027-07-01T16:59", True),
        ("B3", "2027-07-01T17:00", False),
        ("NSE", "2027-06-02T12:00", False),
        ("CRYPTO", "2026-11-25T12:00", False),
        ("FX", "2026-11-25T12:00", False),
        ("NOWHERE", "2026-11-25T12:00", False),
    ],
)
def test_figures_should_change_while_an_exchange_trades_for_certain(market: str, time: str, is_open: bool) -> None:
    calendar = CALENDARS.get(market)
    zone = UTC if calendar is None else calendar.zone

    assert is_open_lookup(CALENDARS)(market, datetime.fromisoformat(time).replace(tzinfo=zone)) is is_open


def test_a_calendar_is_read_when_it_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    read_toml = toml_file.read_toml

    def recorded(file: Path) -> Mapping[str, object]:
        read.append(file.name)
        return read_toml(file)

    monkeypatch.setattr(toml_file, "read_toml", recorded)
    calendars = load_calendars()

    assert len(calendars) == len(list(calendars))
    assert "LSE" in calendars
    assert "NOWHERE" not in calendars
    assert read == []
    assert calendars["LSE"] is calendars["LSE"]
    assert calendars.get("NOWHERE") is None
    assert read == ["lse.toml"]
