"""The clock of a replay: recorded time, which goes on at any speed, stands still, or is set."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tui.engine.clock import Timeline


class _Pace(NamedTuple):
    """How recorded time goes on."""

    at: datetime
    since: float
    """The steady seconds at which it was `at`."""
    speed: float
    """Recorded seconds a second; 0 stands still."""
    limit: datetime
    """The time that it does not go beyond."""


class ReplayClock(Timeline):
    """A timeline of recorded time, on which the wall clock is that of the recording. Read by any thread.

    Args:
        at: the recorded time at first, aware.
        monotonic: steady seconds.
    """

    def __init__(self, at: datetime, monotonic: Callable[[], float] = time.monotonic) -> None:
        start = at.astimezone(UTC)
        super().__init__(lambda: start, monotonic)
        self._pace = _Pace(start, monotonic(), 0.0, start)

    def now(self) -> datetime:
        """Return the recorded time, aware UTC."""
        return min(self._reached(self._pace), self._pace.limit)

    def due(self) -> datetime:
        """Return the time that would be reached by now if nothing limited it, aware UTC."""
        return self._reached(self._pace)

    def on_wall(self, at: datetime) -> datetime:
        """Return the time itself: it is recorded by the wall clock."""
        return at

    def run(self, at: datetime, speed: float, limit: datetime) -> None:
        """Go on from a recorded time, all aware.

        Args:
            at: the time now.
            speed: recorded seconds a second; 0 stands still.
            limit: the time that it does not go beyond.
        """
        self._pace = _Pace(at.astimezone(UTC), self.monotonic(), speed, limit.astimezone(UTC))

    def limit(self, limit: datetime) -> None:
        """Let it go on as it does, but not beyond a time (aware)."""
        self._pace = self._pace._replace(limit=limit.astimezone(UTC))

    def _reached(self, pace: _Pace) -> datetime:
        return pace.at + timedelta(seconds=(self.monotonic() - pace.since) * pace.speed)
