"""Load the trading calendars: the built-in ones, with the user's own merged over them."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tui.domain.trading_calendar import TradingCalendar

BUILT_IN: Final = Path(__file__).with_name("psx.toml")
_BUILT_IN_FILES: Final = (BUILT_IN, BUILT_IN.with_name("us.toml"))


def load_calendars(extra: Path | None = None) -> Mapping[str, TradingCalendar]:
    """Load the calendars by market code.

    Args:
        extra: the user's own file, merged over the built-in tables.

    Raises:
        ConfigError: the user's file is invalid; with the file, the key, what was found and what was expected.
    """
    from tui.config.calendars.builder import CalendarBuilder  # noqa: PLC0415 - the demo's first quotes do not wait for it
    from tui.config.calendars.schema import market_table_from, merge_tables, parse_calendar_file  # noqa: PLC0415 - the demo's first quotes do not wait for it
    from tui.config.errors import ErrorCollector  # noqa: PLC0415 - the demo's first quotes do not wait for it
    from tui.config.toml_file import read_toml  # noqa: PLC0415 - the demo's first quotes do not wait for it

    markets = {
        name: market_table_from(table)
        for file in _BUILT_IN_FILES
        for name, table in read_toml(file).items()
        if isinstance(table, dict)
    }
    errors = ErrorCollector()
    if extra is not None:
        for name, table in parse_calendar_file(read_toml(extra), extra, errors).items():
            markets[name] = merge_tables(markets[name], table) if name in markets else table
    built = {
        name: errors.run(None, CalendarBuilder(name, table, extra or BUILT_IN).build) for name, table in markets.items()
    }
    errors.raise_all()
    return MappingProxyType({name: calendar for name, calendar in built.items() if calendar is not None})
