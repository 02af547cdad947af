"""Whether price, change, percentage and previous close of one quote can be true together, as far as digits allow."""

from decimal import Decimal
from typing import Final

from tui.domain.numbers import WIDE_CONTEXT, exponent_of, percent_change, subtract
from tui.domain.quote import Quote
from tui.domain.text import CleanText

MAX_PERCENT: Final = Decimal(1000)
"""Percent of change in a day beyond which the previous close is more likely wrong than the market so wild: it is eleven
times the previous close, which coins and warrants reach once in years, and an index never."""
MIN_PERCENT: Final = Decimal(-100)
"""Percent of change at which nothing is left; a price above zero cannot have lost more."""

_ONE: Final = Decimal(1)
_HUNDRED: Final = Decimal(100)
_HALF: Final = Decimal("0.5")
_MIN_PERCENT_STEP: Final = Decimal("0.01")
"""Sources work percentages out from figures that they round afterwards, so further digits agree by chance."""


def contradictions(quote: Quote) -> tuple[CleanText, ...]:
    """Return in words which figures of a quote cannot be true together; none where rounding explains it.

    No percentage is compared with a change whose previous close is not above zero.
    """
    price, change, percent, previous_close = quote.price, quote.change, quote.percent, quote.previous_close
    if price is None:
        return ()
    flags: list[str] = []
    if change is not None and percent is not None and not percent_agrees(price, change, percent):
        computed = percent_change(change, price)
        flags.append(
            "change is the whole price" if computed is None else f"percent {percent:f}, its change gives {computed:f}"
        )
    if change is not None and previous_close is not None and not change_agrees(price, change, previous_close):
        computed = subtract(price, previous_close)
        flags.append(f"change is {change:f}, from the previous close it is {computed:f}")
    if percent is not None and not _is_plausible(price, percent):
        flags.append(f"a change of {percent:,.0f}% is not plausible")
    return tuple(map(CleanText, flags))


def _is_plausible(price: Decimal, percent: Decimal) -> bool:
    return abs(percent) <= MAX_PERCENT and (percent >= MIN_PERCENT or price <= 0)


def percent_agrees(price: Decimal, change: Decimal, percent: Decimal) -> bool:
    """Return whether a percentage is that of the change, as far as the rounding of all three allows.

    The percentage may be rounded in any direction: -3.1 is stated where its change gives -3.18.
    """
    context = WIDE_CONTEXT
    previous = context.subtract(price, change)
    if previous < 0:  # sources differ in the sign of such a percentage
        return True
    if not previous:
        return not change and not percent
    if change * percent < 0:
        return False
    # both sides times the previous close, so that nothing is divided
    error = abs(context.subtract(context.multiply(change, _HUNDRED), context.multiply(percent, previous)))
    step = max(_step(percent), _MIN_PERCENT_STEP)
    price_step = _step(price)
    if previous <= min(price_step, _step(change)):  # of a previous close of one step any percentage could be explained
        return error <= step * previous
    rounded = _HALF * _HUNDRED * (abs(price) * _step(change) + abs(change) * price_step) / previous
    return error <= step * previous + rounded


def change_agrees(price: Decimal, change: Decimal, previous_close: Decimal) -> bool:
    """Return whether a change is the price less the previous close, as far as the rounding of all three allows."""
    error = abs(WIDE_CONTEXT.subtract(subtract(price, previous_close), change))
    return not error or error <= _step(change) + min(_step(price), _step(previous_close))


def _step(number: Decimal) -> Decimal:
    """Return a unit of the last digit; one for `17.0`, as programs print 17."""
    exponent = exponent_of(number)
    return _ONE if exponent == -1 and number == number.to_integral_value() else _ONE.scaleb(exponent)
