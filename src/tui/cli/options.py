"""The options of each command, and how they go together."""

import argparse
from pathlib import Path

from tui.cli.parser import Arguments, Parser


def _add_from(parser: Parser) -> None:
    parser.add_argument(
        "--from",
        metavar="nats://HOST/BOARD",
        dest="remote",
        help="follow the collector that publishes there instead of polling",
    )


def add_print(parser: Parser) -> None:
    """Add the options of `print`."""
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="table by default")
    parser.add_argument("--positions", action="store_true", help="also what you own, by the lots of the configuration")
    _add_from(parser)
    _add_symbols(parser)


def add_watch(parser: Parser) -> None:
    """Add the options of `watch`."""
    parser.add_argument(
        "--format", choices=("lines", "jsonl"), default="lines", help="a sentence per change, or a JSON object"
    )
    _add_from(parser)
    _add_symbols(parser)


def _add_symbols(parser: Parser) -> None:
    parser.add_argument("symbols", nargs="*", metavar="SYMBOL", help="only these, such as OGDC or PSX:OGDC")


def add_drawing(parser: Parser) -> None:
    """Add how to draw."""
    parser.add_argument("--link", choices=("slow", "fast"), help="the terminal's connection; slow over ssh by default")
    parser.add_argument("--colors", choices=("true", "256", "16"), help="how many colours; what TERM allows by default")
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII characters alone")


def add_live_board(parser: Parser) -> None:
    """Add the options of the board on live sources."""
    _for_board(parser)
    _add_from(parser)


def _for_board(parser: Parser) -> None:
    add_drawing(parser)
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal's own selection")
    parser.add_argument("-w", "--watch", metavar="SYMBOLS", help="a tab of these alone first, such as OGDC,AAPL")
    parser.add_argument("--fresh", action="store_true", help="begin without what is remembered of the last run")


def add_demo(parser: Parser) -> None:
    """Add the options of `demo`."""
    add_live_board(parser)
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


def add_collect(parser: Parser) -> None:
    """Add the options of `collect`."""
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


def add_config(parser: Parser) -> None:
    """Add the options of `config`."""
    parser.add_argument(
        "action",
        choices=("path", "init", "check", "schema"),
        help="where it is, write a first one, check it, print its JSON Schema for an editor",
    )


def add_sources(parser: Parser) -> None:
    """Add the options of `sources`."""
    parser.add_argument("action", nargs="?", metavar="try", help="fetch URL once, and show what would watch it")
    parser.add_argument("url", nargs="?", metavar="URL", help="a page, a feed, a CSV, JSON or XML address")
    parser.add_argument("--market", metavar="M", help="the market its symbols belong to, such as PSX")


def add_history(parser: Parser) -> None:
    """Add the options of `history`."""
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


def add_recap(parser: Parser) -> None:
    """Add the options of `recap`."""
    parser.add_argument("day", nargs="?", metavar="DATE", help="2026-11-27, today or yesterday; the last trading day")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the output (text)")


def add_replay(parser: Parser) -> None:
    """Add the options of `replay`."""
    parser.add_argument("day", metavar="DATE|FILE", help="2026-11-27, today or yesterday; or a file of `record`")
    parser.add_argument("--speed", type=_whole_number, metavar="N", help="seconds of that day a second, 1 to 1000 (1)")
    parser.add_argument("--from", metavar="HH:MM", dest="start", help="where to begin; shortly before the open")
    parser.add_argument("--until", metavar="HH:MM", help="where to stop; the end of the recording")
    _for_board(parser)


def add_record(parser: Parser) -> None:
    """Add the options of `record`."""
    parser.add_argument("file", metavar="FILE", help="a new file, which `bigboard replay FILE` plays on any machine")
    parser.add_argument("day", nargs="?", metavar="DATE", default="today", help="2026-11-27 or yesterday (today)")


def add_export(parser: Parser) -> None:
    """Add the options of `export`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a new or empty folder")
    parser.add_argument("--since", metavar="TIME", help="2026-11-28, 2026-11-28T10:30, or 2h, 3d ago; everything")
    parser.add_argument("--until", metavar="TIME", help="likewise; now")
    parser.add_argument("--format", choices=("csv", "jsonl", "parquet"), default="csv", help="of the files (csv)")


def add_alerts(parser: Parser) -> None:
    """Add the options of `alerts`."""
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


def add_read(parser: Parser) -> None:
    """Add the options of `read`."""
    parser.add_argument(
        "page", metavar="URL|FILE|-|N", help="an address, a file, - for standard input, or a number of `news`"
    )
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text", help="of the output (text)")
    parser.add_argument("--width", type=_whole_number, metavar="N", help="cells of a line of text, 20 to 400 (76)")
    parser.add_argument("--explain", action="store_true", help="instead, what was taken of the page and why")
    parser.add_argument("--url", metavar="URL", default="", help="where a file or standard input came from")


def add_news(parser: Parser) -> None:
    """Add the options of `news`."""
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


def check_news(parser: Parser, arguments: Arguments) -> None:
    """Exit with an error unless a file is named for an import, and for it alone."""
    if arguments.action == "import" and not arguments.file:
        parser.error("the file is missing: bigboard news import FILE")
    if arguments.action == "export" and arguments.file:
        parser.error("the list is printed, into a file by the shell: bigboard news export > FILE")


def add_completion(parser: Parser) -> None:
    """Add the options of `completion`."""
    parser.add_argument("action", nargs="?", choices=("bash", "zsh", "fish"), help="the shell")
    parser.add_argument("--words", choices=("symbols",), help=argparse.SUPPRESS)


def check_completion(parser: Parser, arguments: Arguments) -> None:
    """Exit with an error unless a shell is named, or the words that its script asks for."""
    if not arguments.action and not arguments.words:
        parser.error("the following arguments are required: action")
    arguments.commands = parser.commands


def check_trial(parser: Parser, arguments: Arguments) -> None:
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
