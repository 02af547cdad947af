"""Every way the program may end, each with its exit status and without a traceback on the screen."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import Final

OK: Final = 0
CRASHED: Final = 1
USAGE_ERROR: Final = 2
PARTIAL_FAILURE: Final = 3
ALL_FAILED: Final = 4
PIPE_CLOSED: Final = 141
"""What the shell shows for a program that was cut off by `| head`."""

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def run_guarded(argv: Sequence[str]) -> int:
    """Run the command; a signal ends it with 128 + its number, a closed pipe with 141, full disk or crash with 1."""
    sys.excepthook = report_crash
    install_signal_handlers()
    _open_what_is_closed()
    from tui.cli.commands import run  # noqa: PLC0415 - what is loaded from here on is covered
    from tui.cli.stdout import OutputError  # noqa: PLC0415 - likewise

    try:
        return run(argv)
    except BrokenPipeError:
        _close_the_pipe()
        return PIPE_CLOSED
    except OutputError as error:
        sys.stderr.write(f"bigboard: cannot write the output: {error}\n")
        return CRASHED


def _open_what_is_closed() -> None:
    """Give a program started with `>&-` or `2>&-` somewhere to write that goes nowhere."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as the program
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - likewise


def install_signal_handlers() -> None:
    """End at once on SIGINT, SIGTERM and SIGHUP, except for those whoever started us had ignored (nohup)."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)


def _leave(number: int, _frame: FrameType | None) -> None:
    # no clean-up may hold the end up: what was printed is flushed line by line, and nothing else is kept
    os._exit(128 + number)


def _close_the_pipe() -> None:
    """Point stdout at nothing, so that the interpreter's last flush has no pipe to complain of."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def report_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One clean line on stderr; the traceback, without values of variables, goes to the log."""
    if issubclass(kind, KeyboardInterrupt):
        os._exit(128 + signal.SIGINT)
    from tui.domain.text import sanitize_line  # noqa: PLC0415 - only once something is wrong
    from tui.storage.log import shown  # noqa: PLC0415 - likewise

    kept = _logged(kind, error, trace)
    where = f"; the details are in {kept}" if kept else ""
    said = shown(f"{kind.__name__}: {error}")
    sys.stderr.write(f"bigboard: stopped by a fault of its own: {said}{sanitize_line(where)}\n")


def _logged(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str | None:
    """Where the traceback was written, or None."""
    import logging  # noqa: PLC0415 - only once something is wrong

    from tui.storage.log import configure_file_log  # noqa: PLC0415 - likewise
    from tui.storage.paths import log_file  # noqa: PLC0415 - likewise

    path = log_file()
    if not configure_file_log(path):
        return None
    logging.getLogger("tui").critical("crash", exc_info=(kind, error, trace))
    return str(path)
