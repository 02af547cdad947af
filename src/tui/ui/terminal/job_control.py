"""Stopping and continuing, as the user, the shell or another process requests."""

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import Final, NamedTuple

from tui.ui.terminal.shutdown import discard_input, is_in_background

_STOPS: Final = (signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)

_Handler = Callable[[int, FrameType | None], object] | int | None


class JobControl:
    """Gives the terminal back before each stop, and takes it with each continuation.

    A handler only records the request: it may run while this thread has a lock that leaving the terminal needs, so
    the event loop does the rest. The last request counts: a continuation cancels a stop that has not happened yet, as
    it does in the kernel.

    Args:
        tty: the terminal's input.
        leave: gives the terminal back, unless that is done.
        take: takes the terminal; where it is taken, takes it again, for another program may have changed it.
    """

    def __init__(self, tty: int, leave: Callable[[], None], take: Callable[[], None]) -> None:
        self._tty = tty
        self._leave = leave
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._stop: _Stop | None = None
        self._is_continued = False
        self._is_ending = False
        for number in _STOPS:
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCONT, self._on_continue)

    def end(self) -> None:
        """Ignore further stops: the program is ending. Safe in any thread and within a signal."""
        self._is_ending = True

    def close(self) -> None:
        """Restore the default handlers, once there is no terminal to give back."""
        self.end()
        for number in (*_STOPS, signal.SIGCONT):
            signal.signal(number, signal.SIG_DFL)

    def suspend(self, refused: Callable[[], None]) -> None:
        """Stop the whole job, as the shell sees it; call `refused` where no shell would continue it."""
        try:
            os.tcgetpgrp(self._tty)
        except OSError:
            refused()
        else:
            self._stop = _Stop(partial(_stop_job, signal.SIGTSTP), refused)
            self._schedule()

    def wait_for_foreground(self) -> bool:
        """Stop the whole job where it is in the background, until the shell gives it the terminal.

        Returns:
            Whether it was in the background: the terminal is then taken with the continuation.
        """
        return is_in_background(self._tty) and self._is_stopped_by(_Stop(partial(_stop_job, signal.SIGTTOU)))

    def _on_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = _Stop(_stop_alone)
        self._schedule()

    def _on_continue(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = None
        self._is_continued = True
        self._schedule()

    def _schedule(self) -> None:
        with suppress(RuntimeError):  # the loop may have closed a moment ago
            self._loop.call_soon_threadsafe(self._act)

    def _act(self) -> None:
        if self._pending_stop():
            self._leave()
            # a continuation or the end may have come meanwhile
            if stop := self._pending_stop():
                discard_input(self._tty)
                if not self._is_stopped_by(stop):
                    self._take()
                    stop.refused()
        elif self._is_continued and not self._is_ending:
            self._is_continued = False
            if is_in_background(self._tty):
                self._leave()
            if not self.wait_for_foreground():
                self._take()

    def _pending_stop(self) -> "_Stop | None":
        return None if self._is_ending else self._stop

    def _is_stopped_by(self, stop: "_Stop") -> bool:
        """Stop; return, after the continuation, whether the process was stopped.

        The kernel stops neither a job that no shell could continue nor the first process of a container.
        """
        self._stop = stop
        stop.act()
        if self._stop is not stop:
            return True
        self._stop = None
        return False


class _Stop(NamedTuple):
    """A requested stop."""

    act: Callable[[], None]
    refused: Callable[[], None] = lambda: None


def _stop_alone() -> None:
    """Stop this process alone: what stopped it alone will continue it alone."""
    os.kill(os.getpid(), signal.SIGSTOP)


def _stop_job(number: signal.Signals) -> None:
    """Stop the whole job as the kernel would: a script around the program stops too, so that the shell notices."""
    with temporary_handler(number, signal.SIG_DFL):
        os.killpg(0, number)


@contextmanager
def temporary_handler(number: signal.Signals, handler: _Handler) -> Iterator[None]:
    """Handle a signal differently within the block. In the main thread only."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)
