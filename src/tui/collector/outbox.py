"""The messages that the server has not acknowledged yet: on the disk, within a bound, and there again after any end."""

import logging
import time
from collections import deque
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

from tui.collector.outbox_files import MAX_SEGMENT, OutboxFiles
from tui.collector.outbox_records import Waiting, pack
from tui.domain.text import CleanText, sanitize_line

__all__ = ["Outbox", "Waiting"]

_log = logging.getLogger(__name__)

_RETRY_AFTER: Final = 5.0
_SEGMENTS: Final = 8
"""Files of a full outbox at least: so large a part of it is dropped at once."""
_BATCH: Final = 1 << 20
_MIN_SEGMENT: Final = 4 << 10


class Outbox:
    """Keeps messages until they are acknowledged; its methods may be called on any thread, and raise nothing.

    A message is written when `append` returns, so that no end of the program loses it. Where the disk cannot be
    written, messages wait in memory, within the same bound, and go to the disk once that works again.

    Args:
        folder: of its files, which no other program may have; None keeps all in memory.
        max_bytes: of what waits; beyond it the oldest is dropped.
        clock: steady seconds.
    """

    def __init__(self, folder: Path | None, max_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._max_bytes, self._clock = max_bytes, clock
        self._lock = Lock()
        self._memory: deque[tuple[Waiting, bytes]] = deque()
        """What could not be written, with its record; newer than all that is on the disk."""
        self._memory_size = 0
        self._dropped = 0
        self._problem = "no folder for it" if folder is None else None
        self._retry_at = 0.0
        self._files = None if folder is None else self._opened(folder)
        self._acknowledged = self._files.acknowledged if self._files is not None else 0
        self._last = self._files.last if self._files is not None else 0
        self._make_room(0)

    @property
    def count(self) -> int:
        """How many messages wait."""
        with self._lock:
            return len(self._memory) + (0 if self._files is None else self._files.count)

    @property
    def size(self) -> int:
        """Bytes that are kept, on the disk and in memory."""
        with self._lock:
            return self._size

    @property
    def dropped(self) -> int:
        """How many messages were dropped since the start, because there was no room or their file was damaged."""
        with self._lock:
            return self._dropped + (0 if self._files is None else self._files.missing)

    @property
    def problem(self) -> CleanText | None:
        """Why messages wait in memory alone; None where they are on the disk."""
        with self._lock:
            if self._problem is None:
                return None
            return sanitize_line(f"the outbox is kept in memory alone: {self._problem}")

    def append(self, subject: str, id: str, body: bytes) -> None:  # noqa: A002 - as the server calls it
        """Keep a message.

        Args:
            subject: to which it goes.
            id: by which the server knows one that it has already.
            body: of it; one that has no room in the outbox at all is dropped.
        """
        with self._lock:
            message = Waiting(self._last + 1, subject, id, body)
            try:
                record = pack(message)
            except ValueError:
                self._dropped += 1
                return
            if len(record) > self._max_bytes // 2:
                self._dropped += 1
                return
            self._last = message.position
            self._make_room(len(record))
            if self._memory or not self._write(message.position, [record]):
                self._memory.append((message, record))
                self._memory_size += len(record)
                self._retry()

    def waiting(self, after: int = 0, max_count: int = 256, max_size: int = _BATCH) -> list[Waiting]:
        """Return messages that wait, the oldest first; empty where there are none, or none can be read at the moment.

        Args:
            after: the position of a message; those up to it are left out.
            max_count: of messages.
            max_size: bytes of their bodies; a single message may have more.
        """
        with self._lock:
            after = max(after, self._acknowledged)
            found: list[Waiting] = []
            if max_count <= 0:
                return found
            if self._files is not None:
                try:
                    found = self._files.read(after, max_count, max_size)
                except OSError as error:
                    _log.warning("the outbox cannot be read: %s", error.strerror)
                    return found
            size = sum(len(message.body) for message in found)
            skipped = max(0, after + 1 - self._memory[0][0].position) if self._memory else 0
            for message, _ in islice(self._memory, skipped, skipped + max_count - len(found)):
                size += len(message.body)
                if found and size > max_size:
                    break
                found.append(message)
            return found

    def acknowledge(self, position: int) -> None:
        """Forget all messages up to a position: the server has them."""
        with self._lock:
            position = min(position, self._last)
            if position <= self._acknowledged:
                return
            self._acknowledged = position
            while self._memory and self._memory[0][0].position <= position:
                self._forget_first()
            if self._files is not None:
                try:
                    self._files.acknowledge(position)
                except OSError as error:
                    self._note(error)
            self._retry()

    def close(self) -> None:
        """Write what waits in memory, if that works now, and close the files."""
        with self._lock:
            self._retry_at = 0.0
            self._retry()
            if self._files is not None:
                self._files.close()

    def _opened(self, folder: Path) -> OutboxFiles | None:
        files = OutboxFiles(folder, max(_MIN_SEGMENT, min(MAX_SEGMENT, self._max_bytes // _SEGMENTS)))
        try:
            files.open()
        except OSError as error:
            # nothing may be written where it is not known what is there already
            self._note(error)
            return None
        return files

    @property
    def _size(self) -> int:
        return self._memory_size + (0 if self._files is None else self._files.size)

    @property
    def _is_writable(self) -> bool:
        return self._files is not None and (self._problem is None or self._clock() >= self._retry_at)

    def _write(self, first: int, records: list[bytes]) -> bool:
        if self._files is None or not self._is_writable:
            return False
        try:
            self._files.write(first, records)
        except OSError as error:
            self._note(error)
            return False
        self._problem = None
        return True

    def _retry(self) -> None:
        """Write what is in memory, as far as that works again."""
        while self._memory and self._is_writable:
            first = self._memory[0][0].position
            records: list[bytes] = []
            size = 0
            for _, record in self._memory:
                size += len(record)
                if records and size > _BATCH:
                    break
                records.append(record)
            if not self._write(first, records):
                return
            for _ in records:
                self._forget_first()

    def _forget_first(self) -> None:
        _, record = self._memory.popleft()
        self._memory_size -= len(record)

    def _make_room(self, needed: int) -> None:
        dropped = self._dropped
        while self._size + needed > self._max_bytes and (self._memory or self._files is not None):
            if self._files is not None and self._files.size:
                self._dropped += self._files.drop_first()
                self._acknowledged = max(self._acknowledged, self._files.acknowledged)
            elif self._memory:
                self._acknowledged = max(self._acknowledged, self._memory[0][0].position)
                self._forget_first()
                self._dropped += 1
            else:
                break
        if dropped == 0 < self._dropped:
            _log.warning("the outbox is full: the oldest events are dropped")

    def _note(self, error: OSError) -> None:
        self._retry_at = self._clock() + _RETRY_AFTER
        if self._problem is None:
            _log.warning("the outbox cannot be written: %s", error.strerror)
        self._problem = error.strerror or type(error).__name__
