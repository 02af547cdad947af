"""The names of keys, and the keys that the bottom line offers: binding ids, most useful first, and a word for each."""

import string
from collections.abc import Iterable, Mapping
from typing import Final, cast

from textual.app import App
from textual.binding import Binding, BindingType
from textual.keys import _character_to_key
from textual.widget import Widget

from tui.ui.rendering.theme import Themed

Hints = tuple[tuple[str, str], ...]
THEN: Final = "_then_"
"""Between the keys of a sequence, in the name of the one key that it is bound as."""

_HELP: Final = ("app.help", "help")
_BEFORE_PANES: Final[Hints] = (_HELP, ("board.filter", "filter"), ("grid.sort grid.reverse", "sort"))
_AFTER_PANES: Final[Hints] = (("grid.freeze", "freeze"), ("app.pause", "pause"), ("app.quit", "quit"))
_KEY_SYMBOLS: Final = {
    **{_character_to_key(sign): sign for sign in string.punctuation},
    "escape": "esc",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "full_stop": ".",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "dollar_sign": "$",
}
_ASCII_KEY_SYMBOLS: Final = {key: symbol for key, symbol in _KEY_SYMBOLS.items() if symbol.isascii()}


def grid_hints(panes: Hints) -> Hints:
    """Return the hints of the grid, with those that open the side panes."""
    return (*_BEFORE_PANES, *panes, *_AFTER_PANES)


def side_pane_hints(hints: Hints, *, leads_back: bool, walked: str = "") -> Hints:
    """Return the hints of a side pane after help and the way to the grid.

    Args:
        hints: those of the pane itself.
        leads_back: whether the key to the grid closes the pane, rather than moving to a grid beside it.
        walked: what the key to the next pane goes to in the pane first; empty for nothing.
    """
    if not leads_back:
        return (_HELP, ("board.next-pane", walked or "grid"), *hints)
    return (_HELP, ("board.back", "back"), *((("board.next-pane", walked),) if walked else ()), *hints)


def with_keys(hints: Hints, app: App[None], *tables: Iterable[BindingType]) -> Hints:
    """Return the hints with the first key of each binding in place of its id; the tables hold the bindings."""
    shown = {name for names, _ in hints for name in names.split()}
    bindings = (cast("Binding", binding) for table in tables for binding in table)
    keys = {binding.id: display_keys(app, binding)[0] for binding in bindings if binding.id in shown}
    return tuple((" ".join(keys[name] for name in names.split()), words) for names, words in hints)


def run_binding(name: str, owners: Iterable[App[object] | Widget]) -> None:
    """Have the first of these that has a binding with this id run its action, as its next message."""
    for owner in owners:
        for binding in owner.BINDINGS:
            if isinstance(binding, Binding) and binding.id == name:
                owner.call_later(owner.run_action, binding.action)
                return


def action_of(key: str, owner: Widget) -> str:
    """Return the action that a widget's own binding has for a key, as the user has set it; empty where none has."""
    bindings = (cast("Binding", binding) for binding in owner.BINDINGS)
    return next((each.action for each in bindings if key in keys_of(owner.app, each)), "")


def parse_keys(keys: str) -> str:
    """Return keys as Textual names them, from what a user writes, such as `?,F1`; `g g` is one key, `g_then_g`."""
    return ",".join(THEN.join(map(_parse_key, key.split())) or _parse_key(key) for key in keys.split(","))


def written_key(key: str, symbols: Mapping[str, str] = _KEY_SYMBOLS) -> str:
    """Return a key, or the keys of a sequence, as people write them, from Textual's names."""
    return " ".join(symbols.get(part, part) for part in key.split(THEN))


def _parse_key(key: str) -> str:
    return _character_to_key(key) if len(key) == 1 else key.lower()


def keys_of(app: App[None], binding: Binding) -> tuple[str, ...]:
    """Return the keys of a binding as the user has set them, as Textual names them."""
    keys = app._keymap.get(binding.id or "", binding.key)  # noqa: SLF001 - the keymap has no public reader
    return tuple(key.strip() for key in keys.split(","))


def display_keys(app: App[None], binding: Binding) -> tuple[str, ...]:
    """Return the keys of a binding as the user has set them, as people write them.

    Where only ASCII is drawn an arrow key has its name: its arrow would be drawn as a letter that is another key.
    """
    symbols = _ASCII_KEY_SYMBOLS if cast("Themed", app).board_theme.ascii else _KEY_SYMBOLS
    return tuple(written_key(key, symbols) for key in keys_of(app, binding))
