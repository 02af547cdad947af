"""The reader's side of the history; it may be read while the board that writes it runs."""

import re
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from types import NoneType
from typing import Any, Final, NamedTuple

from tui.domain.bars import EPOCH, Bar, minute_of, start_of_minute
from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import MAX_SYMBOL_LENGTH, sanitize_line
from tui.storage.history.connection import from_microseconds, plain_errors, to_microseconds
from tui.storage.history.delta import StoredEvent, decode_rows
from tui.storage.history.errors import DamagedError
from tui.storage.history.prices import HistoryPrices, parse_price

MinuteTexts = tuple[int, str, str, str, str, int | None]
"""A minute, counted from 1970 UTC, its open, high, low and close as text, and its volume."""
_PRICES: Final = re.compile(r"(?:(?:-?[0-9]{1,60}(?:\.[0-9]{1,60})?[ \n]){4})*+", re.ASCII)
_SECOND: Final = timedelta(seconds=1)
_MICROSECOND: Final = timedelta(microseconds=1)
_VERSION_WITH_TAPE = _VERSION_WITH_FILLED = 2
_NO_ID: Final = 2**63 - 1
_MAX_SPAN: Final = 400 * 86_400
"""Seconds; that of a year is the longest."""
_PAGE: Final = 500
"""Events that are read at a time: the file can be written back in between."""


class TapeRow(NamedTuple):
    """An event that has entries of the tape, as the file has it."""

    id: int
    at: datetime
    body: bytes


