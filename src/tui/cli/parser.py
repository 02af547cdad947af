"""The command line: the options of each command, and how they are parsed."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple, NoReturn

from tui import __version__
from tui.cli.stdout import write_text

_EXIT_STATUS: Final = """\
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


class Command(NamedTuple):
    """One command: its texts, its options, and where the function is that runs it."""

    brief: str
    """Its line in the help of the program."""
    summary: str
    """The first line of its own help."""
    add_options: Callable[[Parser], None]
    module: str
    """Imported for this command alone, so that each starts fast."""
    function: str
    """From `Arguments` to an exit status."""


Commands = Mapping[str | None, Command]
"""Every command by name; None is `bigboard` alone."""


def parse(argv: Sequence[str], commands: Commands) -> Arguments:
    """Parse a command line; `--config`, `--version` and `--help` may be anywhere in it.

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
    parser = _parser_of(arguments.command, common, commands)
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


def _parser_of(name: str | None, common: Parser, commands: Commands) -> Parser:
    command = commands.get(name)
    if command is None:
        common.error(f'no command "{name}"; {_suggest(str(name), commands)}')
    prog = f"bigboard {name}" if name else "bigboard"
    parser = _new_parser(common, prog, command.summary, epilog=None if name else _help_epilog(commands))
    command.add_options(parser)
    return parser


def _help_epilog(commands: Commands) -> str:
    import textwrap  # noqa: PLC0415 - only for the help

    lines = [
        textwrap.fill(
            f"{name or '(none)':<12} {command.brief}",
            width=120,
            initial_indent="  ",
            subsequent_indent=" " * 15,
        )
        for name, command in commands.items()
    ]
    return "\n".join(["commands:", *lines, "", _EXIT_STATUS])


def _suggest(command: str, commands: Commands) -> str:
    """Return a suggestion for a word that is no command."""
    import difflib  # noqa: PLC0415 - only once something is wrong

    if command == "help":
        return "did you mean bigboard --help?"
    if any(sign.isupper() or sign in ":^=." for sign in command):
        return f"did you mean bigboard print {command}?"
    names = [name for name in commands if name]
    close = difflib.get_close_matches(command, names, n=1)
    return f'did you mean "{close[0]}"?' if close else f"there are {', '.join(names)}"


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


def _check_trial(parser: Parser, arguments: Arguments) -> None:
    """Exit with an error unless `sources` is alone or followed by `try URL`."""
    action, url = arguments.action, arguments.url
    if action and action != "try":
        address = url or (action if "." in action or ":" in action else "URL")
        parser.error(f'found "{action}"; did you mean: bigboard sources try {address}')
    if action and not url:
        parser.error("the address is missing: bigboard sources try URL")
