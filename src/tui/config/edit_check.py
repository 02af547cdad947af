"""Checks that a changed configuration says what it should, and that nothing else in it has changed."""

import tomllib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tui.config.edits import Edit, merge_lists
from tui.config.template import CONFIG_TEMPLATE


def is_changed_alone(before: str, after: str, edits: Sequence[Edit]) -> bool:
    """Return whether a text of TOML is another one after these edits, comments and layout apart.

    Args:
        before: the text that the edits were made in.
        after: what was written for them.
        edits: in order.
    """
    try:
        expected, found = tomllib.loads(before), tomllib.loads(after)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    for edit in edits:
        _apply(expected, edit)
    return _without_empty(expected) == _without_empty(found)


def _apply(tables: dict[str, Any], edit: Edit) -> None:
    """Make an edit in plain tables."""
    *path, last = edit.path
    table: Any = tables
    for key, below in zip(path, edit.path[1:], strict=True):
        found = _entry(table, key)
        if found is None:
            if edit.value is None:
                return
            found = tomllib.loads(CONFIG_TEMPLATE)[key] if key == "sources" else [] if isinstance(below, int) else {}
            if isinstance(table, list):
                table.append(found)
            else:
                table[key] = found
        table = found
    if edit.value is not None:
        old = table.get(last)
        table[last] = _value(edit, old if isinstance(old, list) else [])
    elif isinstance(table, dict):
        table.pop(last, None)
    elif isinstance(last, int) and last < len(table):
        del table[last]


def _entry(table: Any, key: str | int) -> Any:  # noqa: ANN401 - any value of TOML
    """Return what a table has under a key, or a list at a place or by a name; None for nothing."""
    if isinstance(table, dict):
        return table.get(key)
    if isinstance(key, int):
        return table[key] if key < len(table) else None
    return next((each for each in table if each.get("name") == key), None)


def _value(edit: Edit, old: Sequence[Any]) -> Any:  # noqa: ANN401 - any value of TOML
    value = edit.value
    if isinstance(value, Decimal):
        return tomllib.loads(f"value = {value:f}")["value"]
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    return list(value) if edit.base is None or not old else merge_lists(edit.base, value, list(map(str, old)))


def _without_empty(tables: dict[str, Any]) -> dict[str, Any]:
    """Return tables without those that say nothing: of a removed value, its table may stay or go."""
    return {key: value for key, value in tables.items() if value not in ({}, [])}
