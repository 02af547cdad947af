"""What differs between two states: made here and nowhere else."""

from collections.abc import Hashable, Iterable, Mapping
from itertools import compress
from operator import is_not
from typing import Generic, NamedTuple, TypeVar

from tui.domain.edition import Edition

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Change(NamedTuple, Generic[K, V]):
    """One key whose value differs: `old` is None where it is new, `new` is None where it is gone."""

    key: K
    old: V | None
    new: V | None


def diff(old: Mapping[K, V], new: Mapping[K, V]) -> tuple[Change[K, V], ...]:
    """Every key whose value differs, then those that are gone.

    They come in the order in which they changed where `new` was made from `old`, else in the order of `new`.
    `absorb` hands on the same object where a source repeated itself, so most rows are settled by identity.
    """
    if old is new:
        return ()
    changed = [Change(key, was, value) for key, was, value in changed_identities(old, new) if was != value]
    if len(old) + sum(change.old is None for change in changed) > len(new):
        changed += [Change(key, was, None) for key, was in old.items() if key not in new]
    return tuple(changed)


def changed_identities(old: Mapping[K, V], new: Mapping[K, V]) -> Iterable[tuple[K, V | None, V]]:
    """Every key of `new` whose value is another object than it was, with what it was: equal or not, None if new."""
    if old is new:
        return ()
    before = old.get
    known = new.keys_changed_since(old) if isinstance(new, Edition) else None
    if known is not None:
        return [(key, was, new[key]) for key in known if key in new and (was := before(key)) is not new[key]]
    if len(old) == len(new) and list(old) == list(new):
        # the same keys in the same order, as from poll to poll: no key need be looked up, which is most of the work
        pairs = zip(new, old.values(), new.values(), strict=True)
        return compress(pairs, map(is_not, old.values(), new.values()))
    return [(key, was, value) for key, value in new.items() if (was := before(key)) is not value]
