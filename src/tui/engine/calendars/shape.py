"""What a file of trading hours may hold: the keys, their types and the words for what is expected."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from tui.engine.calendars.timetable import MarketTable, market_table_from
from tui.engine.written import config_error, quote_value, validate

_MARKET = re.compile(r"[A-Z][A-Z0-9._-]{0,15}", re.ASCII)


def _said(words: str) -> msgspec.Meta:
    return msgspec.Meta(description=words)


_HoursName = Annotated[str, _said("the name of a timetable")]


class _Season(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A run of dates with hours of its own."""

    hours: _HoursName
    first: dt.date
    last: dt.date
    estimated: bool = False


class _Day(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A single date: a holiday, or a day that trades by a named timetable whatever else is said of it."""

    date: dt.date
    holiday: Annotated[str, _said("the name of the holiday")] | None = None
    hours: _HoursName | None = None
    estimated: bool = False


class _Market(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One market; whatever is left out stays as the table below has it."""

    zone: Annotated[str, _said('a time zone such as "Asia/Karachi"')] | None = None
    offset: Annotated[str, _said('an offset such as "+05:00"')] | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    hours: _HoursName | None = None
    timetables: dict[str, dict[str, Annotated[tuple[str, ...], _said('a list such as ["open 09:30-15:30"]')]]] = {}
    seasons: tuple[_Season, ...] = ()
    days: tuple[_Day, ...] = ()


def parse_calendar_file(tables: Mapping[str, object], file: Path) -> dict[str, MarketTable]:
    """The markets a file speaks of, by market code.

    Raises:
        ConfigError: it does not have the shape of such a file.
    """
    for name in tables:
        if not _MARKET.fullmatch(name):
            raise config_error(file, "", f'found the table {quote_value(name)}, expected a market code such as "PSX"')
    validate(tables, dict[str, _Market], file)
    return {name: market_table_from(table) for name, table in tables.items() if isinstance(table, dict)}
