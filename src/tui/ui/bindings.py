"""Check the keys that a user chose: each belongs to a binding, is a key, and means one thing only."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from tui.config.errors import config_error, did_you_mean, did_you_mean_known, quote_value
from tui.config.loader import Config

if TYPE_CHECKING:
    from textual.binding import BindingType

_MODIFIERS: Final = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta", "caps_lock", "num_lock"})

Scope = Mapping[str, str]
"""The keys that work at the same time, by binding id."""


def validate_keymap(config: Config) -> None:
    """Check the names and keys under `[keys]`; without any, nothing of the screen is loaded.

    Raises:
        ConfigError: no binding has a name, a key does not exist, or a key has two meanings in one place.
    """
    if not config.keys:
        return
    scopes = _scopes()
    names = list(dict.fromkeys(name for scope in scopes for name in scope))
    for name, keys in config.keys.items():
        if name not in names:
            group = [each for each in names if each.startswith(name.partition(".")[0] + ".")]
            raise config_error(config.file, f"keys.{name}", f"unknown key{did_you_mean_known(name, group or names)}")
        for key in _split(keys):
            if not _is_key(key):
                known = did_you_mean(key, _known_keys(scopes))
                raise config_error(config.file, f"keys.{name}", f"found {quote_value(key)}, which is no key{known}")
    for scope in scopes:
        _check_clashes(config, scope)


def _check_clashes(config: Config, scope: Scope) -> None:
    from tui.ui.app import parse_keys  # noqa: PLC0415 - only for a user who chose keys

    owners: dict[str, str] = {}
    for name, default in scope.items():
        for key in _split(config.keys.get(name, default)):
            other = owners.setdefault(parse_keys(key), name)
            if other == name:
                continue
            changed, second = (name, other) if name in config.keys else (other, name)
            problem = f"{quote_value(key)} is the key of {second} too; give that another key as well"
            raise config_error(config.file, f"keys.{changed}", problem)


def _split(keys: str) -> Iterator[str]:
    return (key.strip() for key in keys.split(","))


def _is_key(key: str) -> bool:
    """Return whether a key is written as Textual writes it: `q`, `f5`, `ctrl+r`, `question_mark`."""
    from textual.keys import Keys  # noqa: PLC0415 - only for a user who chose keys

    *modifiers, last = key.lower().split("+") if len(key) > 1 else [key]
    if not _MODIFIERS.issuperset(modifiers):
        return False
    return len(last) == 1 or last in {each.value for each in Keys} or _is_character_name(last)


def _is_character_name(name: str) -> bool:
    from textual.keys import ASCII_KEY_NAMES, KEY_NAME_REPLACEMENTS  # noqa: PLC0415 - only for a user who chose keys

    if name in KEY_NAME_REPLACEMENTS.values() or name in ASCII_KEY_NAMES.values():
        return True
    try:
        unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    return True


def _known_keys(scopes: Iterable[Scope]) -> list[str]:
    from textual.keys import Keys  # noqa: PLC0415 - only for a user who chose keys

    own = (key for scope in scopes for keys in scope.values() for key in _split(keys))
    return list(dict.fromkeys((*own, *(each.value for each in Keys))))


def _scopes() -> tuple[Scope, ...]:
    """Return the bindings that work with the focus on the grid, on another pane, and on an overlay."""
    from tui.ui.app import BoardApp  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.board_screen import BoardScreen  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.panes import PANES  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.screens.overlay import OverlayScreen  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.widgets.quote_grid import QuoteGrid  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.widgets.scroll_view import ScrollView  # noqa: PLC0415 - only for a user who chose keys

    return tuple(
        _keys_by_id([binding for owner in owners for binding in owner.BINDINGS])
        for owners in (
            (BoardApp, BoardScreen, QuoteGrid),
            *((BoardApp, BoardScreen, ScrollView, pane.widget) for pane in PANES),
            (BoardApp, OverlayScreen, ScrollView),
        )
    )


def _keys_by_id(bindings: "Iterable[BindingType]") -> Scope:
    return {binding.id: binding.key for binding in bindings if not isinstance(binding, tuple) and binding.id}
