"""Which command does what."""

from collections.abc import Callable, Sequence

from tui.cli.exit import USAGE_ERROR
from tui.cli.parser import Arguments, parse

Command = Callable[[Arguments], int]


def run(argv: Sequence[str]) -> int:
    """Run one command line and return its exit status."""
    arguments = parse(argv)
    from tui.cli.output import print_error  # noqa: PLC0415 - help and version need none of this
    from tui.config.errors import ConfigError  # noqa: PLC0415 - likewise

    try:
        return _command(arguments.command)(arguments)
    except ConfigError as error:
        print_error(str(error))
        return USAGE_ERROR


def _command(name: str | None) -> Command:
    """The command of that name; each loads only what it needs, so that the board's start pays for no table."""
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
