"""The terminal while it shows the last frame: taken from the user already, and not yet in the hands of the board.

It is loaded before anything else is, so it imports neither Textual nor what the board's own driver needs.
"""

import os
import signal
import termios
import tty
from contextlib import suppress
from types import FrameType
from typing import Any, Final

ENTER: Final = "\x1b[?1049h\x1b[?25l\x1b[?7l"
"""Alternate screen, no cursor, and lines that do not wrap."""
EXIT: Final = "\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[0m"
"""Undoes it."""
_ABORT: Final = b"\x18"
"""Ends an escape sequence of which the terminal may have read a part."""
ENDS: Final = (
    *("SIGHUP", "SIGINT", "SIGQUIT", "SIGTRAP", "SIGABRT", "SIGEMT", "SIGSYS", "SIGUSR1", "SIGUSR2", "SIGALRM"),
    *("SIGTERM", "SIGSTKFLT", "SIGXCPU", "SIGVTALRM", "SIGPROF", "SIGIO", "SIGPWR"),
)
"""The signals that end a program which does not handle them, as the board itself handles them."""


class HeldTerminal:
    """A terminal whose keys wait unseen for the board; a signal gives it back first.

    Args:
        tty_fd: its input.
        screen_fd: where it is drawn on.

    Raises:
        OSError: it cannot be opened anew for writing without waiting.
        termios.error: it has no attributes.
    """

    def __init__(self, tty_fd: int = 0, screen_fd: int = 2) -> None:
        self.is_held = False
        """Whether it is neither given back yet nor handed over to the board."""
        self.attributes: list[Any] = termios.tcgetattr(tty_fd)
        """As they were found."""
        self._tty = tty_fd
        self._screen = os.open(os.ttyname(screen_fd), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)

    def show(self, frame: bytes) -> None:
        """Take the terminal and write a frame, as much of it as it takes at once; what is cut off is painted later."""
        self._handle_signals()
        self.is_held = True
        waiting = [*self.attributes[:6], list(self.attributes[6])]
        # keys are read as the board reads them, but those that are signals to the kernel stay that
        waiting[tty.IFLAG] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        waiting[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        waiting[tty.CC][termios.VMIN] = 1
        termios.tcsetattr(self._tty, termios.TCSANOW, waiting)
        self._write(ENTER.encode() + frame)

    def hand_over(self) -> None:
        """Leave it to the board's driver, which has taken it."""
        self.is_held = False
        self._close()

    def give_back(self) -> None:
        """Leave it as it was found, unless that is done. Safe in any thread and within a signal."""
        if not self.is_held:
            return
        self.is_held = False
        with suppress(termios.error, OSError):
            if os.tcgetpgrp(self._tty) == os.getpgrp():
                # typed at the board: the shell must not run it
                termios.tcflush(self._tty, termios.TCIFLUSH)
                termios.tcsetattr(self._tty, termios.TCSANOW, self.attributes)
        with suppress(termios.error, OSError):
            if not self._write(EXIT.encode()):
                termios.tcflush(self._screen, termios.TCOFLUSH)
                self._write(_ABORT + EXIT.encode())
        self._close()

    def begin_end(self) -> None:
        """Nothing is to be done before it is given back."""

    def restore(self) -> None:
        """Give it back, as the end of the board asks for."""
        self.give_back()

    def _write(self, data: bytes) -> bool:
        """Write without waiting; return whether all of it was taken."""
        try:
            return os.write(self._screen, data) == len(data)
        except BlockingIOError:
            return False

    def _close(self) -> None:
        with suppress(OSError):
            os.close(self._screen)

    def _handle_signals(self) -> None:
        """Give the terminal back before any signal ends or stops the program; the board sets handlers of its own."""
        for name in ENDS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_end)
        signal.signal(signal.SIGTSTP, self._on_stop)
        signal.signal(signal.SIGCONT, self._on_continue)

    def _on_end(self, number: int, _frame: FrameType | None) -> None:
        self.give_back()
        os._exit(128 + number)

    def _on_stop(self, number: int, _frame: FrameType | None) -> None:
        """Stop; the board then comes up without a frame before it."""
        self.give_back()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    def _on_continue(self, number: int, _frame: FrameType | None) -> None:
        """Another program may have had the terminal meanwhile."""
        self.give_back()
        signal.signal(number, signal.SIG_DFL)
