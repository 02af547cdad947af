"""The id of a collector: the same after each restart, and never that of two programs at once."""

import fcntl
import os
import re
import secrets
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from tui.storage.atomic_file import open_regular, read_bounded, write_atomic

_MAX_COLLECTORS: Final = 16
"""Of one folder that run at once."""
_MAX_HOST: Final = 32
_ID: Final = re.compile(r"[A-Za-z0-9-]{1,32}-[0-9a-f]{12}", re.ASCII)


class Identity(NamedTuple):
    """What a collector is known by, and what is its own."""

    id: str
    """Letters, digits and `-`, at most 45."""
    folder: Path | None
    """For its files, which no other program has until this one ends; None where there is none."""
    lock: int | None = None
    """The descriptor that keeps others away for as long as it is open; None where there is no folder."""


def take_identity(folder: Path | None, host: str | None = None) -> Identity:
    """Return the identity of this run: that of an earlier one that has ended, else a new one.

    It has the name of the machine in it, so that a copy of the folder on another machine is another collector. The lock
    of its folder is held until this program ends.

    Args:
        folder: of the collectors of one board and group on this machine; None, or one that cannot be written or locked,
            for an identity of this run alone.
        host: the name of the machine; None asks the system.
    """
    name = re.sub(r"[^A-Za-z0-9-]", "-", socket.gethostname() if host is None else host)[:_MAX_HOST] or "collector"
    for number in range(1, _MAX_COLLECTORS + 1) if folder is not None else ():
        assert folder is not None
        own = folder / str(number)
        try:
            own.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = _lock(own / "lock")
            if lock is not None:
                return Identity(_id_in(own / "id", name), own, lock)
        except OSError:
            break
    return Identity(_new_id(name), None)


def _lock(file: Path) -> int | None:
    """Return the descriptor of a lock; None where another program has it. Raises OSError where that is not known."""
    descriptor = open_regular(file, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _id_in(file: Path, name: str) -> str:
    with suppress(OSError, ValueError):
        found = read_bounded(file, 100).decode("ascii").strip()
        if _ID.fullmatch(found) and found.rpartition("-")[0] == name:
            return found
    made = _new_id(name)
    write_atomic(file, f"{made}\n".encode(), is_synced=True)
    return made


def _new_id(name: str) -> str:
    return f"{name}-{secrets.token_hex(6)}"
