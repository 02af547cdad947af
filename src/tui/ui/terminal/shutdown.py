"""How the board ends: signals, a terminal that went away, a crash. The terminal is always left as it was."""

import asyncio
import logging
import os
import select
import signal
import sys
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final, Protocol, Self

from rich.console import RenderableType
from textual.app import App
from textual.worker import WorkerFailed

_log: Final = logging.getLogger(__name__)

TerminalState = list[Any]
"""What `termios.tcgetattr` returns, passed back unchanged."""

TAKE_SCREEN: Final = "\x1b[?1049h"
"""Alternate screen."""
TAKE: Final = "\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"
"""No cursor, focus reports, bracketed paste, and lines that do not wrap."""
CLEAR: Final = "\x1b[m\x1b[2J"
MOUSE_ON: Final = "\x1b[?1000h\x1b[?1003h\x1b[?1015h\x1b[?1006h"
MOUSE_OFF: Final = "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"
"""Leaves the mouse to the terminal, whose own selection then works without shift."""
PUSH_KEYBOARD: Final = "\x1b[>29u"
"""Unambiguous keys, all of them as sequences, with their text and their place on a Latin keyboard: kitty's protocol."""
POP_KEYBOARD: Final = "\x1b[<u"
REPORTS_OFF: Final = f"{MOUSE_OFF}\x1b[?2048l\x1b[?1004l\x1b[?2004l"
"""Turns off all reports that are not typed keys."""
LEAVE: Final = f"\x1b[?2026l{REPORTS_OFF}\x1b[?7h{POP_KEYBOARD}\x1b[?1049l\x1b[?25h\x1b[0m"
"""Undoes all of it. Each screen has keyboard modes of its own, so they are reset before the screen changes."""

_SIGNAL_NAMES: Final = (
    *("SIGHUP", "SIGINT", "SIGQUIT", "SIGTRAP", "SIGABRT", "SIGEMT", "SIGSYS", "SIGUSR1", "SIGUSR2", "SIGALRM"),
    *("SIGTERM", "SIGSTKFLT", "SIGXCPU", "SIGVTALRM", "SIGPROF", "SIGIO", "SIGPWR"),
)
ENDING_SIGNALS: Final = (
    *(getattr(signal, name) for name in _SIGNAL_NAMES if hasattr(signal, name)),
    *(range(signal.SIGRTMIN, signal.SIGRTMAX + 1) if hasattr(signal, "SIGRTMIN") else ()),
)
"""The signals that end a program which does not handle them. A closed pipe and a file that is too large are errors to
Python, not signals."""
FAULT_SIGNALS: Final = (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL)
"""Signals of the processor, which other processes may send too."""

_END_TIMEOUT: Final = 0.7
"""Seconds from a signal to the hard end of a board that does not end by itself."""


def is_in_background(tty: int) -> bool:
    """Return whether the shell has given this terminal to another job; never where it controls no jobs."""
    try:
        return os.tcgetpgrp(tty) != os.getpgrp()
    except OSError:
        return False


def set_attributes(tty: int, attributes: TerminalState | None) -> None:
    """Set the attributes read before, unless they are not known or another job has the terminal now."""
    if attributes is not None and not is_in_background(tty):
        with suppress(termios.error):
            termios.tcsetattr(tty, termios.TCSANOW, attributes)


def discard_input(tty: int) -> None:
    """Drop unread input: reports in transit would be typed into the shell."""
    if not is_in_background(tty):
        with suppress(termios.error):
            termios.tcflush(tty, termios.TCIFLUSH)


def restore_terminal(tty: int, original: TerminalState | None, terminal_fd: int = 2, before: str = "") -> None:
    """Restore the terminal directly, as far as it reads.

    Args:
        tty: the terminal's input.
        original: its attributes as they were; None where they are not known.
        terminal_fd: where the escape sequences go.
        before: those that come before the usual ones.
    """
    set_attributes(tty, original)
    with suppress(OSError, ValueError):
        _, writable, _ = select.select([], [terminal_fd], [], 0)
        if writable:
            os.write(terminal_fd, (before + LEAVE).encode())


