"""`bigboard`: show the board, after checking that there is a terminal to draw it on."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.exit_codes import USAGE_ERROR
from tui.cli.output import configure_logging, print_error
from tui.cli.parser import Arguments
from tui.config.errors import ErrorCollector
from tui.config.loader import Config, config_file, load_config
from tui.storage.view_state import ViewStore
from tui.view.terminal_profile import UNUSABLE_TERMS, TerminalProfile, detect_terminal
from tui.wiring import Environment, Wiring, environment_for

if TYPE_CHECKING:
    from tui.storage.last_frame import FrameStore

_ALTERNATIVES: Final = "; without one use `bigboard print` or `bigboard watch`"


def show_board(arguments: Arguments) -> int:
    """Show the board until the user leaves it.

    Raises:
        ConfigError: the configuration, its calendar or its keys are wrong.
    """
    if report_unusable_terminal():
        return USAGE_ERROR
    errors = ErrorCollector()
    config = load_config(arguments.config, errors=errors, keeps_broken_rules=True)
    if arguments.watch is not None:
        from tui.cli.given import with_given  # noqa: PLC0415 - needed only for this option

        config = errors.run(config, with_given, config, arguments.watch)
    # without a file the first change of the user makes one
    config = config._replace(file=config.file or config_file())
    environment = errors.run(Environment(), environment_for, config)
    errors.run(None, check_keys, config)
    errors.raise_all()
    if arguments.remote is not None:
        return _show_remote(config, arguments)
    return run_board_command(
        config,
        Wiring(
            config.sources,
            environment,
            config.history,
            fill_past=config.fill_past,
            article_capacity=config.settings.news.capacity,
            settings=config.settings,
            ways=config.alert_ways,
            disagree_percent=config.disagree_percent,
        ),
        arguments,
        ViewStore(environment.state),
        _frame_store(arguments, environment.state),
    )


def _show_remote(config: Config, arguments: Arguments) -> int:
    """Show the board of a collector until the user leaves it. Raises ConfigError where its address is wrong."""
    from tui.cli.remote import RemoteWiring, remote_settings  # noqa: PLC0415 - needed only for this option

    wiring = RemoteWiring(config, remote_settings(arguments.remote or "", config))
    return run_board_command(config, wiring, arguments, ViewStore(wiring.environment.state))


def _frame_store(arguments: Arguments, state: Path | None) -> "FrameStore | None":
    """Return what keeps the last frame; None for a board that options make look like no other."""
    if arguments.watch is not None or arguments.colors or arguments.link or arguments.ascii:
        return None
    from tui.storage.last_frame import FrameStore  # noqa: PLC0415 - the demo keeps no frame

    return FrameStore(state)


def run_board_command(
    config: Config,
    wiring: Wiring,
    arguments: Arguments,
    view_store: ViewStore | None = None,
    frame_store: "FrameStore | None" = None,
) -> int:
    """Run the board on this wiring, drawn as the terminal and its connection allow.

    Args:
        config: its keys are checked.
        wiring: the parts that poll.
        arguments: the command line.
        view_store: remembers what is on the screen; None remembers nothing.
        frame_store: keeps the last frame for the next start; None keeps none.
    """
    configure_logging(config)
    profile = terminal_profile_from(arguments, os.environ)._replace(flush_setting=config.flush)
    # an explicit --colors overrules NO_COLOR, which Textual reads
    if profile.color_depth != "none":
        os.environ.pop("NO_COLOR", None)
    # Rich reads the size from these rather than from the terminal, and fails on some values
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    from tui.ui.run import run_board  # noqa: PLC0415 - the screen is loaded last, when nothing can be wrong any more

    return run_board(
        config=config,
        wiring=wiring,
        terminal_profile=profile,
        view_store=view_store,
        frame_store=frame_store,
        held_terminal=arguments.held_terminal,
        no_mouse=arguments.no_mouse,
        fresh=arguments.fresh,
        named_config=arguments.config,
        is_demo=arguments.command in ("demo", "replay"),
        has_own_sources=arguments.remote is not None,
    )


def terminal_profile_from(arguments: Arguments, environ: Mapping[str, str]) -> TerminalProfile:
    """Return how to draw: as the options say, else as the environment suggests."""
    return detect_terminal(environ, speed=arguments.link, colours=arguments.colors, ascii_only=arguments.ascii)


def report_unusable_terminal() -> bool:
    """Return whether there is no terminal for the board, after printing why."""
    reason = unusable_terminal_reason(os.environ)
    if reason:
        print_error(f"{reason}{_ALTERNATIVES}")
    return reason is not None


def unusable_terminal_reason(environ: Mapping[str, str], isatty: Callable[[int], bool] = os.isatty) -> str | None:
    """Return why the board cannot be drawn here, or None: it reads keys from stdin and draws on stderr."""
    if not isatty(0):
        return "the board needs a terminal, and standard input is none"
    if not isatty(2):
        return "the board needs a terminal, and standard error, on which it draws, is none"
    term = environ.get("TERM", "")
    if term.lower() in UNUSABLE_TERMS:
        named = f"TERM={term}" if term else "TERM is not set"
        return f"the board needs a terminal that can move its cursor ({named})"
    return None


def check_keys(config: Config, *, is_replay: bool = False) -> None:
    """Check the names and keys under `[keys]`; without any, nothing of the screen is loaded.

    Args:
        config: with the keys.
        is_replay: whether they are for a replay, which has keys of its own.

    Raises:
        ConfigError: no binding has a name, a key does not exist, or a key has two meanings in one place.
    """
    if config.keys:
        from tui.ui.keymap import validate_keymap  # noqa: PLC0415 - only for a user who chose keys

        validate_keymap(config, is_replay=is_replay)
