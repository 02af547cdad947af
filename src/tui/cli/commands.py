"""The commands: a record for each, with its options and the module beside this one that holds its function."""

import argparse
import gc
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.exit_codes import USAGE_ERROR
from tui.cli.parser import Arguments, Command, Commands, Parser, parse
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


def _add_from(parser: Parser) -> None:
    parser.add_argument(
        "--from",
        metavar="nats://HOST/BOARD",
        dest="remote",
        help="follow the collector that publishes there instead of polling",
    )


def _for_print(parser: Parser) -> None:
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="table by default")
    parser.add_argument("--positions", action="store_true", help="also what you own, by the lots of the configuration")
    _add_from(parser)
    _add_symbols(parser)


def _for_watch(parser: Parser) -> None:
    parser.add_argument(
        "--format", choices=("lines", "jsonl"), default="lines", help="a sentence per change, or a JSON object"
    )
    _add_from(parser)
    _add_symbols(parser)


def _add_symbols(parser: Parser) -> None:
    parser.add_argument("symbols", nargs="*", metavar="SYMBOL", help="only these, such as OGDC or PSX:OGDC")


def _for_drawing(parser: Parser) -> None:
    parser.add_argument("--link", choices=("slow", "fast"), help="the terminal's connection; slow over ssh by default")
    parser.add_argument("--colors", choices=("true", "256", "16"), help="how many colours; what TERM allows by default")
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII characters alone")


def _for_live_board(parser: Parser) -> None:
    _for_board(parser)
    _add_from(parser)


def _for_board(parser: Parser) -> None:
    _for_drawing(parser)
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal's own selection")
    parser.add_argument("-w", "--watch", metavar="SYMBOLS", help="a tab of these alone first, such as OGDC,AAPL")
    parser.add_argument("--fresh", action="store_true", help="begin without what is remembered of the last run")


def _for_demo(parser: Parser) -> None:
    _for_live_board(parser)
    _for_exchange(parser)
    parser.add_argument("--serve-only", action="store_true", help="no board: print the address and serve until stopped")


def _for_exchange(parser: Parser) -> None:
    parser.add_argument("--seed", type=_whole_number, metavar="N", help="the same seed gives the same prices")
    parser.add_argument("--rate", type=_number, metavar="R", help="changes a second")
    parser.add_argument(
        "--symbols", type=_whole_number, metavar="N", dest="symbol_count", help="how many instruments, up to 10000"
    )
    parser.add_argument("--every", metavar="TIME", help='how often the board polls, such as "2s"')
    parser.add_argument("--fault", metavar="NAME", help="show the board under a fault; a wrong name lists them")


def _for_collect(parser: Parser) -> None:
    parser.add_argument(
        "what", nargs="?", choices=("demo",), help="the built-in demo exchange instead of the configured sources"
    )
    parser.add_argument(
        "--to", metavar="nats://HOST/BOARD", default="", help="where to publish; the server of the configuration"
    )
    parser.add_argument(
        "--sources", metavar="NAMES", default="", help="poll these alone, such as psx,news; others may poll the rest"
    )
    parser.add_argument("--group", metavar="NAME", default="", help="the name of this part of the sources")
    parser.add_argument(
        "--take-over", action="store_true", help="poll at once, although the last collector did not say that it ended"
    )
    parser.add_argument("--alerts", action="store_true", help="judge the rules of the configuration, and tell them")
    parser.add_argument("--metrics", metavar="HOST:PORT", default="", help="serve /metrics and /healthz there")
    parser.add_argument("--log-format", choices=("text", "json"), default="text", help="of the log on stderr (text)")
    _for_exchange(parser)


def _for_config(parser: Parser) -> None:
    parser.add_argument(
        "action",
        choices=("path", "init", "check", "schema"),
        help="where it is, write a first one, check it, print its JSON Schema for an editor",
    )


def _for_sources(parser: Parser) -> None:
    parser.add_argument("action", nargs="?", metavar="try", help="fetch URL once, and show what would watch it")
    parser.add_argument("url", nargs="?", metavar="URL", help="a page, a feed, a CSV, JSON or XML address")
    parser.add_argument("--market", metavar="M", help="the market its symbols belong to, such as PSX")


def _for_history(parser: Parser) -> None:
    parser.add_argument("symbols", nargs="+", metavar="SYMBOL", help="such as OGDC or PSX:OGDC")
    parser.add_argument(
        "--since", metavar="TIME", help="2026-11-28, 2026-11-28T10:30, or 2h, 3d ago; a day ago, or 250 spans"
    )
    parser.add_argument("--until", metavar="TIME", help="likewise; now")
    parser.add_argument("--every", metavar="SPAN", help="1m, 5m, 1h or 1d: open, high, low and close; every change")
    parser.add_argument(
        "--format", choices=("table", "csv", "jsonl", "parquet"), default="table", help="of the output (table)"
    )
    _add_from(parser)


