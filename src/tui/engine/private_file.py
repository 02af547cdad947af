"""Small files that only their owner reads, written whole or not at all."""

import os
from pathlib import Path
from typing import Final

_FLAGS: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0)


def write_private(file: Path, content: bytes) -> None:
    """Put a file in its place, mode 0600; a symbolic link there is replaced, never followed.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, _FLAGS, 0o600)
    try:
        with open(descriptor, "wb") as opened:  # noqa: PTH123  a descriptor
            opened.write(content)
        draft.replace(file)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def read_private(file: Path, most: int) -> bytes:
    """What a file holds; empty where there is none.

    Raises:
        ValueError: it holds more than `most` bytes.
        OSError: it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(most + 1)
    except FileNotFoundError:
        return b""
    if len(content) > most:
        raise ValueError("too long")
    return content
