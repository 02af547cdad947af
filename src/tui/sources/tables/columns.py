"""What the columns of a table tell about the figures in them, before any row is parsed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tui.domain.quote import PRICES
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import MAX_CELL, Cell
from tui.sources.tables.decimal_marks import FigureStyle, column_styles
from tui.sources.tables.figures import PLAIN
from tui.sources.tables.fold import fold
from tui.sources.tables.moves import SignUse

_OF_PRICES: Final = ("price", "change", *PRICES)
_SIGN = re.compile(r"[+-]\s?[^\s0-9.,()+-]{0,4}\s?[.,]?[0-9]|[0-9][+-]")
_SIGN_IN_BRACKETS = re.compile(r"\(\s?[+-]\s?[.,]?[0-9]")
_NEGATIVE = re.compile(
    r"-\s?[^\s0-9.,()+-]{0,4}\s?[0-9.,]*[1-9]|[0-9.,]*[1-9][0-9.,]*-\Z|\(\s?[0-9.,]*[1-9][0-9.,]*\s?\)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumns:
    """How the columns of a table are written."""

    styles: Mapping[str, FigureStyle]
    change: SignUse
    percent: SignUse
    has_negative_price: bool

    def style(self, field: str) -> FigureStyle:
        """Return the style of the column of a field."""
        return self.styles.get(field, PLAIN)


def survey_columns(rows: Sequence[Mapping[str, Cell]], spec: TableSpec) -> TableColumns:
    """Return how the columns of these rows are written."""
    fields = [field for field in (*_OF_PRICES, "percent") if any(field in row for row in rows)]
    texts = {field: [cell for row in rows if isinstance(cell := row.get(field), str)] for field in fields}
    return TableColumns(
        styles=column_styles(texts, decimal_comma=spec.decimal_comma, pooled=_OF_PRICES),
        change=_sign_use(row.get("change") for row in rows),
        percent=_sign_use(row.get("percent") for row in rows),
        has_negative_price=any(map(_is_negative, (row.get("price") for row in rows))),
    )


def _sign_use(cells: Iterable[Cell]) -> SignUse:
    texts: list[str] = []
    numbers: list[Decimal] = []
    for cell in cells:
        if isinstance(cell, str):
            texts.append(fold(cell[:MAX_CELL]))
        elif isinstance(cell, Decimal):
            numbers.append(cell)
    in_brackets = any(map(_SIGN_IN_BRACKETS.search, texts))
    return SignUse(
        is_signed=any(map(_SIGN.search, texts)) or any(number < 0 for number in numbers if number.is_finite()),
        has_signs_in_brackets=in_brackets,
        are_numbers=bool(numbers),
    )


def _is_negative(cell: Cell) -> bool:
    if isinstance(cell, Decimal):
        return cell.is_finite() and cell < 0
    return isinstance(cell, str) and _NEGATIVE.match(fold(cell[:MAX_CELL])) is not None
