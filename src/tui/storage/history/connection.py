"""The file of the history, opened and checked; SQLite is imported here alone."""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from tui.domain.bars import EPOCH
from tui.storage.history.errors import DISK_FULL, BrokenFileError, DamagedError, HistoryError

_MICROSECOND: Final = timedelta(microseconds=1)
VERSION: Final = 4
"""Of the tables, as `user_version`."""
APPLICATION_ID: Final = 0x62696762
"""Marks the file as one of this program."""
_MAGIC: Final = b"SQLite format 3\0"
_MARK: Final = APPLICATION_ID.to_bytes(4, "big")
_HEAD_SIZE: Final = 72
"""Bytes from the beginning of the file to the end of the application id."""
MAX_WAL: Final = 8 << 20
"""Bytes of the log beside the file, from which it is written back."""

_FIGURES: Final = """
    at INTEGER NOT NULL,
    open TEXT NOT NULL, high TEXT NOT NULL, low TEXT NOT NULL, close TEXT NOT NULL,
    volume INTEGER"""
_BARS: Final = f"""(
    instrument INTEGER NOT NULL REFERENCES instrument,{_FIGURES},
    PRIMARY KEY (instrument, at)
) STRICT, WITHOUT ROWID"""
_TABLES: Final = f"""
PRAGMA application_id = {APPLICATION_ID};
CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE instrument (
    id INTEGER PRIMARY KEY, market TEXT NOT NULL, symbol TEXT NOT NULL, UNIQUE (market, symbol)
) STRICT;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source,
    whole INTEGER NOT NULL,
    body BLOB NOT NULL,
    tape BLOB
) STRICT;
CREATE INDEX event_by_time ON event (at);
CREATE TABLE unchanged (
    source INTEGER PRIMARY KEY REFERENCES source, at INTEGER NOT NULL, body BLOB NOT NULL
) STRICT;
CREATE TABLE minute {_BARS};
CREATE TABLE day {_BARS};
"""
_FILLED: Final = """
CREATE TABLE fill (
    instrument INTEGER NOT NULL REFERENCES instrument,
    span INTEGER NOT NULL,
    source INTEGER NOT NULL REFERENCES source,
    at INTEGER NOT NULL,
    PRIMARY KEY (instrument, span)
) STRICT, WITHOUT ROWID;
CREATE TABLE filled (
    instrument INTEGER NOT NULL REFERENCES instrument,
    span INTEGER NOT NULL,
    at INTEGER NOT NULL,
    open TEXT NOT NULL, high TEXT NOT NULL, low TEXT NOT NULL, close TEXT NOT NULL,
    volume INTEGER,
    PRIMARY KEY (instrument, span, at)
) STRICT, WITHOUT ROWID;
"""
_LATEST: Final = "".join(
    f"CREATE TABLE latest_{table} (instrument INTEGER PRIMARY KEY REFERENCES instrument,{_FIGURES}) STRICT;"
    for table in ("minute", "day")
)
"""The bar of each instrument that may still change: a few pages, where `minute` and `day` have one page for each."""
_BY_SOURCE: Final = "CREATE INDEX event_by_source ON event (source, at);"
"""For a source that is seldom heard, or none alone, as a start asks: of a year it would read most of the file."""
_MIGRATIONS: Final = {1: f"ALTER TABLE event ADD COLUMN tape BLOB; {_FILLED}", 2: _LATEST, 3: _BY_SOURCE}
"""What makes the tables of a version those of the next."""


