"""Whether the figures of columns fit each other, as those of quotes do."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation
from typing import Final, TypeAlias

Figures: TypeAlias = Sequence[Decimal | None]

_MIN_SHARE: Final = 0.8
_HUNDRED: Final = Decimal(100)
_ROUNDING: Final = Decimal("0.02")
_RELATIVE: Final = Decimal("0.02")
_MAX_PLACES: Final = 20


def is_between(low: Figures, middle: Figures, high: Figures) -> bool | None:
    """Return whether figures lie between two others in most rows; None where no row has all three."""
    rows = zip(low, middle, high, strict=False)
    return _mostly(
        first <= second <= third
        for first, second, third in rows
        if first is not None and second is not None and third is not None and first > 0
    )


def is_difference(price: Figures, previous: Figures, change: Figures) -> bool | None:
    """Return whether a change is the price less the one before, in most rows that moved; None where none did."""
    return _mostly(
        _is_close(now - before, moved, _rounding(now, before, moved))
        for now, before, moved in zip(price, previous, change, strict=False)
        if now is not None and before and moved
    )


def percent_of_moves(price: Figures, previous: Figures, change: Figures) -> list[Decimal | None]:
    """Return the percentage of each row, from the previous price or else the change; None where it has neither."""
    return [_percent(*row) for row in zip(price, previous, change, strict=False)]


def are_equal(stated: Figures, expected: Figures, factor: Decimal = Decimal(1)) -> bool | None:
    """Return whether figures, times a factor, are those expected in most rows; None where no row has both."""
    return _mostly(
        _is_close(first * factor, second)
        for first, second in zip(stated, expected, strict=False)
        if first is not None and second
    )


def are_products(products: Figures, first: Figures, second: Figures) -> bool:
    """Return whether figures are the products of two others, as a turnover is of price and volume."""
    rows = zip(products, first, second, strict=False)
    return bool(
        _mostly(
            abs(product - one * other) <= abs(product) / 20 for product, one, other in rows if product and one and other
        )
    )


def _percent(price: Decimal | None, previous: Decimal | None, change: Decimal | None) -> Decimal | None:
    if price is None:
        return None
    before = previous or (None if change is None else price - change)
    try:
        return (price - before) / before * _HUNDRED if before else None
    except (InvalidOperation, DivisionByZero):
        return None


def _is_close(first: Decimal, second: Decimal, rounding: Decimal = _ROUNDING) -> bool:
    return abs(first - second) <= max(rounding, abs(second) * _RELATIVE)


def _rounding(*figures: Decimal) -> Decimal:
    """Return by how much a difference may be off: twice the last place of the coarsest figure, at most two cents."""
    places = max(int(figure.as_tuple().exponent) for figure in figures)
    return min(_ROUNDING, Decimal((0, (2,), max(places, -_MAX_PLACES))))


def _mostly(tests: Iterable[bool]) -> bool | None:
    results = list(tests)
    return sum(results) >= _MIN_SHARE * len(results) if results else None
