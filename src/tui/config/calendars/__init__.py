"""The trading calendars: those that come with the program, with the user's own laid over them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tui.config.calendars.loader import CalendarBuilder
from tui.config.calendars.schema import market_table_from, merge_tables
from tui.config.errors import read_toml
from tui.domain.intraday import TradingDayOf
from tui.domain.market import IsOpen, utc_date
from tui.domain.trading_calendar import Phase, TradingCalendar, poll_interval, session_at
from tui.sources import markets_of
from tui.sources.adapter import SourceConfig

BUILT_IN: Final = Path(__file__).with_name("psx.toml")
_ALL_BUILT_IN: Final = (BUILT_IN, BUILT_IN.with_name("us.toml"))


def load_calendars(extra: Path | None = None) -> Mapping[str, TradingCalendar]:
    """Every known calendar by market code.

    Args:
        extra: the user's own file; what it says of a market is laid over what is built in.

    Raises:
        ConfigError: the user's file cannot be taken, with the file, the key, what was found and what was expected.
    """
    markets = {
        name: market_table_from(table)
        for file in _ALL_BUILT_IN
        for name, table in read_toml(file).items()
        if isinstance(table, dict)
    }
    if extra is not None:
        from tui.config.calendars.schema import parse_calendar_file  # noqa: PLC0415 - msgspec is paid for only here

        for name, table in parse_calendar_file(read_toml(extra), extra).items():
            markets[name] = merge_tables(markets[name], table) if name in markets else table
    return MappingProxyType(
        {name: CalendarBuilder(name, table, extra or BUILT_IN).build() for name, table in markets.items()}
    )


def trading_day_lookup(calendars: Mapping[str, TradingCalendar]) -> TradingDayOf:
    """Which trading day a moment belongs to, by the market's calendar, or by the UTC date where there is none."""

    def day_of(market: str, at: datetime) -> date:
        calendar = calendars.get(market)
        return utc_date(market, at) if calendar is None else calendar.trading_day(at)

    return day_of


def is_open_lookup(calendars: Mapping[str, TradingCalendar]) -> IsOpen:
    """Whether a market is in continuous trading, by its calendar; one without a calendar is never known to be."""

    def is_open(market: str, now: datetime) -> bool:
        calendar = calendars.get(market)
        if calendar is None:
            return False
        state = session_at(calendar, now)
        return state.phase is Phase.OPEN and not state.estimated

    return is_open


def interval_lookup(calendars: Mapping[str, TradingCalendar]) -> Callable[[SourceConfig, datetime], timedelta]:
    """Leave a source alone for longer while all its markets are closed, unless it is to be asked steadily.

    A market without a calendar counts as open.
    """

    def pace(source: SourceConfig, now: datetime) -> timedelta:
        hours = [calendars.get(market) for market in markets_of(source)]
        if source.ignore_market_hours or None in hours:
            return source.every
        return min(poll_interval(source.every, session_at(table, now), now) for table in hours if table is not None)

    return pace
