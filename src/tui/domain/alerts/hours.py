"""Hours of the day, such as those in which nothing is told."""

from datetime import datetime, time, tzinfo
from typing import NamedTuple


class DailyHours(NamedTuple):
    """A span of every day, in the user's time zone; it may go past midnight."""

    first: time
    last: time
    """The end, which is not part of it; before `first` where it is past midnight."""

    def include(self, at: datetime, zone: tzinfo | None = None) -> bool:
        """Return whether a time (aware) is within it; `zone` is that of the user, None that of the machine."""
        now = at.astimezone(zone).time()
        if self.first <= self.last:
            return self.first <= now < self.last
        return now >= self.first or now < self.last
