"""A market's trading hours as they are written, and how one writing is laid over another."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple


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
