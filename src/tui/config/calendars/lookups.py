"""Functions that look up a market's calendar: its trading day, whether it is open, how often to poll it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from tui.domain.exchanges import WITHOUT_PLACE
from tui.domain.intraday import TradingDayOf
from tui.domain.market import IsOpen, utc_date
from tui.domain.trading_calendar import USUAL_DELAY, Phase, TradingCalendar, poll_interval, session_at
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig


def trading_day_lookup(calendars: Mapping[str, TradingCalendar]) -> TradingDayOf:
    """Return the function that gives the trading day of a time: by the market's calendar, or else by UTC."""

    def day_of(market: str, at: datetime) -> date:
        calendar = calendars.get(market)
        return utc_date(market, at) if calendar is None else calendar.trading_day(at)

    return day_of


def is_open_lookup(calendars: Mapping[str, TradingCalendar]) -> IsOpen:
    """Return the function that tells whether the figures of a market should change: for some time it has been trading.

    False without a calendar, and for a market of no exchange.
    """

    def is_open(market: str, now: datetime) -> bool:
        calendar = calendars.get(market)
        if calendar is None or market in WITHOUT_PLACE:
            return False
        states = (session_at(calendar, at) for at in (now, now - USUAL_DELAY))
        return all(state.phase is Phase.OPEN and not state.estimated for state in states)

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
