"""The line to a collector: where the figures of a board come from, how old the line is, and what is wrong with it."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.instants import format_duration

SILENT_AFTER: Final = timedelta(seconds=5)
"""Without a word of the collector: from then on its age is shown as a fault."""


class LineStatus(NamedTuple):
    """What a viewer knows of the line."""

    board: str
    """The name of the board on the server."""
    server: str
    """Host and port, or the address that is tried."""
    heard_at: datetime | None = None
    """When the collector was last heard, aware UTC; None if it never was."""
    problem: str = ""
    """What is wrong with the line, or with the collector; empty where all is well."""

    def age(self, now: datetime) -> timedelta | None:
        """Return how long ago the collector was heard; None if it never was."""
        return None if self.heard_at is None else max(now - self.heard_at, timedelta(0))

    def is_well(self, now: datetime) -> bool:
        """Return whether the figures come as they should."""
        age = self.age(now)
        return not self.problem and age is not None and age < SILENT_AFTER

    def trouble(self, now: datetime) -> str:
        """Return what is wrong and when the collector was heard; empty where all is well."""
        if self.is_well(now):
            return ""
        return f"{self.problem}, {self._heard(now)}" if self.problem else f"collector {self._heard(now)}"

    def _heard(self, now: datetime) -> str:
        age = self.age(now)
        return "not heard yet" if age is None else f"heard {format_duration(age)} ago"

    def variants(self, now: datetime) -> tuple[str, str, str, str]:
        """Return what the status bar says of it, the longest first."""
        age, trouble = self.age(now), self.trouble(now)
        place = f"{self.board} from {self.server}"
        if not trouble and age is not None:
            aged = f"{self.board} {format_duration(age)}"
            return f"{place} {format_duration(age)}", aged, aged, aged
        shortest = "no collector" if age is None else self._heard(now)
        return f"{place}: {trouble}", f"{self.board}: {trouble}", self.problem or shortest, shortest
