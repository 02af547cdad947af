"""The clocks of the engine: the time of day, which may jump, and a steady one that cannot."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

Clock = Callable[[], datetime]
"""Says what time it is, aware UTC."""

# counts the time the machine slept, so that what fell due in between is due at once; monotonic() stops there
_SLEEPLESS: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> datetime:
    """The time of day, aware UTC. It follows the machine's wall clock wherever someone sets it."""
    return datetime.now(UTC)


def aware(text: str) -> datetime:
    """The moment that an ISO 8601 text states, in its own zone; in UTC where it names none. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def steady() -> float:
    """Seconds since some moment in the past: never set back, and running on while the machine is suspended."""
    return time.clock_gettime(_SLEEPLESS)
