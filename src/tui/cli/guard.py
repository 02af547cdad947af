"""Run a command so that every way it may end gives an exit status and never a traceback on the screen."""

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Final

from tui.cli.exit_codes import CRASHED, PIPE_CLOSED

if TYPE_CHECKING:
    from pathlib import Path

    from tui.ui.terminal.held_terminal import HeldTerminal

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def run_guarded(argv: Sequence[str]) -> int:
    """Run the command; a signal ends it with 128 + its number, a closed pipe with 141, full disk or crash with 1."""
    sys.excepthook = report_crash
    install_signal_handlers()
    _replace_closed_streams()
    held = None
    if not argv or argv[0].partition("=")[0] in {"--config", "--no-mouse"}:
        from tui.cli.last_frame import show_last_frame  # noqa: PLC0415 - of the board alone, and before all that is slow

        held = show_last_frame(argv)
    try:
        return _run(argv, held)
    finally:
        if held is not None:
            held.give_back()


def _run(argv: Sequence[str], held: "HeldTerminal | None") -> int:
    from tui.cli.commands import run  # noqa: PLC0415 - what is loaded from here on is covered
    from tui.cli.stdout import OutputError  # noqa: PLC0415 - what is loaded from here on is covered

    try:
        return run(argv, held)
    except BrokenPipeError:
        _redirect_stdout_to_null()
        return PIPE_CLOSED
    except OutputError as error:
        sys.stderr.write(f"bigboard: cannot write the output: {error}\n")
        return CRASHED


def _replace_closed_streams() -> None:
    """Give a program started with `>&-` or `2>&-` streams to write to, so that no other file gets their descriptors.

    Commands that print check with `check_stdout` that their output would arrive.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as the program
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open as long as the program


def install_signal_handlers() -> None:
    """End at once on SIGINT, SIGTERM and SIGHUP, except those that were ignored at the start (nohup)."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _exit_on_signal)


def _exit_on_signal(number: int, _frame: FrameType | None) -> None:
    # no clean-up may delay the end: what was printed is flushed line by line, and nothing else needs saving
    os._exit(128 + number)


def _redirect_stdout_to_null() -> None:
    """Point stdout at the null device, so that the interpreter's last flush does not fail on the closed pipe."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def report_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print one clean line on stderr; log the traceback, without values of variables."""
    if issubclass(kind, KeyboardInterrupt):
        os._exit(128 + signal.SIGINT)
    from tui.storage.log import crash_line  # noqa: PLC0415 - only once something is wrong

    sys.stderr.write(f"{crash_line(f'{kind.__name__}: {error}', _log_crash(kind, error, trace))}\n")


def _log_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> "Path | None":
    """Write the traceback to the log; return the log's path, or None where there is none."""
    import logging  # noqa: PLC0415 - only once something is wrong

    from tui.storage.log import configure_file_log  # noqa: PLC0415 - only once something is wrong
    from tui.storage.paths import log_file  # noqa: PLC0415 - only once something is wrong

    path = log_file()
    if not configure_file_log(path):
        return None
    logging.getLogger("tui").critical("crash", exc_info=(kind, error, trace))
    return path
