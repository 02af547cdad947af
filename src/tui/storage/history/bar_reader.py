"""The prices of instruments by spans of time, read from the history."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from types import NoneType
from typing import Any, Final, NamedTuple

from tui.domain.bars import EPOCH, Bar, minute_of, start_of_minute
from tui.domain.quote import InstrumentId
from tui.domain.text import MAX_SYMBOL_LENGTH, sanitize_line
from tui.storage.history.connection import HistoryFile, from_microseconds, plain_errors
from tui.storage.history.errors import DamagedError

MinuteTexts = tuple[int, str, str, str, str, int | None]
"""A minute, counted from 1970 UTC, its open, high, low and close as text, and its volume."""


class MinuteColumns(NamedTuple):
    """Minutes of one instrument, oldest first: when each began, counted from 1970 UTC, and its prices as text."""

    at: Sequence[int]
    open: Sequence[str]
    high: Sequence[str]
    low: Sequence[str]
    close: Sequence[str]

    def since(self, minute: int) -> "MinuteColumns":
        """Return those from a minute on."""
        first = bisect_left(self.at, minute)
        ats, opened, high, low, close = self
        return MinuteColumns(ats[first:], opened[first:], high[first:], low[first:], close[first:])


_PRICE: Final = re.compile(r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?", re.ASCII)
_PRICES: Final = re.compile(r"(?:(?:-?[0-9]{1,60}(?:\.[0-9]{1,60})?[ \n]){4})*+", re.ASCII)
_COLUMN: Final = re.compile(r"(?:-?[0-9]{1,60}(?:\.[0-9]{1,60})?(?: |$))*+", re.ASCII)
_COLUMNS: Final = "at, open, high, low, close, volume"
_OF_KEY: Final = "instrument = (SELECT id FROM instrument WHERE market = ? AND symbol = ?)"
_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_VERSION_WITH_FILLED: Final = 2
_VERSION_WITH_LATEST: Final = 3
_MAX_SPAN: Final = 400 * 86_400
"""Seconds; that of a year is the longest."""


class HistoryBars(HistoryFile):
    """A connection that reads prices by the minute and the day, and those that a source gave afterwards.

    The latest bar of each instrument is in a small table of its own, which a poll can write at once; the others are in
    `minute` and `day`, instrument by instrument, as they are read.
    """

    @property
    def has_filled(self) -> bool:
        """Whether the tables of the file have bars that sources gave afterwards."""
        return self.version >= _VERSION_WITH_FILLED

    def select_bars(
        self, table: str, query: str, values: Sequence[object], rest: str = "", *rest_values: object
    ) -> list[tuple[Any, ...]]:
        """Return the rows of a query of bars of either table.

        Args:
            table: `minute` or `day`.
            query: with `{bars}` where the table stands.
            values: of its question marks.
            rest: what orders and limits the rows of both tables together.
            rest_values: of its question marks.
        """
        tables = (table, f"latest_{table}") if self.version >= _VERSION_WITH_LATEST else (table,)
        both = " UNION ALL ".join(query.format(bars=name) for name in tables)
        return self._connection.execute(f"{both} {rest}", (*(tuple(values) * len(tables)), *rest_values)).fetchall()

    def minutes_before(self, keys: Collection[InstrumentId], until: datetime, count: int) -> list[datetime]:
        """Return when the newest so many minutes began in which any of the instruments had prices, newest first."""
        query = f"SELECT at FROM {{bars}} WHERE {_OF_KEY} AND at <= ?"  # noqa: S608 - fixed words
        last, found = minute_of(until), set[int]()
        with plain_errors():
            for key in keys:
                # in the order of the table: only so many are read of its years
                rows = self.select_bars("minute", query, (*key, last), "ORDER BY at DESC LIMIT ?", count)
                found.update(minute for (minute,) in rows)
        return minute_starts(sorted(found, reverse=True)[:count], 0, last + 1)

    def minutes_between(self, keys: Collection[InstrumentId], since: datetime, until: datetime) -> list[datetime]:
        """Return when the minutes of a span of time (aware) began in which any had a price, oldest first."""
        query = f"SELECT DISTINCT at FROM {{bars}} WHERE {_of_instruments(keys)} AND at >= ? AND at < ?"  # noqa: S608 - likewise
        values = [text for key in keys for text in key]
        span = minute_of(since), minute_of(until - _MICROSECOND) + 1
        with plain_errors():
            rows = self.select_bars("minute", query, (*values, *span), "ORDER BY at")
        return minute_starts(list(dict.fromkeys(minute for (minute,) in rows)), *span)

    def minutes(self, key: InstrumentId, since: datetime, until: datetime) -> Iterator[Bar]:
        """Yield the bars of an instrument by the minute, oldest first, of a span of time (aware)."""
        yield from self.numbered_bars("minute", key, minute_of(since), minute_of(until))

    def days(self, key: InstrumentId, since: date, until: date) -> Iterator[Bar]:
        """Yield the bars of an instrument by the trading day, oldest first; both dates are included."""
        first, last = (since - EPOCH.date()).days, (until - EPOCH.date()).days
        yield from self.numbered_bars("day", key, first, last + 1)

    def numbered_bars(self, table: str, key: InstrumentId, first: int, end: int) -> Iterator[Bar]:
        """Yield the bars of an instrument of a table, `minute` or `day`, whose numbers are in this span."""
        span = _MINUTE if table == "minute" else _DAY
        for at, *prices, volume in self._bar_texts(table, key, first, end):
            opened, high, low, close = map(Decimal, prices)
            yield Bar(EPOCH + at * span, opened, high, low, close, volume)

    def minute_texts(self, key: InstrumentId, since: datetime, until: datetime) -> list[MinuteTexts]:
        """Return the same as text, which takes a third of the time for many."""
        return self._bar_texts("minute", key, minute_of(since), minute_of(until))

    def _bar_texts(self, table: str, key: InstrumentId, first: int, end: int) -> list[MinuteTexts]:
        query = f"SELECT {_COLUMNS} FROM {{bars}} WHERE {_OF_KEY} AND at >= ? AND at < ?"  # noqa: S608 - fixed words
        with plain_errors():
            rows: list[MinuteTexts] = self.select_bars(table, query, (*key, first, end), "ORDER BY at")
        _check_bars(rows, first, end)
        return rows

    def all_minutes(self, since: datetime, until: datetime) -> Iterator[tuple[InstrumentId, MinuteColumns]]:
        """Yield the minutes of a span of time (aware) of each instrument that has some."""
        columns = ", ".join(f"group_concat({name}, ' ')" for name in MinuteColumns._fields)
        query = (
            f"SELECT id, market, symbol, {columns} FROM instrument"  # noqa: S608 - fixed words
            " CROSS JOIN {bars} AS bar ON bar.instrument = instrument.id WHERE at >= ? AND at < ? GROUP BY id"
        )
        first, end = minute_of(since), minute_of(until)
        with plain_errors():
            # one row for each instrument takes a fifth of the time of one for each minute
            rows = self.select_bars("minute", query, (first, end), "ORDER BY id")
        for (_, market, symbol), group in groupby(rows, itemgetter(0, 1, 2)):
            minutes = _minute_columns([row[3:] for row in group], first, end)
            if is_name(market) and is_name(symbol):
                yield InstrumentId(market, symbol), minutes

    def price_at(self, key: InstrumentId, at: datetime) -> Decimal | None:
        """Return the last price before the minute of a time (aware), else the first one since; None without any."""
        query = f"SELECT at, {{column}} FROM {{{{bars}}}} WHERE {_OF_KEY} AND at {{than}} ?"  # noqa: S608 - fixed words
        with plain_errors():
            for column, than, order in (("close", "<", "DESC"), ("open", ">=", "ASC")):
                values, rest = (*key, minute_of(at)), f"ORDER BY at {order} LIMIT 1"
                rows = self.select_bars("minute", query.format(column=column, than=than), values, rest)
                if rows:
                    return parse_price(rows[0][1])
        return None

    def price_before(self, key: InstrumentId, at: datetime, *, since: datetime) -> Decimal | None:
        """Return the last price of an instrument in the whole minutes since a time, before that of `at`; both aware."""
        query = f"SELECT at, close FROM {{bars}} WHERE {_OF_KEY} AND at >= ? AND at < ?"  # noqa: S608 - fixed words
        with plain_errors():
            values = (*key, minute_of(since), minute_of(at))
            rows = self.select_bars("minute", query, values, "ORDER BY at DESC LIMIT 1")
        return parse_price(rows[0][1]) if rows else None

    def filled(self, key: InstrumentId, span: timedelta, since: datetime, until: datetime) -> Iterator[Bar]:
        """Yield the bars of an instrument that a source gave afterwards, of this span each, oldest first."""
        if not self.has_filled:
            return
        query = f"SELECT {_COLUMNS} FROM filled WHERE {_OF_KEY} AND span = ? AND at >= ? AND at < ? ORDER BY at"  # noqa: S608 - fixed words
        first, end = (since - EPOCH) // _SECOND, (until - EPOCH) // _SECOND
        with plain_errors():
            rows = self._connection.execute(query, (*key, span // _SECOND, first, end)).fetchall()
        _check_bars(rows, first, end)
        for at, *prices, volume in rows:
            opened, high, low, close = map(Decimal, prices)
            yield Bar(EPOCH + at * _SECOND, opened, high, low, close, volume, is_filled=True)

    def fills(self) -> dict[tuple[InstrumentId, timedelta], datetime]:
        """Return what sources were asked for of the past: each instrument and span of its bars, and when (aware)."""
        if not self.has_filled:
            return {}
        query = "SELECT market, symbol, span, fill.at FROM fill JOIN instrument ON instrument.id = instrument"
        with plain_errors():
            rows = self._connection.execute(query).fetchall()
        _check_times([span for _, _, span, _ in rows], 1, _MAX_SPAN)
        return {
            (InstrumentId(market, symbol), timedelta(seconds=span)): from_microseconds(at)
            for market, symbol, span, at in rows
        }


def _of_instruments(keys: Collection[InstrumentId]) -> str:
    """Return the condition for rows of so many instruments, with a question mark for each market and symbol."""
    places = ", ".join(["(?, ?)"] * len(keys))
    return f"instrument IN (SELECT id FROM instrument WHERE (market, symbol) IN (VALUES {places}))"  # noqa: S608 - likewise


def _minute_columns(texts: Sequence[Sequence[str]], first: int, end: int) -> MinuteColumns:
    """Return the minutes of rows of columns. Raises DamagedError where they are none."""
    columns = [" ".join(each).split(" ") for each in zip(*texts, strict=True)]
    if {*map(len, columns)} != {len(columns[0])} or not _COLUMN.fullmatch(" ".join(" ".join(each) for each in columns)):
        raise DamagedError("damaged: a price that is none")
    try:
        times = list(map(int, columns[0]))
    except ValueError:
        raise DamagedError("damaged: a time that is none") from None
    _check_times(times, first, end)
    if times != sorted(times):
        order = sorted(range(len(times)), key=times.__getitem__)
        times, columns = [times[place] for place in order], [[each[place] for place in order] for each in columns]
    return MinuteColumns(times, *columns[1:])


def parse_price(text: str) -> Decimal:
    """Return a price of the file. Raises DamagedError where it is none."""
    if not _PRICE.fullmatch(text):
        raise DamagedError("damaged: a price that is none")
    return Decimal(text)


def is_name(text: object) -> bool:
    """Return whether a text of the file may be a market or a symbol: what is damaged may be anything."""
    return isinstance(text, str) and text == sanitize_line(text, MAX_SYMBOL_LENGTH)


def minute_starts(minutes: list[int], first: int, end: int) -> list[datetime]:
    """Return when minutes of the file begin, aware UTC. Raises DamagedError for what is none from first to end."""
    _check_times(minutes, first, end)
    return [start_of_minute(minute) for minute in minutes]


def _check_bars(rows: Sequence[MinuteTexts], first: int, end: int) -> None:
    # what is damaged may be of any type and in any order; checked at once, all rows take a tenth of the time
    _check_times([row[0] for row in rows], first, end)
    if not {type(row[5]) for row in rows} <= {int, NoneType}:
        raise DamagedError("damaged: a volume that is none")
    if not _PRICES.fullmatch("".join([f"{a} {b} {c} {d}\n" for _, a, b, c, d, _ in rows])):
        raise DamagedError("damaged: a price that is none")


def _check_times(times: Collection[int], first: int, end: int) -> None:
    if times and ({*map(type, times)} != {int} or min(times) < first or max(times) >= end):
        raise DamagedError("damaged: a time that is none")
