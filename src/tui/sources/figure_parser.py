"""Parses the figures of one row: a figure that is not valid is left out and flagged."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final, TypeVar

from tui.domain.numbers import InvalidNumberError, round_half_up
from tui.domain.quote import InstrumentKind
from tui.domain.text import CleanText
from tui.sources.decode.json import Json, as_count, as_decimal

T = TypeVar("T")
Raw = TypeVar("Raw")

MAY_BE_NEGATIVE: Final = frozenset({InstrumentKind.FUTURE, InstrumentKind.RATE})
"""The kinds whose price may be zero or less: oil was sold at -37.63, and rates are negative for years."""

_MIN_ROUNDED_VOLUME: Final = 1000


class FigureParser:
    """Parses the figures of one row and collects a flag for each that is not valid."""

    def __init__(self, flags: Iterable[CleanText] = ()) -> None:
        self.flags = list(flags)

    def parse(self, field: str, parse: Callable[[Raw], T | None], raw: Raw) -> T | None:
        """Return the parsed value of a field, None where there is none or it is not valid."""
        try:
            return parse(raw)
        except InvalidNumberError as error:
            self.flag(field, str(error))
            return None

    def flag(self, field: str, problem: str) -> None:
        """Add a flag for a field."""
        self.flags.append(CleanText(f"{field.replace('_', ' ')}: {problem}"))


def whole_count(number: Decimal, name: str) -> int:
    """Return a count, rounded to a whole number.

    Args:
        number: not below zero.
        name: of the field of a quote. A volume below a thousand with decimals, as of coins, is not rounded.

    Raises:
        InvalidNumberError: it cannot be rounded.
    """
    if name == "volume" and number < _MIN_ROUNDED_VOLUME and number != number.to_integral_value():
        raise InvalidNumberError("a fraction of a unit")
    return int(round_half_up(number, 0))


def count_parser(name: str) -> Callable[[Json], int | None]:
    """Return what parses the count of a field, as `whole_count` does; None for a value that is none."""

    def parse(value: Json) -> int | None:
        count = as_count(value)
        number = as_decimal(value) if count is not None and count < _MIN_ROUNDED_VOLUME else None
        if number is not None:
            whole_count(number, name)
        return count

    return parse


def above_zero(name: str, figure: Decimal | None, parser: FigureParser) -> Decimal | None:
    """Return a figure; None where it is below zero, or is zero, which providers state where there was none."""
    if figure is not None and figure < 0:
        parser.flag(name, "below zero")
        return None
    return figure or None
