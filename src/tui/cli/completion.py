"""`bigboard completion`: print the script by which a shell completes commands, options and symbols."""

import argparse
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import shtab

from tui.cli.exit_codes import OK
from tui.cli.output import print_lines
from tui.cli.parser import Arguments, Command, Commands, Parser
from tui.config.errors import ErrorCollector
from tui.config.loader import Config, load_config
from tui.wiring import Wiring, environment_for

MAX_WORDS: Final = 5_000
"""Symbols that are offered to a shell."""
_SYMBOLS: Final = shtab.cmd("bigboard completion --words symbols 2>/dev/null")
_OF_SYMBOLS: Final = frozenset({"symbols", "symbol", "watch"})
_OF_FILES: Final = frozenset({"config", "file", "day"})
_OF_FOLDERS: Final = frozenset({"folder"})


def run_completion(arguments: Arguments) -> int:
    """Print the script of a shell, or the words that such a script asks for."""
    if arguments.words:
        print_lines(islice(_symbols(load_config(arguments.config, errors=ErrorCollector())), MAX_WORDS))
        return OK
    script = shtab.complete(_whole_parser(arguments.commands), shell=arguments.action).splitlines()
    print_lines(_without_remarks(script))
    return OK


def _without_remarks(script: Iterable[str]) -> Iterator[str]:
    """Yield the lines without the remarks above them, whose places for it are not those of the README."""
    is_above = True
    for line in script:
        is_above = is_above and (not line or line.startswith("#"))
        # `#compdef` is for the shell
        if not is_above or not line.startswith("# "):
            yield line


def _symbols(config: Config) -> Iterator[str]:
    """Yield the symbols of the board as it was last stored, of the lists and of the sources, each once."""
    errors = ErrorCollector()
    environment = errors.run(None, environment_for, config)
    stored = Wiring(config.sources, environment).stored_market.quotes if environment else {}
    listed = (entry.instrument for entries in config.settings.lists.values() for entry in entries if entry.symbol)
    configured = (symbol for source in config.sources for symbol in source.symbols)
    names = (*(key.symbol for key in stored), *(key.symbol for key in listed), *configured)
    # a shell takes blanks and colons for the end of a word
    yield from (name for name in dict.fromkeys(names) if name.isprintable() and not set(name) & set(" :\"'$`\\"))


def _whole_parser(commands: Commands) -> argparse.ArgumentParser:
    """Return one parser with every command, as shtab needs it."""
    parser = Parser(prog="bigboard", add_help=False)
    _add_options(parser, commands[None])
    subparsers = parser.add_subparsers(dest="command")
    for name, command in commands.items():
        if name is not None:
            _add_options(subparsers.add_parser(name, help=command.brief, add_help=False), command)
    return parser


def _add_options(parser: Parser, command: Command) -> None:
    parser.add_argument("--config", metavar="FILE", help="read this configuration")
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    parser.add_argument("-h", "--help", action="store_true", help="print this and exit")
    command.add_options(parser)
    _complete(parser._actions)  # noqa: SLF001 - argparse has no other way


def _complete(actions: Iterable[argparse.Action]) -> None:
    for action in actions:
        if action.dest in _OF_SYMBOLS:
            action.complete = _SYMBOLS  # type: ignore[attr-defined]  # where shtab looks for it
        elif action.metavar == "try":  # `sources` alone, or `sources try URL`
            action.choices = [action.metavar]
        elif action.dest in _OF_FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # as above
        elif action.dest in _OF_FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]  # as above
