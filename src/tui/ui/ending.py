"""How the board ends: signals, a terminal that went away, a crash. The terminal is always left as it was found."""

import asyncio
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final, Self

STATUSES: Final = {signal.SIGTERM: 143, signal.SIGHUP: 129, signal.SIGINT: 130}
"""128 and the signal's number, as shells count."""

TerminalState = list[Any]
"""What `termios.tcgetattr` gives: a list of its own making, handed back untouched."""

_RESTORE: Final = (
    b"\x1b[?2026l\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l\x1b[?2048l"
    b"\x1b[?2004l\x1b[?1004l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[0m"
)


class Ending:
    """Watches for the end while the board runs.

    A signal first asks the application to leave; one that cannot, because its terminal has stopped reading or has
    gone, is ended all the same, within `patience`.

    Args:
        leave: asks the application to end; called in its event loop.
        patience: seconds from the signal to the hard end.
    """

    def __init__(self, leave: Callable[[], None], patience: float = 0.7) -> None:
        self._leave = leave
        self._patience = patience
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tty = sys.__stdin__.fileno() if sys.__stdin__ else 0
        self._found: TerminalState | None = None
        self._over = threading.Event()
        self.status: int | None = None
        """The exit status a signal asks for; None without one."""

    def __enter__(self) -> Self:
        with suppress(termios.error):
            self._found = termios.tcgetattr(self._tty)
        for number in STATUSES:
            # not through the loop: a handler of the interpreter runs even while the loop is blocked by the terminal
            signal.signal(number, self._on_signal)
        threading.Thread(target=self._watch_terminal, name="bigboard-hangup", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for number in STATUSES:
            signal.signal(number, signal.SIG_DFL)

    def running(self) -> None:
        """Called in the application's event loop once it runs."""
        self._loop = asyncio.get_running_loop()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._end(STATUSES[signal.Signals(number)])

    def _watch_terminal(self) -> None:
        """A terminal that went away counts as a hang-up, even where that signal is ignored or lost."""
        poll = select.poll()
        poll.register(self._tty, 0)
        while not self._over.is_set():
            if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(1000)):
                self._end(STATUSES[signal.SIGHUP])
                return

    def _end(self, status: int) -> None:
        if self.status is not None or self._over.is_set():
            return
        self.status = status
        timer = threading.Timer(self._patience, self._end_hard)
        timer.daemon = True
        timer.start()
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop may have closed a moment ago
                self._loop.call_soon_threadsafe(self._leave)

    def _end_hard(self) -> None:
        if self._over.is_set():
            return
        restore(self._tty, self._found)
        os._exit(self.status or 1)


def restore(tty: int, found: TerminalState | None, screen: int = 2) -> None:
    """Put the terminal back by hand, as far as it listens.

    Args:
        tty: the terminal's input.
        found: its attributes as they were; None where they are not known.
        screen: where the escape sequences go.
    """
    if found is not None:
        with suppress(termios.error):
            termios.tcsetattr(tty, termios.TCSANOW, found)
    with suppress(OSError, ValueError):
        _, writable, _ = select.select([], [screen], [], 0)
        if writable:
            os.write(screen, _RESTORE)
