"""The state of a file, by which a change of it is noticed."""

from pathlib import Path
from stat import S_ISREG

FileState = tuple[int, int, int] | None
"""Time of the last change, size and number of a regular file; None where there is none."""


def state_of_file(file: Path) -> FileState:
    """Return what changes when a file is written, or replaced by another."""
    try:
        state = file.stat()
    except (OSError, ValueError):
        return None
    if not S_ISREG(state.st_mode):
        return None  # a pipe can be read once, and would block
    return state.st_mtime_ns, state.st_size, state.st_ino
