"""`bigboard print`: poll every source once and print the result."""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8, supports_color
from tui.cli.parser import Arguments
from tui.cli.records import (
    CSV_COLUMNS,
    FAILED_STATES,
    Record,
    SymbolFilter,
    index_record,
    market_record,
    quote_record,
    to_json,
)
from tui.cli.table import format_market
from tui.config.loader import Config, load_config
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.engine.clock import utc_now
from tui.wiring import poll_sources

_FORMULA_SIGNS: Final = tuple("=+-@＝＋－＠")

PollSources = Callable[[Config], Market]


def run_print(arguments: Arguments, poll: PollSources | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Poll every source once and print the result.

    Returns:
        The exit status: that of `exit_code_for`, or 3 where every poll succeeded but no source has one of the symbols.
    """
    config = load_config(arguments.config)
    configure_logging(config)
    symbols = SymbolFilter(arguments.symbols)
    market = (poll or poll_sources)(config)
    _print_market(market, symbols, arguments.format, clock())
    error = symbols.missing_error(market)
    if error is not None:
        print_error(error)
    return exit_code_for(market) or (PARTIAL_FAILURE if error else OK)


def exit_code_for(market: Market) -> int:
    """Return 0 where the poll of every source succeeded, 3 where some did, 4 where none did."""
    failed = [health.state in FAILED_STATES for health in market.health.values()]
    if all(failed):
        return ALL_FAILED
    return PARTIAL_FAILURE if any(failed) else OK


def _print_market(market: Market, symbols: SymbolFilter, output_format: str, at: datetime) -> None:
    if output_format == "json":
        print_utf8(to_json(market_record(market, symbols, at)))
    elif output_format == "csv":
        print_lines(csv_lines(market, symbols))
        _print_failures(market)
    else:
        print_lines(format_market(market, symbols, coloured=supports_color(sys.stdout)))


def _print_failures(market: Market) -> None:
    """Print the failures on stderr: a table and JSON include them, rows of figures cannot."""
    for health in market.health.values():
        if health.state in (SourceState.FAILING, SourceState.PAUSED):
            print_error(f"{health.name}: {health.reason}")


def csv_lines(market: Market, symbols: SymbolFilter) -> Iterator[str]:
    """Yield indices and quotes as rows under one heading, for spreadsheets."""
    yield _csv_line(CSV_COLUMNS)
    for index in symbols.indices(market):
        record = index_record(market, index)
        yield _csv_row({**record, "kind": "index", "price": record["level"]})
    for quote in symbols.quotes(market):
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
    # a spreadsheet would evaluate such a text as a formula, some also one that begins with the full-width sign
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
