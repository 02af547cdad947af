"""Quotes as comma-separated values, for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal

from tui.domain.market import Market
from tui.domain.quote import InstrumentKind, Quote
from tui.view.records import CSV_COLUMNS, Record, SymbolFilter, index_record, quote_record


def csv_lines(market: Market, symbols: SymbolFilter) -> Iterator[str]:
    """Yield indices and quotes as rows under one heading, for spreadsheets."""
    return csv_of_quotes(market, (*symbols.indices(market), *symbols.quotes(market)))


def csv_of_quotes(market: Market, quotes: Iterable[Quote]) -> Iterator[str]:
    """Yield these quotes, which may be indices, as rows under one heading."""
    yield _csv_line(CSV_COLUMNS)
    for quote in quotes:
        if quote.kind is InstrumentKind.INDEX:
            record = index_record(market, quote)
            yield _csv_row({**record, "kind": "index", "price": record["level"]})
        else:
            yield _csv_row({**quote_record(market, quote), "kind": "quote"})


def _csv_row(record: Record) -> str:
    return _csv_line(tuple(_csv_cell(record.get(column)) for column in CSV_COLUMNS))


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, int):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    # a spreadsheet would evaluate such a text as a formula
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
