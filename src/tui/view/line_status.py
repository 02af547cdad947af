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

    def variants(self, now: datetime) -> tuple[str, str, str, str]:
        """Return what the status bar says of it, the longest first."""
        age = self.age(now)
        heard = "not heard yet" if age is None else f"heard {format_duration(age)} ago"
        place = f"{self.board} from {self.server}"
        if self.is_well(now) and age is not None:
            aged = f"{self.board} {format_duration(age)}"
            return f"{place} {format_duration(age)}", aged, aged, aged
        wrong = f"{self.problem}, {heard}" if self.problem else f"collector {heard}"
        shortest = heard if age is not None else "no collector"
        return f"{place}: {wrong}", f"{self.board}: {wrong}", self.problem or shortest, shortest
