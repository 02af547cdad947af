"""Strict parsing of numbers: what is not plainly a decimal number is rejected, never guessed."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

MAX_MAGNITUDE: Final = Decimal(10) ** 12
MAX_DECIMALS: Final = 12

_NUMBER = re.compile(r"([+\-−]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]{1,12})?", re.ASCII)
_MAX_LENGTH = 40
_WIDE_CONTEXT = Context(prec=60)
"""Precise enough for the largest number divided by the smallest."""


class InvalidNumberError(ValueError):
    """The text is not a valid number; the message says why in a few words."""


def parse_decimal(text: str) -> Decimal:
    """Parse `1,234.50`, `-0.72`, `+3` or `−1`, with every digit the source printed.

    Args:
        text: ASCII digits with an optional sign, comma groups of three, at most 12 decimals.

    Raises:
        InvalidNumberError: anything else: NaN, infinities, exponents, underscores, digits of other scripts,
            brackets, broken groups, and magnitudes over 10^12.
    """
    match = _NUMBER.fullmatch(text) if len(text) <= _MAX_LENGTH else None
    if match is None:
        raise InvalidNumberError("not a plain decimal number")
    sign, integer, fraction = match.groups()
    number = Decimal(f"{'-' if sign in ('-', '−') else ''}{integer.replace(',', '')}{fraction or ''}")
    if abs(number) > MAX_MAGNITUDE:
        raise InvalidNumberError("larger than 10^12")
    return number


def parse_percent(text: str) -> Decimal:
    """Parse `-2.05%` as -2.05; the percent sign must occur once, at the end.

    Raises:
        InvalidNumberError: the rest is not a number, or there is no percent sign.
    """
    if not text.endswith("%"):
        raise InvalidNumberError("no percent sign")
    return parse_decimal(text[:-1])


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """Round as the exchanges do: halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE_CONTEXT)


def percent_change(change: Decimal, last: Decimal) -> Decimal | None:
    """Return the change in percent of the previous close, `last - change`, to two decimals; None if that is zero."""
    previous = _WIDE_CONTEXT.subtract(last, change)
    return (
        round_half_up(_WIDE_CONTEXT.divide(_WIDE_CONTEXT.multiply(change, Decimal(100)), previous), 2)
        if previous
        else None
    )
