"""Keys as people read them, as the user has set them."""

from collections.abc import Iterable
from typing import Final, cast

from textual.app import App
from textual.binding import Binding, BindingType

_NAMES: Final = {
    "slash": "/",
    "question_mark": "?",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "up": "↑",
    "down": "↓",
}


def display_keys(app: App[None], binding: Binding) -> tuple[str, ...]:
    """The keys that do this now."""
    keys = app._keymap.get(binding.id or "", binding.key)  # noqa: SLF001 - the keymap has no public reader
    return tuple(_NAMES.get(key.strip(), key.strip()) for key in keys.split(","))


def primary_keys(app: App[None], *tables: Iterable[BindingType]) -> dict[str, str]:
    """The first key of every binding of these tables, by the binding's id."""
    bindings = (cast("Binding", binding) for table in tables for binding in table)
    return {binding.id or "": display_keys(app, binding)[0] for binding in bindings}
