"""The calendars of the world's exchanges against the libraries that they are made from, where those are installed."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest

from tests.tools.make_calendars import (
    EXCHANGES,
    FIRST,
    FOLDER,
    Exchange,
    known_to,
    read_library,
    spans_by_date,
    toml_of,
)
from tui.config.calendars import load_calendars
from tui.domain.trading_calendar import TradingDay

CALENDARS = load_calendars()
_WHY = "only those who make calendars have exchange_calendars and holidays"

exchanges = pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: exchange.market)


def texts(day: TradingDay) -> tuple[str, ...]:
    """The spans of a day as files state them."""

    midnight = dt.datetime.min.replace(tzinfo=dt.UTC)
    return tuple(f"{span.phase} {midnight + span.start:%H:%M}-{midnight + span.end:%H:%M}" for span in day.spans)


@exchanges
def test_every_session_and_every_closed_day_is_that_of_the_libraries(exchange: Exchange) -> None:
    """Also where the script states what `exchange_calendars` lacks: then these are its sessions as they are stated."""
    pytest.importorskip("exchange_calendars", reason=_WHY)
    pytest.importorskip("holidays", reason=_WHY)
    calendar, sessions = CALENDARS[exchange.market], spans_by_date(exchange)

    days = [FIRST + dt.timedelta(days=number) for number in range((known_to(exchange) - FIRST).days + 1)]
    assert [day for day in days if texts(calendar.day(day)) != sessions.get(day, ())] == []


@exchanges
def test_the_file_is_what_the_script_makes_of_the_libraries_today(exchange: Exchange) -> None:
    """A newer library that has other dates, or a file that was edited by hand, is seen here."""
    pytest.importorskip("exchange_calendars", reason=_WHY)
    pytest.importorskip("holidays", reason=_WHY)
    text = (FOLDER / f"{exchange.market.lower()}.toml").read_text(encoding="utf-8")
    made_on = re.search(r"# Made on (\S+)", text)

    assert made_on is not None
    assert toml_of(exchange, read_library(exchange), dt.date.fromisoformat(made_on[1])) == text


def test_the_calendar_of_the_us_is_that_of_the_library() -> None:
    pytest.importorskip("exchange_calendars", reason=_WHY)
    new_york = Exchange("US", "New York", "XNYS", "XNYS", "-05:00")
    sessions = spans_by_date(new_york)

    assert CALENDARS["US"].zone == ZoneInfo("America/New_York")
    days = [FIRST + dt.timedelta(days=number) for number in range((known_to(new_york) - FIRST).days + 1)]
    assert [day for day in days if texts(CALENDARS["US"].day(day)) != sessions.get(day, ())] == []
