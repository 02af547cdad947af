"""Load the trading calendars: the built-in ones, with the user's own merged over them."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from tui.domain.trading_calendar import TradingCalendar

BUILT_IN: Final = Path(__file__).with_name("psx.toml")
_BUILT_IN_FILES: Final = (BUILT_IN, BUILT_IN.with_name("us.toml"))


def load_calendars(extra: Path | None = None, named_by: Path | None = None) -> Mapping[str, TradingCalendar]:
    """Load the calendars by market code.

    Args:
        extra: the user's own file, merged over the built-in tables.
        named_by: the configuration that names it, whose line is in the error where it cannot be opened.

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
        for name, table in parse_calendar_file(_read_extra(extra, named_by), extra, errors).items():
            markets[name] = merge_tables(markets[name], table) if name in markets else table
    built = {
        name: errors.run(None, CalendarBuilder(name, table, extra or BUILT_IN).build) for name, table in markets.items()
    }
    errors.raise_all()
    return MappingProxyType({name: calendar for name, calendar in built.items() if calendar is not None})


def _read_extra(extra: Path, named_by: Path | None) -> Mapping[str, object]:
    from tui.config.errors import ConfigError, config_error  # noqa: PLC0415 - likewise
    from tui.config.toml_file import read_toml  # noqa: PLC0415 - likewise

    try:
        return read_toml(extra)
    except ConfigError as error:
        if named_by is None or any(problem.line for problem in error.places):
            raise
        raise config_error(named_by, "calendar", str(error)) from None
