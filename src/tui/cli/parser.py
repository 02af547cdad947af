"""The command line: the options of each command, and how they are parsed."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NoReturn

from tui import __version__
from tui.cli.stdout import write_text

HELP_EPILOG: Final = """\
commands:
  (none)       the board, live
  demo         the board on a simulated exchange: no network, no configuration
  print        poll each source once, print the result, and exit
  watch        print each change as it comes, until stopped
  sources      what is configured, and the kinds of source there are; `sources try URL` tries an address
  doctor       check terminal, configuration, folders and sources, and say what to do
  config       path, init, check or schema: where the configuration is, write a first one, check it, print its
               JSON Schema for an editor

`bigboard COMMAND --help` lists its options. Exit status: 0 good, 2 wrong usage or configuration, 3 some sources failed,
or no source has a symbol that was named, 4 none answered.
"""


class Arguments(argparse.Namespace):
    """One parsed command line."""

    command: str | None = None
    config: Path | None = None
    version: bool = False
    help: bool = False
    format: str = ""
    symbols: Sequence[str] = ()
    action: str = ""
    seed: int | None = None
    rate: float | None = None
    symbol_count: int | None = None
    every: str | None = None
    fault: str | None = None
    serve_only: bool = False
    link: Literal["slow", "fast"] | None = None
    colors: Literal["true", "256", "16"] | None = None
    ascii: bool = False
    no_mouse: bool = False
    url: str = ""
    market: str | None = None


class Parser(argparse.ArgumentParser):
    """A parser whose error messages are safe to print and say what to type instead."""

    def error(self, message: str) -> NoReturn:
        """Print what is wrong in one line and exit with status 2."""
        from tui.domain.text import sanitize_line  # noqa: PLC0415 - only once something is wrong

        sys.stderr.write(f"{self.format_usage()}bigboard: {sanitize_line(self._explain(message))}\n")
        sys.exit(2)

    def _explain(self, message: str) -> str:
        """Return argparse's message with the words to choose from or the nearest option, which it leaves out."""
        for action in self._actions:
            if action.choices and message == f"the following arguments are required: {action.dest}":
                return f"{self.prog.removeprefix('bigboard ')} requires one of: {', '.join(map(str, action.choices))}"
        unknown = message.removeprefix("unrecognized arguments: ").split()
        if unknown and unknown[0] != message.split(maxsplit=1)[0] and unknown[0].startswith("-"):
            return message + self._nearest_option(unknown[0])
        return message

    def _nearest_option(self, word: str) -> str:
        import difflib  # noqa: PLC0415 - only once something is wrong

        if word in ("-v", "-V"):
            return "; did you mean --version?"
        options = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        close = difflib.get_close_matches(word.partition("=")[0], options, n=1)
        return f"; did you mean {close[0]}?" if close else ""


def parse(argv: Sequence[str]) -> Arguments:
    """Parse a command line; `--config`, `--version` and `--help` may stand anywhere in it.

    Raises:
        SystemExit: with 0 after printing help or version, with 2 where the line is wrong.
        OutputError: help or version cannot be printed.
    """
    common = _common_options()
    arguments = Arguments()
    _, rest = common.parse_known_args(argv, arguments)
    if arguments.version:
        write_text(f"bigboard {__version__}\n")
        sys.exit(0)
    if rest and not rest[0].startswith("-"):
        arguments.command, rest = rest[0], rest[1:]
    parser = _parser_of(arguments.command, common)
    if arguments.help:
        write_text(parser.format_help())
        sys.exit(0)
    parser.parse_intermixed_args(rest, arguments)
    if arguments.command == "sources":
        _check_trial(parser, arguments)
    return arguments


def _common_options() -> Parser:
    parser = Parser(prog="bigboard", add_help=False, allow_abbrev=False)
    parser.add_argument("--config", metavar="FILE", type=Path, default=None, help="read this configuration")
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("-h", "--help", action="store_true", help="print this and exit")
    return parser


