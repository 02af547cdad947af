"""The files of a history: which program writes them, and where those go that cannot be read."""

import fcntl
import os
from pathlib import Path
from typing import Final

from tui.storage.history.errors import HistoryError

ANOTHER_WRITES: Final = "another board keeps it"
"""The reason of the second of two boards on one file; it takes over once the first has ended."""


def take_lock(file: Path) -> int:
    """Return the descriptor of the lock of a history, which holds until it is closed; its folder is made.

    Raises:
        HistoryError: another program has it, or there is no room for it.
    """
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
        lock = os.open(_lock_file(file), flags, 0o600)
    except OSError as error:
        raise HistoryError(error.strerror or type(error).__name__) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise HistoryError(ANOTHER_WRITES) from None
    except OSError:
        pass  # a file system without locks
    return lock


def is_written(file: Path) -> bool:
    """Return whether a program may be writing a history now; also where the file system cannot tell."""
    try:
        lock = os.open(_lock_file(file), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def is_locked_by(file: Path, lock: int) -> bool:
    """Return whether a lock is that of the file at a path: its folder may have been removed or replaced meanwhile."""
    try:
        return os.path.samestat(os.fstat(lock), _lock_file(file).lstat())
    except OSError:
        return False


def _lock_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.lock")


def set_aside(file: Path, stamp: str) -> str:
    """Rename a history, and what SQLite keeps beside it; return its new name, which no other file had.

    Raises:
        HistoryError: it cannot be renamed.
    """
    stem = name = f"{file.name}.{stamp}"
    number = 1
    while file.with_name(name).exists():
        number += 1
        name = f"{stem}-{number}"
    try:
        for suffix in ("", "-wal", "-shm"):
            part = file.with_name(file.name + suffix)
            if suffix == "" or part.exists():
                part.rename(file.with_name(name + suffix))
    except OSError as error:
        raise HistoryError(error.strerror or type(error).__name__) from None
    return name
