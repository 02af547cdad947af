"""Strict reading of figures: what is not plainly a decimal number is refused, never guessed."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

MAX_MAGNITUDE: Final = Decimal(10) ** 12
MAX_DECIMALS: Final = 12

_FIGURE = re.compile(r"([+\-−]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]{1,12})?", re.ASCII)
_LONGEST = 40
_WIDE = Context(prec=60)
"""Room for the largest figure over the smallest, with digits to spare."""


class InvalidNumberError(ValueError):
    """The text is not a figure that may be believed; the message says why in a few words."""


def parse_decimal(text: str) -> Decimal:
    """Read `1,234.50`, `-0.72`, `+3` or `−1`, with every digit the source printed.

    Args:
        text: ASCII digits with an optional sign, comma groups of three, at most 12 decimals.

    Raises:
        NotAFigureError: anything else: NaN, infinities, exponents, underscores, digits of other scripts,
            brackets, broken groups, and magnitudes over 10^12 (fault P6).
    """
    match = _FIGURE.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise InvalidNumberError("not a plain decimal number")
    sign, whole, fraction = match.groups()
    figure = Decimal(f"{'-' if sign in ('-', '−') else ''}{whole.replace(',', '')}{fraction or ''}")
    if abs(figure) > MAX_MAGNITUDE:
        raise InvalidNumberError("larger than 10^12")
    return figure


def parse_percent(text: str) -> Decimal:
    """Read `-2.05%` as -2.05; the percent sign must stand once, at the end.

    Raises:
        NotAFigureError: the rest is not a figure, or there is no percent sign.
    """
    if not text.endswith("%"):
        raise InvalidNumberError("no percent sign")
    return parse_decimal(text[:-1])


def round_half_up(figure: Decimal, decimals: int) -> Decimal:
    """Round as the exchanges do: halves away from zero."""
    return figure.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_WIDE)


def percent_change(change: Decimal, last: Decimal) -> Decimal | None:
    """The change in percent of the previous close, which is `last - change`, to two decimals; None if that is zero."""
    previous = _WIDE.subtract(last, change)
    return round_half_up(_WIDE.divide(_WIDE.multiply(change, Decimal(100)), previous), 2) if previous else None
