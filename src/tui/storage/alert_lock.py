"""Which program tells the alerts off the board where no history is kept, whose lock says so otherwise."""

from pathlib import Path
from typing import Final

from tui.storage.history.errors import HistoryError
from tui.storage.history.files import ANOTHER_WRITES, take_lock

_FILE_NAME: Final = "alerts.json"


class AlertLock:
    """The lock beside what became of the rules; it holds until the program ends.

    Args:
        folder: of the file; None for a program that stores nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _FILE_NAME if folder else None
        self._lock: int | None = None

    def is_held(self) -> bool:
        """Return whether no other program has it; where it cannot be taken otherwise, none is known to."""
        if self._file is None or self._lock is not None:
            return True
        try:
            self._lock = take_lock(self._file)
        except HistoryError as error:
            return str(error) != ANOTHER_WRITES
        return True