class HistoryFile:
    """A connection to the file. Every method of those built on it raises HistoryError where it cannot be used.

    Args:
        file: the path; its folder exists.
        read_only: whether nothing may be written; the file must exist then.
    """

    def __init__(self, file: Path, *, read_only: bool) -> None:
        self.file = file
        self.version = 0
        """Of the tables; an older one than VERSION where the file is only read."""
        self._size_seen, self._may_shrink = 0, False
        self._descriptor: int | None = None
        """Of the file that is written. It is closed last: with any that is closed, SQLite's locks of the file end."""
        with plain_errors():
            if read_only:
                self.inode = _check_file(file)
            else:
                self._descriptor, self.inode = _open_file(file)
            try:
                self._connection = _connect(file, read_only=read_only)
            except BaseException:
                self._close_descriptor()
                raise
            try:
                self._prepare(read_only=read_only)
            except BaseException:
                self._connection.close()
                self._close_descriptor()
                raise

    def _prepare(self, *, read_only: bool) -> None:
        run = self._connection.execute
        (self.version,), (mark,) = run("PRAGMA user_version").fetchone(), run("PRAGMA application_id").fetchone()
        is_empty = run("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
        if is_empty and not read_only and self.version == 0:
            run("PRAGMA auto_vacuum = INCREMENTAL")
            self._connection.executescript(
                f"BEGIN; {_TABLES} {_FILLED} {_LATEST} {_BY_SOURCE} PRAGMA user_version = {VERSION}; COMMIT;"
            )
        elif mark != APPLICATION_ID:
            raise DamagedError("empty, or of another program")
        elif not 1 <= self.version <= VERSION:
            raise DamagedError(f"of version {self.version}, which this program cannot read")
        elif not read_only:
            self._migrate()
        if not read_only:
            run("PRAGMA journal_mode = WAL")
            run("PRAGMA synchronous = FULL")
            run(f"PRAGMA journal_size_limit = {MAX_WAL}")

    def _migrate(self) -> None:
        """Make the tables of an older version those of this one, all or nothing."""
        for version in range(self.version, VERSION):
            step = f"BEGIN IMMEDIATE; {_MIGRATIONS[version]} PRAGMA user_version = {version + 1}; COMMIT;"
            try:
                self._connection.executescript(step)
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        self.version = VERSION

    def close(self) -> None:
        """Close the file; what was written is in it."""
        try:
            with plain_errors():
                self._connection.close()
        finally:
            self._close_descriptor()

    def _close_descriptor(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def write_back(self, *, keep_log: bool = False) -> bool:
        """Have all that was written in the file itself, and none of it beside it, where another file may be by now.

        Args:
            keep_log: whether the log beside it keeps its place on the disk, to be written again where that is full.

        Returns:
            Whether all of it is there; one that reads the file may be in the way.
        """
        with plain_errors():
            how = "RESTART" if keep_log else "TRUNCATE"
            (is_busy, *_) = self._connection.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
        return not is_busy

    def is_disk_almost_full(self) -> bool:
        """Return whether the log might find no room beside the file, or the file none for what is in the log."""
        try:
            state = os.statvfs(self.file)
        except OSError:
            return False
        return state.f_bavail * state.f_frsize < MAX_WAL

    def is_in_place(self) -> bool:
        """Return whether the file that is open is still the one at the path: it may have been moved or replaced."""
        state = self._state()
        return state is not None and state.st_ino == self.inode

    def is_overwritten(self) -> bool:
        """Return whether the file that is written begins as no history does: SQLite does not look there again."""
        if self._descriptor is None:
            return False
        with plain_errors():
            head = os.pread(self._descriptor, _HEAD_SIZE, 0)
        return not (head.startswith(_MAGIC) and head.endswith(_MARK))

    def has_shrunk(self) -> bool:
        """Return whether the file is smaller than when this was asked last: somebody may have cut it short."""
        state, before = self._state(), self._size_seen
        self._size_seen = 0 if state is None or self._may_shrink else state.st_size
        return self._size_seen < before

    def check(self) -> None:
        """Read the whole file, and raise DamagedError where it is not as SQLite wrote it."""
        with plain_errors():
            if self._connection.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
                raise DamagedError("damaged")

    def _state(self) -> os.stat_result | None:
        try:
            return self.file.lstat()
        except OSError:
            return None


def _open_file(file: Path) -> tuple[int, int]:
    """Open the file, which is made private where there is none; return its descriptor and its inode.

    SQLite gives the files beside it the same mode.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    descriptor = os.open(file, flags, 0o600)
    try:
        state = os.fstat(descriptor)
        _check_kind(state)
        if state.st_uid == os.getuid() and state.st_mode & 0o077:
            os.fchmod(descriptor, 0o600)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor, state.st_ino


def _check_file(file: Path) -> int:
    """Return the inode of a file that is only read; it is not opened, as a board of this program may write it."""
    state = file.lstat()
    if stat.S_ISLNK(state.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    _check_kind(state)
    if not _may(file, os.R_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return state.st_ino


def _check_kind(state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        # a device or a pipe is no damaged history: it is left where it is, others need it there
        raise HistoryError("no regular file")


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _connect(file: Path, *, read_only: bool) -> sqlite3.Connection:
    mode = "mode=ro" if read_only else "mode=rw"
    is_fixed = not _may(file.parent, os.W_OK)
    if read_only and is_fixed and not file.with_name(f"{file.name}-wal").exists():
        mode += "&immutable=1"  # SQLite cannot make the files beside it there, which it else needs even to read
    # no statement waits long for another program: this one tries again by itself
    address = f"{file.absolute().as_uri()}?{mode}"
    return sqlite3.connect(address, uri=True, timeout=0.2, isolation_level=None, check_same_thread=False)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Raise a HistoryError in plain words for every way in which a file can fail."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        is_no_text = isinstance(error, sqlite3.OperationalError) and not name
        if is_no_text:
            raise DamagedError("damaged") from None
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise BrokenFileError("damaged") from None
        known = {
            "SQLITE_FULL": DISK_FULL,
            "SQLITE_BUSY": "locked by another program",
            "SQLITE_LOCKED": "locked by another program",
            "SQLITE_READONLY": "read-only",
            "SQLITE_CANTOPEN": "cannot be opened",
            "SQLITE_PERM": "not permitted",
        }
        reason = next((text for start, text in known.items() if name.startswith(start)), None)
        if name == "SQLITE_ERROR":
            # a statement of this program that cannot be run: the tables are not those that it made
            raise DamagedError("damaged: its tables are others") from None
        raise HistoryError(reason or f"an error of the disk ({name or type(error).__name__})") from None
    except OSError as error:
        is_link = error.errno == errno.ELOOP
        raise HistoryError("a symbolic link" if is_link else error.strerror or type(error).__name__) from None
    except UnicodeDecodeError:
        # what SQLite says of a damaged table quotes its text
        raise DamagedError("damaged") from None


def to_microseconds(at: datetime) -> int:
    """Return a time (aware) as the file has it: microseconds since 1970 UTC."""
    return (at - EPOCH) // _MICROSECOND


def from_microseconds(microseconds: int) -> datetime:
    """Return a time of the file, aware UTC. Raises DamagedError where the file has another value there."""
    try:
        return EPOCH + timedelta(microseconds=microseconds)
    except (TypeError, OverflowError):
        raise DamagedError("damaged: a time that is none") from None
