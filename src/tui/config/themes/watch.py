"""Notices that the file of the theme in force has changed, and reads it again.

It is apart from the configuration: a theme chosen by key is not in it, and a mistake in the one keeps nobody from
trying colours in the other.
"""

from collections.abc import Callable
from pathlib import Path

from tui.config.errors import ConfigError
from tui.config.file_state import FileState, SettledChange, state_of_file
from tui.config.themes.loader import SHIPPED, load_theme, theme_file
from tui.config.watch import Rejected, first_problem
from tui.domain.text import sanitize_line
from tui.view.themes import Theme


class ThemeWatch:
    """Reads the theme in force after each change of its file. Used on one thread.

    Args:
        folder: of the user's own themes, which need not exist; None where there is none, and nothing to watch.
        name: returns the name of the theme in force. Called on the thread of the watch.
    """

    def __init__(self, folder: Path | None, name: Callable[[], str]) -> None:
        self._folder = folder
        self._name = name
        self._change: SettledChange[tuple[str, FileState]] = SettledChange()

    def check(self) -> Theme | Rejected | None:
        """Return the theme, or what is wrong with it; None where nothing has changed, or its file is being written.

        A theme that was not in force at the last check is read as well: its file may have changed since it was loaded.
        """
        name = self._name()
        file = theme_file(name, self._folder)
        if file is None:
            return None
        found = (name, state_of_file(file))
        return self._load(*found) if self._change.is_due(found) else None

    def _load(self, name: str, state: FileState) -> Theme | Rejected:
        if state is None and name not in SHIPPED:
            problem = f"{name}.toml: is no file any more; its last state stays in force"
            return Rejected(problem=sanitize_line(problem))
        try:
            return load_theme(name, self._folder)
        except ConfigError as error:
            return Rejected(problem=first_problem(error.places))
