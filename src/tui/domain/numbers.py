"""Strict parsing of numbers: what is not plainly a decimal number is rejected, never guessed."""

import re
import struct
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from typing import Final

from tui.domain.quote import MAX_FIGURE_DIGITS

MAX_MAGNITUDE: Final = Decimal(10) ** 12
MIN_EXPONENT: Final = -24
"""Of the first digit of the smallest number that is no zero."""
MAX_DECIMALS: Final = 40
MAX_NUMBER_LENGTH: Final = 40
"""Characters of a number as a source prints it."""

_NUMBER = re.compile(r"([+\-−]?)([1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]{1,12})?", re.ASCII)
# 1e5 is what no program prints: it is a code that a spreadsheet took for a number
_LITERAL = re.compile(r"[+-]?(?:[0-9]+\.[0-9]+|[0-9](?:\.[0-9]+[eE][+-]?|[eE][+-])[0-9]{1,3})", re.ASCII)
WIDE_CONTEXT: Final = Context(prec=MAX_FIGURE_DIGITS)
"""Precise enough for the largest number divided by the smallest."""
_EXACT_DIGITS = 15
"""Digits that a binary number of 64 bits always has."""
_MAX_PLAIN_DIGITS = 12
"""Digits of a number that arithmetic left noise behind; with more it may well have all of its own."""
_MIN_NOISY_DECIMALS = 8
"""Decimals of a number that may have noise; four are printed by people, of the largest of their figures too."""
_MIN_ROUNDED = 3
"""Digits that rounding leaves as zeros where they are noise."""
_ONE = Decimal(1)
_SINGLE = struct.Struct("f")
_MAX_SINGLE = 1e12
_MIN_SINGLE_DIGITS = 6
"""Digits that a binary number of 32 bits always has."""
_MAX_SINGLE_DIGITS = 9
"""Digits that always tell such a number from the next."""


class InvalidNumberError(ValueError):
    """The text is not a valid number; the message says why in a few words."""


def parse_decimal(text: str) -> Decimal:
    """Parse `1,234.50`, `-0.72`, `+3` or `−1`, with every digit the source printed.

    Args:
        text: ASCII digits with an optional sign, at most 12 decimals, and comma groups of three, the first of which
            does not begin with 0.

    Raises:
        InvalidNumberError: anything else: NaN, infinities, exponents, underscores, digits of other scripts,
            brackets, broken groups, and what `within_limits` rejects.
    """
    match = _NUMBER.fullmatch(text) if len(text) <= MAX_NUMBER_LENGTH else None
    if match is None:
        raise InvalidNumberError("not a plain decimal number")
    sign, integer, fraction = match.groups()
    return within_limits(Decimal(f"{'-' if sign in ('-', '−') else ''}{integer.replace(',', '')}{fraction or ''}"))


def parse_number(text: str) -> Decimal:
    """Parse a number as `parse_decimal` does, or as programs write it: `1.23E-05`, with any number of decimals.

    Raises:
        InvalidNumberError: as for `parse_decimal`.
    """
    if len(text) <= MAX_NUMBER_LENGTH and _LITERAL.fullmatch(text):
        return without_noise(within_limits(Decimal(text)))
    return parse_decimal(text)


def within_limits(number: Decimal, maximum: Decimal = MAX_MAGNITUDE) -> Decimal:
    """Return a number with its digits and no exponent above 0; zero has no sign.

    Args:
        number: finite.
        maximum: the largest magnitude that is valid.

    Raises:
        InvalidNumberError: it is larger, or smaller than 10^-24 and not zero.
    """
    if not number:
        return abs(number) if -MAX_DECIMALS <= exponent_of(number) <= 0 else Decimal(0)
    adjusted = number.adjusted()
    if adjusted < MIN_EXPONENT:
        raise InvalidNumberError(f"smaller than 10^{MIN_EXPONENT}")
    if adjusted > maximum.adjusted() or abs(number) > maximum:
        raise InvalidNumberError(f"larger than 10^{maximum.adjusted()}")
    exponent = exponent_of(number)
    if exponent > 0:
        return number.quantize(_ONE, context=WIDE_CONTEXT)
    if exponent < -MAX_DECIMALS:
        return number.quantize(_ONE.scaleb(-MAX_DECIMALS), rounding=ROUND_HALF_EVEN, context=WIDE_CONTEXT)
    return number


