"""The newest entries of the tape, as they come: a bounded list of what each change of the market brought."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.tape import TapeEntry

MAX_LIVE: Final = 2_500
"""Entries that stay in memory; older ones are in the history alone."""
_MOMENT: Final = timedelta(microseconds=1)


class LiveTape(NamedTuple):
    """The entries since a time, in groups: what changed together."""

    since: datetime
    """All entries from this time on are here, aware UTC by the wall clock; what is earlier is in the history."""
    groups: tuple[tuple[TapeEntry, ...], ...] = ()
    """Oldest first, none of them empty."""
    first: int = 0
    """The number of the first group, counted from the start of the program."""
    total: int = 0
    """Of all entries."""

    @property
    def end(self) -> int:
        """The number of the group that comes next."""
        return self.first + len(self.groups)

    def with_group(self, entries: tuple[TapeEntry, ...]) -> "LiveTape":
        """Return the tape with what came last; the oldest groups go where there are too many entries."""
        if not entries:
            return self
        groups, total, dropped, since = (*self.groups, entries), self.total + len(entries), 0, self.since
        while total > MAX_LIVE and dropped < len(groups) - 1:
            total -= len(groups[dropped])
            since = max(since, groups[dropped][-1].at + _MOMENT)
            dropped += 1
        return LiveTape(since, groups[dropped:], self.first + dropped, total)

    def groups_from(self, number: int) -> tuple[tuple[TapeEntry, ...], ...]:
        """Return the groups from this number on, oldest first."""
        return self.groups[max(0, number - self.first) :]
