"""`bigboard`: the board, once it is sure that there is a terminal to draw it on."""

import gc
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.exit_codes import USAGE_ERROR
from tui.cli.output import configure_logging, print_error
from tui.cli.parser import Arguments
from tui.config.loader import Config, load_config
from tui.engine.clock import Timeline, utc_now
from tui.sources.adapter import SourceConfig
from tui.storage.paths import state_dir
from tui.ui.bindings import validate_keymap
from tui.view.terminal_profile import TerminalProfile, detect_terminal

if TYPE_CHECKING:
    from tui.domain.trading_calendar import TradingCalendar

_BLIND: Final = frozenset({"", "dumb", "unknown"})
_INSTEAD: Final = "; without one use `bigboard print` or `bigboard watch`"


def show_board(arguments: Arguments) -> int:
    """Show the board until the user leaves it.

    Raises:
        ConfigError: the configuration or its calendar is wrong.
    """
    if report_unusable_terminal():
        return USAGE_ERROR
    config = load_config(arguments.config)
    return run_board_command(config, config.sources, arguments, state_dir())


def run_board_command(
    config: Config,
    sources: tuple[SourceConfig, ...],
    arguments: Arguments,
    state: Path | None,
    calendars: "Mapping[str, TradingCalendar] | None" = None,
) -> int:
    """The board on these sources, drawn as the line to the terminal allows; `state` is where it keeps what must last.

    `calendars` are the hours of the sources' markets, where they are not those that are known.

    Raises:
        ConfigError: the keys or the calendar are wrong.
    """
    # a collection in the middle of the start costs a tenth of it, and what the start makes is never garbage
    gc.disable()
    if calendars is None:
        calendars = _own_hours(config)
    validate_keymap(config)
    configure_logging(config)
    link = terminal_profile_from(arguments, os.environ)._replace(wished_flush=config.flush)
    # read by Textual when it is imported; its own reading of NO_COLOR is overruled by an explicit wish
    os.environ["TEXTUAL_COLOR_SYSTEM"] = link.system
    if link.colours != "none":
        os.environ.pop("NO_COLOR", None)
    # Rich believes them rather than the terminal, and not all that can stand there
    for claim in ("COLUMNS", "LINES"):
        os.environ.pop(claim, None)
    from tui.ui.run import run_board  # noqa: PLC0415 - the screen is loaded last, when nothing can be wrong any more

    clock = Timeline(utc_now)
    return run_board(config=config, sources=sources, calendars=calendars, clock=clock, link=link, state=state)


def _own_hours(config: Config) -> "Mapping[str, TradingCalendar] | None":
    """The user's trading hours, told wrong before the screen is taken; None where only the built-in ones are wanted."""
    if config.calendar_file is None:
        return None
    from tui.config.calendars import load_calendars  # noqa: PLC0415 - the built-in ones wait until after the first paint

    return load_calendars(config.calendar_file)


def terminal_profile_from(arguments: Arguments, environ: Mapping[str, str]) -> TerminalProfile:
    """How to draw: as the user says, else as the environment suggests."""
    return detect_terminal(environ, speed=arguments.link, colours=arguments.colors, ascii_only=arguments.ascii)


def report_unusable_terminal() -> bool:
    """Whether there is no terminal for the board; the user is told why."""
    reason = unusable_terminal_reason(os.environ)
    if reason:
        print_error(f"{reason}{_INSTEAD}")
    return reason is not None


def unusable_terminal_reason(environ: Mapping[str, str], isatty: Callable[[int], bool] = os.isatty) -> str | None:
    """Why the board cannot be drawn here, in words, or None: it reads keys from stdin and draws on stderr."""
    if not isatty(0):
        return "the board needs a terminal, and standard input is none"
    if not isatty(2):
        return "the board needs a terminal, and standard error, on which it draws, is none"
    term = environ.get("TERM", "")
    if term.lower() in _BLIND:
        named = f"TERM={term}" if term else "TERM is not set"
        return f"the board needs a terminal that can move its cursor ({named})"
    return None
