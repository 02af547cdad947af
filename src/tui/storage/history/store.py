"""The writer's side of the history: events and prices in, and what is too old out."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tui.domain.bars import EPOCH, Bar, FilledBars, Price, minute_of, start_of_day, start_of_minute
from tui.domain.quote import InstrumentId
from tui.storage.history.bar_reader import HistoryBars
from tui.storage.history.connection import from_microseconds, plain_errors, to_microseconds
from tui.storage.history.delta import StoredEvent
from tui.storage.history.errors import DISK_FULL, DamagedError, HistoryError

_log = logging.getLogger(__name__)

_HOUR: Final = timedelta(hours=1)
_SECOND: Final = timedelta(seconds=1)
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_STEP: Final = 200
"""Rows that are deleted at a time, and pages that are given back, so that no poll waits."""
_RESERVE: Final = 512
"""Empty pages that a file of a limited size has within it, at most.

On a disk that others fill, what is new goes where the old was: with the log beside the file, which keeps its place as
well, there is room until the oldest goes.
"""
# each finds its rows by an index: a table of years is not read through
_OLD_EVENTS: Final = "DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < ? ORDER BY at LIMIT ?)"
_OLD_MINUTES: Final = (
    "DELETE FROM minute WHERE (instrument, at) IN (SELECT minute.instrument, minute.at FROM instrument"
    " CROSS JOIN minute ON minute.instrument = instrument.id WHERE minute.at < ? LIMIT ?)"
)
_OLD_LATEST: Final = (
    "DELETE FROM latest_minute WHERE instrument IN (SELECT instrument FROM latest_minute WHERE at < ? LIMIT ?)"
)
_OLD_FILLED: Final = (
    "DELETE FROM filled WHERE (instrument, span, at) IN (SELECT filled.instrument, filled.span, filled.at FROM fill"
    " CROSS JOIN filled ON filled.instrument = fill.instrument AND filled.span = fill.span"
    " WHERE fill.span < 86400 AND filled.at < ? LIMIT ?)"
)
_OLDEST: Final = (
    "SELECT min(at) FROM (SELECT min(at) AS at FROM event"
    " UNION ALL SELECT min(oldest) * 60000000 FROM"
    " (SELECT (SELECT min(at) FROM minute WHERE instrument = instrument.id) AS oldest FROM instrument)"
    " UNION ALL SELECT min(at) * 60000000 FROM latest_minute"
    " UNION ALL SELECT min(oldest) * 1000000 FROM"
    " (SELECT (SELECT min(at) FROM filled WHERE instrument = fill.instrument AND span = fill.span) AS oldest"
    " FROM fill WHERE span < 86400))"
)
"""In microseconds."""


class HistoryStore(HistoryBars):
    """The one connection that writes.

    Args:
        file: the path; its folder exists. The file is made where there is none.
    """

    def __init__(self, file: Path) -> None:
        super().__init__(file, read_only=False)
        self._sources: dict[str, int] = {}
        self._instruments: dict[InstrumentId, int] = {}
        self._bars: dict[tuple[str, InstrumentId], tuple[int, Bar]] = {}
        """The last bar of each table and instrument, so that a price needs no reading."""
        self._step = _STEP
        self._is_log_kept = False
        """Whether the file had no room for what is in the log."""

    def write(self, events: Sequence[StoredEvent], prices: Sequence[Price] = ()) -> None:
        """Write events and prices, all or none; when this returns they are on the disk."""
        if self._is_log_kept:
            self._write_log_back()
        with plain_errors(), self._transaction():
            for event in events:
                self._write_event(event)
            self._write_prices(prices)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # what was rolled back must not be taken for written
            self._sources.clear()
            self._instruments.clear()
            self._bars.clear()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._empty_log()

    def _empty_log(self) -> None:
        """On a disk that is almost full, have the file take what is in the log: once it is full only the log has room.

        What room there is in the log is left for deleting, as a lower limit asks.
        """
        if self.is_disk_almost_full():
            try:
                self._write_log_back()
            except HistoryError as error:
                _log.info("the log of the history is not written back: %s", error)

    def _write_log_back(self) -> None:
        self._is_log_kept = True
        self.write_back(keep_log=True)
        self._is_log_kept = False

    def _write_event(self, event: StoredEvent) -> None:
        run, source, at = self._connection.execute, self._source(event.source), to_microseconds(event.at)
        if event.is_unchanged:
            run("INSERT OR REPLACE INTO unchanged VALUES (?, ?, ?)", (source, at, event.body))
            return
        # one of no source alone may choose other rows to show, by when each source last answered
        of_source = (source, not event.source)
        if event.is_whole or not event.is_response:
            # when it last answered is known from that alone; before a whole response the board may have been away
            run(
                "INSERT INTO event (at, source, whole, body)"
                " SELECT at, source, 0, body FROM unchanged WHERE source = ? OR ? ORDER BY at",
                of_source,
            )
        run("DELETE FROM unchanged WHERE source = ? OR ?", of_source)
        run(
            "INSERT INTO event (at, source, whole, body, tape) VALUES (?, ?, ?, ?, ?)",
            (at, source, int(event.is_whole), event.body, event.tape),
        )

    def _write_prices(self, prices: Iterable[Price]) -> None:
        changed: dict[tuple[str, InstrumentId, int], Bar] = {}
        for price in prices:
            minute, day = minute_of(price.at), (price.day - EPOCH.date()).days
            for table, at, start in (
                ("minute", minute, start_of_minute(minute)),
                ("day", day, start_of_day(price.day)),
            ):
                place = (table, price.key, at)
                bar = changed.get(place) or self._known_bar(*place)
                changed[place] = (
                    bar.with_price(price.price, price.volume) if bar else Bar.start(start, price.price, price.volume)
                )
        for (table, key, at), bar in changed.items():
            self._write_latest(table, key, at, bar)

    def _write_latest(self, table: str, key: InstrumentId, at: int, bar: Bar) -> None:
        """Write the bar that the last price of an instrument belongs to, and put the one before it in its place."""
        run, instrument = self._connection.execute, self._instrument(key)
        known_at, _ = self._bars.get((table, key), (None, None))
        if known_at != at:
            columns = f"SELECT * FROM latest_{table} WHERE instrument = ? AND at != ?"  # noqa: S608 - one of two names
            run(f"INSERT OR REPLACE INTO {table} {columns}", (instrument, at))
            # the clock was set back, or an older version wrote it: no bar is in both tables
            run(f"DELETE FROM {table} WHERE instrument = ? AND at = ?", (instrument, at))  # noqa: S608 - likewise
        values = (instrument, at, *(f"{price:f}" for price in bar[1:5]), bar.volume)
        run(f"INSERT OR REPLACE INTO latest_{table} VALUES (?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608 - likewise
        self._bars[table, key] = (at, bar)

    def write_bars(self, table: str, key: InstrumentId, bars: Iterable[Bar]) -> None:
        """Write bars of an instrument as another history had them, into the table `minute` or `day`."""
        span = _MINUTE if table == "minute" else _DAY
        with plain_errors(), self._transaction():
            instrument = self._instrument(key)
            self._connection.executemany(
                f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - one of two names
                [
                    (instrument, (bar.at - EPOCH) // span, *(f"{price:f}" for price in bar[1:5]), bar.volume)
                    for bar in bars
                ],
            )

    def fill(self, filled: FilledBars, at: datetime) -> None:
        """Write bars that a source gave afterwards, and that it was asked for them at this time (aware)."""
        run, span = self._connection.execute, filled.span // _SECOND
        with plain_errors(), self._transaction():
            instrument = self._instrument(filled.key)
            asked = (instrument, span, self._source(filled.source), to_microseconds(at))
            run("INSERT OR REPLACE INTO fill VALUES (?, ?, ?, ?)", asked)
            self._connection.executemany(
                "INSERT OR REPLACE INTO filled VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (instrument, span, (bar.at - EPOCH) // _SECOND, *(f"{price:f}" for price in bar[1:5]), bar.volume)
                    for bar in filled.bars
                ],
            )

    def _known_bar(self, table: str, key: InstrumentId, at: int) -> Bar | None:
        known_at, known = self._bars.get((table, key), (None, None))
        if known_at == at:
            return known
        found = list(self.numbered_bars(table, key, at, at + 1))
        return found[0] if found else None

    def _source(self, name: str) -> int:
        return self._id_of(self._sources, name, "source (name)", (name,))

    def _instrument(self, key: InstrumentId) -> int:
        return self._id_of(self._instruments, key, "instrument (market, symbol)", tuple(key))

    def _id_of(self, known: dict[Any, int], key: Any, table: str, values: tuple[str, ...]) -> int:  # noqa: ANN401 - of both tables
        if key not in known:
            run, name, columns = self._connection.execute, table.partition(" ")[0], table.partition(" ")[2][1:-1]
            where = " AND ".join(f"{column} = ?" for column in columns.split(", "))
            marks = ", ".join("?" * len(values))
            run(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)  # noqa: S608 - names of this file
            found = run(f"SELECT id FROM {name} WHERE {where}", values).fetchone()  # noqa: S608 - likewise
            if found is None:
                raise DamagedError("damaged: a name that is in no table")
            known[key] = found[0]
        return known[key]

    def thin(self, now: datetime, keep: timedelta, keep_minutes: timedelta, max_size: int | None) -> bool:
        """Delete a small part of what is too old, or too much; return whether there may be more.

        Args:
            now: aware UTC.
            keep: how long events are kept.
            keep_minutes: how long prices by the minute are kept, and those of shorter spans than a day that a source
                gave afterwards; those by the day stay for ever.
            max_size: bytes of the file, None for no limit; the oldest go first.
        """
        try:
            goes_on = self._thin(now, keep, keep_minutes, max_size, self._step)
        except HistoryError as error:
            if str(error) != DISK_FULL or self._step == 1:
                raise
            # the log may have room for less
            self._step = max(1, self._step // 8)
            return True
        self._step = min(2 * self._step, _STEP)
        return goes_on

    def _thin(self, now: datetime, keep: timedelta, keep_minutes: timedelta, max_size: int | None, step: int) -> bool:
        with plain_errors(), self._transaction():
            events, prices = now - keep, now - keep_minutes
            reserve, is_too_large = self._limits(max_size)
            if is_too_large:
                # of every kind what is within an hour of the oldest
                end = min(self._oldest() + _HOUR, now)
                events, prices = max(events, end), max(prices, end)
            deleted = (
                self._delete(_OLD_EVENTS, to_microseconds(events), step)
                or self._delete(_OLD_MINUTES, minute_of(prices), step)
                or self._delete(_OLD_LATEST, minute_of(prices), step)
                or self._delete(_OLD_FILLED, (prices - EPOCH) // _SECOND, step)
            )
        return self._give_back(reserve, step) or deleted

    def _give_back(self, kept: int, step: int) -> bool:
        """Give empty pages back to the disk, but for so many; return whether there are more."""
        with plain_errors():
            (free,) = self._connection.execute("PRAGMA freelist_count").fetchone()
            pages = max(0, min(free - kept, step))
            if pages:
                self._connection.execute(f"PRAGMA incremental_vacuum({pages})").fetchall()
        self._may_shrink |= pages > 0
        is_almost_full = self.is_disk_almost_full()
        if self._may_shrink and (pages < step or is_almost_full):
            try:
                self._may_shrink = not self.write_back(keep_log=True)
            except HistoryError:
                # a file that has shrunk far enough finds room for its log
                if not pages or not is_almost_full:
                    raise
        return bool(pages == step)

    def _delete(self, statement: str, before: int, step: int) -> bool:
        return self._connection.execute(statement, (before, step)).rowcount > 0

    def _oldest(self) -> datetime:
        """Return the time of the oldest of what may go; the present where there is nothing."""
        (at,) = self._connection.execute(_OLDEST).fetchone()
        return datetime.now(UTC) if at is None else from_microseconds(at)

    def _limits(self, max_size: int | None) -> tuple[int, bool]:
        """Return how many empty pages a file of this size has, and whether the oldest must go for it."""
        if max_size is None:
            return 0, False
        (pages,), (free,), (size,) = (
            self._connection.execute(f"PRAGMA {name}").fetchone()
            for name in ("page_count", "freelist_count", "page_size")
        )
        most = max_size // size
        reserve = min(_RESERVE, most // 8)
        # of one that grows only now the empty pages are the last that it gets on a full disk
        return reserve, pages - free > most - reserve or (pages > most - reserve and free < reserve // 2)
