"""The file of a history as its one writer has it: locked against others, and open while it can be."""

import logging
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tui.storage.history.errors import DamagedError, HistoryError
from tui.storage.history.files import is_locked_by, set_aside, take_lock

if TYPE_CHECKING:
    from tui.storage.history.store import HistoryStore

_log = logging.getLogger(__name__)


class OwnedFile:
    """A file that one program writes. Used on one thread.

    Args:
        path: of the file; its folder is made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None
        self._store: HistoryStore | None = None

    @property
    def store(self) -> "HistoryStore | None":
        """The file, where it is open."""
        return self._store

    @property
    def is_locked(self) -> bool:
        """Whether no other program can write it."""
        return self._lock is not None

    def opened(self) -> "HistoryStore":
        """Return the file, which is locked and opened where it is not yet.

        Raises:
            HistoryError: it cannot be, as DamagedError where nothing but another file would help.
        """
        if self._store is None:
            from tui.storage.history.store import HistoryStore  # noqa: PLC0415 - loads SQLite, on a thread of its own

            if self._lock is not None and not is_locked_by(self.path, self._lock):
                self.release()  # nothing keeps another program from the file that is there
            if self._lock is None:
                self._lock = take_lock(self.path)
            self._store = HistoryStore(self.path)
        return self._store

    def look(self) -> bool:
        """Look whether the file that is open is still as it was left; return False where what is there is another one.

        One that is not at its path any more is closed, with all that was written; one that was cut short is checked.
        What else was changed in it is noticed where it is read: see `HistoryWriter.report_broken`.

        Raises:
            HistoryError: the file cannot be closed with all that was written, or is damaged.
        """
        if self._store is None:
            return True
        if not self._store.is_in_place():
            try:
                self._store.write_back()
            finally:
                self.release()  # the folder may be another one as well
            return False
        if self._store.is_overwritten():
            raise DamagedError("damaged")
        if self._store.has_shrunk():
            self.close()  # what was read before is not read from the file again
            self.opened().check()
        return True

    def set_aside(self, at: datetime) -> str:
        """Close the file and move it out of the way, with what SQLite has beside it; return its new name.

        Raises:
            HistoryError: it cannot be renamed.
        """
        self.close()
        return set_aside(self.path, f"{at:%Y%m%d-%H%M%S}")

    def close(self) -> None:
        """Close the file, whatever is wrong with it; it stays locked."""
        if self._store is not None:
            store, self._store = self._store, None
            try:
                store.close()
            except HistoryError as error:
                _log.warning("the history is not closed: %s", error)

    def release(self) -> None:
        """Close the file, and let another program write it."""
        self.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None
