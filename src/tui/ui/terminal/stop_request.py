"""Ending a thread that waits for input."""

import os
import threading


class StopRequest:
    """Ends the thread that reads input, at once: a pipe that it waits for beside the terminal.

    One thread requests and withdraws.
    """

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()
        self._is_requested = threading.Event()

    @property
    def is_requested(self) -> bool:
        """Whether reading is to end."""
        return self._is_requested.is_set()

    def request(self) -> None:
        """End the reading."""
        if not self.is_requested:
            self._is_requested.set()
            os.write(self._writing, b"\0")

    def withdraw(self) -> None:
        """Let a thread read again."""
        if self.is_requested:
            os.read(self._reading, 1)
            self._is_requested.clear()

    def fileno(self) -> int:
        """Return the descriptor that can be read once the end is requested."""
        return self._reading

    def wait(self, timeout: float) -> None:
        """Wait for the request, or for so many seconds."""
        self._is_requested.wait(timeout)
