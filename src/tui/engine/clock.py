"""The clocks of the program: the time of day, which may jump, a steady one that cannot, and the time line of both."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

Clock = Callable[[], datetime]
"""Says what time it is, aware UTC."""

# counts the time the machine slept, so that what fell due in between is due at once; monotonic() stops there
_SLEEPLESS: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


_STEP: Final = timedelta(milliseconds=250)
"""Differences below it are no step of the wall clock, only the time between reading one clock and the other."""


def utc_now() -> datetime:
    """The time of day, aware UTC. It follows the machine's wall clock wherever someone sets it."""
    return datetime.now(UTC)


def monotonic_boottime() -> float:
    """Seconds since some moment in the past: never set back, and running on while the machine is suspended."""
    return time.clock_gettime(_SLEEPLESS)


class Timeline:
    """Moments that never jump: those of the wall clock when the program began, carried on by the steady clock.

    Whatever is stamped, compared or waited for inside the program lies on it, so that every age is true whoever sets
    the wall clock. A moment is brought to the wall clock where it is shown, written, or held against a calendar or
    against what others call the time.

    Args:
        wall: the time of day, aware UTC.
        monotonic: steady seconds, counting the time the machine was suspended.
    """

    def __init__(self, wall: Clock, monotonic: Callable[[], float] = monotonic_boottime) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._began, self._began_at = wall(), monotonic()
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """This moment on the time line, aware UTC."""
        return self._began + timedelta(seconds=self._monotonic() - self._began_at)

    def on_wall(self, at: datetime) -> datetime:
        """What the wall clock, as it goes now, shows at a moment of the time line; both aware UTC."""
        ahead = self._wall() - self.now()
        if abs(ahead - self._ahead) > _STEP:
            self._ahead = ahead
        return at + self._ahead
