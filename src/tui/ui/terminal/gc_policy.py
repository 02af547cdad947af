"""When garbage is collected: young objects at once, all of memory only while no keys are pressed."""

import gc
from typing import Final

MIN_INTERVAL: Final = 60.0
"""Minimum seconds between two full collections."""
IDLE_TIME: Final = 2.0
"""Seconds without a key before one."""
MAX_INTERVAL: Final = 600.0
"""Seconds after which one runs even while keys are pressed."""

_NEVER: Final = 2**31 - 1


class IdleGarbageCollector:
    """Decides when a full garbage collection is due.

    It stops every thread: 25 to 70 ms on a board of 10,000 rows, and Python would run it in the middle of a page or
    of a frame. Quotes are freed when nothing refers to them any more; only reference cycles, as tasks and errors make
    them, wait for a collection, and most of those are collected while they are young.

    Args:
        now: monotonic seconds.
    """

    def __init__(self, now: float) -> None:
        self._collected_at = now

    def is_due(self, now: float, last_input: float) -> bool:
        """Return whether to collect now, with the last key pressed at `last_input`; both in monotonic seconds."""
        since = now - self._collected_at
        return since >= MAX_INTERVAL or (since >= MIN_INTERVAL and now - last_input >= IDLE_TIME)

    def collect(self, now: float) -> None:
        """Collect all but the objects of the start, at this monotonic time."""
        gc.collect()
        self._collected_at = now


def freeze_startup_objects() -> None:
    """Treat all current objects as permanent, and leave full collections to `IdleGarbageCollector`."""
    gc.freeze()
    young, old, _ = gc.get_threshold()
    gc.set_threshold(young, old, _NEVER)
    gc.enable()
