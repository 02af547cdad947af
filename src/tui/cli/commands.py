"""Dispatch a command line to its command."""

from collections.abc import Callable, Sequence
from typing import Final

from tui.cli.exit_codes import USAGE_ERROR
from tui.cli.parser import Arguments, parse
from tui.cli.stdout import check_stdout

Command = Callable[[Arguments], int]

_NEEDS_NO_STDOUT: Final = (None, "demo")
"""The board draws on stderr; the demo prints only with `--serve-only`, and that line checks for itself."""


def run(argv: Sequence[str]) -> int:
    """Run one command line and return its exit status.

    Raises:
        OutputError: its output cannot be written.
    """
    arguments = parse(argv)
    if arguments.command not in _NEEDS_NO_STDOUT:
        check_stdout()
    from tui.cli.output import print_config_error, print_error  # noqa: PLC0415 - help and version need none of this
    from tui.config.errors import ConfigError  # noqa: PLC0415 - help and version need none of this

    try:
        return _command(arguments.command)(arguments)
    except ConfigError as error:
        # `config check` reports every problem, any other command the first ones and how many more there are
        if arguments.command == "config":
            print_config_error(error)
        else:
            for problem in error.summary():
                print_error(problem)
        return USAGE_ERROR


def _command(name: str | None) -> Command:
    """Import and return the command of that name; each loads only what it needs, so that the board starts fast."""
    command: Command
    match name:
        case "print":
            from tui.cli.print import run_print as command  # noqa: PLC0415
        case "watch":
            from tui.cli.watch import run_watch as command  # noqa: PLC0415
        case "sources":
            from tui.cli.sources import list_sources as command  # noqa: PLC0415
        case "doctor":
            from tui.cli.doctor import run_doctor as command  # noqa: PLC0415
        case "config":
            from tui.cli.config import run_config as command  # noqa: PLC0415
        case "demo":
            from tui.cli.demo import show_demo as command  # noqa: PLC0415
        case _:
            from tui.cli.board import show_board as command  # noqa: PLC0415
    return command
