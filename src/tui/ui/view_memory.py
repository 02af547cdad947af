"""Stores what is on the screen now and then, and at the end, without delaying a key or the end."""

from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from typing import Final

from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.storage.view_state import ViewStore
from tui.view.view_state import ViewState

SAVE_INTERVAL: Final = 30.0
"""Seconds between two looks at whether anything has changed."""
_MAX_END_WAIT: Final = 1.0
"""Seconds that the end of the program waits for the disk."""


class ViewMemory:
    """Writes views on threads of its own.

    Args:
        store: the file.
        view: returns what is on the screen; None before the board is there and after it has gone.
    """

    def __init__(self, store: ViewStore, view: Callable[[], ViewState | None]) -> None:
        self._store = store
        self._view = view
        self._executor = DaemonThreadExecutor()

    def save(self) -> None:
        """Begin to write what is on the screen, where it has changed; called by a timer."""
        view = self._view()
        if view is not None:
            self._executor.submit(self._store.save, view)

    def save_at_end(self, view: ViewState | None) -> None:
        """Write what was on the screen last, and wait a moment for it; None was a crash, and changes nothing."""
        if view is None:
            return
        try:
            writing = self._executor.submit(self._store.save, view)
        except RuntimeError:  # the system has no thread left
            self._store.save(view)
            return
        with suppress(FutureTimeoutError):
            writing.result(_MAX_END_WAIT)
