"""The tables of a file of trading hours, and how one is merged over another."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tui.config.errors import ErrorCollector, config_error, quote_value
from tui.config.patterns import MARKET_CODE

# dataclasses and not msgspec structs: the built-in files need no checks, and are read without msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonTable:
    """A range of dates with trading hours of its own."""

    hours: str = field(metadata={"expected": "the name of a timetable"})
    first: dt.date
    last: dt.date
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTable:
    """A single date: a holiday, or a day that trades by a named timetable whatever the season is."""

    date: dt.date
    holiday: str | None = field(default=None, metadata={"expected": "the name of the holiday"})
    hours: str | None = field(default=None, metadata={"expected": "the name of a timetable"})
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTable:
    """The table of a market; a missing value is that of the table that this one is merged over."""

    zone: str | None = field(default=None, metadata={"expected": 'a time zone such as "Asia/Karachi"'})
    offset: str | None = field(default=None, metadata={"expected": 'an offset such as "+05:00"'})
    first: dt.date | None = None
    last: dt.date | None = None
    hours: str | None = field(default=None, metadata={"expected": "the name of a timetable"})
    timetables: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Session spans by weekdays, by the name of the timetable."""
    seasons: tuple[SeasonTable, ...] = ()
    days: tuple[DayTable, ...] = ()


def market_table_from(table: Mapping[str, Any]) -> MarketTable:
    """Return one market's table of a file that is known to be valid."""
    return MarketTable(
        **{
            **table,
            "seasons": tuple(SeasonTable(**season) for season in table.get("seasons", ())),
            "days": tuple(DayTable(**day) for day in table.get("days", ())),
        }
    )


def merge_tables(below: MarketTable, above: MarketTable) -> MarketTable:
    """Merge two tables of a market; where both have a value, a date or a timetable, the upper one's counts."""
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


def parse_calendar_file(tables: Mapping[str, object], file: Path, errors: ErrorCollector) -> dict[str, MarketTable]:
    """Return the valid tables of a user's file by market code, and collect what is wrong with the others."""
    from tui.config.validation import validate  # noqa: PLC0415 - loads msgspec, which the built-in files do not need

    markets: dict[str, MarketTable] = {}
    nothing: dict[str, MarketTable] = {}
    for name, table in tables.items():
        if re.fullmatch(MARKET_CODE, name):
            markets |= errors.run(nothing, validate, {name: table}, dict[str, MarketTable], file)
        else:
            problem = f'found the table {quote_value(name)}, expected a market code such as "PSX"'
            errors.add(config_error(file, name, problem, label=""))
    return markets
