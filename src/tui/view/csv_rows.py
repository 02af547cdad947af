"""Quotes as comma-separated values, for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from tui.domain.market import Market
from tui.domain.quote import InstrumentKind, Quote
from tui.view.records import CSV_COLUMNS, Record, index_record, quote_record

_FORMULA_SIGNS: Final = tuple("=+-@＝＋－＠")


def csv_of_quotes(market: Market, quotes: Iterable[Quote]) -> Iterator[str]:
    """Yield these quotes, which may be indices, as rows under one heading."""
    yield csv_line(CSV_COLUMNS)
    for quote in quotes:
        if quote.kind is InstrumentKind.INDEX:
            record = index_record(market, quote)
            yield csv_row({**record, "kind": "index", "price": record["level"]}, CSV_COLUMNS)
        else:
            yield csv_row({**quote_record(market, quote), "kind": "quote"}, CSV_COLUMNS)


def csv_row(record: Record, columns: Iterable[str]) -> str:
    """Return a row of these fields of a record; empty cells for those it has not."""
    return csv_line([csv_cell(record.get(column)) for column in columns])


def csv_cell(value: object) -> str:
    """Return a value as a cell; a text that a spreadsheet would evaluate is marked as text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    # a spreadsheet would evaluate such a text as a formula, some also one that begins with the full-width sign
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def csv_line(cells: Iterable[str]) -> str:
    """Return these cells as one line without its end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
