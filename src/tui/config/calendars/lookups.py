"""Functions that look up a market's calendar: its trading day, whether it is open, how often to poll it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from tui.domain.intraday import TradingDayOf
from tui.domain.market import IsOpen, utc_date
from tui.domain.trading_calendar import Phase, TradingCalendar, poll_interval, session_at
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig


def trading_day_lookup(calendars: Mapping[str, TradingCalendar]) -> TradingDayOf:
    """Return the function that gives the trading day of a time: by the market's calendar, or else by UTC."""

    def day_of(market: str, at: datetime) -> date:
        calendar = calendars.get(market)
        return utc_date(market, at) if calendar is None else calendar.trading_day(at)

    return day_of


def is_open_lookup(calendars: Mapping[str, TradingCalendar]) -> IsOpen:
    """Return the function that tells whether a market is in continuous trading; False without a calendar."""

    def is_open(market: str, now: datetime) -> bool:
        calendar = calendars.get(market)
        if calendar is None:
            return False
        state = session_at(calendar, now)
        return state.phase is Phase.OPEN and not state.estimated

    return is_open


def interval_lookup(calendars: Mapping[str, TradingCalendar]) -> Callable[[SourceConfig, datetime], timedelta]:
    """Return the function that gives a source's poll interval: longer while its markets are closed, unless `steady`.

    A market without a calendar counts as open.
    """

    def interval(source: SourceConfig, now: datetime) -> timedelta:
        known = [calendars.get(market) for market in markets_of(source)]
        if source.ignore_market_hours or None in known:
            return source.every
        return min(poll_interval(source.every, session_at(each, now), now) for each in known if each is not None)

    return interval
