"""What is sent to the terminal, and the thread that waits for it, so that nobody else ever does."""

import os
import select
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Final

MAX_PENDING: Final = 1 << 20
"""Bytes that may wait at most; a terminal that is so far behind gets nothing more. Frames alone never reach it."""

USUAL_SIZE: Final = os.terminal_size((80, 24))
"""Columns and lines of a terminal that does not say how many it has, as on a serial line."""

_LOOK: Final = 0.1
"""Seconds between two looks at whether there is something else to do than to wait for the terminal."""
_ABORT: Final = b"\x18"
"""Ends an escape sequence of which the terminal may have read a part."""


class TerminalWriter(threading.Thread):
    """Hands bytes to the terminal in order, and knows how many still wait.

    Args:
        screen: the file descriptor of the terminal.
    """

    def __init__(self, screen: int) -> None:
        super().__init__(name="bigboard-sender", daemon=True)
        self._screen = _own(screen)
        self._is_own = self._screen != screen
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._waiting = 0
        self._abandoned = threading.Event()
        self._wish: tuple[int, Callable[[], None]] | None = None

    @property
    def waiting(self) -> int:
        """Bytes that the terminal's line has not taken yet."""
        return self._waiting

    def send(self, data: bytes) -> None:
        """Write this after all that was given before; returns at once.

        What the line takes is written here and now: the thread would get to it only once this one pauses.
        """
        with self._lock:
            if self._waiting > MAX_PENDING:
                return
            rest = self._taken(data) if self._is_own and not self._waiting else data
            if not rest:
                return
            self._waiting += len(rest)
        self._queue.put(rest)

    def _taken(self, data: bytes) -> bytes:
        """What the line does not take at once of this."""
        try:
            return data[os.write(self._screen, data) :]
        except BlockingIOError:
            return data
        except OSError:
            # there is no terminal any more; whoever watches it ends the program
            return b""

    def is_writable(self, patience: float = 0) -> bool:
        """Whether the line takes more now, or within so many seconds; one that has gone takes anything."""
        try:
            _, writable, _ = select.select([], [self._screen], [], patience)
        except (OSError, ValueError):
            return True
        return bool(writable)

    def notify_when_below(self, least: int, tell: Callable[[], None]) -> None:
        """Call `tell` once, from this thread, as soon as the line takes more and fewer than `least` bytes wait."""
        with self._lock:
            self._wish = (least, tell)
        self._queue.put(b"")

    def run(self) -> None:
        """Write what comes until told to stop."""
        while (data := self._queue.get()) is not None:
            self._write(data)
            self._grant()

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest and not self._abandoned.is_set():
            try:
                rest = rest[os.write(self._screen, rest) :]
            except BlockingIOError:
                self.is_writable(_LOOK)
            except OSError:
                # there is no terminal any more; whoever watches it ends the program
                break
        with self._lock:
            self._waiting -= len(data)

    def _grant(self) -> None:
        while self._wish is not None and self._waiting < self._wish[0] and not self._abandoned.is_set():
            if self.is_writable(_LOOK):
                with self._lock:
                    (_, tell), self._wish = self._wish, None
                tell()
            elif not self._queue.empty():
                return

    def stop(self, patience: float) -> bool:
        """End once all is written, or after so many seconds without the rest; whether the line has taken everything."""
        self._queue.put(None)
        self.join(patience)
        is_done = not self.is_alive()
        self._abandoned.set()
        self.join(_LOOK * 2)
        return is_done and self.is_writable()

    def discard_unread(self) -> None:
        """Throw away what the terminal has not read yet.

        It is of a picture that nobody looks at any more, and what restores the terminal must not wait behind it.
        """
        with suppress(termios.error):
            termios.tcflush(self._screen, termios.TCOFLUSH)
        with suppress(OSError):
            os.write(self._screen, _ABORT)

    def close(self) -> None:
        """Let the terminal go. Nothing is sent after this."""
        if self._is_own:
            os.close(self._screen)


def _own(screen: int) -> int:
    """The terminal opened anew, so that writing to it need not block here and blocks as ever for everybody else."""
    try:
        return os.open(os.ttyname(screen), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        # another user's terminal, as after `su`: a thread that it blocks is left behind at the end
        return screen


def size_of(screen: int) -> os.terminal_size:
    """Columns and lines of a terminal, by its file descriptor; the usual ones where it does not say."""
    try:
        size = os.get_terminal_size(screen)
    except OSError:
        # there is no terminal any more; whoever watches it ends the program
        return USUAL_SIZE
    return size if all(size) else USUAL_SIZE
