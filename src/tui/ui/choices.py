"""The settings that keys have changed and that are not in the configuration, such as the theme."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tui.config.errors import ConfigError
from tui.view.settings import BoardSettings
from tui.view.view_state import Choice, ViewState


def with_remembered_theme(settings: BoardSettings, remembered: ViewState, config_file: Path | None) -> BoardSettings:
    """Return the settings with the theme that a key chose last, where there still is such a one.

    Args:
        settings: as the configuration has them.
        remembered: what the user left.
        config_file: the configuration, beside which the user's own themes are; None where there is none.
    """
    name = remembered.chosen("theme", settings.theme.name)
    if name == settings.theme.name:
        return settings
    from tui.config.themes.loader import load_theme, themes_folder  # noqa: PLC0415 - most users see the configured one

    try:
        return settings._replace(theme=load_theme(name, themes_folder(config_file)))
    except ConfigError:
        return settings


class Choices:
    """The values in force: what a key chose, else what the configuration says.

    Args:
        configured: by name of the setting, as the configuration has it.
        remembered: what the user left; a choice made when the configuration said something else counts no more.
    """

    def __init__(self, configured: Mapping[str, str], remembered: ViewState) -> None:
        self._configured = dict(configured)
        self._values = {name: remembered.chosen(name, value) for name, value in configured.items()}

    def __getitem__(self, name: str) -> str:
        return self._values[name]

    def choose(self, name: str, value: str) -> None:
        """Set a value, as a key does."""
        self._values[name] = value

    def configure(self, name: str, value: str) -> bool:
        """Take over what the configuration says now; return whether that changed, and with it the value."""
        if self._configured[name] == value:
            return False
        self._configured[name] = self._values[name] = value
        return True

    @property
    def made(self) -> Mapping[str, Choice]:
        """The choices that differ from the configuration, to be remembered."""
        return MappingProxyType(
            {
                name: Choice(value, self._configured[name])
                for name, value in self._values.items()
                if value != self._configured[name]
            }
        )
