"""Totals and averages among the rows of a table, which are no instruments."""

import re
from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from typing import Final

from tui.domain.numbers import InvalidNumberError
from tui.sources.tables.cells import Cell, normalize_cell, read_price_cell
from tui.sources.tables.decimal_marks import FigureStyle
from tui.sources.tables.grid import LEFT_OUT

_MIN_OTHERS: Final = 2
"""Other rows of a table in which a name that may be a ticker may be that of a summary."""
_MAX_SUMMARIES: Final = 3
"""Rows at the end of a table that may be summaries, and at its start."""
_TOTALS: Final = """
    total totals sum grand_total sub_total subtotal summe gesamt insgesamt gesamtsumme somme suma soma somma totale
    totais totales total_general итого всего сумма toplam genel_toplam 合计 合計 总计 總計 小计 小計 합계 총계
    الإجمالي الاجمالي المجموع مجموع کل razem ogółem łącznie total_geral celkem összesen totaal 소계
"""
_AVERAGES: Final = """
    average avg mean median durchschnitt mittelwert schnitt moyenne promedio media média medio
    среднее средний в_среднем ortalama 平均 平均值 均值 평균 المتوسط متوسط اوسط średnia
    weighted_average market_average simple_average gemiddelde
"""
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_RELATIVE: Final = Decimal("0.001")

Row = Mapping[str, Cell]


def _plain(text: str) -> str:
    return _NOT_LETTERS.sub("", text.casefold())


_TOTAL_WORDS: Final = frozenset(map(_plain, _TOTALS.split()))
_AVERAGE_WORDS: Final = frozenset(map(_plain, _AVERAGES.split()))
_ALL: Final = _TOTAL_WORDS | _AVERAGE_WORDS


def mark_summaries(rows: Sequence[Row], style: FigureStyle, requested: Container[str] = ()) -> list[Row]:
    """Return the rows with the totals and averages among them as left out.

    A row that is named so is one. Where the name may be a ticker, such as TOTAL, it is one only at either end of the
    table, without a price, or with the sum of the other prices, or with one between them.

    Args:
        rows: cells by field.
        style: how the column of prices is written.
        requested: the symbols that are instruments whatever they look like.
    """
    texts = [normalize_cell(row.get("symbol")).rstrip(": ") for row in rows]
    named = {n: _plain(text) for n, text in enumerate(texts) if _plain(text) in _ALL and text not in requested}
    if not named:
        return list(rows)
    stated = [price for n, row in enumerate(rows) if n not in named and (price := _price(row, style)) is not None]
    ends = {*range(_MAX_SUMMARIES), *range(len(rows) - _MAX_SUMMARIES, len(rows))}
    has_others = len(rows) - len(named) >= _MIN_OTHERS
    dropped = {
        n
        for n, word in named.items()
        if not _may_be_ticker(texts[n])
        or (has_others and n in ends and _is_summary(_price(rows[n], style), word, stated))
    }
    return [{LEFT_OUT: "a row of totals", "symbol": texts[n]} if n in dropped else row for n, row in enumerate(rows)]


def _may_be_ticker(text: str) -> bool:
    return text.isascii() and text.isupper() and text.isalpha()


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
