"""Checks the keys of the configuration against the bindings of the board."""

from tui.config.loader import Config
from tui.ui.app import BoardApp
from tui.ui.bindings import validate_keymap_of


def validate_keymap(config: Config, *, is_replay: bool = False) -> None:
    """Check the names and keys under `[keys]`, for the live board or for a replay.

    Raises:
        ConfigError: no binding has a name, a key does not exist, or a key has two meanings in one place.
    """
    validate_keymap_of(config, BoardApp, is_replay=is_replay)
