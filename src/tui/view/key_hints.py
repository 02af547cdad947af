"""The keys that the bottom line offers for each pane: binding ids, most useful first, and a word for each."""

from collections.abc import Mapping
from typing import Final

Hints = tuple[tuple[str, str], ...]

_HELP: Final = ("app.help", "help")
_QUIT: Final = ("app.quit", "quit")
GRID: Final[Hints] = (
    _HELP,
    ("board.filter", "filter"),
    ("grid.sort grid.reverse", "sort"),
    ("board.detail", "detail"),
    ("board.reader", "news"),
    ("grid.freeze", "freeze"),
    ("app.pause", "pause"),
    _QUIT,
)
_READER: Final[Hints] = (
    ("board.next-article board.previous-article", "articles"),
    ("board.zoom", "zoom"),
    ("board.open", "open"),
    _QUIT,
)
_DETAIL: Final[Hints] = (("board.zoom", "zoom"), ("board.copy", "copy"), _QUIT)


def side_pane_hints(*, is_detail: bool, leads_back: bool) -> Hints:
    """Return the hints of the pane beside the grid.

    Args:
        is_detail: whether it is the detail of an instrument, and not the reader.
        leads_back: whether the key to the grid closes the pane, rather than moving to a grid beside it.
    """
    to_grid = ("board.back", "back") if leads_back else ("board.next-pane", "grid")
    return (_HELP, to_grid, *(_DETAIL if is_detail else _READER))


def with_keys(hints: Hints, keys: Mapping[str, str]) -> Hints:
    """Return the hints with displayed keys in place of binding ids."""
    return tuple((" ".join(keys[name] for name in names.split()), words) for names, words in hints)
