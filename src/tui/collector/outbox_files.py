"""The files of the outbox: records with a checksum each, some megabytes a file, and how far they were acknowledged.

Nothing is forced onto the disk: what is written is safe from the end of this program, however that comes, and from a
loss of power as soon as the system has written it.
"""

import errno
import os
import re
import struct
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final
from zlib import crc32

from tui.collector.outbox_records import Waiting, length_of, unpacked
from tui.storage.atomic_file import open_regular

MAX_SEGMENT: Final = 8 << 20
"""Bytes of a file; one that is acknowledged completely is removed."""

_POSITION: Final = struct.Struct(">QI")
_READ: Final = 64 << 10
_REUSED_BELOW: Final = 256 << 10
"""A file that is acknowledged completely and smaller is written on, so that few messages make few files."""
_SEGMENT_NAME: Final = re.compile(r"([0-9]{20})\.messages", re.ASCII)
_POSITION_NAME: Final = "acknowledged"
_PASSING: Final = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)


class _Segment:
    """One file of records, without gaps."""

    __slots__ = ("first", "last", "path", "size")

    def __init__(self, path: Path, first: int, last: int, size: int) -> None:
        self.path, self.first, self.last, self.size = path, first, last, size

    def count_after(self, position: int) -> int:
        return max(0, self.last - max(position, self.first - 1))


