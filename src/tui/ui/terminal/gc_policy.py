"""When memory is searched for garbage: what died young at once, all of it only while nobody is at the keys."""

import gc
from typing import Final

EVERY: Final = 60.0
"""Seconds between two searches of all memory at least."""
QUIET: Final = 2.0
"""Seconds without a key before one."""
PATIENCE: Final = 600.0
"""Seconds after which one comes all the same."""

_NEVER: Final = 2**31 - 1


class IdleGarbageCollector:
    """Says when all of memory is due to be searched.

    A search of everything holds every thread up: 25 to 70 ms on a board of 10,000 rows, and Python would make it
    in the middle of a page or of a frame. Quotes go by themselves when nothing holds them any more; only what
    refers to itself, as tasks and errors do, waits for a search, and most of that is found while it is young.

    Args:
        now: monotonic seconds.
    """

    def __init__(self, now: float) -> None:
        self._swept = now

    def is_due(self, now: float, touched: float) -> bool:
        """Whether to search now, with the last key pressed at `touched`; both in monotonic seconds."""
        since = now - self._swept
        return since >= PATIENCE or (since >= EVERY and now - touched >= QUIET)

    def collect(self, now: float) -> None:
        """Search all of memory but what the start has made, at this monotonic time."""
        gc.collect()
        self._swept = now


def freeze_startup_objects() -> None:
    """Take all there is now for lasting, and leave the searches of everything to `Garbage`."""
    gc.freeze()
    young, old, _ = gc.get_threshold()
    gc.set_threshold(young, old, _NEVER)
    gc.enable()
