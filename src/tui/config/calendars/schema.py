"""A market's trading hours as they are written, and how one writing is laid over another."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec

from tui.config.errors import config_error, quote_value
from tui.config.validation import validate


class SeasonTable(NamedTuple):
    """A run of dates with hours of its own."""

    hours: str
    first: dt.date
    last: dt.date
    estimated: bool = False


class DayTable(NamedTuple):
    """A single date: a holiday, or a day that trades by a named timetable whatever else is said of it."""

    date: dt.date
    holiday: str | None = None
    hours: str | None = None
    estimated: bool = False


class MarketTable(NamedTuple):
    """One market; whatever is left out stays as the table below has it."""

    zone: str | None = None
    offset: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    hours: str | None = None
    timetables: Mapping[str, Mapping[str, tuple[str, ...]]] = {}
    seasons: tuple[SeasonTable, ...] = ()
    days: tuple[DayTable, ...] = ()


def market_table_from(table: Mapping[str, Any]) -> MarketTable:
    """One market's table out of a file that has the shape of such a file."""
    return MarketTable(
        **{
            **table,
            "seasons": tuple(SeasonTable(**season) for season in table.get("seasons", ())),
            "days": tuple(DayTable(**day) for day in table.get("days", ())),
        }
    )


def merge_tables(below: MarketTable, above: MarketTable) -> MarketTable:
    """One table with the other's sayings over its own: the upper one's dates and names count where both speak."""
    return MarketTable(
        zone=above.zone or below.zone,
        offset=above.offset or (None if above.zone else below.offset),
        first=above.first or below.first,
        last=above.last or below.last,
        hours=above.hours or below.hours,
        timetables={**below.timetables, **above.timetables},
        seasons=above.seasons + below.seasons,
        days=below.days + above.days,
    )


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
