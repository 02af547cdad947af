"""Small private files, written completely or not at all; pipes, devices and links are refused, so no call blocks."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

_TEMPORARY_FLAGS: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)
# opening a pipe without a writer blocks for ever, and a link could lead to any device
_SAFE_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)


def open_regular(file: Path, flags: int, mode: int = 0o600) -> int:
    """Open a file without blocking and without following a link.

    Args:
        file: the path.
        flags: as for `os.open`.
        mode: the permissions of a file that this creates.

    Returns:
        The descriptor, which the caller closes.

    Raises:
        OSError: it cannot be opened, or is a pipe, a device, a folder, a socket or a symbolic link.
    """
    descriptor = os.open(file, flags | _SAFE_FLAGS, mode)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file")
    return descriptor


def write_atomic(file: Path, content: bytes, *, is_synced: bool = False) -> None:
    """Replace a file by a new one of mode 0600; a symbolic link is replaced, never followed.

    Args:
        file: the path.
        content: of the new file.
        is_synced: whether it is on the disk when this returns, which can take long.

    Raises:
        OSError: it cannot be written, or the path is a pipe, a device or a folder; the old file is left as it was.
    """
    _check_replaceable(file)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, _TEMPORARY_FLAGS, 0o600)
    try:
        with open(descriptor, "wb") as opened:  # noqa: PTH123  a descriptor
            opened.write(content)
            if is_synced:
                opened.flush()
                os.fsync(opened.fileno())
        temporary.replace(file)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _check_replaceable(file: Path) -> None:
    with suppress(FileNotFoundError):
        mode = file.lstat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
            raise OSError(errno.EINVAL, "not a regular file")


def read_bounded(file: Path, max_size: int) -> bytes:
    """Return the content of a file; empty where there is no file.

    Raises:
        ValueError: it is larger than `max_size` bytes.
        OSError: it cannot be read, or is no regular file.
    """
    try:
        descriptor = open_regular(file, os.O_RDONLY)
    except FileNotFoundError:
        return b""
    with open(descriptor, "rb") as opened:  # noqa: PTH123  a descriptor
        content = opened.read(max_size + 1)
    if len(content) > max_size:
        raise ValueError("too long")
    return content
