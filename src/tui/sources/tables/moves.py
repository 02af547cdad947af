"""Change, percentage and direction of a row, with their signs, wherever the table states these."""

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from tui.domain.consistency import change_agrees, percent_agrees
from tui.domain.move import derive_move, direction_of
from tui.domain.numbers import subtract
from tui.domain.quote import Direction
from tui.domain.text import CleanText
from tui.sources.tables.figures import Figure

_SIGNS: Final = {Direction.UP: 1, Direction.DOWN: -1}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedMove:
    """What a row states about the change of a price."""

    price: Decimal
    previous_close: Decimal | None = None
    change: Figure | None = None
    percent: Figure | None = None
    sign: Direction | None = None
    """Of a cell that has the sign alone."""
    arrow: Direction | None = None
    """Beside the price."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUse:
    """How a column writes signs."""

    has_minuses: bool = False
    """Whether some of its figures have a minus, so that one without a sign is a rise.

    Where some have a plus and none a minus, one without may be a fall that is shown by its colour.
    """
    has_signs_in_brackets: bool = False
    """Whether brackets are punctuation and no sign of a fall: `(+0.60%)`."""
    has_minus_triangles: bool = False
    """Whether `▲` may be a minus, as in Japanese accounts: others have none and are no falls."""
    are_numbers: bool = False
    """Whether they are numbers of JSON, which have their sign in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Change and percentage with their signs."""

    change: Decimal | None = None
    percent: Decimal | None = None
    direction: Direction | None = None
    """None where nothing decides the sign."""
    flags: tuple[CleanText, ...] = ()


def resolve_move(row: PrintedMove, of_change: SignUse, of_percent: SignUse, stated: Container[str]) -> Move:
    """Return the change and the percentage of a row with their signs, worked out where the table does not state them.

    Args:
        row: what it states.
        of_change: how the column of changes writes signs.
        of_percent: likewise.
        stated: the fields that the table has, valid or not; what it has is not worked out.

    A sign that is printed counts, then that of the cell for signs, an arrow or a word beside the figure, the previous
    close, the other of the two, and the rest of the column. Brackets are a fall where none of these says otherwise.
    Where nothing decides, the figures are without a sign and there is no direction. A triangle that may be a minus
    decides nothing.
    """
    if of_change.has_minus_triangles or of_percent.has_minus_triangles:
        change, of_change = _without_triangle(row.change, of_change)
        percent, of_percent = _without_triangle(row.percent, of_percent)
        row = replace(row, change=change, percent=percent)
    if "sign" in stated and row.sign is None:  # a number of JSON has no sign where another cell has it
        of_change, of_percent = replace(of_change, are_numbers=False), replace(of_percent, are_numbers=False)
    return _resolve(row, of_change, of_percent, stated)


def _without_triangle(figure: Figure | None, use: SignUse) -> tuple[Figure | None, SignUse]:
    """Return a figure without a triangle that may be a minus, and the use of signs as far as it holds for this one."""
    if figure is None or not use.has_minus_triangles or figure.arrow is not Direction.UP:
        return figure, use
    return replace(figure, arrow=None), SignUse(has_signs_in_brackets=use.has_signs_in_brackets)


def _resolve(row: PrintedMove, of_change: SignUse, of_percent: SignUse, stated: Container[str]) -> Move:
    change_sign = _sign_of_change(row, of_change, of_percent)
    change = _signed(row.change, change_sign)
    percent_sign = _sign_of_percent(row, of_percent, change, change_sign)
    percent = _signed(row.percent, percent_sign)
    flags, contradicted_direction = _contradiction(row, change if change is not None else percent)
    if row.change is not None:
        direction = _direction(change, change_sign)
    elif row.percent is not None:
        direction = _direction(percent, percent_sign)
    else:
        direction = row.sign or row.arrow
    if not change or change_sign is not None:  # of a change without a sign no percentage can be worked out
        change, percent = derive_move(row.price, change, percent, row.previous_close, stated)
    if row.change is None and row.percent is None:
        direction = direction_of(change) or direction
    return Move(change=change, percent=percent, direction=contradicted_direction or direction, flags=flags)


def _signed(figure: Figure | None, sign: int | None) -> Decimal | None:
    if figure is None:
        return None
    return figure.value.copy_negate() if sign == -1 and figure.value > 0 else figure.value


def _direction(value: Decimal | None, sign: int | None) -> Direction | None:
    return direction_of(value) if sign is not None or not value else None


def _sign_of_change(row: PrintedMove, use: SignUse, of_percent: SignUse) -> int | None:
    """Return 1 or -1; None where nothing decides, or there is no change."""
    figure = row.change
    if figure is None or not figure.value:
        return None
    is_bracketed = figure.is_bracketed and not use.has_signs_in_brackets
    return _first(
        lambda: _own_sign(figure, row.sign),
        lambda: _by_previous_close(row, figure.value),
        lambda: _by_percent(row, figure.value, of_percent),
        lambda: 1 if use.has_minuses and not is_bracketed else None,
        lambda: -1 if is_bracketed else None,
        lambda: _SIGNS.get(row.arrow) if row.arrow else None,
        lambda: 1 if use.are_numbers else None,
    )


def _sign_of_percent(row: PrintedMove, use: SignUse, change: Decimal | None, change_sign: int | None) -> int | None:
    figure = row.percent
    if figure is None or not figure.value:
        return None
    if figure.is_signed:
        return _own_sign(figure, None)
    if change:
        return _sign_beside_change(row.price, figure, change, change_sign)
    is_bracketed = figure.is_bracketed and not use.has_signs_in_brackets
    difference = Decimal(0) if row.previous_close is None else subtract(row.price, row.previous_close)
    by_difference = (difference > 0) - (difference < 0)
    return _first(
        lambda: _own_sign(figure, row.sign),
        lambda: 1 if use.has_minuses and not is_bracketed else None,
        lambda: by_difference or None,
        lambda: -1 if is_bracketed else None,
        lambda: _SIGNS.get(row.arrow) if row.arrow else None,
        lambda: 1 if use.are_numbers else None,
    )


def _sign_beside_change(price: Decimal, figure: Figure, change: Decimal, change_sign: int | None) -> int | None:
    """Return the sign of a percentage without one: that of its change, where both are the same move."""
    if change_sign is None:
        return None
    if change >= price:  # of a previous close below zero sources differ in the sign of the percentage
        return 1
    agrees = percent_agrees(price, change, figure.value * change_sign)
    return change_sign if figure.is_bracketed or agrees else 1


def _first(*rules: Callable[[], int | None]) -> int | None:
    return next((sign for rule in rules if (sign := rule()) is not None), None)


def _own_sign(figure: Figure, sign: Direction | None) -> int | None:
    if figure.is_signed:
        return -1 if figure.value < 0 else 1
    stated = sign or figure.arrow
    return None if stated is None else _SIGNS.get(stated)


def _by_previous_close(row: PrintedMove, change: Decimal) -> int | None:
    """Return the sign with which a change is that from the previous close, if only one is."""
    if row.previous_close is None:
        return None
    rises = change_agrees(row.price, change, row.previous_close)
    falls = change_agrees(row.price, change.copy_negate(), row.previous_close)
    return None if rises is falls else 1 if rises else -1


def _by_percent(row: PrintedMove, change: Decimal, use: SignUse) -> int | None:
    """Return the sign with which a change is that of the percentage, if only one is; that of the percentage, if any.

    In a column some of whose percentages have a minus, one without a sign is a rise.
    """
    percent, price = row.percent, row.price
    if percent is None or price <= 0 or not percent.value:
        return None
    size = abs(percent.value)
    stated = _own_sign(percent, None)
    if stated is None and use.has_minuses and not (percent.is_bracketed or row.sign or row.arrow):
        stated = 1
    rises = stated != -1 and change < price and percent_agrees(price, change, size)
    falls = stated != 1 and percent_agrees(price, change.copy_negate(), size.copy_negate())
    return None if rises is falls else 1 if rises else -1


def _contradiction(row: PrintedMove, value: Decimal | None) -> tuple[tuple[CleanText, ...], Direction | None]:
    """Return the flag where a sign or an arrow of its own contradicts a figure, and the direction that it states."""
    figure = row.change if row.change is not None else row.percent
    name = "change" if row.change is not None else "percent"
    stated = row.sign or (figure.arrow if figure else None)
    if not value or stated is None or stated is direction_of(value):
        return (), None
    what = "sign" if row.sign else "arrow"
    return (CleanText(f"{what} says {stated}, {name} is {value:f}"),), stated
