"""The check of the keys that a configuration chooses, for the board."""

from tui.config.loader import Config
from tui.ui.bindings import validate_keymap_of


def validate_keymap(config: Config) -> None:
    """Check the names and keys under `[keys]`; without any, nothing of the screen is loaded.

    Raises:
        ConfigError: no binding has a name, a key does not exist, or a key has two meanings in one place.
    """
    if config.keys:
        from tui.ui.app import BoardApp  # noqa: PLC0415 - only for a user who chose keys

        validate_keymap_of(config, BoardApp)
