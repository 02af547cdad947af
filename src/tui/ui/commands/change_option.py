"""Give a setting another value: at once on the board where that is possible, and in the configuration."""

from collections.abc import Sequence
from dataclasses import replace

from tui.config.edits import Edit
from tui.config.options import Option
from tui.ui.commands.command import Context
from tui.ui.live_options import LIVE_KEYS
from tui.view.settings import BoardSettings


def changed_by(context: Context, option: Option, typed: str) -> tuple[BoardSettings, Edit]:
    """Return the settings with another value of one of them, as it is typed, and the edit of the configuration.

    Raises:
        ConfigError: the schema rejects the value.
    """
    edit = option.edit(typed)
    value = option.default
    if isinstance(edit.value, str | bool):
        value = edit.value
    elif isinstance(edit.value, Sequence):
        value = tuple(edit.value)
    if option.key not in LIVE_KEYS:
        edit = replace(edit, about=f"{edit.about}, from the next start")
    return context.store.settings.with_option(option.key, value), edit


def change_option(context: Context, option: Option, typed: str) -> None:
    """Change a setting to what is typed; nothing typed is its default.

    Raises:
        ConfigError: the schema rejects the value.
    """
    context.change(*changed_by(context, option, typed))
