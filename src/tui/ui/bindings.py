"""The check of the user's key bindings against those of the board."""

from tui.config.errors import config_error, did_you_mean
from tui.config.loader import Config


def validate_keymap(config: Config) -> None:
    """Check the names under `[keys]` against the board's bindings; without any, nothing of the screen is loaded.

    Raises:
        ConfigError: a name that no binding has.
    """
    if not config.keys:
        return
    names = _binding_names()
    for name in config.keys:
        if name not in names:
            raise config_error(
                config.file, f"keys.{name}", f"unknown key{did_you_mean(name, names)} (? on the board lists them)"
            )


def _binding_names() -> list[str]:
    """Return the id of every binding, in the order of the help."""
    from tui.ui.app import BoardApp  # noqa: PLC0415 - the screen is loaded only for a user who chose keys
    from tui.ui.board_screen import BoardScreen  # noqa: PLC0415 - likewise
    from tui.ui.screens.overlay import OverlayScreen  # noqa: PLC0415 - likewise
    from tui.ui.widgets.quote_grid import QuoteGrid  # noqa: PLC0415 - likewise
    from tui.ui.widgets.scroll_view import ScrollView  # noqa: PLC0415 - likewise

    owners = (BoardApp, BoardScreen, QuoteGrid, ScrollView, OverlayScreen)
    bindings = (binding for owner in owners for binding in owner.BINDINGS)
    return [binding.id for binding in bindings if not isinstance(binding, tuple) and binding.id]
