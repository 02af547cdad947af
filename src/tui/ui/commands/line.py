"""A line of the command line: what is wrong with it, what can be typed next, and running it."""

from collections.abc import Iterable, Sequence
from typing import Final

from tui.config.errors import did_you_mean
from tui.ui.commands.add_symbols import ADD_COMMAND
from tui.ui.commands.arrange_commands import ARRANGE_COMMANDS
from tui.ui.commands.chart_commands import CHART_COMMANDS
from tui.ui.commands.command import Command, CommandError, Context, commands_of
from tui.ui.commands.key_commands import KEY_COMMANDS
from tui.ui.commands.program_commands import PROGRAM_COMMANDS
from tui.ui.commands.replay_commands import REPLAY_COMMANDS
from tui.ui.commands.tape_commands import TAPE_COMMANDS
from tui.ui.commands.view_commands import VIEW_COMMANDS
from tui.view.command_prompt import Candidate, CommandFault
from tui.view.ranking import best_matches
from tui.view.typed_line import TypedLine, Word, quoted, split_words

COMMANDS: Final = (
    *VIEW_COMMANDS,
    *CHART_COMMANDS,
    ADD_COMMAND,
    *ARRANGE_COMMANDS,
    *KEY_COMMANDS,
    *PROGRAM_COMMANDS,
    *REPLAY_COMMANDS,
    *TAPE_COMMANDS,
)
MAX_CANDIDATES: Final = 100
_BY_NAME: Final = {name: command for command in COMMANDS for name in (command.name, *command.names)}


def words_of(text: str) -> list[Word]:
    """Split a line; in `export!` the sign is a word of its own."""
    words = split_words(text)
    if words and words[0].text.endswith("!") and len(words[0].text) > 1:
        first = words[0]
        words[:1] = [Word(first.text[:-1], first.start, first.end - 1), Word("!", first.end - 1, first.end)]
    return words


def find_command(name: str) -> Command | None:
    """Return the command of a name, or of the start of one if there is only one such."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    starting = [command for command in COMMANDS if name and command.name.startswith(name)]
    return starting[0] if len(starting) == 1 else None


def run_line(context: Context, text: str) -> CommandFault | None:
    """Run a line; return what is wrong with it, None where nothing is."""
    words = words_of(text)
    if not words:
        return None
    try:
        _run(context, words)
    except CommandError as error:
        start, end = (error.word.start, error.word.end) if error.word else (len(text), len(text))
        return CommandFault(error.text, start, end)
    return None


def _run(context: Context, words: Sequence[Word]) -> None:
    name, *arguments = words
    command = find_command(name.text)
    if command is None:
        raise CommandError(f'no command "{name.text}"{did_you_mean(name.text, _BY_NAME)}', name)
    if len(arguments) < command.min_words:
        raise CommandError(f"expected :{command.name} {command.usage}")
    if command.max_words is not None and len(arguments) > command.max_words:
        surplus = arguments[command.max_words]
        raise CommandError(f"expected :{command.name} {command.usage}".rstrip() + " and no more", surplus)
    command.run(context, arguments)


def usage_of(text: str) -> str:
    """Return how the command of a line is used; empty where its name is not complete."""
    words = words_of(text)
    command = _BY_NAME.get(words[0].text) if words else None
    return f"{command.name} {command.usage}".strip() if command else ""


def word_at_cursor(typed: TypedLine) -> Word:
    """Return the word that the cursor is at the end of or in; an empty one after a blank."""
    inside = (word for word in split_words(typed.text) if word.start < typed.cursor <= word.end)
    return next(inside, Word("", typed.cursor, typed.cursor))


def candidates_for(context: Context, typed: TypedLine) -> list[Candidate]:
    """Return what can be typed at the cursor, best first."""
    current = word_at_cursor(typed)
    before = [word.text for word in words_of(typed.text[: current.start])]
    offered: Iterable[Candidate]
    if not before:
        offered = (Candidate(command.name, command.description) for command in commands_of(COMMANDS, context))
        named = _BY_NAME.get(current.text)
        if named is not None and current.text != named.name:
            # another name of it: the command itself is what is meant
            return [Candidate(named.name, named.description)]
    else:
        command = find_command(before[0])
        offered = command.candidates(context, before[1:]) if command else ()
    return best_matches(current.text, offered, _text_of, MAX_CANDIDATES)


def _text_of(candidate: Candidate) -> str:
    return f"{candidate.text}\n{candidate.about}".casefold()


def complete(typed: TypedLine, word: Word, candidate: Candidate) -> TypedLine:
    """Return the line with a candidate in the place of a word."""
    return typed.replace(word.start, word.end, quoted(candidate.text))
