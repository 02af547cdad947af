"""A mapping that is never written to, made from the one before it, and that knows in what it differs."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from itertools import chain
from typing import Any, Final, NoReturn, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_REMEMBERED: Final = 16
"""Editions back to which one knows its differences: as many polls may come between two looks at the market."""
_FEW: Final = 4
"""Where more than one value of so many is new, a look through all of them is as quick as knowing which."""


class Edition(dict[K, V]):
    """Closed to writing. What an edition has in common with the one before it is shared, value by value."""

    __slots__ = ("mark", "past")

    def __init__(self, old: Mapping[K, V], changed: Mapping[K, V], gone: Iterable[K] = ()) -> None:
        super().__init__(old)
        super().update(changed)
        left = tuple(gone)
        for key in left:
            super().__delitem__(key)
        self.mark: Final = object()
        """Stands for this edition in those made from it, which do not keep it alive."""
        self.past: tuple[tuple[object, tuple[K, ...]], ...] = ()
        """For each edition before this one its mark, and what the edition made from it changed; oldest first."""
        if isinstance(old, Edition) and (len(changed) + len(left)) * _FEW <= len(old):
            self.past = (*old.past[1 - _REMEMBERED :], (old.mark, (*changed, *left)))

    def keys_changed_since(self, old: Mapping[K, V]) -> Collection[K] | None:
        """The keys whose value may be another than it was, each once; None where that is not known."""
        mark = old.mark if isinstance(old, Edition) else None
        for n in reversed(range(len(self.past))):
            if self.past[n][0] is mark:
                return dict.fromkeys(chain.from_iterable(keys for _, keys in self.past[n:]))
        return None

    def _closed(self, *_: Any, **__: Any) -> NoReturn:  # noqa: ANN401 - it takes nothing, whatever it is
        raise TypeError("an edition is never written to")

    __setitem__ = __delitem__ = __ior__ = _closed
    clear = pop = popitem = setdefault = update = _closed