class HistoryReader(HistoryPrices):
    """A connection that reads.

    Args:
        file: the path of a history.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file, read_only=True)

    def events(self, since: datetime, until: datetime, *, with_tape: bool = False) -> Iterator[StoredEvent]:
        """Yield the events of a span of time (aware), in the order in which they were applied.

        Args:
            since: aware.
            until: aware.
            with_tape: whether each comes with its entries of the tape.
        """
        tape = "tape" if with_tape and self.has_tape else "NULL"
        query = (
            f"SELECT event.id, event.at, source.name, whole, body, {tape} FROM event NOT INDEXED"  # noqa: S608 - one of two
            " JOIN source ON source.id = source WHERE event.id > ? AND event.id <= ? AND event.at >= ? AND event.at < ?"
            " ORDER BY event.id LIMIT ?"
        )
        for rows in self._pages(query, since, until):
            for _, at, source, whole, body, entries in rows:
                yield StoredEvent(
                    from_microseconds(at), source, bool(whole), is_unchanged=False, body=body, tape=entries
                )

    def _pages(self, query: str, since: datetime, until: datetime) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a query of events in a span of time (aware), some at a time, by their number.

        That needs no sorting: the index of times only says where the span begins and ends.
        """
        span = to_microseconds(since), to_microseconds(until)
        with plain_errors():
            ends = self._connection.execute("SELECT min(id), max(id) FROM event WHERE at >= ? AND at < ?", span)
            first, newest = ends.fetchone()
        last = None if first is None else first - 1
        while last is not None:
            with plain_errors():
                rows = self._connection.execute(query, (last, newest, *span, _PAGE)).fetchall()
            yield rows
            last = rows[-1][0] if len(rows) == _PAGE else None

    @property
    def has_tape(self) -> bool:
        """Whether the tables of the file have the entries of the tape."""
        return self.version >= _VERSION_WITH_TAPE

    @property
    def has_filled(self) -> bool:
        """Whether they have bars that sources gave afterwards."""
        return self.version >= _VERSION_WITH_FILLED

    def tape_rows(self, before: int | None, since: datetime, until: datetime, count: int) -> list[TapeRow]:
        """Return the newest so many events of a span of time (aware) that have entries of the tape, newest first.

        Args:
            before: the id of an event, of which only earlier ones are returned; None for the newest.
            since: aware.
            until: aware.
            count: how many at most.
        """
        if not self.has_tape:
            return []
        # by time and number, as the index has them: nothing is sorted
        query = (
            "SELECT id, at, tape FROM event WHERE tape IS NOT NULL AND at >= ? AND at < ? AND (at, id) < (?, ?)"
            " ORDER BY at DESC, id DESC LIMIT ?"
        )
        first, end = to_microseconds(since), to_microseconds(until)
        with plain_errors():
            place = (end, _NO_ID) if before is None else self._place_of(before)
            rows = [] if place is None else self._connection.execute(query, (first, end, *place, count)).fetchall()
        return [TapeRow(number, from_microseconds(at), body) for number, at, body in rows]

    def _place_of(self, event: int) -> tuple[int, int] | None:
        """Return the time of an event and its number; None where it is gone, as are those before it."""
        row = self._connection.execute("SELECT at FROM event WHERE id = ?", (event,)).fetchone()
        return None if row is None else (row[0], event)

    def minutes_before(self, keys: Collection[InstrumentId], until: datetime, count: int) -> list[datetime]:
        """Return when the newest so many minutes began in which any of the instruments had prices, newest first."""
        query = f"SELECT DISTINCT at FROM minute WHERE {_of_instruments(keys)} AND at <= ? ORDER BY at DESC LIMIT ?"  # noqa: S608 - question marks alone
        values = [text for key in keys for text in key]
        with plain_errors():
            rows = self._connection.execute(query, (*values, minute_of(until), count)).fetchall()
        return minute_starts([minute for (minute,) in rows], 0, minute_of(until) + 1)

    def minutes_between(self, keys: Collection[InstrumentId], since: datetime, until: datetime) -> list[datetime]:
        """Return when the minutes of a span of time (aware) began in which any had a price, oldest first."""
        query = f"SELECT DISTINCT at FROM minute WHERE {_of_instruments(keys)} AND at >= ? AND at < ? ORDER BY at"  # noqa: S608 - likewise
        values = [text for key in keys for text in key]
        span = minute_of(since), minute_of(until - _MICROSECOND) + 1
        with plain_errors():
            rows = self._connection.execute(query, (*values, *span)).fetchall()
        return minute_starts([minute for (minute,) in rows], *span)

    def filled(self, key: InstrumentId, span: timedelta, since: datetime, until: datetime) -> Iterator[Bar]:
        """Yield the bars of an instrument that a source gave afterwards, of this span each, oldest first."""
        if not self.has_filled:
            return
        seconds = span // _SECOND
        first, end = (since - EPOCH) // _SECOND, (until - EPOCH) // _SECOND
        with plain_errors():
            rows = _rows(self._connection, "filled", key, first, end, span=seconds)
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

    def first_at(self, source: str) -> datetime | None:
        """Return when a source was heard first of all that is kept; None where nothing of it is."""
        query = "SELECT at FROM event WHERE source = (SELECT id FROM source WHERE name = ?) ORDER BY id LIMIT 1"
        with plain_errors():
            row = self._connection.execute(query, (source,)).fetchone()
        return None if row is None else from_microseconds(row[0])

    def begins_at(self) -> datetime | None:
        """Return when the oldest event happened that is kept; None where there is none."""
        with plain_errors():
            (at,) = self._connection.execute("SELECT min(at) FROM event").fetchone()
        return None if at is None else from_microseconds(at)

    def last_before(self, at: datetime | None) -> datetime | None:
        """Return when the last event before a time (aware) happened, or the last of all; None where there is none."""
        query = "SELECT max(at) FROM event WHERE at < ?"
        end = _NO_ID if at is None else to_microseconds(at)
        with plain_errors():
            (found,) = self._connection.execute(query, (end,)).fetchone()
        return None if found is None else from_microseconds(found)

    def last_of_no_source(self, until: datetime, count: int, since: datetime = EPOCH) -> Iterator[bytes]:
        """Yield the newest so many events of no source alone between two times, as they are kept, newest first."""
        query = (
            "SELECT body FROM event WHERE source = (SELECT id FROM source WHERE name = '') AND at < ? AND at >= ?"
            " ORDER BY at DESC, id DESC LIMIT ?"
        )
        with plain_errors():
            for (body,) in self._connection.execute(query, (to_microseconds(until), to_microseconds(since), count)):
                yield body

    def instruments(self) -> list[InstrumentId]:
        """Return every instrument of which there are prices."""
        with plain_errors():
            rows = self._connection.execute("SELECT market, symbol FROM instrument ORDER BY market, symbol").fetchall()
        # a name that is damaged is left out, and the others are read
        return [InstrumentId(market, symbol) for market, symbol in rows if is_name(market) and is_name(symbol)]

    def minutes(self, key: InstrumentId, since: datetime, until: datetime) -> Iterator[Bar]:
        """Yield the bars of an instrument by the minute, oldest first, of a span of time (aware)."""
        with plain_errors():
            yield from read_bars(self._connection, "minute", key, minute_of(since), minute_of(until))

    def price_at(self, key: InstrumentId, at: datetime) -> Decimal | None:
        """Return the last price before the minute of a time (aware), else the first one since; None without any."""
        query = (
            "SELECT {} FROM minute WHERE instrument = (SELECT id FROM instrument WHERE market = ? AND symbol = ?)"
            " AND at {} ? ORDER BY at {} LIMIT 1"
        )
        with plain_errors():
            for words in (("close", "<", "DESC"), ("open", ">=", "ASC")):
                row = self._connection.execute(query.format(*words), (*key, minute_of(at))).fetchone()
                if row is not None:
                    return parse_price(row[0])
        return None

    def minute_texts(self, key: InstrumentId, since: datetime, until: datetime) -> list[MinuteTexts]:
        """Return the same as text, which takes a third of the time for many."""
        with plain_errors():
            return _rows(self._connection, "minute", key, minute_of(since), minute_of(until))

    def all_minute_texts(self, since: datetime, until: datetime) -> Iterator[tuple[InstrumentId, list[MinuteTexts]]]:
        """Yield the same of each instrument that has some."""
        query = (
            "SELECT market, symbol, at, open, high, low, close, volume FROM instrument"
            " CROSS JOIN minute ON minute.instrument = instrument.id WHERE at >= ? AND at < ?"
        )
        first, end = minute_of(since), minute_of(until)
        with plain_errors():
            # by instrument and in order, as the table itself is
            rows = self._connection.execute(query, (first, end))
            for (market, symbol), group in groupby(rows, itemgetter(0, 1)):
                minutes = [row[2:] for row in group]
                _check_bars(minutes, first, end)
                if is_name(market) and is_name(symbol):
                    yield InstrumentId(market, symbol), minutes

    def days(self, key: InstrumentId, since: date, until: date) -> Iterator[Bar]:
        """Yield the bars of an instrument by the trading day, oldest first; both dates are included."""
        first, last = (since - EPOCH.date()).days, (until - EPOCH.date()).days
        with plain_errors():
            yield from read_bars(self._connection, "day", key, first, last + 1)


