"""The lots of a configuration: what the user owns."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.config.edits import Edit
from tui.config.errors import ErrorCollector, config_error, quote_value
from tui.domain.positions import Lot

if TYPE_CHECKING:
    from tui.config.schema import PositionModel

MAX_AMOUNT: Final = Decimal(10) ** 15
"""A quantity and a price are below it."""


def build_lots(models: Sequence["PositionModel"], file: Path, errors: ErrorCollector) -> tuple[Lot, ...]:
    """Return the lots of a configuration without those that are wrong; the problems go to the collector.

    Args:
        models: as they are written.
        file: where they were read from.
        errors: collects what is wrong.
    """
    lots: list[Lot] = []
    for number, model in enumerate(models):
        quantity, price = Decimal(str(model.quantity)), Decimal(str(model.price))
        problems = (
            ("quantity", model.quantity, "a number that is not 0", bool(quantity)),
            ("price", model.price, "a price of 0 or more", price.is_finite() and price >= 0),
        )
        wrong = [
            config_error(file, f"positions[{number}].{key}", f"found {quote_value(value)}, expected {expected}")
            for (key, value, expected, is_right), amount in zip(problems, (quantity, price), strict=True)
            if not is_right or not amount.is_finite() or abs(amount) >= MAX_AMOUNT
        ]
        for error in wrong:
            errors.add(error)
        if not wrong:
            currency = model.currency or None
            lots.append(
                Lot(
                    symbol=model.symbol.strip().upper(),
                    quantity=quantity,
                    price=price,
                    currency=currency,
                    bought=model.date,
                )
            )
    return tuple(lots)


def edits_of_lots(before: Sequence[Lot], after: Sequence[Lot], about: str) -> tuple[Edit, ...]:
    """Return the edits after which a file has other `[[positions]]`: some are removed, and new ones are at the end.

    Args:
        before: the lots as the file has them, in its order.
        after: the lots wanted: those of `before` that stay, in their order, then new ones.
        about: what it does, for the message of undoing it.
    """
    seen = tuple(lot.symbol for lot in before)
    stay = 0
    gone: list[int] = []
    for number, lot in enumerate(before):
        if stay < len(after) and lot == after[stay]:
            stay += 1
        else:
            gone.append(number)
    edits = [Edit(path=("positions", number), value=None, about=about, seen=seen) for number in reversed(gone)]
    for number, lot in enumerate(after[stay:], start=stay):
        values = (
            ("symbol", lot.symbol),
            ("quantity", lot.quantity),
            ("price", lot.price),
            ("currency", lot.currency),
            ("date", lot.bought),
        )
        edits += [
            Edit(path=("positions", number, key), value=value, about=about, seen=seen)
            for key, value in values
            if value is not None
        ]
    return tuple(edits)
