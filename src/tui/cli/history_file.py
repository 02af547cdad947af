"""The history as commands find it."""

from pathlib import Path
from typing import Final

from tui.cli.output import print_error
from tui.config.loader import Config
from tui.storage.history.errors import HistoryError
from tui.storage.paths import state_path
from tui.wiring import history_file

NO_HISTORY: Final = (
    "there is no history yet: a board keeps one while it runs, unless [history] says off; the demo's ends with it"
)


def find_history(config: Config) -> Path | None:
    """Return the path of the user's history; where there is none say so and return None."""
    file = history_file(config.history, state_path())
    if file is None or not file.exists():
        print_error(NO_HISTORY)
        return None
    return file


def print_unreadable(error: HistoryError) -> None:
    """Print on stderr why a history cannot be read."""
    print_error(f"the history cannot be read: {error}")
