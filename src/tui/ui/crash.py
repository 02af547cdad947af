"""The end after an error of the program's own, on whichever thread it was met."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from rich.console import RenderableType
from textual.app import App
from textual.worker import WorkerFailed

from tui.domain.text import clean

_log: Final = logging.getLogger(__name__)


@contextmanager
def thread_errors(report: Callable[[Exception], None]) -> Iterator[None]:
    """Have an error that ends a thread reported, where Python would print a traceback over the board.

    Args:
        report: called on the thread that ends.
    """
    before = threading.excepthook

    def ended(failure: threading.ExceptHookArgs) -> None:
        if isinstance(failure.exc_value, Exception):
            report(failure.exc_value)

    threading.excepthook = ended
    try:
        yield
    finally:
        threading.excepthook = before


class PlainlyEndingApp(App[None]):
    """An application that shows one clean line after an error of its own, and leaves the traceback to the log.

    Textual shows tracebacks with the values of local variables, which may be secrets.
    """

    _crash_line: str | None = None

    def crash(self, error: Exception) -> None:
        """End because of this error. Called from any thread; once the loop has ended there is nothing left to end."""
        with suppress(RuntimeError):
            assert self._loop is not None, "no thread of ours is older than the loop"
            self._loop.call_soon_threadsafe(self._handle_exception, error)

    def _handle_exception(self, error: Exception) -> None:
        """Textual's own, until the end has begun: what fails because its screen has gone changes nothing any more."""
        if self._exit:
            _log.error("an error while the board ended", exc_info=error)
        else:
            super()._handle_exception(error)

    def panic(self, *_renderables: RenderableType) -> None:
        """End after an error that Textual would show in a way of its own."""
        self._fatal_error()

    def _fatal_error(self) -> None:
        """End after any error."""
        if self._crash_line is None:
            error: BaseException | None = self._exception
            if isinstance(error, WorkerFailed):
                error = error.error
            _log.critical("the board crashed", exc_info=error)
            self._crash_line = _sentence(error)
        self._return_code = 1
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Show that one sentence, however many errors there were and however narrow the terminal is."""
        if self._crash_line is not None:
            self.error_console.print(self._crash_line, markup=False, highlight=False, soft_wrap=True)


def _sentence(error: BaseException | None) -> str:
    kind = type(error).__name__ if error else "unknown"
    return f"bigboard stopped: an error of its own ({clean(kind, 60)}). The log has the details."
