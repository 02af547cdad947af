"""The move of a price: its change, its percentage and its direction."""

from collections.abc import Container
from decimal import Decimal

from tui.domain.numbers import percent_change, subtract
from tui.domain.quote import Direction


def derive_move(
    price: Decimal,
    change: Decimal | None,
    percent: Decimal | None,
    previous_close: Decimal | None,
    stated: Container[str],
) -> tuple[Decimal | None, Decimal | None]:
    """Return change and percentage, worked out from the previous close where the source does not state them.

    One that is stated and not valid stays None. The percentage is rounded half up to two decimals; there is none of a
    previous close that is not above zero.
    """
    if change is None and previous_close is not None and "change" not in stated:
        change = subtract(price, previous_close)
    # of a previous close below zero sources differ in the sign of the percentage
    if percent is None and change is not None and "percent" not in stated and change < price:
        percent = percent_change(change, price)
    return change, percent


def direction_of(change: Decimal | None) -> Direction | None:
    """Return the direction of a change, None where there is none."""
    if change is None:
        return None
    return Direction.UP if change > 0 else Direction.DOWN if change < 0 else Direction.UNCHANGED
