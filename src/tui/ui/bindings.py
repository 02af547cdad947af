"""Check the keys that a user chose: each belongs to a binding, is a key, and means one thing only."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Final

from tui.config.errors import (
    MAX_PROBLEMS,
    ConfigError,
    ErrorCollector,
    config_error,
    did_you_mean,
    nearest,
    quote_value,
)
from tui.config.loader import Config

if TYPE_CHECKING:
    from textual.binding import BindingType
    from textual.dom import DOMNode

_EXPECTED: Final = '; expected one such as "q", "f5" or "ctrl+r"'
_MODIFIERS: Final = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta", "caps_lock", "num_lock"})
_SENT_AS: Final[Mapping[str, str]] = {
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+[": "escape",
    "ctrl+left_square_bracket": "escape",
    "return": "enter",
    "ctrl+h": "backspace",
}
"""Keys that a terminal sends as another one."""
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "esc": "escape",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "spacebar": "space",
    "cr": "enter",
    "bs": "backspace",
    "solidus": "slash",
}
_OTHER_MODIFIERS: Final[Mapping[str, str]] = {
    "control": "ctrl",
    "ctl": "ctrl",
    "c": "ctrl",
    "^": "ctrl",
    "option": "alt",
    "m": "alt",
    "s": "shift",
}
"""What other programs call a key and a modifier."""

MAX_SEQUENCE: Final = 4
"""Keys that are pressed one after another."""
Scope = Mapping[str, str]
"""The keys that work at the same time, by binding id."""


def validate_keymap_of(config: Config, app: "type[DOMNode]", *, is_replay: bool = False) -> None:
    """Check the names and keys under `[keys]`; without any, nothing of the screen is loaded.

    Args:
        config: with the keys.
        app: the application, whose keys work everywhere.
        is_replay: whether it is a replay: the live board does not have its keys, so that none of them clashes there.

    Raises:
        ConfigError: no binding has a name, a key does not exist, or a key has two meanings in one place.
    """
    if not config.keys:
        return
    scopes = _scopes(app)
    errors = ErrorCollector()
    for error in islice(_wrong_bindings(config, scopes), MAX_PROBLEMS):
        errors.add(error)
    absent = frozenset() if is_replay else _usual_in_replays(config)
    for scope in scopes:
        for error in _clashes(config, {name: keys for name, keys in scope.items() if name not in absent}):
            errors.add(error)
    errors.raise_all()


def _usual_in_replays(config: Config) -> frozenset[str]:
    """Return the ids of the keys that a replay has and the user did not choose."""
    from tui.ui.replay_screen import REPLAY_BINDINGS  # noqa: PLC0415 - only for a user who chose keys

    return frozenset(binding.id for binding in REPLAY_BINDINGS if binding.id and binding.id not in config.keys)


def _error(config: Config, name: str, problem: str) -> ConfigError:
    return config_error(config.file, f"keys.{name}", problem)


def _wrong_bindings(config: Config, scopes: Iterable[Scope]) -> Iterator[ConfigError]:
    """Yield an error for each name that no binding has, and for each key that does not exist."""
    names = list(dict.fromkeys(name for scope in scopes for name in scope))
    known_keys = _known_keys(scopes)
    for name, keys in config.keys.items():
        if name not in names:
            yield _error(config, name, _unknown(name, keys, names))
            continue
        for key in _split(keys):
            if problem := _problem_of(key, known_keys):
                yield _error(config, name, f"found {quote_value(key)}, {problem}")


def _unknown(name: str, keys: str, names: list[str]) -> str:
    """Return the problem of a name that no binding has: where it belongs, or which was probably meant."""
    from tui.config.misplaced import place_of  # noqa: PLC0415 - loads msgspec

    if keys in names:
        return f'found the key before its action, expected "{keys}" = "{name}"'
    group, _, action = name.rpartition(".")
    same_action = next((each for each in names if each.endswith(f".{action}")), None)
    if not same_action and (place := place_of(name)):
        return place
    of_group = [each for each in names if each.startswith(f"{group}.")]
    meant = same_action or nearest(name, of_group or names)
    same_group = of_group or [each for each in names if meant and each.startswith(f"{meant.partition('.')[0]}.")]
    hint = f'; did you mean "{meant}"?' if meant else ""
    return f"unknown key{hint} (known: {', '.join(same_group or names)})"


def _clashes(config: Config, scope: Scope) -> Iterator[ConfigError]:
    """Yield an error for each key that the user gave to an action and that another one has too."""
    from tui.ui.key_hints import THEN, parse_keys, written_key  # noqa: PLC0415 - only for a user who chose keys

    owners: dict[str, str] = {}
    for name, default in scope.items():
        for key in _split(config.keys.get(name, default)):
            other = owners.setdefault(parse_keys(key), name)
            if other == name:
                continue
            changed, second = (name, other) if name in config.keys else (other, name)
            problem = f"{quote_value(key)} is the key of {second} too; give that another key as well"
            yield _error(config, changed, problem)
    for key, name in owners.items():
        first_keys = (key[: match.start()] for match in re.finditer(THEN, key))
        for start in (start for start in first_keys if start in owners):
            shown, begun = written_key(start), written_key(key)
            changed, second = (name, owners[start]) if name in config.keys else (owners[start], name)
            problem = f'"{begun}" begins with "{shown}", the key of {second if changed == name else changed}'
            yield _error(config, changed, f"{problem}; give that another key as well")


def _split(keys: str) -> Iterator[str]:
    return (key.strip() for key in keys.split(","))


def _problem_of(key: str, known: Iterable[str]) -> str | None:
    """Return why a terminal cannot send a key, and what to write instead; None where it can."""
    parts = key.split()
    if 1 < len(parts) <= MAX_SEQUENCE and not any(_problem_of(part, known) for part in parts):
        return None
    written = key.lower()
    if written in _SENT_AS:
        return f'which terminals send as "{_SENT_AS[written]}"'
    if letter := re.fullmatch(r"shift\+([a-z])", written):
        return f'expected "{letter[1].upper()}", which is how terminals send it'
    if _is_key(key):
        return None
    # ctrl-q, C-q, ^Q and Ctrl + Q are other ways to write ctrl+q
    *modifiers, last = re.split(r"\s*[+-]\s*", re.sub(r"^\^\s*(?=.)", "ctrl+", written).replace("++", "+plus"))
    usual = "+".join((*(_OTHER_MODIFIERS.get(each, each) for each in modifiers), _OTHER_NAMES.get(last, last)))
    meant = f'; did you mean "{usual}"?' if usual != written and _is_key(usual) else did_you_mean(key, known)
    return f"which is no key{meant or _EXPECTED}"


def _is_key(key: str) -> bool:
    """Return whether a key is written as Textual writes it: `q`, `f5`, `ctrl+r`, `question_mark`."""
    from textual.keys import Keys  # noqa: PLC0415 - only for a user who chose keys

    *modifiers, last = key.lower().split("+") if len(key) > 1 else [key]
    if not _MODIFIERS.issuperset(modifiers):
        return False
    return len(last) == 1 or last in {each.value for each in Keys if "<" not in each.value} or _is_character_name(last)


def _is_character_name(name: str) -> bool:
    from textual.keys import _character_to_key  # noqa: PLC0415 - only for a user who chose keys; it alone names a character

    if name in map(_character_to_key, map(chr, range(ord(" "), ord("~") + 1))):
        return True
    try:
        character = unicodedata.lookup(name.replace("_", " "))
    except KeyError:
        return False
    # some characters have several names, and control characters are sent under others
    return len(character) == 1 and _character_to_key(character) == name


def _known_keys(scopes: Iterable[Scope]) -> list[str]:
    from textual.keys import Keys  # noqa: PLC0415 - only for a user who chose keys

    own = (key for scope in scopes for keys in scope.values() for key in _split(keys))
    # some of its members, such as <any>, are no keys
    return list(dict.fromkeys((*own, *(each.value for each in Keys if "<" not in each.value))))


def _owners(app: "type[DOMNode]") -> "tuple[tuple[type[DOMNode], ...], ...]":
    """Return what has keys with the focus on the grid, on another pane, and on an overlay."""
    from tui.ui.board_screen import BoardScreen  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.panes import PANES  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.replay_screen import ReplayScreen  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.screens.columns import ColumnPane  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.screens.missed import MissedPane  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.screens.overlay import OverlayScreen  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.screens.themes import ThemePane  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.widgets.choice_view import ChoiceView  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.widgets.quote_grid import QuoteGrid  # noqa: PLC0415 - only for a user who chose keys
    from tui.ui.widgets.scroll_view import ScrollView  # noqa: PLC0415 - only for a user who chose keys

    return (
        (app, BoardScreen, QuoteGrid),
        (app, ReplayScreen, QuoteGrid),
        *((app, board, ScrollView, pane.widget) for board in (BoardScreen, ReplayScreen) for pane in PANES),
        (app, OverlayScreen, ScrollView, ThemePane),
        (app, OverlayScreen, ScrollView, ChoiceView),
        (app, OverlayScreen, ScrollView, MissedPane),
        # its keys go first: they may be those of the app
        (ScrollView, ColumnPane),
    )


def _scopes(app: "type[DOMNode]") -> tuple[Scope, ...]:
    """Return the keys that work at the same time, for each place of the focus."""
    return tuple(_keys_by_id([binding for owner in owners for binding in owner.BINDINGS]) for owners in _owners(app))


def binding_ids(app: "type[DOMNode]") -> Mapping[str, str]:
    """Return what each action does, by the id under which its keys can be chosen."""
    return {
        binding.id: binding.description
        for owners in _owners(app)
        for owner in owners
        for binding in owner.BINDINGS
        if not isinstance(binding, tuple) and binding.id
    }


def _keys_by_id(bindings: "Iterable[BindingType]") -> Scope:
    return {binding.id: binding.key for binding in bindings if not isinstance(binding, tuple) and binding.id}