def _parser_of(command: str | None, common: Parser) -> Parser:
    if command is None:
        parser = _new_parser(common, "bigboard", "A live market monitor for the terminal.", epilog=HELP_EPILOG)
        _for_drawing(parser)
        return parser
    entry = _COMMANDS.get(command)
    if entry is None:
        common.error(f'no command "{command}"; {_suggest(command)}')
    summary, add = entry
    parser = _new_parser(common, f"bigboard {command}", summary)
    add(parser)
    return parser


def _suggest(command: str) -> str:
    """Return a suggestion for a word that is no command."""
    import difflib  # noqa: PLC0415 - only once something is wrong

    if command == "help":
        return "did you mean bigboard --help?"
    if any(sign.isupper() or sign in ":^=." for sign in command):
        return f"did you mean bigboard print {command}?"
    close = difflib.get_close_matches(command, _COMMANDS, n=1)
    return f'did you mean "{close[0]}"?' if close else f"there are {', '.join(_COMMANDS)}"


def _new_parser(common: Parser, prog: str, summary: str, epilog: str | None = None) -> Parser:
    usage = f"{prog} [COMMAND] [OPTION]..." if epilog else None
    return Parser(
        prog=prog,
        usage=usage,
        description=summary,
        epilog=epilog,
        parents=[common],
        add_help=False,
        allow_abbrev=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _for_print(parser: Parser) -> None:
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table", help="table by default")
    _add_symbols(parser)


def _for_watch(parser: Parser) -> None:
    parser.add_argument(
        "--format", choices=("lines", "jsonl"), default="lines", help="a sentence per change, or a JSON object"
    )
    _add_symbols(parser)


def _add_symbols(parser: Parser) -> None:
    parser.add_argument("symbols", nargs="*", metavar="SYMBOL", help="only these, such as OGDC or PSX:OGDC")


def _for_drawing(parser: Parser) -> None:
    parser.add_argument("--link", choices=("slow", "fast"), help="the terminal's connection; slow over ssh by default")
    parser.add_argument("--colors", choices=("true", "256", "16"), help="how many colours; what TERM allows by default")
    parser.add_argument("--ascii", action="store_true", help="draw with ASCII characters alone")
    parser.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal's own selection")


def _for_demo(parser: Parser) -> None:
    _for_drawing(parser)
    parser.add_argument("--seed", type=_whole_number, metavar="N", help="the same seed gives the same prices")
    parser.add_argument("--rate", type=_number, metavar="R", help="changes a second")
    parser.add_argument(
        "--symbols", type=_whole_number, metavar="N", dest="symbol_count", help="how many instruments, up to 10000"
    )
    parser.add_argument("--every", metavar="TIME", help='how often the board polls, such as "2s"')
    parser.add_argument("--fault", metavar="NAME", help="show the board under a fault; a wrong name lists them")
    parser.add_argument("--serve-only", action="store_true", help="no board: print the address and serve until stopped")


def _for_config(parser: Parser) -> None:
    parser.add_argument(
        "action",
        choices=("path", "init", "check", "schema"),
        help="where it is, write a first one, check it, print its JSON Schema for an editor",
    )


def _for_sources(parser: Parser) -> None:
    parser.add_argument("action", nargs="?", metavar="try", help="fetch URL once, and show what would watch it")
    parser.add_argument("url", nargs="?", metavar="URL", help="a page, a feed, a CSV or JSON address")
    parser.add_argument("--market", metavar="M", help="the market its symbols belong to, such as PSX")


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


_COMMANDS: Final[Mapping[str, tuple[str, Callable[[Parser], None]]]] = {
    "demo": ("The board on a simulated exchange inside the program.", _for_demo),
    "print": ("Poll each source once, print the result, and exit.", _for_print),
    "watch": ("Print each change as it comes, until stopped.", _for_watch),
    "sources": ("What is configured, and the kinds of source there are; or what is at an address.", _for_sources),
    "doctor": ("Check terminal, configuration, folders and sources, and say what to do.", _for_drawing),
    "config": ("The configuration file: where it is, a first one, and whether it is right.", _for_config),
}
