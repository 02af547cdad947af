"""The history as commands open it."""

from tui.cli.output import print_error
from tui.config.loader import Config
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader
from tui.storage.paths import state_dir
from tui.wiring import history_file


def open_history(config: Config) -> HistoryReader | None:
    """Return a reader of the user's history, which the caller closes; where there is none say so and return None.

    Raises:
        HistoryError: it cannot be read.
    """
    file = history_file(config.history, state_dir())
    if file is None or not file.exists():
        print_error("there is no history yet: a board keeps one while it runs, unless [history] says off")
        return None
    return HistoryReader(file)


def print_unreadable(error: HistoryError) -> None:
    """Print on stderr why a history cannot be read."""
    print_error(f"the history cannot be read: {error}")
