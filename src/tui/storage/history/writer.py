"""Keeps what the engine applies, on a thread of its own: neither a slow disk nor a broken file holds a poll."""

import logging
import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.bars import EPOCH, FilledBars, Price
from tui.domain.diff import changed_identities
from tui.domain.events import Event
from tui.domain.exchanges import exchange_of
from tui.domain.instants import OnWall
from tui.domain.intraday import TradingDayOf
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.tape import entries_between
from tui.storage.history.delta import DeltaEncoder, StoredEvent
from tui.storage.history.errors import DamagedError, HistoryError
from tui.storage.history.files import ANOTHER_WRITES, set_aside, take_lock
from tui.storage.history.tape_codec import encode_entries

if TYPE_CHECKING:
    from tui.storage.history.store import HistoryStore

_log = logging.getLogger(__name__)

MAX_PENDING: Final = 1_000
"""Events that wait for the file; beyond them the oldest are lost, and counted."""
RETRY_INTERVAL: Final = 5.0
"""Seconds after which a file that failed is tried again."""
THIN_INTERVAL: Final = 60.0
THIN_AFTER: Final = 3600.0
"""Seconds from the start, and from a jump of the wall clock, after which what is old is deleted."""
_MAX_JUMP: Final = timedelta(minutes=10)
_SLICE: Final = 100
"""Events that are written in one transaction."""
MINUTES_KEPT: Final = timedelta(days=730)
"""How long prices by the minute are kept; those by the day stay for ever."""
_TICK: Final = 1.0
_FIRST_WRITE_AFTER: Final = 1.0
"""Seconds from the start to the first write."""
_THIN_PAUSE: Final = 0.02
_MIN_TIME_ASIDE: Final = 60.0
"""Seconds between two files that are set aside."""
_TIMES_OF_POLLS: Final = ("last_poll", "last_good", "next_try", "http_status", "received")
"""What every poll changes in the health of its source; the last one is kept."""

ReadFirst = Callable[[Path, Callable[[], bool]], object]


class HistoryLimits(NamedTuple):
    """How much is kept."""

    keep: timedelta = timedelta(days=90)
    """Of every change."""
    max_size: int | None = None
    """Bytes of the file; None for no limit. The oldest goes first."""


class _Applied(NamedTuple):
    """An event, and the markets before and after it."""

    event: Event
    before: Market
    after: Market


class _Pending(NamedTuple):
    """What waits for the file."""

    event: StoredEvent
    prices: tuple[Price, ...]


