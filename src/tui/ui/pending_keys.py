"""Keys that are pressed one after another, such as `g g`: those pressed so far wait for the next one."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from textual import events

from tui.ui.key_hints import THEN

MAX_WAIT: Final = timedelta(seconds=1)
"""The time within which the next key of a sequence has to come."""


class PendingKeys:
    """Turns keys pressed one after another into the one key that a sequence is bound as.

    Args:
        keys: every key that the user chose, as bindings have them; sequences among them.
        show: called with the keys pressed so far, empty once nothing waits any more.
    """

    def __init__(self, keys: Iterable[str], show: Callable[[str], None]) -> None:
        self._sequences = frozenset(key for key in keys if THEN in key)
        self._show = show
        self._pressed = ""
        self._since: datetime | None = None

    def press(self, event: events.Key, now: datetime, active: Collection[str]) -> events.Key | None:
        """Return the key that is meant, which may be another one; None where a sequence is not complete yet.

        A key that continues no sequence is itself, and those before it are dropped.

        Args:
            event: the key.
            now: the time, aware.
            active: the keys that are bound where the focus is; none where text is typed.
        """
        self.expire(now)
        pressed = f"{self._pressed}{THEN}{event.key}" if self._pressed else event.key
        bound = [each for each in self._sequences if each in active]
        if pressed in bound:
            self._drop()
            return events.Key(pressed, None)
        if any(each.startswith(pressed + THEN) for each in bound):
            self._pressed, self._since = pressed, now
            self._show(f"{pressed.replace(THEN, ' ')} …")
            return None
        self._drop()
        return event

    def expire(self, now: datetime) -> None:
        """Drop what has waited too long."""
        if self._since is not None and now - self._since > MAX_WAIT:
            self._drop()

    def _drop(self) -> None:
        if self._since is not None:
            self._pressed, self._since = "", None
            self._show("")
