"""Totals and averages below the rows of a table, which are no instruments."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from tui.domain.numbers import InvalidNumberError
from tui.sources.tables.cells import Cell, normalize_cell, read_price_cell
from tui.sources.tables.decimal_marks import FigureStyle

_MIN_ROWS: Final = 3
_MAX_SUMMARIES: Final = 3
"""Rows at the end of a table that may be summaries, and at its start."""
_TOTALS: Final = """
    total totals sum grand_total sub_total subtotal summe gesamt insgesamt gesamtsumme somme suma soma somma totale
    totais totales total_general итого всего сумма toplam genel_toplam 合计 合計 总计 總計 小计 小計 합계 총계
    الإجمالي الاجمالي المجموع مجموع کل razem ogółem łącznie
"""
_AVERAGES: Final = """
    average avg mean median durchschnitt mittelwert schnitt moyenne promedio media média medio
    среднее средний в_среднем ortalama 平均 平均值 均值 평균 المتوسط متوسط اوسط średnia weighted_average market_average
"""
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_RELATIVE: Final = Decimal("0.001")

Row = Mapping[str, Cell]


def _words(text: str) -> frozenset[str]:
    return frozenset(_plain(word.replace("_", " ")) for word in text.split())


def _plain(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold())


_TOTAL_WORDS: Final = _words(_TOTALS)
_AVERAGE_WORDS: Final = _words(_AVERAGES)
_ALL: Final = _TOTAL_WORDS | _AVERAGE_WORDS


def without_summaries(rows: Sequence[Row], style: FigureStyle) -> list[Row]:
    """Return the rows without the totals and averages among the first and the last ones.

    One is a row that is named so and states no price, or the sum of the other prices, or one between them. Anything
    else, such as a share whose ticker is TOTAL, remains.

    Args:
        rows: cells by field.
        style: how the column of prices is written.
    """
    ends = {*range(min(_MAX_SUMMARIES, len(rows))), *range(max(len(rows) - _MAX_SUMMARIES, 0), len(rows))}
    named = {index: word for index in ends if (word := _plain(normalize_cell(rows[index].get("symbol")))) in _ALL}
    if not named or len(rows) - len(named) < _MIN_ROWS - 1:
        return list(rows)
    prices = [_price(row, style) for index, row in enumerate(rows) if index not in named]
    stated = [price for price in prices if price is not None]
    dropped = {index for index, word in named.items() if _is_summary(_price(rows[index], style), word, stated)}
    return [row for index, row in enumerate(rows) if index not in dropped]


def _is_summary(price: Decimal | None, word: str, others: Sequence[Decimal]) -> bool:
    if price is None:
        return True
    if not others:
        return False
    if word in _AVERAGE_WORDS:
        return min(others) <= price <= max(others)
    return abs(price - sum(others)) <= abs(price) * _RELATIVE


def _price(row: Row, style: FigureStyle) -> Decimal | None:
    try:
        figure = read_price_cell(row.get("price"), style)
    except InvalidNumberError:
        return None
    return figure.value if figure is not None else None
