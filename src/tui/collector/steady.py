"""The steady clock of a lease."""

import time
from typing import Final

# the usual steady clock of Linux stands still while the machine is suspended: a collector would wake up as the holder
_CLOCK: Final[int] = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def steady_seconds() -> float:
    """Return seconds that nobody sets and that pass while the machine is suspended, too."""
    return time.clock_gettime(_CLOCK)
