"""Commands about the program: sources, settings, export, help and the end."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from tui.config.errors import ConfigError, did_you_mean
from tui.config.options import Option, configured_options, schema_options
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.text import count_of, sanitize_line
from tui.ui.commands.change_option import change_option
from tui.ui.commands.command import Command, CommandError, Context, no_argument
from tui.ui.commands.view_commands import grid_of
from tui.view.command_prompt import Candidate
from tui.view.csv_rows import csv_of_quotes
from tui.view.replay import REPLAYED
from tui.view.typed_line import Word

_PAUSE, _RESUME, _POLL = "pause", "resume", "poll"
_SOURCE_ACTIONS: Final = {
    _PAUSE: "poll it no more until you resume or poll it",
    _RESUME: "poll it again",
    _POLL: "poll it as soon as its kind allows",
}


def _source(context: Context, words: Sequence[Word]) -> None:
    action, *names = words
    if action.text not in _SOURCE_ACTIONS:
        near = did_you_mean(action.text, _SOURCE_ACTIONS)
        raise CommandError(f'found "{action.text}", expected pause, resume or poll{near}', action)
    health = context.board.state.market.health
    if not names:
        raise CommandError(f"which source? {', '.join(health)}")
    name = names[0].text
    if name not in health:
        raise CommandError(f'no source "{name}"{did_you_mean(name, health)}', names[0])
    request_poll(context, action.text, name)


def request_poll(context: Context, action: str, name: str) -> None:
    """Pause, resume or poll a source; where nothing is polled yet, say so."""
    if context.feed is None or context.board.state.replay is not None:
        context.board.announce("nothing is polled yet" if context.feed is None else REPLAYED)
        return
    {_PAUSE: context.feed.pause, _RESUME: context.feed.resume, _POLL: context.feed.poll_now}[action](name)
    words = {_PAUSE: "paused; :source resume polls it again", _RESUME: "resumed", _POLL: "is polled"}
    context.board.announce(f"{name} {words[action]}")


def _source_candidates(context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    if not before:
        return (Candidate(action, about) for action, about in _SOURCE_ACTIONS.items())
    if len(before) > 1:
        return ()
    health = context.board.state.market.health.values()
    paused = [each for each in health if each.state is SourceState.PAUSED]
    shown = paused if before[0] == _RESUME and paused else health
    return (Candidate(each.name, _about(each)) for each in shown)


def _about(health: SourceHealth) -> str:
    return f"{health.kind}, {health.state.value}" + (f": {health.reason}" if health.reason else "")


def _options(context: Context) -> dict[str, Option]:
    """Return every setting by its name, with the intervals of the sources where the file can be read."""
    file = context.store.file
    try:
        options = configured_options(file)
    except ConfigError:
        options = schema_options(file)
    return {option.name: option for option in options}


def _set(context: Context, words: Sequence[Word]) -> None:
    name, *values = words
    options = _options(context)
    option = options.get(name.text) or options.get(name.text.removeprefix("board.").removeprefix("sources."))
    if option is None:
        raise CommandError(f'no setting "{name.text}"{did_you_mean(name.text, options)}', name)
    if not values:
        raise CommandError(f"expected {option.expected}")
    _change(context, option, " ".join(word.text for word in values), values[0])


def _change(context: Context, option: Option, typed: str, word: Word) -> None:
    try:
        change_option(context, option, "" if typed == "default" else typed)
    except ConfigError as error:
        raise CommandError(str(error), word) from None


def _set_candidates(context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    options = _options(context)
    if not before:
        return (Candidate(name, option.meaning) for name, option in options.items())
    option = options.get(before[0])
    if option is None or len(before) > 1:
        return ()
    values = ("on", "off") if option.choices == ("true", "false") else option.choices
    return (*(Candidate(value, "") for value in values), Candidate("default", "as without a configuration"))


def _theme(context: Context, words: Sequence[Word]) -> None:
    option = next(option for option in schema_options(context.store.file) if option.key == "board.theme")
    if not words:
        context.run_action("app.theme")
    else:
        _change(context, option, words[0].text, words[0])


def _theme_candidates(context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    return () if before else _set_candidates(context, ["theme"])


def _export(context: Context, words: Sequence[Word]) -> None:
    overwrites, paths = words[0].text == "!", words
    if overwrites:
        paths = words[1:]
    if not paths:
        raise CommandError("which file? :export rows.csv, or :export ! rows.csv to replace one")
    word = paths[0]
    market, keys = context.board.state.market, grid_of(context).order()
    lines = list(csv_of_quotes(market, [market.quotes[key] for key in keys if key in market.quotes]))
    try:
        file = Path(word.text).expanduser().absolute()
        _write(file, "".join(f"{line}\r\n" for line in lines), overwrites=overwrites)
    except FileExistsError:
        raise CommandError("is there already; :export ! FILE replaces it", word) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise CommandError(f"cannot be written: {getattr(error, 'strerror', None) or 'no file name'}", word) from None
    context.board.announce(f"{count_of(len(lines) - 1, 'row')} in {sanitize_line(str(file))}")


def _write(file: Path, text: str, *, overwrites: bool) -> None:
    """Write a file that is new, or replace one; what is no regular file is never written to."""
    if overwrites and file.is_file():
        temporary = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            with temporary.open("x", encoding="utf-8", newline="") as stream:
                stream.write(text)
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
        return
    with file.open("x", encoding="utf-8", newline="") as stream:
        stream.write(text)


PROGRAM_COMMANDS: Final = (
    Command(
        name="source",
        usage="pause, resume or poll NAME",
        description="Pause a source, resume it, or poll it now",
        run=_source,
        candidates=_source_candidates,
        min_words=1,
        max_words=2,
    ),
    Command(
        name="set",
        usage="NAME VALUE",
        description="Change a setting, here and in the configuration",
        run=_set,
        candidates=_set_candidates,
        min_words=1,
    ),
    Command(
        name="theme",
        usage="[NAME]",
        description="Change the colours",
        run=_theme,
        candidates=_theme_candidates,
        max_words=1,
    ),
    Command(
        name="export",
        usage="[!] FILE",
        description="Write the rows of this tab into a CSV file; ! replaces one",
        run=_export,
        names=("w", "write"),
        min_words=1,
        max_words=2,
    ),
    Command(
        name="options",
        description="Every setting, with its value and where it comes from",
        run=no_argument("app.options"),
        max_words=0,
    ),
    Command(name="health", description="Each source in full", run=no_argument("app.health"), max_words=0),
    Command(
        name="help", description="Every key and what it does", run=no_argument("app.help"), names=("h",), max_words=0
    ),
    Command(
        name="quit", description="Leave the board", run=no_argument("app.leave(0)"), names=("q", "exit"), max_words=0
    ),
)