class HistoryWriter:
    """The one writer of a history.

    Args:
        file: the path; its folder is made where there is none.
        limits: how much is kept.
        on_wall: what the wall clock shows at a time of the events.
        day_of: which trading day of an exchange a time belongs to.
        wall: the time of day, aware UTC.
        monotonic: steady seconds.
    """

    def __init__(
        self,
        file: Path,
        limits: HistoryLimits,
        on_wall: OnWall,
        day_of: TradingDayOf,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._file, self._limits = file, limits
        self._day_of, self._wall, self._monotonic = day_of, wall, monotonic
        self._encoder = DeltaEncoder(on_wall)
        self._applied: deque[_Applied | None] = deque()
        """None stands for as many as may wait, which were dropped."""
        self._pending: deque[_Pending] = deque()
        self._filled: deque[FilledBars] = deque(maxlen=MAX_PENDING)
        self.fills: Counter[InstrumentId] = Counter()
        """How often bars of each instrument were written that a source gave afterwards."""
        self._store: HistoryStore | None = None
        self._lock: int | None = None
        self._retry_at, self._thin_at = 0.0, monotonic() + THIN_AFTER
        self._wake, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="bigboard-history", daemon=True)
        self._read_first: ReadFirst | None = None
        self._announce: Callable[[str], object] = _log.info
        self._set_aside_at: float | None = None
        self._repeats_all = True
        """Whether every price that is shown is written once more: the file may not have it."""
        self._ahead = wall() - EPOCH - timedelta(seconds=monotonic())
        """How far the wall clock was ahead of the steady one."""
        self._has_ended = False
        self.problem: str | None = None
        """Why nothing is kept now; None where all is well."""

    @property
    def is_kept_by_another(self) -> bool:
        """Whether another board writes the file, which this one takes over when that one has ended."""
        return self.problem == ANOTHER_WRITES

    def start(self, read_first: ReadFirst, announce: Callable[[str], object]) -> None:
        """Begin to write; returns at once.

        Args:
            read_first: called on the thread of the writer, before anything is written to a file that is there, with
                its path and what tells whether the program ends.
            announce: called on that thread with what the user should know, such as that a file was set aside.
        """
        self._read_first, self._announce = read_first, announce
        self._thread.start()

    def record(self, event: Event, before: Market, after: Market) -> None:
        """Keep an event that was applied, and the prices that it changed; from one thread, never blocks or raises."""
        if self._has_ended:
            return
        if len(self._applied) >= MAX_PENDING:
            self._applied.clear()
            self._applied.append(None)
        self._applied.append(_Applied(event, before, after))
        self._wake.set()

    def fill(self, filled: FilledBars) -> None:
        """Keep bars that a source gave afterwards; from any thread, never blocks or raises."""
        self._filled.append(filled)
        self._wake.set()

    def close(self, timeout: float = 2.0) -> None:
        """Write what is left and close the file, within so many seconds."""
        self._ending.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            self._read()
            # it would delay the first quotes of the board
            self._ending.wait(_FIRST_WRITE_AFTER)
            while not self._ending.is_set():
                self._wake.wait(_TICK)
                self._wake.clear()
                self.work()
            self.work(is_last=True)
        except Exception:  # noqa: BLE001 - whatever is wrong with a file, the board goes on
            _log.exception("the history is kept no longer")
            self.problem = "an error of its own"
        finally:
            self._has_ended = True
            self._applied.clear()
            self._close_store()
            self._release()

    def _read(self) -> None:
        try:
            if self._read_first is not None and self._file.exists():
                self._read_first(self._file, self._ending.is_set)
        except (HistoryError, OSError) as error:
            _log.warning("the history is not read: %s", error)

    def work(self, *, is_last: bool = False) -> None:
        """Write what has come, or thin out the file; at the end of the program once more, without waiting."""
        self._encode()
        if (self._pending or self._filled) and (is_last or self._monotonic() >= self._retry_at):
            self._write()
        if not (is_last or self._pending or self._store is None) and self._monotonic() >= self._thin_at:
            self._thin()

    def _encode(self) -> None:
        while self._applied:
            applied = self._applied.popleft()
            if applied is None:
                self._lose(MAX_PENDING)
                continue
            event, before, after = applied
            stored = self._encoder.encode(event)
            if stored is not None:
                stored = stored._replace(tape=encode_entries(entries_between(before, after, stored.at)))
                if stored.is_unchanged and not _changes_times_only(stored.source, before, after):
                    stored = stored._replace(is_unchanged=False)
                self._pending.append(_Pending(stored, tuple(self._prices(stored.at, before, after))))
        if len(self._pending) > MAX_PENDING:
            # the changes among them make no sense without those before
            self._lose(len(self._pending))
            self._pending.clear()

    def _prices(self, at: datetime, before: Market, after: Market) -> Iterator[Price]:
        """Yield each row that is shown with another price or volume, or on another trading day, since an event."""
        repeats, self._repeats_all = self._repeats_all, False
        rows = list(after.quotes) if repeats else [key for key, *_ in changed_identities(before.quotes, after.quotes)]
        rolled = [key for key, *_ in changed_identities(before.series, after.series)]
        for key in dict.fromkeys((*rows, *rolled)):
            row, was = after.quotes.get(key), before.quotes.get(key)
            if row is None or row.price is None:
                continue
            days = [series.day for market in (before, after) if (series := market.series.get(key)) is not None]
            is_same = was is not None and (was.price, was.volume) == (row.price, row.volume)
            if repeats or not is_same or len(set(days)) > 1:
                yield Price(key, at, self._day_of(exchange_of(key), at), row.price, row.volume)

    def _lose(self, count: int) -> None:
        """Go on after events that were not written: what comes next must not be compared with them."""
        _log.warning("the history lacks %d events", count)
        self._encoder.forget()
        self._repeats_all = True

    def _write(self) -> None:
        try:
            while self._pending:
                self._write_some([self._pending[number] for number in range(min(_SLICE, len(self._pending)))])
            while self._filled:
                self._opened().fill(self._filled[0], self._wall())
                self.fills[self._filled.popleft().key] += 1
        except DamagedError as error:
            self._close_store()
            self._set_aside(str(error))
        except HistoryError as error:
            self._close_store()
            self._fail(str(error))
        else:
            self.problem = None

    def _write_some(self, batch: Sequence[_Pending]) -> None:
        """Write the first of what waits: on a disk that is almost full there may be room for some."""
        store = self._opened()
        try:
            store.write([each.event for each in batch], [price for each in batch for price in each.prices])
        except HistoryError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the board goes on
            # a row that no file can hold: the next ones may be better
            _log.exception("events are not kept")
            self._close_store()
            self._lose(len(batch))
        for _ in batch:
            self._pending.popleft()

    def _fail(self, reason: str) -> None:
        if reason == ANOTHER_WRITES:
            self._pending.clear()
            self._encoder.forget()
        if self.problem != reason:
            _log.warning("the history is not kept: %s", reason)
            if reason == ANOTHER_WRITES:
                self._announce(f"the history: {reason}")
        self.problem = reason
        self._retry_at = self._monotonic() + RETRY_INTERVAL

    def _opened(self) -> "HistoryStore":
        """Return the open file; one that was moved or replaced is opened anew."""
        if self._store is not None and not self._store.is_in_place():
            self._store.write_back()
            self._close_store()
            self._repeats_all = True
        if self._store is None:
            from tui.storage.history.store import HistoryStore  # noqa: PLC0415 - loads SQLite, on a thread of its own

            self._lock = take_lock(self._file) if self._lock is None else self._lock
            self._store = HistoryStore(self._file)
        return self._store

    def _set_aside(self, reason: str) -> None:
        """Move a file that cannot be read out of the way, so that the next try begins a new one."""
        now = self._monotonic()
        if self._set_aside_at is not None and now - self._set_aside_at < _MIN_TIME_ASIDE:
            self._fail(reason)  # a new file fails as well: another one would
            return
        self._set_aside_at = now
        try:
            name = set_aside(self._file, f"{self._wall():%Y%m%d-%H%M%S}")
        except HistoryError as error:
            self._fail(f"{reason}, and cannot be set aside: {error}")
            return
        _log.warning("the history is %s: it is set aside as %s", reason, name)
        self._announce(f"the history was {reason}: it is set aside as {name}")
        self._encoder.forget()
        self._repeats_all = True
        self.problem = None

    def _thin(self) -> None:
        self._thin_at = self._monotonic() + THIN_INTERVAL
        ahead = self._wall() - EPOCH - timedelta(seconds=self._monotonic())
        if abs(ahead - self._ahead) > _MAX_JUMP:
            # by a clock that is wrong everything would be too old: it is believed after an hour
            self._ahead, self._thin_at = ahead, self._monotonic() + THIN_AFTER
            return
        try:
            while self._store is not None and not self._ending.is_set():
                if not self._store.thin(self._wall(), self._limits.keep, MINUTES_KEPT, self._limits.max_size):
                    break
                self._wake.wait(_THIN_PAUSE)
                if self._applied:
                    self._thin_at = self._monotonic()
                    break
        except HistoryError as error:
            _log.warning("the history is not thinned out: %s", error)
            if isinstance(error, DamagedError):
                self._close_store()
                self._set_aside(str(error))

    def _close_store(self) -> None:
        if self._store is not None:
            store, self._store = self._store, None
            try:
                store.close()
            except HistoryError as error:
                _log.warning("the history is not closed: %s", error)

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _changes_times_only(source: str, before: Market, after: Market) -> bool:
    """Return whether an unchanged response left everything as it was but when its source was polled last."""
    was, health = before.health.get(source), after.health.get(source)
    if was is None or health is None or before.series is not after.series or before.articles is not after.articles:
        return False
    times = {name: getattr(health, name) for name in _TIMES_OF_POLLS}
    return was._replace(**times) == health
