"""Finds how the columns of a table write their figures, before any row is parsed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from tui.domain.numbers import InvalidNumberError
from tui.domain.quote import COUNTS, PRICES
from tui.sources.table_spec import TableSpec
from tui.sources.tables.cells import MAX_CELL, Cell, has_pair, read_price_cell
from tui.sources.tables.decimal_marks import FigureStyle, figure_styles
from tui.sources.tables.figures import PLAIN
from tui.sources.tables.fold import fold
from tui.sources.tables.moves import SignUse
from tui.sources.tables.other_columns import other_figures
from tui.sources.tables.price_units import has_thirty_seconds, hundredths_of, whole_units, words_beside
from tui.sources.tables.words import DOWN_ARROWS

_PRICES: Final = ("change", "price", *PRICES)
_FIELDS: Final = ("percent", *_PRICES, *COUNTS)
_MINUS = re.compile(r"-\s?[^\s0-9.,()+-]{0,4}\s?[.,]?[0-9]|[0-9]-")
_SIGN_IN_BRACKETS = re.compile(r"\(\s?[+-]\s?[.,]?[0-9]")

_NOT_ZERO = re.compile(r"[1-9]")
_TRIANGLE = re.compile(r"[▲△]")
_DOWN_ARROW = re.compile(f"[{DOWN_ARROWS}]")
_SIGN_BEHIND = re.compile(r"[0-9]\s?-")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnStyles:
    """How the columns of a table are written."""

    styles: Mapping[str, FigureStyle]
    change: SignUse
    percent: SignUse
    has_negative_price: bool
    """Whether some price has a minus before it."""

    def style(self, field: str) -> FigureStyle:
        """Return the style of the column of a field."""
        return self.styles.get(field, PLAIN)


def find_column_styles(rows: Sequence[Mapping[str, Cell]], spec: TableSpec) -> ColumnStyles:
    """Return how the columns of these rows of cells by field are written."""
    texts = {field: [cell for row in rows if isinstance(cell := row.get(field), str)] for field in _FIELDS}
    styles = figure_styles(texts, other_figures(rows), decimal_comma=spec.decimal_comma)
    texts_of_prices = [text for field in _PRICES for text in texts[field]]
    has_fractions = has_thirty_seconds(text for column in texts.values() for text in column)
    no_hundredths = _whole_units(texts_of_prices, rows, spec)
    for field in _PRICES:
        styles[field] = styles[field]._replace(has_fractions=has_fractions, no_hundredths=no_hundredths)
    style = styles.get("price", PLAIN)
    return ColumnStyles(
        styles=styles,
        change=_sign_use(_move_cell(row, "change", "percent") for row in rows),
        percent=_sign_use(_move_cell(row, "percent", "change") for row in rows),
        has_negative_price=any(_is_negative(row.get("price"), style) for row in rows),
    )


def _whole_units(texts: Sequence[str], rows: Sequence[Mapping[str, Cell]], spec: TableSpec) -> frozenset[str]:
    """Return the hundredths of the currencies in which some prices of a table are, or all as the table says."""
    words = frozenset(words_beside(texts))
    if hundredths_of(words) is None:
        return frozenset()
    currencies = (currency for row in rows if isinstance(currency := row.get("currency"), str))
    return whole_units([*words, *currencies, spec.currency or ""])


def _move_cell(row: Mapping[str, Cell], field: str, other: str) -> Cell:
    """Return the cell with the figure of a field; where it has none, that of the other with both."""
    cell = row.get(other)
    return row[field] if field in row else cell if has_pair(cell) else None


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
        has_minuses=any(map(_MINUS.search, texts)) or any(number < 0 for number in numbers if number.is_finite()),
        has_signs_in_brackets=in_brackets,
        has_minus_triangles=_has_minus_triangles(texts),
        are_numbers=bool(numbers),
    )


def _has_minus_triangles(texts: Sequence[str]) -> bool:
    """Return whether triangles in a column may be minuses: no move has a `▼`, and some are no falls and have none."""
    if not any("▲" in text or "△" in text for text in texts):
        return False
    moves = [text for text in texts if _NOT_ZERO.search(text)]
    triangles = [text for text in moves if _TRIANGLE.search(text)]
    if not triangles or any("+" in text for text in triangles) or any(map(_DOWN_ARROW.search, moves)):
        return False
    return any(not _TRIANGLE.search(text) and "-" not in text and "(" not in text for text in moves)


def _is_negative(cell: Cell, style: FigureStyle) -> bool:
    """Return whether a price has a minus before it; one behind it, and brackets, may refer to a note instead."""
    if isinstance(cell, str) and cell.isascii() and "-" not in cell and "(" not in cell:
        return False
    try:
        figure = read_price_cell(cell, style)
    except InvalidNumberError:
        return False
    is_behind = isinstance(cell, str) and _SIGN_BEHIND.search(fold(cell[:MAX_CELL])) is not None
    return figure is not None and figure.value < 0 and not is_behind and (figure.is_signed or not figure.is_bracketed)
