"""A change that the user makes in the program to one value of the configuration file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

MAX_UNDO: Final = 100
"""Changes that can be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The value at a path is set, or removed where it is None.

    A path is of keys, and of numbers or names of `[[tables]]`: `("board", "theme")`, `("lists", "Mine")`,
    `("sources", 2, "symbols")`, `("sources", "world", "symbols")`. Tables on the way that are not there are made; the
    number after the last one adds a table. A path that ends with a number removes that table: `("tabs", 1)`.
    """

    path: tuple[str | int, ...]
    value: str | int | bool | Decimal | date | Sequence[str] | None
    about: str
    """What it does, for the message of undoing it: `OGDC into Mine`."""
    base: Sequence[str] | None = None
    """The list that the change began with: what another program has put into it since, or taken out, stays so. None
    replaces whatever is there."""
    seen: Sequence[str] | None = None
    """For a path with a number: the names, or the symbols, of the `[[tables]]` that the change began with. Where the
    file has others by now nothing is written: the number would be that of another one. None does not ask."""
    makes_tables: bool = True
    """Whether tables on the way that are not there are made; False refuses the change where one is not there."""
    file: Path | None = None
    """The text file that the list is written into; None for the configuration."""


def merge_lists(base: Sequence[str], wanted: Sequence[str], current: Sequence[str]) -> list[str]:
    """Return a list with two changes of the same one: into what is wanted, and into what it is by now.

    Args:
        base: the list that both changes began with.
        wanted: the list after the one; its order holds.
        current: the list after the other.
    """
    if list(current) == list(base):
        return list(wanted)
    before, now = set(base), set(current)
    remaining = [entry for entry in wanted if entry in now or entry not in before]
    is_placed = set(remaining)
    following: dict[str | None, list[str]] = {}  # what only the other change added, by the entry that it follows
    last: str | None = None
    for entry in dict.fromkeys(current):
        if entry in is_placed:
            last = entry
        elif entry not in before:
            following.setdefault(last, []).append(entry)
    merged = following.pop(None, [])
    for entry in remaining:
        merged += [entry, *following.pop(entry, ())]
    return merged
