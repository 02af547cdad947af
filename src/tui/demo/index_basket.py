"""The four indices: what each holds, how much of it, and the level that this gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from tui.demo.listings import Listing

_FINE: Final = 10**13

WeightFunction = Callable[[Listing], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexBasket:
    """One index. Its level is the worth of what it holds, over a divisor fixed when the exchange opened."""

    name: str
    weights: tuple[int, ...]
    """Units held of each listing, in the order of the listings; 0 where it is no constituent."""
    worth: int
    """What it held was worth at the opening: the sum of weight times price in paisa."""
    start: int
    """The level at the opening, in tenths of a point."""
    previous: int
    """The previous close, in tenths of a point."""

    def level(self, worth: int) -> int:
        """The level in tenths of a point while its holdings are worth so much."""
        return (2 * worth * self.start + self.worth) // (2 * self.worth)

    def contribution(self, position: int, change: int) -> int:
        """The tenths of a point that one listing gave or took by a change in paisa; halves away from zero."""
        size = (2 * self.weights[position] * abs(change) * self.start + self.worth) // (2 * self.worth)
        return -size if change < 0 else size


def index_baskets(listings: Sequence[Listing]) -> tuple[IndexBasket, ...]:
    """The indices of the seed page in its order, at its levels and changes, in tenths of a point."""
    half = min(30, len(listings) * 2 // 3)
    return (
        _basket("BR100", 86_150, 435, listings, _held(listings, _largest(listings, _busyness, 100), _busyness)),
        _basket("BR30", 269_000, -3_759, listings, _held(listings, _largest(listings, _busyness, half), _size)),
        _basket("KSE100", 820_740, 6_152, listings, _held(listings, _largest(listings, _size, 100), _size)),
        _basket("KSE30", 260_340, 2_345, listings, _held(listings, _largest(listings, _size, half), _value)),
    )


def _value(listing: Listing) -> float:
    return float(listing.start * listing.shares)


def _size(listing: Listing) -> float:
    # the root keeps one giant from being the whole index
    return sqrt(_value(listing))


def _busyness(listing: Listing) -> float:
    return listing.activity


def _largest(listings: Sequence[Listing], measure: WeightFunction, count: int) -> frozenset[str]:
    ranked = sorted(listings, key=lambda one: (-measure(one), one.symbol))
    return frozenset(one.symbol for one in ranked[:count])


def _held(listings: Sequence[Listing], members: frozenset[str], measure: WeightFunction) -> list[float]:
    return [measure(one) / one.start if one.symbol in members else 0.0 for one in listings]


def _basket(name: str, start: int, change: int, listings: Sequence[Listing], held: Sequence[float]) -> IndexBasket:
    weights = _agreeing(listings, held, start / (start - change))
    scale = _FINE / sum(weight * one.start for weight, one in zip(weights, listings, strict=True))
    units = tuple(round(weight * scale) for weight in weights)
    worth = sum(unit * one.start for unit, one in zip(units, listings, strict=True))
    return IndexBasket(name=name, weights=units, worth=worth, start=start, previous=start - change)


def _agreeing(listings: Sequence[Listing], held: Sequence[float], growth: float) -> list[float]:
    """Hold more of the listings that beat the index until they and the others give just the index's own change.

    The seed page prints thirty of a hundred constituents, and those thirty alone would not give its indices.
    """
    excess = [weight * (one.start - growth * one.previous) for weight, one in zip(held, listings, strict=True)]
    ahead = sum(one for one in excess if one > 0)
    behind = -sum(one for one in excess if one < 0)
    tilt = behind / ahead if ahead and behind else 1.0
    return [weight * tilt if one > 0 else weight for weight, one in zip(held, excess, strict=True)]
