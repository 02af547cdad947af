"""The four indices: the weights of their constituents, and the level that these give."""

from collections.abc import Callable, Sequence
from math import sqrt
from typing import Final, NamedTuple

from tui.demo.listings import Listing

_WEIGHT_SCALE: Final = 10**13

WeightFunction = Callable[[Listing], float]


class IndexBasket(NamedTuple):
    """One index. Its level is the value of its holdings over a divisor fixed when the exchange opened."""

    name: str
    weights: tuple[int, ...]
    """Units held of each listing, in the order of the listings; 0 where it is no constituent."""
    opening_value: int
    """The value of its holdings at the opening: the sum of weight times price in paisa."""
    opening_level: int
    """The level at the opening, in tenths of a point."""
    previous: int
    """The previous close, in tenths of a point."""

    def level(self, value: int) -> int:
        """Return the level in tenths of a point for a value of its holdings."""
        return (2 * value * self.opening_level + self.opening_value) // (2 * self.opening_value)

    def contribution(self, position: int, change: int) -> int:
        """Return the tenths of a point that a listing contributes by a change in paisa; halves away from zero."""
        size = (2 * self.weights[position] * abs(change) * self.opening_level + self.opening_value) // (
            2 * self.opening_value
        )
        return -size if change < 0 else size


def index_baskets(listings: Sequence[Listing]) -> tuple[IndexBasket, ...]:
    """Return the indices of the seed page in its order, with its levels and changes, in tenths of a point."""
    half = min(30, len(listings) * 2 // 3)
    return (
        _basket("BR100", 86_150, 435, listings, _constituents(listings, _largest(listings, _activity, 100), _activity)),
        _basket("BR30", 269_000, -3_759, listings, _constituents(listings, _largest(listings, _activity, half), _size)),
        _basket("KSE100", 820_740, 6_152, listings, _constituents(listings, _largest(listings, _size, 100), _size)),
        _basket("KSE30", 260_340, 2_345, listings, _constituents(listings, _largest(listings, _size, half), _value)),
    )


def _value(listing: Listing) -> float:
    return float(listing.start * listing.shares)


def _size(listing: Listing) -> float:
    # the root prevents one giant from dominating the index
    return sqrt(_value(listing))


def _activity(listing: Listing) -> float:
    return listing.activity


def _largest(listings: Sequence[Listing], weight_of: WeightFunction, count: int) -> frozenset[str]:
    ranked = sorted(listings, key=lambda listing: (-weight_of(listing), listing.symbol))
    return frozenset(listing.symbol for listing in ranked[:count])


def _constituents(listings: Sequence[Listing], members: frozenset[str], weight_of: WeightFunction) -> list[float]:
    return [weight_of(listing) / listing.start if listing.symbol in members else 0.0 for listing in listings]


def _basket(name: str, start: int, change: int, listings: Sequence[Listing], weights: Sequence[float]) -> IndexBasket:
    matching = _matching_weights(listings, weights, start / (start - change))
    scale = _WEIGHT_SCALE / sum(weight * listing.start for weight, listing in zip(matching, listings, strict=True))
    units = tuple(round(weight * scale) for weight in matching)
    value = sum(unit * listing.start for unit, listing in zip(units, listings, strict=True))
    return IndexBasket(name=name, weights=units, opening_value=value, opening_level=start, previous=start - change)


def _matching_weights(listings: Sequence[Listing], weights: Sequence[float], growth: float) -> list[float]:
    """Weight up the listings that beat the index until all together give exactly the index's own change.

    The seed page prints thirty of a hundred constituents, and those thirty alone would not give its indices.
    """
    excess = [
        weight * (listing.start - growth * listing.previous) for weight, listing in zip(weights, listings, strict=True)
    ]
    ahead = sum(value for value in excess if value > 0)
    behind = -sum(value for value in excess if value < 0)
    tilt = behind / ahead if ahead and behind else 1.0
    return [weight * tilt if value > 0 else weight for weight, value in zip(weights, excess, strict=True)]
