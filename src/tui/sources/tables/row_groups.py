"""Rows of JSON or XML in several groups alike, such as one for each sector of a market."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from tui.sources.adapter import MAX_ROWS

Row = TypeVar("Row")

_OTHER_FIGURES: Final = "other figures of the same names: say which rows"
_OTHER_MEMBERS: Final = "in rows with other members: say which rows"


def join_groups(
    groups: Iterable[Sequence[Row]],
    members: Callable[[Row], frozenset[str]],
    symbol_and_price: Callable[[Row], tuple[str, str]],
    *,
    has_time: bool,
) -> tuple[list[Row], list[tuple[str, str]]]:
    """Return the rows of the first group and of those alike; and of each other row its symbol and why it is left out.

    A group is left out whose first row has other members, or that states another price of the same symbol, since
    nothing says which of them is right.

    Args:
        groups: the rows of each.
        members: returns the names of a row's members.
        symbol_and_price: returns the texts of both.
        has_time: whether rows have a time, which says which of two prices is right.
    """
    result: list[Row] = []
    left_out: list[tuple[str, str]] = []
    prices: dict[str, str] = {}
    for group in groups:
        stated = [symbol_and_price(row) for row in group]
        reason = None
        if result and group and members(group[0]) != members(result[0]):
            reason = _OTHER_MEMBERS
        elif result and not has_time and any(prices.get(symbol, price) != price for symbol, price in stated):
            reason = _OTHER_FIGURES
        if reason is not None:
            left_out += [(symbol, reason) for symbol, _ in stated]
            continue
        result += group
        prices |= stated
        if len(result) > MAX_ROWS:
            break
    return result, left_out
