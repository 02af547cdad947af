"""The trading calendars: those that come with the program, with the user's own laid over them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.domain.market import IsOpen, utc_day
from tui.domain.session import Calendar, Phase, session_at, slowed
from tui.domain.trail import DayOf
from tui.engine.calendars.reading import CalendarReader
from tui.engine.calendars.timetable import laid_over, market_table
from tui.engine.written import read_tables
from tui.sources import markets_of
from tui.sources.source import Source

if TYPE_CHECKING:
    from tui.engine.diary import Pace

BUILT_IN: Final = Path(__file__).with_name("psx.toml")
_ALL_BUILT_IN: Final = (BUILT_IN, BUILT_IN.with_name("us.toml"))


def load_calendars(extra: Path | None = None) -> Mapping[str, Calendar]:
    """Every known calendar by market code.

    Args:
        extra: the user's own file; what it says of a market is laid over what is built in.

    Raises:
        ConfigError: the user's file cannot be taken, with the file, the key, what was found and what was expected.
    """
    markets = {
        name: market_table(table)
        for file in _ALL_BUILT_IN
        for name, table in read_tables(file).items()
        if isinstance(table, dict)
    }
    if extra is not None:
        from tui.engine.calendars.shape import markets_from  # noqa: PLC0415 - msgspec is paid for only here

        for name, table in markets_from(read_tables(extra), extra).items():
            markets[name] = laid_over(markets[name], table) if name in markets else table
    return MappingProxyType(
        {name: CalendarReader(name, table, extra or BUILT_IN).calendar() for name, table in markets.items()}
    )


def days_by(calendars: Mapping[str, Calendar]) -> DayOf:
    """Which trading day a moment belongs to, by the market's calendar, or by the UTC date where there is none."""

    def day_of(market: str, at: datetime) -> date:
        calendar = calendars.get(market)
        return utc_day(market, at) if calendar is None else calendar.day_of(at)

    return day_of


def open_by(calendars: Mapping[str, Calendar]) -> IsOpen:
    """Whether a market is in continuous trading, by its calendar; one without a calendar is never known to be."""

    def is_open(market: str, now: datetime) -> bool:
        calendar = calendars.get(market)
        if calendar is None:
            return False
        state = session_at(calendar, now)
        return state.phase is Phase.OPEN and not state.estimated

    return is_open


def paced_by(calendars: Mapping[str, Calendar]) -> "Pace":
    """Leave a source alone for longer while all its markets are closed, unless it is to be asked steadily.

    A market without a calendar counts as open.
    """

    def pace(source: Source, now: datetime) -> timedelta:
        hours = [calendars.get(market) for market in markets_of(source)]
        if source.steady or None in hours:
            return source.every
        return min(slowed(source.every, session_at(table, now), now) for table in hours if table is not None)

    return pace
