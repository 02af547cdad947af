"""Keeps what the engine applies, on a thread of its own: neither a slow disk nor a broken file holds a poll."""

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.bars import EPOCH, FilledBars
from tui.domain.events import Event, Snapshot
from tui.domain.instants import OnWall
from tui.domain.intraday import TradingDayOf
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.storage.history.errors import DISK_FULL, BrokenFileError, DamagedError, HistoryError
from tui.storage.history.files import ANOTHER_WRITES
from tui.storage.history.owned_file import OwnedFile
from tui.storage.history.pending import MAX_PENDING, PendingEvents

if TYPE_CHECKING:
    from tui.storage.history.store import HistoryStore

_log = logging.getLogger(__name__)

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
_READ_AFTER: Final = 2.0
"""Seconds after which what earlier runs saw is read, where no source responds before."""
_FIRST_PAINT: Final = 1.0
"""Seconds from the first response, until it is shown on a slow machine as well."""
_FIRST_WRITE_AFTER: Final = 1.0
"""Seconds from when that is read to the first write."""
_THIN_PAUSE: Final = 0.02
_MIN_TIME_ASIDE: Final = 60.0
"""Seconds between two files that are set aside."""

ReadFirst = Callable[[Path, Callable[[], bool]], object]


class HistoryLimits(NamedTuple):
    """How much is kept."""

    keep: timedelta = timedelta(days=90)
    """Of every change."""
    max_size: int | None = None
    """Bytes of the file; None for no limit. The oldest goes first."""


