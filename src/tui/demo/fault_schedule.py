"""When the demo's server goes wrong, and when it is well again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from tui.demo import FAULTS

HEALTHY_INTERVALS: Final = 3.0
FAULTY_INTERVALS: Final = 6.0
MIN_FAULT_DURATION: Final = timedelta(seconds=40)
"""Long enough for an answer that never comes to run into the poller's deadline, and for the board to show it."""


class FaultSchedule:
    """The fault in force. A fault given at the start comes and goes; one that is set later stays until the next."""

    def __init__(
        self,
        fault: str | None,
        *,
        every: timedelta,
        clock: Callable[[], datetime],
        window: tuple[float, float] | None,
    ) -> None:
        """Start in good weather.

        Args:
            fault: a name of `FAULTS`, or None.
            every: the poll interval.
            clock: tells the time, aware.
            window: for how many intervals it is well, then for how many it is not, again and again; None for
                3 and 6, the 6 stretched to at least 40 seconds.

        Raises:
            ValueError: no such fault.
        """
        good, bad = window or (HEALTHY_INTERVALS, max(FAULTY_INTERVALS, MIN_FAULT_DURATION / every))
        self._fault = _known(fault)
        self._good = good * every
        self._cycle = self._good + bad * every
        self._clock = clock
        self._began: datetime | None = clock()

    def set_fault(self, fault: str | None) -> None:
        """Let this fault, or none, be in force from now on without end.

        Raises:
            ValueError: no such fault.
        """
        self._fault, self._began = _known(fault), None

    def current_fault(self) -> str | None:
        """The name of the fault in force now."""
        fault, began = self._fault, self._began
        if fault is None or began is None:
            return fault
        return fault if (self._clock() - began) % self._cycle >= self._good else None


def _known(fault: str | None) -> str | None:
    if fault is not None and fault not in FAULTS:
        raise ValueError(f"no fault {fault!r}: one of {', '.join(FAULTS)}")
    return fault
