"""Whether price, change, percentage and previous close of one quote agree, as far as their digits allow."""

from decimal import Decimal
from typing import Final

from tui.domain.numbers import WIDE_CONTEXT, exponent_of, percent_change, subtract
from tui.domain.text import CleanText

_HUNDRED: Final = Decimal(100)
_HALF: Final = Decimal("0.5")
_MIN_PERCENT_STEP: Final = Decimal("0.01")
"""Sources work percentages out from figures that they round afterwards, so further digits agree by chance."""


def disagreements(
    price: Decimal, change: Decimal | None, percent: Decimal | None, previous_close: Decimal | None
) -> tuple[CleanText, ...]:
    """Return in words how the figures of a quote contradict each other; none where rounding explains it.

    Args:
        price: the last price.
        change: against the previous close, signed.
        percent: of the previous close, signed.
        previous_close: as stated; no percentage is compared where it is not above zero.
    """
    if change is None:
        return ()
    flags: list[CleanText] = []
    if percent is not None and not percent_agrees(price, change, percent):
        computed = percent_change(change, price)
        flags.append(
            CleanText("change is the whole price")
            if computed is None
            else CleanText(f"percent {percent:f}, its change gives {computed:f}")
        )
    if previous_close is not None and not change_agrees(price, change, previous_close):
        computed = subtract(price, previous_close)
        flags.append(CleanText(f"change is {change:f}, from the previous close it is {computed:f}"))
    return tuple(flags)


def percent_agrees(price: Decimal, change: Decimal, percent: Decimal) -> bool:
    """Return whether a percentage is that of the change, as far as the rounding of all three allows.

    The percentage may be rounded in any direction: -3.1 is stated where its change gives -3.18.
    """
    context = WIDE_CONTEXT
    previous = context.subtract(price, change)
    if previous < 0:  # sources differ in the sign of such a percentage
        return True
    if not previous or change * percent < 0:
        return False
    # both sides times the previous close, so that nothing is divided
    error = abs(context.subtract(context.multiply(change, _HUNDRED), context.multiply(percent, previous)))
    step = max(_step(percent), _MIN_PERCENT_STEP)
    # 100 is printed for 100.00 where its change is 0.34
    price_step = min(_step(price), _step(change))
    if previous <= price_step:  # of a previous close of one step any percentage could be explained
        return error <= step * previous
    rounded = _HALF * _HUNDRED * (abs(price) * _step(change) + abs(change) * price_step) / previous
    return error <= step * previous + rounded


def change_agrees(price: Decimal, change: Decimal, previous_close: Decimal) -> bool:
    """Return whether a change is the price less the previous close, as far as the rounding of all three allows."""
    error = abs(WIDE_CONTEXT.subtract(subtract(price, previous_close), change))
    return not error or error <= _step(change) + min(_step(price), _step(previous_close))


def _step(number: Decimal) -> Decimal:
    """Return a unit of the last digit."""
    return Decimal(1).scaleb(exponent_of(number))
