"""How often data is painted: at a set rate, and more rarely while the line cannot keep up."""

from typing import Final

LONGEST: Final = 2.0
"""Seconds to which the wait between two flushes stretches at most, where it is not longer from the first."""
INPUT_PRIORITY: Final = 1.0
"""Seconds after a key in which data leaves a slow line to the keys."""
TICK: Final = 0.5
"""Seconds between two looks at the line at most."""
CLOCK: Final = 1.0
"""Seconds after which the clock moves on where no data came."""
PATIENCE: Final = 4.0
"""Seconds after which data is painted all the same."""


class FrameRateLimiter:
    """When the next flush is due; times are monotonic seconds.

    A flush that finds the line taken doubles the wait, one that finds it free halves it, down to the set rate.

    Args:
        rate: seconds between two flushes on a line that keeps up.
    """

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.wait = rate
        self._tried = self._flushed = float("-inf")

    @property
    def tick(self) -> float:
        """Seconds between two looks at the line, however rarely data is painted."""
        return min(self.rate, TICK)

    def lasts(self, *, slow: bool) -> float:
        """Seconds after which a frame of now is followed by another, at the latest, on a line that takes it.

        Args:
            slow: whether the line is known to be slow, and will not keep up sooner or later.
        """
        if slow or self.is_slowed:
            return max(self.wait, PATIENCE) + self.tick
        return max(self.rate, CLOCK) + self.tick

    @property
    def is_slowed(self) -> bool:
        """Whether the line did not keep up of late."""
        return self.wait > self.rate

    def is_due(self, now: float, touched: float = float("-inf")) -> bool:
        """Whether to flush now, with the last key pressed at `touched`."""
        # ticks come a little early or late; one that is a little early must not cost a whole wait
        if now - self._tried < self.wait - self.rate / 2:
            return False
        is_keys_turn = self.is_slowed and now - touched < INPUT_PRIORITY and now - self._flushed < PATIENCE
        return not is_keys_turn

    def record(self, now: float, *, free: bool) -> None:
        """Note a flush, and whether it found the line free."""
        self._tried = now
        if free:
            self._flushed = now
            self.wait = max(self.rate, self.wait / 2)
        else:
            self.wait = min(max(self.rate, LONGEST), self.wait * 2)
