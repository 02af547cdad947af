"""The state of a file, by which a change of it is noticed."""

from pathlib import Path
from stat import S_ISREG
from typing import Generic, TypeVar

_State = TypeVar("_State")
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


class SettledChange(Generic[_State]):
    """Tells when a state that is looked at now and then has changed and is the same at a second look.

    A file that has just changed may be amid being written.

    Args:
        read: the state that was read last; None where nothing was read yet.
    """

    def __init__(self, read: _State | None = None) -> None:
        self.read = read
        self._changed: _State | None = None

    def is_due(self, state: _State) -> bool:
        """Return whether to read again, at this state; it then counts as read."""
        is_settled = state == self._changed
        self._changed = None if state == self.read or is_settled else state
        if state == self.read or not is_settled:
            return False
        self.read = state
        return True