def _of_instruments(keys: Collection[InstrumentId]) -> str:
    """Return the condition for rows of so many instruments, with a question mark for each market and symbol."""
    places = ", ".join(["(?, ?)"] * len(keys))
    return f"instrument IN (SELECT id FROM instrument WHERE (market, symbol) IN (VALUES {places}))"  # noqa: S608 - likewise


def read_bars(connection: sqlite3.Connection, table: str, key: InstrumentId, first: int, end: int) -> Iterator[Bar]:
    """Yield the bars of an instrument from a table, `minute` or `day`, whose numbers are in this span."""
    span = timedelta(minutes=1) if table == "minute" else timedelta(days=1)
    for at, *prices, volume in _rows(connection, table, key, first, end):
        opened, high, low, close = map(Decimal, prices)
        yield Bar(EPOCH + at * span, opened, high, low, close, volume)


def _rows(
    connection: sqlite3.Connection, table: str, key: InstrumentId, first: int, end: int, *, span: int | None = None
) -> list[MinuteTexts]:
    query = (
        f"SELECT at, open, high, low, close, volume FROM {table}"  # noqa: S608 - one of three names
        " WHERE instrument = (SELECT id FROM instrument WHERE market = ? AND symbol = ?) AND at >= ? AND at < ?"
        f"{'' if span is None else ' AND span = ?'} ORDER BY at"
    )
    values = (*key, first, end) if span is None else (*key, first, end, span)
    rows: list[MinuteTexts] = connection.execute(query, values).fetchall()
    _check_bars(rows, first, end)
    return rows


def _check_bars(rows: Sequence[MinuteTexts], first: int, end: int) -> None:
    # what is damaged may be of any type and in any order; checked at once, all rows take a tenth of the time
    _check_times([row[0] for row in rows], first, end)
    if not {type(row[5]) for row in rows} <= {int, NoneType}:
        raise DamagedError("damaged: a volume that is none")
    if not _PRICES.fullmatch("".join([f"{a} {b} {c} {d}\n" for _, a, b, c, d, _ in rows])):
        raise DamagedError("damaged: a price that is none")


def is_name(text: object) -> bool:
    """Return whether a text of the file may be a market or a symbol: what is damaged may be anything."""
    return isinstance(text, str) and text == sanitize_line(text, MAX_SYMBOL_LENGTH)


def minute_starts(minutes: list[int], first: int, end: int) -> list[datetime]:
    """Return when minutes of the file begin, aware UTC. Raises DamagedError for what is none from first to end."""
    _check_times(minutes, first, end)
    return [start_of_minute(minute) for minute in minutes]


def _check_times(times: Collection[int], first: int, end: int) -> None:
    if times and ({*map(type, times)} != {int} or min(times) < first or max(times) >= end):
        raise DamagedError("damaged: a time that is none")


def changes_of(
    reader: HistoryReader, keys: Collection[InstrumentId], since: datetime, until: datetime
) -> Iterator[Quote]:
    """Yield each change of these instruments as its source reported it, oldest first; `polled_at` says when.

    A response that was kept whole repeats rows: what is as it was before is left out.

    Args:
        reader: of the history.
        keys: the instruments.
        since: aware.
        until: aware.

    Raises:
        HistoryError: the file cannot be read; one event in it that cannot be is left out.
    """
    known: dict[tuple[str, InstrumentId], Quote] = {}
    for event in reader.events(since, until):
        try:
            stored = decode_rows(event.body)
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError):
            continue
        if not isinstance(stored.event, Snapshot):
            continue
        repeats = stored.is_whole and event.at != reader.first_at(event.source)
        for row in stored.event.quotes:
            was = known.get((row.source, row.id))
            if row.id not in keys or was == row:
                continue
            known[row.source, row.id] = row
            # of a whole response it is not known which rows had changed, where none came before
            if was is not None or not repeats:
                yield row
