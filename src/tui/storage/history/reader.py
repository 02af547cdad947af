"""The reader's side of the history; it may be read while the board that writes it runs."""

from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from tui.domain.bars import EPOCH
from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId, Quote
from tui.storage.history.bar_reader import is_name
from tui.storage.history.connection import from_microseconds, plain_errors, to_microseconds
from tui.storage.history.delta import StoredEvent, decode_rows
from tui.storage.history.prices import HistoryPrices

_VERSION_WITH_TAPE: Final = 2
_NO_ID: Final = 2**63 - 1
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

    def first_at(self, source: str) -> datetime | None:
        """Return when a source was heard first of all that is kept; None where nothing of it is."""
        query = "SELECT min(at) FROM event WHERE source = (SELECT id FROM source WHERE name = ?)"
        with plain_errors():
            (at,) = self._connection.execute(query, (source,)).fetchone()
        return None if at is None else from_microseconds(at)

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
