"""The end after an error of the program's own, on whichever thread it was met."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from textual.worker import WorkerFailed

from tui.domain.text import clean


@contextmanager
def thread_errors(report: Callable[[BaseException], None]) -> Iterator[None]:
    """Have an error that ends a thread reported, where Python would print a traceback over the board.

    Args:
        report: called on the thread that ends.
    """
    before = threading.excepthook

    def ended(failure: threading.ExceptHookArgs) -> None:
        if failure.exc_value is not None:
            report(failure.exc_value)

    threading.excepthook = ended
    try:
        yield
    finally:
        threading.excepthook = before


def cause_of(error: BaseException | None) -> BaseException | None:
    """The error itself where Textual has wrapped that of a worker, for the log."""
    return error.error if isinstance(error, WorkerFailed) else error


def sentence(error: BaseException | None) -> str:
    """What the terminal shows: one clean line without values, which may be secrets."""
    kind = type(error).__name__ if error else "unknown"
    return f"bigboard stopped: an error of its own ({clean(kind, 60)}). The log has the details."
