"""The command line: the options of each command, and how they are parsed."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, NoReturn

from tui import __version__
from tui.cli.stdout import write_text

if TYPE_CHECKING:
    from tui.ui.terminal.held_terminal import HeldTerminal

_EXIT_STATUS: Final = """\
`bigboard COMMAND --help` lists its options. Exit status: 0 good, 1 an error of its own or output that cannot be
written, 2 wrong usage or configuration, 3 some sources failed, or no source has a symbol that was named, 4 none
answered; 141 a closed pipe, and after a signal 128 and its number.
"""

_USAGE: Final = "bigboard [COMMAND] [OPTION]..."
_INSTEAD: Final[Mapping[str, str]] = {
    "help": "bigboard --help",
    "version": "bigboard --version",
    **dict.fromkeys(("board", "run", "start"), "bigboard without a command"),
    **dict.fromkeys(("list", "kinds"), "bigboard sources"),
    "try": "bigboard sources try URL",
    **{action: f"bigboard config {action}" for action in ("path", "init", "check", "schema")},
}
"""What to type instead of a word that is no command."""


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
    watch: str | None = None
    fresh: bool = False
    url: str = ""
    market: str | None = None
    positions: bool = False
    since: str | None = None
    until: str | None = None
    day: str = ""
    file: str = ""
    folder: Path | None = None
    page: str = ""
    width: int | None = None
    explain: bool = False
    start: str | None = None
    remote: str | None = None
    to: str = ""
    sources: str = ""
    group: str = ""
    take_over: bool = False
    alerts: bool = False
    metrics: str = ""
    log_format: str = "text"
    what: str | None = None
    speed: int | None = None
    words: str = ""
    source: str = ""
    symbol: str = ""
    unread: bool = False
    rule: str = ""
    commands: "Commands" = MappingProxyType({})
    """Every command, for one that is about them."""
    held_terminal: "HeldTerminal | None" = None
    """The terminal, where it shows the board as it was left."""


class Parser(argparse.ArgumentParser):
    """A parser whose error messages are safe to print and say what to type instead."""

    commands: "Commands" = MappingProxyType({})
    """Every command, so that an option of another one can be named."""

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
            if action.choices and (found := re.match(rf"argument {action.dest}: invalid choice: '(.*)' \(", message)):
                choices = [str(each) for each in action.choices]
                return f'found "{found[1]}", expected one of: {", ".join(choices)}{_did_you_mean(found[1], choices)}'
        if wrong := re.match(r"argument (--\S+): invalid choice: '(.*)' \(", message):
            named = [each for each in self._actions if wrong[1] in each.option_strings]
            return message + _did_you_mean(wrong[2], [str(choice) for each in named for choice in each.choices or ()])
        if missing := re.fullmatch(r"argument (\S+): expected one argument", message):
            return f"{message}: {self._with_value(missing[1])}"
        unknown = message.removeprefix("unrecognized arguments: ").split()
        if not message.startswith("unrecognized arguments: ") or not unknown:
            return message
        return self._explain_unknown(message, unknown[0])

    def _explain_unknown(self, message: str, word: str) -> str:
        if word.startswith("-"):
            return message + self._nearest_option(word)
        if self.prog == "bigboard":
            return f'no command "{word}"{_suggest(word, self.commands)}'
        return f"{message}; {self.prog} takes no more words"

    def _with_value(self, option: str) -> str:
        """Return an option with the name of its value, or the values to choose from."""
        action = next((each for each in self._actions if option.rpartition("/")[2] in each.option_strings), None)
        if action is None:
            return option
        return f"{option} {'|'.join(map(str, action.choices)) if action.choices else action.metavar}"

    def _nearest_option(self, word: str) -> str:
        if word in ("-v", "-V"):
            return '; did you mean "--version"?'
        written = word.partition("=")[0]
        owners: dict[str, list[str]] = {}
        for name, command in self.commands.items():
            for option in _options_of(command.add_options):
                owners.setdefault(option, []).extend([name] if name else [])
        if owners.get(written):
            return f"; {written} is an option of {_listed(owners[written])}"
        own = [option for action in self._actions for option in action.option_strings if option.startswith("--")]
        letter = re.fullmatch(r"-[a-zA-Z]", written)
        of_letter = next((option for option in own if letter and option[2] == written[1].lower()), None)
        if of_letter:
            return f'; did you mean "{of_letter}"?'
        nearest = _did_you_mean(written, [*own, *owners])
        option = nearest.partition('"')[2].partition('"')[0]
        if not nearest or option in own:
            return nearest
        return f"{nearest[:-1]}, an option of {_listed(owners[option])}?"


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    from tui.config.errors import did_you_mean  # noqa: PLC0415 - only once something is wrong

    return did_you_mean(word, known)


def _options_of(add: Callable[["Parser"], None]) -> frozenset[str]:
    """Return the options that a command has of its own."""
    parser = Parser(add_help=False)
    add(parser)
    return frozenset(option for action in parser._actions for option in action.option_strings)  # noqa: SLF001 - argparse has no other way


def _never(_arguments: Arguments) -> bool:
    return False


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
    needs_stdout: bool = True
    """Whether it prints; it does not run then where stdout is closed."""
    shows_board: Callable[[Arguments], bool] = _never
    """Whether it shows the board, which begins without looking for garbage."""
    check: Callable[[Parser, Arguments], None] | None = None
    """Exits with an error where options that are right each do not fit each other."""


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
    arguments.command, rest = _split_command(rest, commands)
    parser = _parser_of(arguments.command, common, commands)
    if arguments.help:
        write_text(parser.format_help())
        sys.exit(0)
    parser.parse_intermixed_args(rest, arguments)
    command = commands[arguments.command]
    if command.check is not None:
        command.check(parser, arguments)
    return arguments


def _split_command(words: Sequence[str], commands: Commands) -> tuple[str | None, list[str]]:
    """Return the command and the other words; its options may be before it, as in `--format json print`."""
    if not words:
        return None, []
    index = 0 if not words[0].startswith("-") else next((at for at, word in enumerate(words) if word in commands), None)
    return (None, list(words)) if index is None else (words[index], [*words[:index], *words[index + 1 :]])


def _common_options() -> Parser:
    parser = Parser(prog="bigboard", usage=_USAGE, add_help=False, allow_abbrev=False)
    parser.add_argument("--config", metavar="FILE", type=Path, default=None, help="read this configuration")
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("-h", "--help", action="store_true", help="print this and exit")
    return parser


def _parser_of(name: str | None, common: Parser, commands: Commands) -> Parser:
    command = commands.get(name)
    if command is None:
        common.error(f'no command "{name}"{_suggest(str(name), commands)}')
    prog = f"bigboard {name}" if name else "bigboard"
    parser = _new_parser(common, prog, command.summary, epilog=None if name else _help_epilog(commands))
    command.add_options(parser)
    parser.commands = commands
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
    """Return a suggestion for a word that is no command, for the end of a message."""
    if command in _INSTEAD:
        return f"; did you mean {_INSTEAD[command]}?"
    names = [name for name in commands if name]
    if command.lower() in names:
        return f'; did you mean "{command.lower()}"?'
    if any(sign.isupper() or sign in ":^=./" for sign in command):
        return f"; did you mean bigboard {'sources try' if '://' in command else 'print'} {command}?"
    all_names = f"; there are {', '.join(names)}; for a symbol: bigboard print {command}"
    return _did_you_mean(command, names) or all_names


def _new_parser(common: Parser, prog: str, summary: str, epilog: str | None = None) -> Parser:
    usage = _USAGE if epilog else None
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


def _listed(names: Sequence[str]) -> str:
    """Return names as people list them: `print, watch and history`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
