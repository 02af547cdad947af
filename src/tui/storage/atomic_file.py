"""Small files that only their owner reads, written whole or not at all. Only regular files: none is ever waited for."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

_DRAFT_FLAGS: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
# opening a pipe without a writer waits for ever, and a link could lead to any device
_GUARDED: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def open_regular(file: Path, flags: int, mode: int = 0o600) -> int:
    """Open a file without ever waiting and without following a link.

    Args:
        file: which.
        flags: as for `os.open`.
        mode: the rights of a file that this makes.

    Returns:
        The descriptor, its caller's to close.

    Raises:
        OSError: it cannot be opened, or is a pipe, a device, a folder, a socket or a symbolic link.
    """
    descriptor = os.open(file, flags | _GUARDED, mode)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file")
    return descriptor


def write_atomic(file: Path, content: bytes) -> None:
    """Put a file in its place, mode 0600; a symbolic link there is replaced, never followed.

    Raises:
        OSError: it cannot be written, or what stands there is a pipe, a device or a folder; what was there stays.
    """
    _check_replaceable(file)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, _DRAFT_FLAGS, 0o600)
    try:
        with open(descriptor, "wb") as opened:  # noqa: PTH123  a descriptor
            opened.write(content)
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _check_replaceable(file: Path) -> None:
    with suppress(FileNotFoundError):
        mode = file.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise OSError(errno.EINVAL, "not a regular file")


def read_bounded(file: Path, most: int) -> bytes:
    """What a file holds; empty where there is none.

    Raises:
        ValueError: it holds more than `most` bytes.
        OSError: it cannot be read, or is no regular file.
    """
    try:
        descriptor = open_regular(file, os.O_RDONLY)
    except FileNotFoundError:
        return b""
    with open(descriptor, "rb") as opened:  # noqa: PTH123  a descriptor
        content = opened.read(most + 1)
    if len(content) > most:
        raise ValueError("too long")
    return content
