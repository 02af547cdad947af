"""What differs between two states: computed here and nowhere else."""

from collections.abc import Hashable, Mapping
from typing import Generic, NamedTuple, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Change(NamedTuple, Generic[K, V]):
    """One key whose value differs: `old` is None where it is new, `new` is None where it is gone."""

    key: K
    old: V | None
    new: V | None


def diff(old: Mapping[K, V], new: Mapping[K, V]) -> tuple[Change[K, V], ...]:
    """Return every key whose value differs, in the order of `new`, then those that are gone, in the order of `old`.

    `apply` passes on the same object where a source repeated itself, so most values compare by identity.
    """
    changed = [Change(key, was, value) for key, was, value in changed_identities(old, new) if was != value]
    return (*changed, *(Change(key, was, None) for key, was in removed(old, new)))


def changed_identities(old: Mapping[K, V], new: Mapping[K, V]) -> list[tuple[K, V | None, V]]:
    """Return every key of `new` whose value is another object than in `old`, equal or not; None where it is new."""
    if old is new:
        return []
    return [(key, was, value) for key, value in new.items() if (was := old.get(key)) is not value]


def removed(old: Mapping[K, V], new: Mapping[K, V]) -> list[tuple[K, V]]:
    """Return the keys of `old` that `new` does not have, with their values."""
    return [] if old is new else [(key, value) for key, value in old.items() if key not in new]