def _for_recap(parser: Parser) -> None:
    parser.add_argument("day", nargs="?", metavar="DATE", help="2026-11-27, today or yesterday; the last trading day")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the output (text)")


def _for_replay(parser: Parser) -> None:
    parser.add_argument("day", metavar="DATE|FILE", help="2026-11-27, today or yesterday; or a file of `record`")
    parser.add_argument("--speed", type=_whole_number, metavar="N", help="seconds of that day a second, 1 to 1000 (1)")
    parser.add_argument("--from", metavar="HH:MM", dest="start", help="where to begin; shortly before the open")
    parser.add_argument("--until", metavar="HH:MM", help="where to stop; the end of the recording")
    _for_board(parser)


def _for_record(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="a new file, which `bigboard replay FILE` plays on any machine")
    parser.add_argument("day", nargs="?", metavar="DATE", default="today", help="2026-11-27 or yesterday (today)")


def _for_export(parser: Parser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--since", metavar="TIME", help="2026-11-28, 2026-11-28T10:30, or 2h, 3d ago; everything")
    parser.add_argument("--until", metavar="TIME", help="likewise; now")
    parser.add_argument("--format", choices=("csv", "jsonl", "parquet"), default="csv", help="of the files (csv)")


def _for_alerts(parser: Parser) -> None:
    parser.add_argument(
        "action",
        choices=("list", "check", "run", "test"),
        help="list the rules; check when they would have rung in the recorded past; run without a screen until "
        "stopped; test the ways out by a marked notice",
    )
    parser.add_argument(
        "rule",
        nargs="?",
        default="",
        metavar="RULE",
        help="for check, a rule by its name, or any condition; for test, a rule or a way by its name; all of them",
    )
    parser.add_argument(
        "--since", metavar="TIME", help="check from 2026-11-01, 2026-11-01T10:30, or 2h, 7d ago; 30d ago"
    )
    parser.add_argument("--until", metavar="TIME", help="likewise; now")
    parser.add_argument("--format", choices=("lines", "jsonl"), default="lines", help="of the alerts (lines)")
    _add_from(parser)
    parser.add_argument(
        "--jsonl", dest="format", action="store_const", const="jsonl", help="the same as --format jsonl"
    )


def _for_read(parser: Parser) -> None:
    parser.add_argument(
        "page", metavar="URL|FILE|-|N", help="an address, a file, - for standard input, or a number of `news`"
    )
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the output (text)")
    parser.add_argument("--width", type=_whole_number, metavar="N", help="cells of a line of text, 20 to 400 (76)")
    parser.add_argument("--explain", action="store_true", help="instead, what was taken of the page and why")
    parser.add_argument("--url", metavar="URL", default="", help="where a file or standard input came from")


def _for_news(parser: Parser) -> None:
    parser.add_argument(
        "action", nargs="?", choices=("import", "export"), help="add the feeds of a list (OPML), or write such a list"
    )
    parser.add_argument("file", nargs="?", metavar="FILE", help="the list to import")
    parser.add_argument("--since", metavar="TIME", help="2026-11-28, 2026-11-28T10:30, or 2h, 3d ago; a week ago")
    parser.add_argument("--until", metavar="TIME", help="likewise; now")
    parser.add_argument("--source", metavar="NAME", default="", help="of this source alone")
    parser.add_argument("--symbol", metavar="SYMBOL", default="", help="that name this instrument, such as OGDC")
    parser.add_argument("--unread", action="store_true", help="that were not read on the board")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table", help="of the output (table)")


def _check_news(parser: Parser, arguments: Arguments) -> None:
    """Exit with an error unless a file is named for an import, and for it alone."""
    if arguments.action == "import" and not arguments.file:
        parser.error("the file is missing: bigboard news import FILE")
    if arguments.action == "export" and arguments.file:
        parser.error("the list is printed, into a file by the shell: bigboard news export > FILE")


def _for_completion(parser: Parser) -> None:
    parser.add_argument("action", nargs="?", choices=("bash", "zsh", "fish"), help="the shell")
    parser.add_argument("--words", choices=("symbols",), help=argparse.SUPPRESS)


def _check_completion(parser: Parser, arguments: Arguments) -> None:
    """Exit with an error unless a shell is named, or the words that its script asks for."""
    if not arguments.action and not arguments.words:
        parser.error("the following arguments are required: action")
    arguments.commands = parser.commands


def _check_trial(parser: Parser, arguments: Arguments) -> None:
    """Exit with an error unless `sources` is alone or followed by `try URL`."""
    action, url = arguments.action, arguments.url
    if action and action != "try":
        address = url or (action if "." in action or ":" in action else "URL")
        parser.error(f'found "{action}"; did you mean: bigboard sources try {address}')
    if action and not url:
        parser.error("the address is missing: bigboard sources try URL")


def _whole_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'found "{text}", expected a whole number') from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f'found "{text}", expected a number') from None


