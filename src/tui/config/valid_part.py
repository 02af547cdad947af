"""A configuration file as its model, or the part of it that is valid."""

import datetime as dt
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import msgspec

from tui.config.schema import ConfigModel
from tui.config.source_schema import SourceModel


class Rejected(NamedTuple):
    """What was left out of a source."""

    keys: AbstractSet[str]
    """As errors name them, such as `every` or `table.zone`."""
    may_hide_keys: bool
    """Whether a key that seems to be missing may be one that is unknown, misplaced or in a line that is not TOML."""

    def explains(self, label: str, problem: str) -> bool:
        """Return whether a problem, `source "a": every: ...`, is of one of these keys, or of a missing one that may be.

        Args:
            label: of the source, `source "a"`.
            problem: found in what was not left out.
        """
        key, _, what = problem.removeprefix(f"{label}: ").partition(": ")
        if what.startswith("belongs to"):
            return False
        is_missing = what.startswith("missing, ") or " is missing, " in what
        if is_missing and (self.may_hide_keys or (key == "key_env" and any(map(_names_a_key, self.keys)))):
            return True
        return any(_is_within(key, each) for each in self.keys)


class ValidPart(NamedTuple):
    """What is valid by the schema."""

    model: ConfigModel
    """Without what is invalid; its sources are those of `sources`."""
    sources: Sequence[SourceModel]
    rejected: Mapping[int, Rejected]
    """By the place of the source."""


def convert_valid(tables: Mapping[str, object]) -> ConfigModel | None:
    """Return the tables of a file as a model; None where anything is invalid."""
    try:
        # a date is one of TOML, not a text
        return msgspec.convert(tables, ConfigModel, builtin_types=(dt.date, dt.datetime))
    except msgspec.ValidationError:
        return None


def _names_a_key(name: str) -> bool:
    return name.startswith(("key_env", "key_file", "key_command"))


def _is_within(key: str, other: str) -> bool:
    """Return whether one of two keys is the other or below it."""
    short, long = sorted((key, other), key=len)
    return long == short or (long.startswith(short) and long[len(short)] in ".[")
