"""The clocks of the program: the time of day, which may jump, a steady one that cannot, and a timeline of both."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

Clock = Callable[[], datetime]
"""Returns the time, aware UTC."""

# counts the time the machine slept, so that what fell due in between is due at once; monotonic() stops there
_BOOTTIME_CLOCK: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


_MIN_JUMP: Final = timedelta(milliseconds=250)
"""Differences below it are no jump of the wall clock, only the time between reading one clock and the other."""


def utc_now() -> datetime:
    """Return the time of day, aware UTC. It follows the machine's wall clock when that is set."""
    return datetime.now(UTC)


def monotonic_boottime() -> float:
    """Return seconds since some time in the past: never set back, and running on while the machine is suspended."""
    return time.clock_gettime(_BOOTTIME_CLOCK)


class _LocalZone(tzinfo):
    """The time zone of this machine, with its summer time."""

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return None if dt is None else _without_zone(dt).utcoffset()

    def dst(self, _dt: datetime | None) -> None:
        return None

    def tzname(self, dt: datetime | None) -> str | None:
        return None if dt is None else _without_zone(dt).tzname()

    def fromutc(self, dt: datetime) -> datetime:
        local = dt.replace(tzinfo=UTC).astimezone()
        # an hour that the clock shows twice is told apart by its fold, as in zoneinfo
        is_second = _without_zone(local).utcoffset() != local.utcoffset()
        return local.replace(tzinfo=self, fold=is_second)


def _without_zone(at: datetime) -> datetime:
    """Return a time of this machine's wall clock with the offset that is in force then."""
    return at.replace(tzinfo=None).astimezone()


LOCAL_ZONE: Final = _LocalZone()


class Timeline:
    """Times that never jump: that of the wall clock at the start of the program, continued by the steady clock.

    Every time that is stamped, compared or waited for inside the program lies on it, so that ages are true when the
    wall clock is set. A time is converted to the wall clock where it is shown, written, or compared with a calendar
    or with a time that others state.

    Args:
        wall: the time of day, aware UTC.
        monotonic: steady seconds, counting the time the machine was suspended.
    """

    def __init__(self, wall: Clock, monotonic: Callable[[], float] = monotonic_boottime) -> None:
        self._wall = wall
        self.monotonic = monotonic
        """Steady seconds."""
        self._start, self._start_seconds = wall(), monotonic()
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """Return the present time on the timeline, aware UTC."""
        return self._start + timedelta(seconds=self.monotonic() - self._start_seconds)

    def on_wall(self, at: datetime) -> datetime:
        """Return what the wall clock, as set now, shows at a time of the timeline; both aware UTC."""
        ahead = self._wall() - self.now()
        if abs(ahead - self._ahead) > _MIN_JUMP:
            self._ahead = ahead
        return at + self._ahead
