"""The keys that the user chose: those of the configuration, and those chosen while the board runs."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from textual import events

from tui.ui.key_hints import THEN, parse_keys

if TYPE_CHECKING:
    from tui.ui.pending_keys import PendingKeys


class UserKeys:
    """The user's keys by binding id, and what waits for the next key of a sequence.

    Args:
        configured: as the configuration has them.
        chosen: those chosen since, which come first.
        show: called with the keys of a sequence pressed so far, empty once nothing waits any more.
    """

    def __init__(self, configured: Mapping[str, str], chosen: Mapping[str, str], show: Callable[[str], None]) -> None:
        self.configured = configured
        self.chosen = chosen
        self._show = show
        self._pending: PendingKeys | None = None

    @property
    def texts(self) -> Mapping[str, str]:
        """The keys as the user writes them, by binding id."""
        return {**self.configured, **self.chosen}

    @property
    def keymap(self) -> Mapping[str, str]:
        """The keys as Textual names them, by binding id."""
        return {name: parse_keys(each) for name, each in self.texts.items()}

    @property
    def own(self) -> frozenset[str]:
        """Every such key, as Textual names it."""
        return frozenset(key for each in self.keymap.values() for key in each.split(","))

    def expect_sequences(self) -> None:
        """Have keys that begin a sequence wait for the next one, as these keys are now."""
        self._pending = None
        own = self.own
        if any(THEN in key for key in own):
            from tui.ui.pending_keys import PendingKeys  # noqa: PLC0415 - only for a user who chose a sequence of keys

            self._pending = PendingKeys(own, self._show)

    @property
    def has_sequences(self) -> bool:
        """Whether any key may have to wait for the next one."""
        return self._pending is not None

    def press(self, event: events.Key, now: datetime, active: Collection[str]) -> events.Key | None:
        """Return the key that is meant; None where a sequence is not complete yet.

        Args:
            event: the key.
            now: the time, aware.
            active: the keys that are bound where the focus is; none where text is typed.
        """
        return event if self._pending is None else self._pending.press(event, now, active)

    def expire(self, now: datetime) -> None:
        """Drop what has waited too long for the next key."""
        if self._pending is not None:
            self._pending.expire(now)
