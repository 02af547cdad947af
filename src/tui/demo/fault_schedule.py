"""The schedule of the demo's faults."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from tui.demo import FAULTS

HEALTHY_INTERVALS: Final = 3.0
FAULTY_INTERVALS: Final = 6.0
MIN_FAULT_DURATION: Final = timedelta(seconds=40)
"""Long enough for a hanging response to exceed the poller's deadline, and for the board to show it."""


class FaultSchedule:
    """The current fault. A fault given at the start comes and goes; one that is set later stays until the next."""

    def __init__(
        self,
        fault: str | None,
        *,
        every: timedelta,
        clock: Callable[[], datetime],
        window: tuple[float, float] | None,
    ) -> None:
        """Start without a fault.

        Args:
            fault: a name of `FAULTS`, or None.
            every: the poll interval.
            clock: returns the time, aware.
            window: the number of intervals without the fault, then with it, in a cycle; None for 3 and 6, the 6
                extended to at least 40 seconds.

        Raises:
            ValueError: no such fault.
        """
        healthy, faulty = window or (HEALTHY_INTERVALS, max(FAULTY_INTERVALS, MIN_FAULT_DURATION / every))
        self._fault = _checked(fault)
        self._healthy = healthy * every
        self._cycle = self._healthy + faulty * every
        self._clock = clock
        self._started: datetime | None = clock()

    def set_fault(self, fault: str | None) -> None:
        """Make this fault, or none, the current one from now on.

        Raises:
            ValueError: no such fault.
        """
        self._fault, self._started = _checked(fault), None

    def current_fault(self) -> str | None:
        """Return the name of the current fault."""
        fault, started = self._fault, self._started
        if fault is None or started is None:
            return fault
        return fault if (self._clock() - started) % self._cycle >= self._healthy else None


def _checked(fault: str | None) -> str | None:
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"no fault {fault!r}: one of {', '.join(FAULTS)}")
    return fault
