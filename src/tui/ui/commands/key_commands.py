"""The command that gives an action another key."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol, cast

from tui.config.edits import Edit
from tui.config.errors import ConfigError
from tui.config.loader import DEFAULT_CONFIG
from tui.ui.bindings import binding_ids, validate_keymap_of
from tui.ui.commands.command import Command, CommandError, Context
from tui.ui.replay_screen import ReplayScreen
from tui.view.command_prompt import Candidate
from tui.view.typed_line import Word


class _HasKeys(Protocol):
    @property
    def keys(self) -> Mapping[str, str]: ...


def _bind(context: Context, words: Sequence[Word]) -> None:
    name, *keys = words
    text = ",".join(word.text for word in keys)
    every = {**cast("_HasKeys", context.app).keys, name.text: text}
    try:
        is_replay = isinstance(context.board, ReplayScreen)
        validate_keymap_of(DEFAULT_CONFIG._replace(keys=every), type(context.app), is_replay=is_replay)
    except ConfigError as error:
        problem = next((each for each in error.problems if f"keys.{name.text}" in each), error.problems[0])
        raise CommandError(problem.partition("keys.")[2] or problem, keys[0]._replace(end=keys[-1].end)) from None
    value = text if len(keys) == 1 else [word.text for word in keys]
    settings = context.store.settings.with_option(f"keys.{name.text}", text)
    context.change(settings, Edit(path=("keys", name.text), value=value, about=f"{name.text} is {text}"))


def _bind_candidates(context: Context, before: Sequence[str]) -> Iterable[Candidate]:
    return () if before else (Candidate(name, about) for name, about in binding_ids(type(context.app)).items())


KEY_COMMANDS: Final = (
    Command(
        name="bind",
        usage="ID KEY ...",
        description="Give an action other keys",
        run=_bind,
        candidates=_bind_candidates,
        min_words=2,
        max_words=5,
    ),
)
