"""The letters of the columns, by which a grid is sorted with two keys."""

from collections.abc import Iterable, Mapping

from tui.view.all_columns import COLUMNS
from tui.view.column import Column
from tui.view.sorting import LIST_ORDER
from tui.view.tabs import Tab

LIST_LETTER = "."
"""The key of the order that the user gave a list."""


def sort_letters() -> Mapping[str, str]:
    """Return the key of each column by its letter; columns that are not in view have theirs too."""
    return {LIST_LETTER: LIST_ORDER} | {column.letter: column.key for column in COLUMNS}


def letters_of(columns: Iterable[Column], tab: Tab) -> tuple[tuple[str, str], ...]:
    """Return the letter and the title of each of these columns, and those of the order of the tab's list."""
    letters = [(column.letter, column.title or "▲▼") for column in columns]
    return (*letters, (LIST_LETTER, "list")) if tab.symbols is not None else tuple(letters)
