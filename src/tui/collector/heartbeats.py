"""What a viewer knows of the collectors by their heartbeats: when they were heard, their clock, what is wrong there."""

from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from tui.collector.heartbeat import Heartbeat, decode_heartbeat

_MAX_GROUPS: Final = 100
_SILENT_AFTER: Final = timedelta(seconds=5)
"""Without a heartbeat of one group, while others have theirs: from then on nobody seems to poll it."""
_MIN_CLOCK_DIFFERENCE: Final = timedelta(seconds=1)
"""Between the clocks of two machines: below it they count as equal."""
_MAX_CLOCK_DIFFERENCE: Final = timedelta(days=1)
"""Beyond it one of them is wrong, and nobody knows which."""


class Heartbeats:
    """The latest heartbeat of each group.

    Args:
        wall: the time of day, aware UTC.
    """

    def __init__(self, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._differences: deque[timedelta] = deque(maxlen=30)
        self.latest: dict[str, Heartbeat] = {}
        """By group."""
        self._heard: dict[str, datetime] = {}
        """When each was heard, as `heard_at`."""
        self._heard_since: datetime | None = None
        """When the first was heard after a silence of all."""
        self.heard_at: datetime | None = None
        """When any was heard, aware UTC by the collector's clock; None before the first."""
        self.ahead = timedelta(0)
        """How far the collector's clock is ahead of this machine's, where that is more than messages take."""

    def hear(self, group: str, body: bytes) -> None:
        """Note what was sent as a heartbeat of a group; what is none is left out."""
        try:
            heartbeat = decode_heartbeat(body)
        except ValueError:
            return
        now = self._wall()
        difference = heartbeat.at - now
        if abs(difference) <= _MAX_CLOCK_DIFFERENCE:
            self._differences.append(difference)
            # the one that took the shortest time is the nearest to the difference of the clocks
            ahead = max(self._differences)
            self.ahead = ahead if abs(ahead) > _MIN_CLOCK_DIFFERENCE else timedelta(0)
        if len(self._heard) >= _MAX_GROUPS and group not in self._heard:
            self.latest.clear()
            self._heard.clear()
        self.latest[group] = heartbeat
        at = now + self.ahead
        if self.heard_at is None or at - self.heard_at > _SILENT_AFTER:
            self._heard.clear()
            self._heard_since = at
        self.heard_at = self._heard[group] = at

    def silent_among(self, groups: Iterable[str]) -> str | None:
        """Return the first of some groups that is silent while others are heard; None where there is none."""
        if self.heard_at is None or self._heard_since is None:
            return None
        oldest = self.heard_at - _SILENT_AFTER
        return next((name for name in groups if self._heard.get(name, self._heard_since) < oldest), None)

    @property
    def problem(self) -> str:
        """What a collector says is wrong with it; empty where all is well."""
        # another thread may add a group meanwhile
        return next((str(each.problem) for each in tuple(self.latest.values()) if each.problem), "")
