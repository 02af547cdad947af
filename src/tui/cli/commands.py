"""The commands: a record for each, with its options and the module beside this one that holds its function."""

import gc
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from tui.cli import options
from tui.cli.exit_codes import USAGE_ERROR
from tui.cli.parser import Arguments, Command, Commands, parse
from tui.cli.stdout import check_stdout

if TYPE_CHECKING:
    from tui.ui.terminal.held_terminal import HeldTerminal


def run(argv: Sequence[str], held_terminal: "HeldTerminal | None" = None) -> int:
    """Run one command line and return its exit status.

    Args:
        argv: the arguments of the program.
        held_terminal: the terminal, where it shows the board as it was left.

    Raises:
        OutputError: its output cannot be written.
    """
    arguments = parse(argv, COMMANDS)
    arguments.held_terminal = held_terminal
    command = COMMANDS[arguments.command]
    if command.needs_stdout:
        check_stdout()
    from tui.cli.output import print_config_error, print_error  # noqa: PLC0415 - help and version need none of this
    from tui.config.errors import ConfigError  # noqa: PLC0415 - help and version need none of this

    try:
        function = _function_of(command)
        if not command.shows_board(arguments):
            gc.enable()  # `main` has disabled it; the board does without until its first quotes are there
        return function(arguments)
    except ConfigError as error:
        if held_terminal is not None:
            held_terminal.give_back()
        # `config check` reports every problem, any other command the first ones and how many more there are
        if arguments.command == "config":
            print_config_error(error)
        else:
            for problem in error.summary():
                print_error(problem)
        return USAGE_ERROR


def _function_of(command: Command) -> Callable[[Arguments], int]:
    function: Callable[[Arguments], int] = getattr(import_module(command.module), command.function)
    return function


COMMANDS: Final[Commands] = {
    None: Command(
        "the board, live",
        "A live market monitor for the terminal.",
        options.add_live_board,
        "tui.cli.board",
        "show_board",
        needs_stdout=False,  # it draws on stderr
        shows_board=lambda _arguments: True,
    ),
    "demo": Command(
        "the board on a simulated exchange: no network, no configuration",
        "The board on a simulated exchange inside the program.",
        options.add_demo,
        "tui.cli.demo",
        "show_demo",
        needs_stdout=False,  # it prints only with --serve-only, and checks that itself
        shows_board=lambda arguments: not arguments.serve_only,
    ),
    "print": Command(
        "poll each source once, print the result, and exit",
        "Poll each source once, print the result, and exit.",
        options.add_print,
        "tui.cli.print",
        "run_print",
    ),
    "watch": Command(
        "print each change as it comes, until stopped",
        "Print each change as it comes, until stopped.",
        options.add_watch,
        "tui.cli.watch",
        "run_watch",
    ),
    "collect": Command(
        "poll without a screen, and publish for many boards",
        "Poll without a screen, and publish every event to a NATS server, for boards on any machine.",
        options.add_collect,
        "tui.cli.collect",
        "run_collect",
        needs_stdout=False,  # it logs on stderr
    ),
    "sources": Command(
        "what is configured, and the kinds of source there are; `sources try URL` tries an address",
        "What is configured, and the kinds of source there are; or what is at an address.",
        options.add_sources,
        "tui.cli.sources",
        "list_sources",
        check=options.check_trial,
    ),
    "doctor": Command(
        "check terminal, configuration, folders and sources, and say what to do",
        "Check terminal, configuration, folders and sources, and say what to do.",
        options.add_drawing,
        "tui.cli.doctor",
        "run_doctor",
    ),
    "config": Command(
        "path, init, check or schema: where the configuration is, write a first one, check it, print its JSON Schema",
        "The configuration file: where it is, a first one, and whether it is right.",
        options.add_config,
        "tui.cli.config",
        "run_config",
    ),
    "history": Command(
        "print what was seen of instruments: every change, or prices by the minute, hour or day",
        "What was seen of instruments: every change, or prices by the minute, hour or day.",
        options.add_history,
        "tui.cli.history",
        "print_history",
    ),
    "replay": Command(
        "play a recorded day on the board, at any speed; nothing is polled",
        "A recorded day on the board, as if it were live; nothing is polled.",
        options.add_replay,
        "tui.cli.replay",
        "run_replay",
        needs_stdout=False,  # it draws on stderr
        shows_board=lambda _arguments: True,
    ),
    "record": Command(
        "write a recorded day into a file, for another machine or a bug report",
        "Write a recorded day into a file, for another machine or a bug report.",
        options.add_record,
        "tui.cli.record",
        "run_record",
    ),
    "recap": Command(
        "print what a trading day came to: indices, breadth, movers, stories and the trouble of sources",
        "What a trading day came to: indices, breadth, movers, stories and the trouble of sources.",
        options.add_recap,
        "tui.cli.recap",
        "print_recap",
    ),
    "export": Command(
        "write everything that was seen as files: prices, changes, the tape, articles",
        "Write everything that was seen as files: prices by the minute and the day, changes, the tape, articles.",
        options.add_export,
        "tui.cli.export",
        "run_export",
    ),
    "read": Command(
        "print the article of a page: its text with headings, lists, tables and links",
        "The article of a web page, a file or standard input, as text, Markdown or JSON.",
        options.add_read,
        "tui.cli.read",
        "run_read",
    ),
    "news": Command(
        "print the articles that were seen; import or export feeds as OPML",
        "The articles that were seen, the newest first; or feeds from a list (OPML) into the configuration, and back.",
        options.add_news,
        "tui.cli.news",
        "run_news",
        check=options.check_news,
    ),
    "alerts": Command(
        "list, check, run or test: the rules that ring, when they would have rung, ring without a screen",
        "The rules that ring: list them, check them against the past, ring without a screen, test how they are told.",
        options.add_alerts,
        "tui.cli.alerts",
        "run_alerts",
    ),
    "completion": Command(
        "bash, zsh or fish: print the script by which the shell completes commands, options and symbols",
        "Print the script by which a shell completes commands, options and symbols.",
        options.add_completion,
        "tui.cli.completion",
        "run_completion",
        check=options.check_completion,
    ),
}