class HistoryWriter:
    """The one writer of a history.

    Args:
        file: the path, whose folder is made where there is none; None keeps nothing.
        limits: how much is kept.
        on_wall: what the wall clock shows at a time of the events.
        day_of: which trading day of an exchange a time belongs to.
        wall: the time of day, aware UTC.
        monotonic: steady seconds.
    """

    def __init__(
        self,
        file: Path | None,
        limits: HistoryLimits,
        on_wall: OnWall,
        day_of: TradingDayOf,
        *,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wanted, self._limits = file, limits
        """The path of the file from now on, and its limits."""
        self._file = None if file is None else OwnedFile(file)
        self._wall, self._monotonic = wall, monotonic
        self._pending = PendingEvents(on_wall, day_of)
        self._filled: deque[FilledBars] = deque(maxlen=MAX_PENDING)
        self.fills: Counter[InstrumentId] = Counter()
        """How often bars of each instrument were written that a source gave afterwards."""
        self._retry_at, self._thin_at = 0.0, monotonic() + THIN_AFTER
        self._wake, self._ending = threading.Event(), threading.Event()
        self._has_responded = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bigboard-history", daemon=True)
        self._read_first: ReadFirst | None = None
        self._announce: Callable[[str], object] = _log.info
        self._set_aside_at: float | None = None
        self._ahead = wall() - EPOCH - timedelta(seconds=monotonic())
        """How far the wall clock was ahead of the steady one."""
        self._has_ended = False
        self._broken: int | None = None
        """The inode of a file that could not be read."""
        self.problem: str | None = None
        """Why nothing is kept now; None where all is well."""

    @property
    def is_kept_by_another(self) -> bool:
        """Whether another board writes the file, which this one takes over when that one has ended."""
        return self.problem == ANOTHER_WRITES

    @property
    def is_owner(self) -> bool | None:
        """Whether it is this board that writes the file, or no other is known to; None until that is tried."""
        if self.problem is not None:
            return not self.is_kept_by_another
        return True if self._file is not None and self._file.is_locked else None

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
        if not self._has_ended and self._wanted is not None:
            self._pending.put(event, before, after)
            self._wake.set()
            if isinstance(event, Snapshot):
                self._has_responded.set()

    def fill(self, filled: FilledBars) -> None:
        """Keep bars that a source gave afterwards; from any thread, never blocks or raises."""
        if self._wanted is not None:
            self._filled.append(filled)
            self._wake.set()

    def configure(self, file: Path | None, limits: HistoryLimits) -> None:
        """Write another file from now on, or none, and keep so much of it; from any thread, returns at once."""
        if limits != self._limits:
            self._thin_at = 0.0
        self._wanted, self._limits = file, limits
        self._wake.set()

    def report_broken(self, inode: int) -> None:
        """Set the file aside, if it is that of this inode and this writes it; from any thread, returns at once."""
        self._broken = inode
        self._wake.set()

    def close(self, timeout: float = 2.0) -> None:
        """Write what is left and close the file, within so many seconds."""
        self._ending.set()
        self._has_responded.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        try:
            # each would delay the first quotes of the board
            self._has_responded.wait(_READ_AFTER)
            self._ending.wait(_FIRST_PAINT)
            self._read()
            self._ending.wait(_FIRST_WRITE_AFTER)
            while not self._ending.is_set():
                self._wake.wait(None if self._file is None else _TICK)
                self._wake.clear()
                self.work()
            self.work(is_last=True)
        except Exception:  # noqa: BLE001 - whatever is wrong with a file, the board goes on
            _log.exception("the history is kept no longer")
            self.problem = "an error of its own"
        finally:
            self._has_ended = True
            self._pending.clear()
            self.release()

    def release(self) -> None:
        """Close the file, and let another board write it."""
        if self._file is not None:
            self._file.release()

    def _read(self) -> None:
        file, inode = self._wanted, None
        try:
            if self._read_first is not None and file is not None and file.exists():
                inode = file.stat().st_ino
                self._read_first(file, self._ending.is_set)
        except BrokenFileError as error:
            _log.warning("the history is not read: %s", error)
            self._broken = inode
        except (HistoryError, OSError) as error:
            _log.warning("the history is not read: %s", error)

    def work(self, *, is_last: bool = False) -> None:
        """Write what has come, or thin out the file; at the end of the program once more, without waiting."""
        if self._wanted != (self._file and self._file.path):
            self._change_file()
        if self._file is None:
            return
        self._look_at(self._file)
        self._pending.encode()
        if (self._pending or self._filled) and (is_last or self._monotonic() >= self._retry_at):
            self._write(self._file)
        # where the disk is full, that may be what makes room for what waits
        if not is_last and self._monotonic() >= self._thin_at:
            self._thin(self._file)

    def _change_file(self) -> None:
        """Write what has come into the file as it was; what could not be written goes into the one that is wanted."""
        if self._file is not None:
            self._pending.encode()
            self._write(self._file)
            self._file.release()
        self._file = None if self._wanted is None else OwnedFile(self._wanted)
        if self._file is None:
            self._pending.clear()
            self._filled.clear()
        self._pending.start_over()
        self._retry_at, self._set_aside_at, self.problem = 0.0, None, None

    def _look_at(self, file: OwnedFile) -> None:
        """See to a file that was moved, replaced, cut short or damaged: another one is opened for what comes next."""
        if self._broken is not None and file.store is not None:
            inode, self._broken = self._broken, None
            if inode == file.store.inode:
                self._set_aside(file, "damaged")
                return
        try:
            if not file.look():
                self._pending.start_over()
        except DamagedError as error:
            self._set_aside(file, str(error))
        except HistoryError as error:
            _log.warning("the history was moved or cut short: %s", error)
            self._pending.start_over()

    def _write(self, file: OwnedFile) -> None:
        try:
            while self._pending:
                self._write_some(file)
            while self._filled:
                file.opened().fill(self._filled[0], self._wall())
                self.fills[self._filled.popleft().key] += 1
        except DamagedError as error:
            self._set_aside(file, str(error))
        except HistoryError as error:
            _close_after(error, file)
            self._fail(str(error))
        else:
            self.problem = None

    def _write_some(self, file: OwnedFile) -> None:
        """Write the first of what waits: on a disk that is almost full there may be room for some."""
        store, batch = file.opened(), self._pending.first(_SLICE)
        try:
            store.write([each.event for each in batch], [price for each in batch for price in each.prices])
        except HistoryError:
            raise
        except Exception:  # noqa: BLE001 - whatever it is, the board goes on
            # a row that no file can hold: the next ones may be better
            _log.exception("events are not kept")
            file.close()
            self._pending.remove(len(batch), are_lost=True)
        else:
            self._pending.remove(len(batch))

    def _fail(self, reason: str) -> None:
        if reason == ANOTHER_WRITES:
            self._pending.clear()
        if self.problem != reason:
            _log.warning("the history is not kept: %s", reason)
            self._announce(f"the history: {reason}" if reason == ANOTHER_WRITES else f"history not kept: {reason}")
        self.problem = reason
        self._retry_at = self._monotonic() + RETRY_INTERVAL

    def _set_aside(self, file: OwnedFile, reason: str) -> None:
        """Move a file that cannot be read out of the way, so that the next try begins a new one."""
        file.close()
        now = self._monotonic()
        if self._set_aside_at is not None and now - self._set_aside_at < _MIN_TIME_ASIDE:
            self._fail(reason)  # a new file fails as well: another one would
            return
        self._set_aside_at = now
        try:
            name = file.set_aside(self._wall())
        except HistoryError as error:
            self._fail(f"{reason}, and cannot be set aside: {error}")
            return
        _log.warning("the history is %s: it is set aside as %s", reason, name)
        self._announce(f"the history was {reason}: it is set aside as {name}")
        self._pending.start_over()
        self.problem = None

    def _thin(self, file: OwnedFile) -> None:
        self._thin_at = self._monotonic() + THIN_INTERVAL
        ahead = self._wall() - EPOCH - timedelta(seconds=self._monotonic())
        if abs(ahead - self._ahead) > _MAX_JUMP:
            # by a clock that is wrong everything would be too old: it is believed after an hour
            self._ahead, self._thin_at = ahead, self._monotonic() + THIN_AFTER
            return
        try:
            if file.store is not None or self.problem is not None:
                self._thin_out(file.opened())
        except DamagedError as error:
            self._set_aside(file, str(error))
        except HistoryError as error:
            _close_after(error, file)
            if self.problem is None:
                _log.warning("the history is not thinned out: %s", error)

    def _thin_out(self, store: "HistoryStore") -> None:
        while not self._ending.is_set():
            if not store.thin(self._wall(), self._limits.keep, MINUTES_KEPT, self._limits.max_size):
                return
            self._wake.wait(_THIN_PAUSE)
            if self._pending.has_come:
                self._thin_at = self._monotonic()
                return


def _close_after(error: HistoryError, file: OwnedFile) -> None:
    """Close a file that failed, to open it anew at the next try; on a full disk have its log written back instead."""
    if str(error) != DISK_FULL or file.store is None:
        file.close()
        return
    try:
        # where the file itself has room, the next try writes over the log
        file.store.write_back(keep_log=True)
    except HistoryError as another:
        _log.info("the log of the history is not written back: %s", another)
