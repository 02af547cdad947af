"""Reads the history for a board, on a thread of its own: no key waits for a disk."""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from tui.storage.history.errors import BrokenFileError, HistoryError, NoHistoryError

if TYPE_CHECKING:
    from tui.storage.history.reader import HistoryReader

T = TypeVar("T")
_log = logging.getLogger(__name__)
MAX_WAITING: Final = 50
"""Queries that may wait; one more is answered with an error."""


class HistoryQueries:
    """Runs queries one after another; its thread begins with the first.

    Args:
        file: the path of the history, which need not be there; None where none is kept.
    """

    def __init__(self, file: Path | None) -> None:
        self.file = file
        """The path from now on; the configuration may change it."""
        self.report_broken: Callable[[int], object] = lambda _: None
        """Called on the thread of the queries with the inode of a file that SQLite cannot make out; must not raise."""
        self._waiting: queue.Queue[Callable[[], object] | None] = queue.Queue(MAX_WAITING)
        self._thread: threading.Thread | None = None

    def ask(self, query: "Callable[[HistoryReader], T]", receive: Callable[[T | HistoryError], object]) -> None:
        """Run a query, from any thread, and hand over what it returns, or why it could not be run.

        Args:
            query: reads; it may raise HistoryError.
            receive: called on the thread of the queries, or on this one where too many wait; must not raise.
        """
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="bigboard-queries", daemon=True)
            self._thread.start()
        try:
            self._waiting.put_nowait(lambda: receive(self._answer(query)))
        except queue.Full:
            receive(HistoryError("too many questions wait for it"))

    def close(self) -> None:
        """End the thread after the query that runs; those that wait are not run."""
        while self._thread is not None:
            try:
                self._waiting.put_nowait(None)
            except queue.Full:
                self._waiting.get_nowait()
            else:
                return

    def _run(self) -> None:
        while (call := self._waiting.get()) is not None:
            call()

    def open(self) -> "HistoryReader":
        """Open the history for one query. Raises HistoryError where it cannot be read."""
        from tui.storage.history.reader import HistoryReader  # noqa: PLC0415 - loads SQLite, on a thread of its own

        if self.file is None:
            raise NoHistoryError("none is kept")
        if not self.file.exists():
            raise NoHistoryError("there is none yet")
        return HistoryReader(self.file)

    def _answer(self, query: "Callable[[HistoryReader], T]", tries: int = 2) -> T | HistoryError:
        inode = self._inode()
        try:
            with closing(self.open()) as reader:
                return query(reader)
        except NoHistoryError as error:
            return error
        except HistoryError as error:
            if isinstance(error, BrokenFileError) and inode is not None:
                # the file may just have been replaced
                if tries > 1:
                    return self._answer(query, tries - 1)
                self.report_broken(inode)
            _log.warning("the history is not read: %s", error)
            return error

    def _inode(self) -> int | None:
        try:
            return None if self.file is None else self.file.stat().st_ino
        except OSError:
            return None
