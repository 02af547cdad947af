"""What differs between two states: made here and nowhere else."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Change(Generic[K, V]):
    """One key whose value differs: `old` is None where it is new, `new` is None where it is gone."""

    key: K
    old: V | None
    new: V | None


def diff(old: Mapping[K, V], new: Mapping[K, V]) -> tuple[Change[K, V], ...]:
    """Every key whose value differs, in the order of `new`, then those that are gone.

    `absorb` hands on the same object where a source repeated itself, so most rows are settled by identity.
    """
    if old is new:
        return ()
    before = old.get
    changed = [
        Change(key, was, value) for key, value in new.items() if (was := before(key)) is not value and was != value
    ]
    if len(old) + sum(change.old is None for change in changed) > len(new):
        changed += [Change(key, was, None) for key, was in old.items() if key not in new]
    return tuple(changed)
