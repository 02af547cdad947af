"""Give a setting another value: at once on the board where that is possible, and in the configuration."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from tui.config.edits import Edit
from tui.config.errors import ConfigError, did_you_mean_known, quote_value
from tui.config.options import Option
from tui.config.themes.loader import load_theme, themes_folder
from tui.ui.commands.command import Context
from tui.ui.live_options import LIVE_KEYS
from tui.view.all_columns import COLUMNS_BY_KEY
from tui.view.settings import BoardSettings, OptionValue


def changed_by(context: Context, option: Option, typed: str) -> tuple[BoardSettings, Edit]:
    """Return the settings with another value of one of them, as it is typed, and the edit of the configuration.

    Raises:
        ConfigError: the schema rejects the value.
    """
    edit = option.edit(typed)
    value = option.default
    if isinstance(edit.value, str | int):
        value = edit.value
    elif isinstance(edit.value, Sequence):
        value = tuple(edit.value)
    settings = context.store.settings
    if option.key not in LIVE_KEYS:
        # what the board does not apply itself is changed in the file or not at all
        if context.store.file is None:
            raise ConfigError(f"{option.key}: takes effect from a configuration, and this run has none")
        return settings, replace(edit, about=f"{edit.about}, within two seconds")
    settings = settings.with_option(option.key, value)
    return _with_field(settings, option.key, value, context.store.file), edit


def _with_field(settings: BoardSettings, key: str, value: OptionValue, file: Path | None) -> BoardSettings:
    """Return the settings with the value where they have a field for it, as the configuration would be loaded."""
    match key, value:
        case "board.theme", str():
            settings = settings._replace(theme=load_theme(value, themes_folder(file)))
        case "board.up", "green" | "red":
            settings = settings._replace(up=value)
        case "board.figures", "short" | "crore" | "full":
            settings = settings._replace(figures=value)
        case "board.currency", str():
            settings = settings._replace(currency=value.upper())
        case "board.drop_columns", tuple():
            settings = settings._replace(drop_columns=_known(key, value, COLUMNS_BY_KEY))
        case "board.tabs", tuple():
            settings = settings._replace(tab_order=value)
    return settings


def _known(key: str, words: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    unknown = next((word for word in words if word not in known), None)
    if unknown is not None:
        raise ConfigError(f"{key}: found {quote_value(unknown)}{did_you_mean_known(unknown, known)}")
    return words


def change_option(context: Context, option: Option, typed: str) -> None:
    """Change a setting to what is typed; nothing typed is its default.

    Raises:
        ConfigError: the schema rejects the value.
    """
    context.change(*changed_by(context, option, typed))
