"""The price axis of a chart: where each price is, and round numbers beside it."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

_ROUND: Final = (1, 2, 5)
_ROWS_PER_TICK: Final = 2
_HIGH: Final = 16
"""Rows from which round numbers are further apart."""
_MARGIN: Final = 0.03
"""Of the extent of the prices, above and below them."""
_FLAT: Final = 0.005
"""Of a price, above and below it, where it is the only one."""
_ROUNDING: Final = 1e-9
"""What a float may be off."""
DOTS: Final = 4
"""Of one cell, one above the other."""


class PriceScale(NamedTuple):
    """From the lowest to the highest price that is drawn."""

    low: float
    high: float
    is_log: bool = False
    """Whether equal percentages are equally high."""

    @classmethod
    def around(cls, prices: Iterable[float], *, is_log: bool = False) -> "PriceScale":
        """Return a scale on which all these prices are; a logarithmic one only of prices above zero."""
        found = list(prices) or [0.0]
        low, high = min(found), max(found)
        if is_log and low > 0:
            margin = math.exp(math.log(high / low) * _MARGIN) if high > low else 1 + _FLAT
            return cls(low / margin, high * margin, is_log=True)
        margin = (high - low) * _MARGIN if high > low else abs(low) * _FLAT or 1.0
        return cls(low - margin, high + margin)

    def position(self, price: float) -> float:
        """Return where a price is, from 0 at the bottom to 1 at the top; beyond for one that is not on the scale."""
        if self.is_log:
            return math.log(price / self.low) / math.log(self.high / self.low) if price > 0 else -1.0
        return (price - self.low) / (self.high - self.low)

    def dot(self, price: float, rows: int) -> int:
        """Return the dot of a price in so many rows, 0 being the one at the top."""
        last = rows * DOTS - 1
        return last - math.floor(self.position(price) * last + 0.5)

    def row(self, price: float, rows: int) -> int:
        """Return the row of a price, 0 being the one at the top."""
        return self.dot(price, rows) // DOTS


class PriceLabel(NamedTuple):
    """A round number beside its row."""

    row: int
    text: str
    value: float


def price_labels(scale: PriceScale, rows: int, *, unit: str = "", decimals: int = 0) -> Sequence[PriceLabel]:
    """Return round numbers for so many rows, from the top down, no two of them in rows that touch.

    Args:
        scale: of the chart.
        rows: its height.
        unit: what is written after each number: `%`.
        decimals: the fewest of each number.
    """
    wanted = max(2, rows // (_ROWS_PER_TICK + (rows >= _HIGH)))
    ticks = _log_ticks(scale, wanted) if scale.is_log and scale.high / scale.low > _ROUND[-1] else ()
    labels: list[PriceLabel] = []
    for tick in ticks or _linear_ticks(scale, wanted):
        row = scale.row(float(tick), rows)
        if 0 <= row < rows and not (labels and row - labels[-1].row < 2):
            labels.append(PriceLabel(row, f"{tick:,.{max(decimals, decimals_of(tick))}f}{unit}", float(tick)))
    return labels


def decimals_of(value: Decimal) -> int:
    """Return the decimals that a figure has."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _linear_ticks(scale: PriceScale, wanted: int) -> Sequence[Decimal]:
    """Return multiples of 1, 2 or 5 of a power of ten, highest first, with the decimals that the step needs."""
    step = _step((scale.high - scale.low) / wanted)
    first, last = math.ceil(scale.low / float(step)), math.floor(scale.high / float(step))
    return [number * step for number in range(last, first - 1, -1)]


def _step(at_least: float) -> Decimal:
    exponent = math.floor(math.log10(at_least)) if at_least > 0 else 0
    number = next((each for each in _ROUND if each * 10.0**exponent >= at_least * (1 - _ROUNDING)), 10)
    return Decimal(number * 10**exponent) if exponent >= 0 else Decimal(number).scaleb(exponent)


def _log_ticks(scale: PriceScale, wanted: int) -> Sequence[Decimal]:
    """Return 1, 2 and 5 of each power of ten, highest first; every power alone where these are too many."""
    first, last = math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high))
    is_wide = last - first > 2 * wanted
    powers = range(first, last + 1, -(-(last - first) // wanted) if is_wide else 1)
    numbers = _ROUND[:1] if is_wide else _ROUND
    ticks = [Decimal(number).scaleb(power) for power in powers for number in numbers]
    return sorted((tick for tick in ticks if scale.low <= float(tick) <= scale.high), reverse=True)
