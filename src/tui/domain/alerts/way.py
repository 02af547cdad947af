"""What is told off the board: a notice of one alert or of many."""

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.events import Alert

MAX_WAITING: Final = 500
"""Alerts that wait for one way out; of more only the number is told."""


class Notice(NamedTuple):
    """One or more alerts that are told at once, by one way."""

    way: str
    """The name of the way."""
    alerts: tuple[Alert, ...]
    """At least one, oldest first."""
    left_out: int = 0
    """Alerts that rang besides, of which there were too many to keep."""
    is_test: bool = False
    """Whether the user asked for it, and nothing rang."""

    @property
    def number(self) -> int:
        """How many alerts rang."""
        return len(self.alerts) + self.left_out

    @property
    def id(self) -> str:
        """What makes it one notice, however often it is sent: for one alert this follows from its id alone."""
        return notice_id(self.way, self.alerts)


def notice_id(way: str, alerts: Sequence[Alert]) -> str:
    """Return 32 hexadecimal digits that follow from a way and the ids of alerts."""
    joined = "\n".join((way, *(alert.id for alert in alerts)))
    return hashlib.sha256(joined.encode("utf-8", "backslashreplace")).hexdigest()[:32]