class OutboxFiles:
    """The files in a folder, which one program at a time writes; not thread-safe.

    Args:
        folder: made when first needed.
        segment_size: bytes after which another file is begun.
    """

    def __init__(self, folder: Path, segment_size: int = MAX_SEGMENT) -> None:
        self._folder, self._segment_size = folder, segment_size
        self._segments: deque[_Segment] = deque()
        self._writing: int | None = None
        """The descriptor of the last segment, where it is written to."""
        self._reading: tuple[_Segment, int] | None = None
        self._place: tuple[_Segment, int, int] | None = None
        """Where the reader stands: the segment, the offset and the position of the record before it."""
        self._position: int | None = None
        self.acknowledged = 0
        """The highest position that was acknowledged."""
        self.missing = 0
        """Records that were written and could not be read."""

    @property
    def last(self) -> int:
        """The highest position there is or was."""
        return max(self.acknowledged, self._segments[-1].last if self._segments else 0)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(segment.size for segment in self._segments)

    @property
    def count(self) -> int:
        """How many records are not acknowledged."""
        return sum(segment.count_after(self.acknowledged) for segment in self._segments)

    def open(self) -> None:
        """Find what earlier runs left.

        Raises:
            OSError: the folder cannot be made or read.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.acknowledged = self._read_position()
        names = sorted(each.name for each in self._folder.iterdir() if _SEGMENT_NAME.fullmatch(each.name))
        found = [_Segment(self._folder / name, int(name.partition(".")[0]), 0, 0) for name in names]
        for segment, after in zip(found, [*found, None][1:], strict=True):
            try:
                segment.size = segment.path.lstat().st_size
                segment.last = after.first - 1 if after is not None else self._last_of(segment)
            except OSError:
                continue
            self._segments.append(segment)
        self._remove_acknowledged()

    def write(self, first: int, records: Sequence[bytes]) -> None:
        """Write records.

        Args:
            first: the position of the first of them; it is higher than all before.
            records: with one position after another.

        Raises:
            OSError: not all of them could be written, and then none was.
        """
        latest = self._segments[-1] if self._segments else None
        if self._writing is None or latest is None or latest.last + 1 != first or latest.size >= self._segment_size:
            self._begin(first)
        assert self._writing is not None
        segment, data = self._segments[-1], b"".join(records)
        done = 0
        try:
            while done < len(data):
                done += os.write(self._writing, data[done:] if done else data)
        except OSError:
            # half a record must not be before the next one
            with suppress(OSError):
                os.ftruncate(self._writing, segment.size)
            self._end()
            raise
        segment.size += len(data)
        segment.last += len(records)

    def read(self, after: int, max_count: int, max_size: int) -> list[Waiting]:
        """Return the messages after a position, the oldest first: at most so many, and of so many bytes if of several.

        What was damaged is left out, and counted as missing.

        Raises:
            OSError: too many files are open at the moment.
        """
        found: list[Waiting] = []
        size = 0
        for segment in [each for each in self._segments if each.last > after]:
            for message, offset in self._records(segment, after):
                size += len(message.body)
                if len(found) >= max_count or (found and size > max_size):
                    return found
                found.append(message)
                after = message.position
                self._place = segment, offset, after
            if max(after, segment.first - 1) < segment.last:
                self.missing += segment.last - max(after, segment.first - 1)
                segment.last = max(after, segment.first - 1)
        return found

    def acknowledge(self, position: int) -> None:
        """Note that the server has all up to a position, and remove what needs not be kept.

        Raises:
            OSError: it cannot be noted: the next run will send some messages again.
        """
        self.acknowledged = max(self.acknowledged, position)
        self._remove_acknowledged()
        if self._position is None:
            self._position = open_regular(self._folder / _POSITION_NAME, os.O_WRONLY | os.O_CREAT)
        number = self.acknowledged.to_bytes(8)
        os.pwrite(self._position, number + crc32(number).to_bytes(4), 0)

    def drop_first(self) -> int:
        """Remove the oldest file, and return how many of its records were not acknowledged."""
        dropped = self._segments[0].count_after(self.acknowledged)
        self.acknowledged = max(self.acknowledged, self._segments[0].last)
        self._remove_first()
        return dropped

    def close(self) -> None:
        """Close every file."""
        self._end()
        self._close_reader()
        if self._position is not None:
            os.close(self._position)
            self._position = None

    def _begin(self, first: int) -> None:
        self._end()
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{first:020}.messages"
        self._writing = open_regular(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        if self._segments and self._segments[-1].first == first:
            # nothing of it could be read
            self._segments.pop()
        self._segments.append(_Segment(path, first, first - 1, 0))

    def _end(self) -> None:
        if self._writing is not None:
            os.close(self._writing)
            self._writing = None

    def _remove_acknowledged(self) -> None:
        while self._segments and self._segments[0].last <= self.acknowledged:
            is_written = self._writing is not None and len(self._segments) == 1
            if is_written and self._segments[0].size < min(_REUSED_BELOW, self._segment_size):
                return
            self._remove_first()

    def _remove_first(self) -> None:
        if len(self._segments) == 1:
            self._end()
        segment = self._segments.popleft()
        if self._reading is not None and self._reading[0] is segment:
            self._close_reader()
        # on a disk that became read-only it stays; what is acknowledged is not sent again for that
        with suppress(OSError):
            segment.path.unlink(missing_ok=True)

    def _records(self, segment: _Segment, after: int) -> Iterator[tuple[Waiting, int]]:
        """Yield the records after a position, with the offset behind each, up to the first that is damaged."""
        offset = 0
        if self._place is not None and self._place[0] is segment and self._place[2] == after:
            offset = self._place[1]
        try:
            descriptor = self._descriptor(segment)
            while (left := segment.size - offset) > 0:
                data = os.pread(descriptor, min(_READ, left), offset)
                if len(data) < (length := length_of(data)) <= left:
                    data = os.pread(descriptor, length, offset)
                end = 0
                for message, end in unpacked(data, after):
                    if message is not None:
                        yield message, offset + end
                if end == 0:
                    return
                offset += end
        except OSError as error:
            if error.errno in _PASSING:
                raise

    def _last_of(self, segment: _Segment) -> int:
        """Return the position of the last record of a file that can be read; the file may be cut within the next."""
        last = segment.first - 1
        end = 0
        for message, offset in self._records(segment, last):
            if message.position != last + 1:
                break
            last, end = message.position, offset
        segment.size = end
        return last

    def _descriptor(self, segment: _Segment) -> int:
        if self._reading is None or self._reading[0] is not segment:
            self._close_reader()
            self._reading = segment, open_regular(segment.path, os.O_RDONLY)
        return self._reading[1]

    def _close_reader(self) -> None:
        if self._reading is not None:
            os.close(self._reading[1])
        self._reading = self._place = None

    def _read_position(self) -> int:
        """Return the position that was noted; 0 where none was, or it is damaged: all is sent again then."""
        with suppress(FileNotFoundError, ValueError):
            descriptor = open_regular(self._folder / _POSITION_NAME, os.O_RDONLY)
            try:
                raw = os.pread(descriptor, _POSITION.size, 0)
            finally:
                os.close(descriptor)
            if len(raw) == _POSITION.size:
                position, checksum = _POSITION.unpack(raw)
                return int(position) if crc32(raw[:8]) == checksum else 0
        return 0
