"""A change that the user makes in the program to one value of the configuration file."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The value at a path is set, or removed where it is None.

    A path is of keys, and of numbers of `[[tables]]`: `("board", "theme")`, `("lists", "Mine")`,
    `("sources", 2, "symbols")`. Tables on the way that are not there are made; the number after the last one adds a
    table. A path that ends with a number removes that table: `("tabs", 1)`.
    """

    path: tuple[str | int, ...]
    value: str | int | bool | Decimal | Sequence[str] | None
    about: str
    """What it does, for the message of undoing it: `OGDC into Mine`."""