def block_faults() -> None:
    """Block the signals of faults in this thread and those it starts, so that the watching thread receives them.

    Those of the processor itself still end the program. Handled, they would return to the same fault for ever.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, FAULT_SIGNALS)


class Terminal(Protocol):
    """The terminal that was taken from the user, and must be given back."""

    def begin_end(self) -> None:
        """Ignore stops and continuations from now on. Called in any thread and within a signal."""

    def restore(self) -> None:
        """Give it back at once, unless that is done. Called in any thread and within a signal."""


class ShutdownGuard:
    """Ends the board on a signal, and when its terminal goes away.

    A signal first asks the application to leave; one that cannot, because its terminal has stopped reading or is
    gone, is ended within `_END_TIMEOUT`.

    Args:
        leave: asks the application to end; called in its event loop.
        terminal: returns what must be given back; None while nothing is taken.
    """

    def __init__(self, leave: Callable[[], None], terminal: Callable[[], Terminal | None]) -> None:
        self._leave = leave
        self._terminal = terminal
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = threading.Event()
        self.status: int | None = None
        """The exit status of a signal, 128 plus its number as in shells; None without one."""

    def __enter__(self) -> Self:
        block_faults()
        for number in ENDING_SIGNALS:
            # not through the loop: a handler of the interpreter runs even while the loop is blocked by the terminal
            signal.signal(number, self._on_signal)
        for watch in (self._watch_terminal, self._watch_faults):
            threading.Thread(target=watch, name="bigboard-end", daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self.status is not None:
            # the interpreter drops its handlers before it ends: another signal would change the exit status
            for number in ENDING_SIGNALS:
                signal.signal(number, signal.SIG_IGN)

    def attach_loop(self) -> None:
        """Use the running event loop. Called in the application's, once it runs."""
        self._loop = asyncio.get_running_loop()

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        self._end(128 + number)

    def _watch_faults(self) -> None:
        self._end(128 + signal.sigwait(FAULT_SIGNALS))

    def _watch_terminal(self) -> None:
        """Treat a terminal that went away as a hang-up, even where that signal is ignored or lost."""
        poll = select.poll()
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
        while not self._ended.is_set():
            if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(1000)):
                self._end(128 + signal.SIGHUP)
                return

    def _end(self, status: int) -> None:
        if self.status is not None:
            return
        self.status = status
        terminal = self._terminal()
        if terminal is not None:
            terminal.begin_end()
        loop = self._loop
        if loop is None or self._ended.is_set():
            # there is nothing to end in order yet, or nothing any more
            self._end_hard()
            return
        timer = threading.Timer(_END_TIMEOUT, self._end_hard)
        timer.daemon = True
        try:
            timer.start()
        except RuntimeError:  # the system has no thread left
            self._end_hard()
        with suppress(RuntimeError):  # the loop may have closed a moment ago
            loop.call_soon_threadsafe(self._leave)

    def _end_hard(self) -> None:
        terminal = self._terminal()
        if terminal is not None:
            terminal.restore()
        os._exit(self.status or 1)


@contextmanager
def thread_errors(report: Callable[[Exception], None]) -> Iterator[None]:
    """Report an error that ends a thread, where Python would print a traceback over the board.

    Args:
        report: called on the thread that ends.
    """
    before = threading.excepthook

    def on_error(failure: threading.ExceptHookArgs) -> None:
        if isinstance(failure.exc_value, Exception):
            report(failure.exc_value)

    threading.excepthook = on_error
    try:
        yield
    finally:
        threading.excepthook = before


class CrashReportingApp(App[None]):
    """An application that shows one clean line after an internal error, and writes the traceback to the log.

    Textual shows tracebacks with the values of local variables, which may be secrets.
    """

    _crash_line: str | None = None

    def crash(self, error: Exception) -> None:
        """End because of this error. Called from any thread; once the loop has ended the error is only logged."""
        loop = self._loop
        if loop is None:
            _log.error("an error after the board ended", exc_info=error)
            return
        with suppress(RuntimeError):  # it may close at this moment
            loop.call_soon_threadsafe(self._handle_exception, error)

    def _handle_exception(self, error: Exception) -> None:
        """Handle an error as Textual does; once the end has begun only log it, for its screen may be gone."""
        if self._exit:
            _log.error("an error while the board ended", exc_info=error)
        else:
            super()._handle_exception(error)

    def panic(self, *_renderables: RenderableType) -> None:
        """End after an error that Textual would show in its own way."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """End after any error."""
        if self._crash_line is None:
            error: BaseException | None = self._exception
            if isinstance(error, WorkerFailed):
                error = error.error
            _log.critical("the board crashed", exc_info=error)
            self._crash_line = _message(error)
        self._return_code = 1
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Show the one line of a crash, however many errors there were and however narrow the terminal is."""
        if self._crash_line is not None:
            self.error_console.print(self._crash_line, markup=False, highlight=False, soft_wrap=True)


def _message(error: BaseException | None) -> str:
    from tui.storage.log import crash_line  # noqa: PLC0415 - only once something is wrong
    from tui.storage.paths import log_file  # noqa: PLC0415 - only once something is wrong

    return crash_line(type(error).__name__ if error else "unknown", log_file())