def without_noise(number: Decimal) -> Decimal:
    """Return 5.3538 for 5.3537999999999997 and 0.3 for 0.30000000000000004, as programs print binary numbers.

    Sixteen digits and more are noise where fifteen give the same binary number, or where a few nearly do; or where they
    are those of a number of 32 bits, 101.94999694824219 for 101.95, which a number of 64 bits is once in millions.
    """
    exponent = exponent_of(number)
    if exponent > -_MIN_NOISY_DECIMALS or number.adjusted() - exponent < _EXACT_DIGITS:
        return number
    binary = float(number)
    exact = Decimal(f"{binary:.{_EXACT_DIGITS}g}")
    if exact == number:
        return number
    if float(exact) == binary or len(exact.normalize().as_tuple().digits) <= _MAX_PLAIN_DIGITS:
        return within_limits(exact)
    single = _shortest_single(binary)
    return number if single is None else within_limits(single)


def _shortest_single(binary: float) -> Decimal | None:
    """Return the fewest digits of a binary number of 32 bits; None where it needs more bits."""
    if abs(binary) > _MAX_SINGLE or _as_single(binary) != binary:
        return None
    candidates = (f"{binary:.{digits}g}" for digits in range(_MIN_SINGLE_DIGITS, _MAX_SINGLE_DIGITS + 1))
    return next((Decimal(text) for text in candidates if _as_single(float(text)) == binary), None)


def _as_single(binary: float) -> float:
    single: float = _SINGLE.unpack(_SINGLE.pack(binary))[0]
    return single


def without_residue(difference: Decimal, number: Decimal) -> Decimal:
    """Return -0.1 for -0.099999999999999645, which 1.1 - 1.2 is among binary numbers; any other as it is.

    Args:
        difference: between a number and another one.
        number: one of the two; below its fifteenth digit the difference has noise, if rounding there leaves few digits.
    """
    decimals = _EXACT_DIGITS - 1 - max(number.adjusted(), difference.adjusted())
    if not number or -exponent_of(difference) <= decimals:
        return difference
    rounded = difference.quantize(_ONE.scaleb(-decimals), rounding=ROUND_HALF_EVEN, context=WIDE_CONTEXT)
    exact = within_limits(rounded.normalize(WIDE_CONTEXT))
    return exact if -exponent_of(exact) <= decimals - _MIN_ROUNDED else difference


def exponent_of(number: Decimal) -> int:
    """Return the exponent of the last digit of a finite number: -2 for `1.50`."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def round_half_up(number: Decimal, decimals: int) -> Decimal:
    """Round as the exchanges do: halves away from zero."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=WIDE_CONTEXT)


def subtract(number: Decimal, other: Decimal) -> Decimal:
    """Return the exact difference of two numbers within the limits."""
    return WIDE_CONTEXT.subtract(number, other)


def percent_change(change: Decimal, last: Decimal) -> Decimal | None:
    """Return the change in percent of the previous close, `last - change`, to two decimals.

    None where that is zero, or so close to it that the percentage has more than fifty digits.
    """
    previous = subtract(last, change)
    if not previous:
        return None
    try:
        return round_half_up(WIDE_CONTEXT.divide(WIDE_CONTEXT.multiply(change, Decimal(100)), previous), 2)
    except InvalidOperation:
        return None


def parse_percent(text: str) -> Decimal:
    """Parse `-2.05%` as -2.05; the percent sign must occur once, at the end.

    Raises:
        InvalidNumberError: the rest is not a number, or there is no percent sign.
    """
    if not text.endswith("%"):
        raise InvalidNumberError("no percent sign")
    return parse_decimal(text[:-1])
