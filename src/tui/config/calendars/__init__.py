"""The trading calendars: the built-in ones, with the user's own merged over them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tui.config.calendars.loader import CalendarBuilder
from tui.config.calendars.schema import market_table_from, merge_tables, parse_calendar_file
from tui.config.errors import read_toml
from tui.domain.intraday import TradingDayOf
from tui.domain.market import IsOpen, utc_date
from tui.domain.trading_calendar import Phase, TradingCalendar, poll_interval, session_at
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig

BUILT_IN: Final = Path(__file__).with_name("psx.toml")
_BUILT_IN_FILES: Final = (BUILT_IN, BUILT_IN.with_name("us.toml"))


def load_calendars(extra: Path | None = None) -> Mapping[str, TradingCalendar]:
    """Load the calendars by market code.

    Args:
        extra: the user's own file, merged over the built-in tables.

    Raises:
        ConfigError: the user's file is invalid; with the file, the key, what was found and what was expected.
    """
    markets = {
        name: market_table_from(table)
        for file in _BUILT_IN_FILES
        for name, table in read_toml(file).items()
        if isinstance(table, dict)
    }
    if extra is not None:
        for name, table in parse_calendar_file(read_toml(extra), extra).items():
            markets[name] = merge_tables(markets[name], table) if name in markets else table
    return MappingProxyType(
        {name: CalendarBuilder(name, table, extra or BUILT_IN).build() for name, table in markets.items()}
    )


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
