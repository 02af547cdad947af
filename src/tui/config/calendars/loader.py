"""Load the trading calendars: the built-in ones, with the user's own merged over them."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.domain.trading_calendar import TradingCalendar

if TYPE_CHECKING:
    from tui.config.calendars.schema import MarketTable

BUILT_IN: Final = Path(__file__).with_name("psx.toml")
"""The file of the default market; each built-in market has one of its own, named by its code."""


class TradingCalendars(Mapping[str, TradingCalendar]):
    """The calendars by market code; a built-in one is read from its file when it is first looked up.

    So a board that watches two markets reads two files, and a market whose first quote comes later has its hours too.
    Threads may look up at once: at worst a file is read twice.
    """

    def __init__(self, own: Mapping[str, TradingCalendar]) -> None:
        """Create the mapping; `own` are the user's, which count over the built-in ones."""
        self._built: dict[str, TradingCalendar] = dict(own)

    def __getitem__(self, market: str) -> TradingCalendar:
        """Return the calendar of a market. Raises KeyError where there is none."""
        calendar = self._built.get(market)
        if calendar is None:
            calendar = self._built[market] = _build(market, _built_in_table(market), _built_in_files()[market])
        return calendar

    def __contains__(self, market: object) -> bool:
        """Return whether there is a calendar, without reading it."""
        return market in self._built or market in _built_in_files()

    def __iter__(self) -> Iterator[str]:
        """Yield the codes of all markets that have a calendar."""
        return iter(dict.fromkeys((*_built_in_files(), *self._built)))

    def __len__(self) -> int:
        """Return the number of these markets."""
        return len(self._built.keys() | _built_in_files().keys())


def load_calendars(extra: Path | None = None, named_by: Path | None = None) -> Mapping[str, TradingCalendar]:
    """Load the calendars by market code.

    Args:
        extra: the user's own file, merged over the built-in tables.
        named_by: the configuration that names it, whose line is in the error where it cannot be opened.

    Raises:
        ConfigError: the user's file is invalid; with the file, the key, what was found and what was expected.
    """
    if extra is None:
        return TradingCalendars({})
    from tui.config.calendars.schema import merge_tables, parse_calendar_file  # noqa: PLC0415 - only with such a file
    from tui.config.errors import ErrorCollector  # noqa: PLC0415 - only with such a file

    errors = ErrorCollector()
    own = parse_calendar_file(_read_extra(extra, named_by), extra, errors)
    tables = {
        market: merge_tables(_built_in_table(market), table) if market in _built_in_files() else table
        for market, table in own.items()
    }
    built = {market: errors.run(None, _build, market, table, extra) for market, table in tables.items()}
    errors.raise_all()
    return TradingCalendars({market: calendar for market, calendar in built.items() if calendar is not None})


def _build(market: str, table: "MarketTable", file: Path) -> TradingCalendar:
    from tui.config.calendars.builder import CalendarBuilder  # noqa: PLC0415 - the demo's first quotes do not wait for it

    return CalendarBuilder(market, table, file).build()


def _built_in_table(market: str) -> "MarketTable":
    """Return the table of a built-in market. Raises KeyError where there is none."""
    from tui.config.calendars.schema import market_table_from  # noqa: PLC0415 - the demo's first quotes do not wait for it
    from tui.config.toml_file import read_toml  # noqa: PLC0415 - the demo's first quotes do not wait for it

    table = read_toml(_built_in_files()[market])[market]
    if not isinstance(table, dict):
        raise KeyError(market)
    return market_table_from(table)


@cache
def _built_in_files() -> Mapping[str, Path]:
    """Return the files of the built-in calendars by market code; the default market's first."""
    files = sorted(BUILT_IN.parent.glob("*.toml"), key=lambda file: (file != BUILT_IN, file.name))
    return MappingProxyType({file.stem.upper(): file for file in files})


def _read_extra(extra: Path, named_by: Path | None) -> Mapping[str, object]:
    from tui.config.errors import ConfigError, config_error  # noqa: PLC0415 - likewise
    from tui.config.toml_file import read_toml  # noqa: PLC0415 - likewise

    try:
        return read_toml(extra)
    except ConfigError as error:
        if named_by is None or any(problem.line for problem in error.places):
            raise
        raise config_error(named_by, "calendar", str(error)) from None
