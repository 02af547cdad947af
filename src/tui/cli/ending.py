"""Ends a command by a signal with what it still has to store, unlike those that only print."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from tui.cli.guard import install_signal_handlers

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class EndedBySignalError(Exception):
    """A signal has come.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise EndedBySignalError in the main thread at a signal that ends programs; the next one ends this at once."""

    def end(number: int, _frame: FrameType | None) -> None:
        install_signal_handlers()
        raise EndedBySignalError(number)

    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
    try:
        yield
    finally:
        install_signal_handlers()
