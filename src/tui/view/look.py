"""When the user looked last: the last key before a quiet time, and the mark set by a key."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

QUIET_TIME: Final = timedelta(minutes=10)
"""Without a key for so long the user is away."""


class Look(NamedTuple):
    """When the user looked; times are aware UTC, by the wall clock."""

    last_key: datetime | None = None
    away_since: datetime | None = None
    """The last key before the user was away the last time."""
    mark: datetime | None = None
    """Set by a key; None where none is."""
    is_offered: bool = False
    """Whether the board offers what was missed since `away_since`: until it is shown or the offer is dismissed."""

    def at(self, now: datetime) -> "Look":
        """Return the look at a time: after ten quiet minutes the user has been away since the last key."""
        last = self.last_key
        if last is None or last == self.away_since or now - last < QUIET_TIME:
            return self
        return self._replace(away_since=last, is_offered=True)

    def with_key(self, now: datetime) -> "Look":
        """Return the look after a key."""
        return self.at(now)._replace(last_key=now)

    def with_mark(self, now: datetime) -> "Look":
        """Return the look with a mark at this time."""
        return self._replace(mark=now, is_offered=False)

    def without_offer(self) -> "Look":
        """Return the look with nothing offered."""
        return self._replace(is_offered=False)

    @property
    def since(self) -> datetime | None:
        """Since when the user missed what happened: the last key where that is offered, else the later of the two."""
        if self.is_offered:
            return self.away_since
        return max((at for at in (self.away_since, self.mark) if at is not None), default=None)

    def lines(self) -> list[tuple[datetime, str]]:
        """Return the times at which the tape has a line, and the words of it."""
        times = ((self.away_since, "since you last looked,"), (self.mark, "your mark,"))
        return [(at, words) for at, words in times if at is not None]


NEVER_LOOKED: Final = Look()