COMMANDS: Final[Commands] = {
    None: Command(
        "the board, live",
        "A live market monitor for the terminal.",
        _for_live_board,
        "tui.cli.board",
        "show_board",
        needs_stdout=False,  # it draws on stderr
        shows_board=lambda _arguments: True,
    ),
    "demo": Command(
        "the board on a simulated exchange: no network, no configuration",
        "The board on a simulated exchange inside the program.",
        _for_demo,
        "tui.cli.demo",
        "show_demo",
        needs_stdout=False,  # it prints only with --serve-only, and checks that itself
        shows_board=lambda arguments: not arguments.serve_only,
    ),
    "print": Command(
        "poll each source once, print the result, and exit",
        "Poll each source once, print the result, and exit.",
        _for_print,
        "tui.cli.print",
        "run_print",
    ),
    "watch": Command(
        "print each change as it comes, until stopped",
        "Print each change as it comes, until stopped.",
        _for_watch,
        "tui.cli.watch",
        "run_watch",
    ),
    "collect": Command(
        "poll without a screen, and publish for many boards",
        "Poll without a screen, and publish every event to a NATS server, for boards on any machine.",
        _for_collect,
        "tui.cli.collect",
        "run_collect",
        needs_stdout=False,  # it logs on stderr
    ),
    "sources": Command(
        "what is configured, and the kinds of source there are; `sources try URL` tries an address",
        "What is configured, and the kinds of source there are; or what is at an address.",
        _for_sources,
        "tui.cli.sources",
        "list_sources",
        check=_check_trial,
    ),
    "doctor": Command(
        "check terminal, configuration, folders and sources, and say what to do",
        "Check terminal, configuration, folders and sources, and say what to do.",
        _for_drawing,
        "tui.cli.doctor",
        "run_doctor",
    ),
    "config": Command(
        "path, init, check or schema: where the configuration is, write a first one, check it, print its JSON Schema",
        "The configuration file: where it is, a first one, and whether it is right.",
        _for_config,
        "tui.cli.config",
        "run_config",
    ),
    "history": Command(
        "print what was seen of instruments: every change, or prices by the minute, hour or day",
        "What was seen of instruments: every change, or prices by the minute, hour or day.",
        _for_history,
        "tui.cli.history",
        "print_history",
    ),
    "replay": Command(
        "play a recorded day on the board, at any speed; nothing is polled",
        "A recorded day on the board, as if it were live; nothing is polled.",
        _for_replay,
        "tui.cli.replay",
        "run_replay",
        needs_stdout=False,  # it draws on stderr
        shows_board=lambda _arguments: True,
    ),
    "record": Command(
        "write a recorded day into a file, for another machine or a bug report",
        "Write a recorded day into a file, for another machine or a bug report.",
        _for_record,
        "tui.cli.record",
        "run_record",
    ),
    "recap": Command(
        "print what a trading day came to: indices, breadth, movers, stories and the trouble of sources",
        "What a trading day came to: indices, breadth, movers, stories and the trouble of sources.",
        _for_recap,
        "tui.cli.recap",
        "print_recap",
    ),
    "export": Command(
        "write everything that was seen as files: prices, changes, the tape, articles",
        "Write everything that was seen as files: prices by the minute and the day, changes, the tape, articles.",
        _for_export,
        "tui.cli.export",
        "run_export",
    ),
    "read": Command(
        "print the article of a page: its text with headings, lists, tables and links",
        "The article of a web page, a file or standard input, as text, Markdown or JSON.",
        _for_read,
        "tui.cli.read",
        "run_read",
    ),
    "news": Command(
        "print the articles that were seen; import or export feeds as OPML",
        "The articles that were seen, the newest first; or feeds from a list (OPML) into the configuration, and back.",
        _for_news,
        "tui.cli.news",
        "run_news",
        check=_check_news,
    ),
    "alerts": Command(
        "list, check, run or test: the rules that ring, when they would have rung, ring without a screen",
        "The rules that ring: list them, check them against the past, ring without a screen, test how they are told.",
        _for_alerts,
        "tui.cli.alerts",
        "run_alerts",
    ),
    "completion": Command(
        "bash, zsh or fish: print the script by which the shell completes commands, options and symbols",
        "Print the script by which a shell completes commands, options and symbols.",
        _for_completion,
        "tui.cli.completion",
        "run_completion",
        check=_check_completion,
    ),
}
