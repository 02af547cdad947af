"""The line to the terminal: what it has carried, and whether it can take more."""

import select
import time
from collections import deque
from typing import ClassVar, Final

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

WINDOW: Final = 5.0
"""Seconds over which the rate is taken."""


class Meter:
    """Bytes sent to the terminal, in all and per second of the last few."""

    def __init__(self) -> None:
        self.total = 0
        self._recent: deque[tuple[float, int]] = deque()

    def add(self, count: int, now: float) -> None:
        """Note so many bytes sent at a monotonic time."""
        self.total += count
        self._recent.append((now, count))
        self._forget(now)

    def rate(self, now: float) -> float:
        """Bytes per second over the last `WINDOW` seconds."""
        self._forget(now)
        return sum(count for _, count in self._recent) / WINDOW

    def _forget(self, now: float) -> None:
        while self._recent and self._recent[0][0] <= now - WINDOW:
            self._recent.popleft()


class LinkDriver(LinuxDriver):
    """Textual's driver, counting what it sends and able to say whether the terminal is reading."""

    meter: Final = Meter()
    """One terminal, one meter."""

    touched: ClassVar[float] = 0.0
    """The monotonic time of the latest key, click or paste."""

    def _sigtstp_application(self, *signal_and_frame: object) -> None:
        """Suspend from the loop, not from within the signal.

        A signal may come while this very thread holds the lock of the queue to the terminal, and suspending writes
        to that queue: done at once it would wait for itself for ever.
        """
        self._loop.call_soon_threadsafe(super()._sigtstp_application, *signal_and_frame)

    def _sigcont_application(self, *signal_and_frame: object) -> None:
        """Resume from the loop, for the same reason."""
        self._loop.call_soon_threadsafe(super()._sigcont_application, *signal_and_frame)

    def process_message(self, message: Message) -> None:
        """Take in what the terminal sends, and note when."""
        if isinstance(message, events.InputEvent | events.Paste):
            LinkDriver.touched = time.monotonic()
        super().process_message(message)

    def write(self, data: str) -> None:
        """Send the data, counted as the terminal will count it."""
        self.meter.add(len(data.encode()), time.monotonic())
        super().write(data)

    def is_ready(self) -> bool:
        """Whether the terminal takes more now; one that has gone takes anything."""
        if self._file is None:
            return True
        try:
            _, writable, _ = select.select([], [self._file], [], 0)
        except (OSError, ValueError):
            return True
        return bool(writable)
