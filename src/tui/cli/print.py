"""`bigboard print`: every source asked once, and what it said on paper."""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8, supports_color
from tui.cli.parser import Arguments
from tui.cli.records import CSV_COLUMNS, Record, SymbolFilter, index_record, market_record, quote_record, to_json
from tui.cli.table import format_market
from tui.config.loader import Config, load_config
from tui.domain import Market, SourceState
from tui.engine.clock import utc_now
from tui.wiring import poll_sources

PollSources = Callable[[Config], Market]


def run_print(arguments: Arguments, poll: PollSources | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Poll, print, and say by the exit status how many sources answered."""
    config = load_config(arguments.config)
    configure_logging(config)
    wanted = SymbolFilter(arguments.symbols)
    market = (poll or poll_sources)(config)
    _put_market(market, wanted, arguments.format, clock())
    missing = wanted.missing(market)
    if missing:
        print_error(f"nobody told of {', '.join(missing)}")
    return exit_code_for(market)


def exit_code_for(market: Market) -> int:
    """0 where every source answered well, 3 where some did, 4 where none did."""
    mute = (SourceState.FAILING, SourceState.WAITING, SourceState.PAUSED)
    failed = [health.state in mute for health in market.health.values()]
    if all(failed):
        return ALL_FAILED
    return PARTIAL_FAILURE if any(failed) else OK


def _put_market(market: Market, wanted: SymbolFilter, form: str, at: datetime) -> None:
    if form == "json":
        print_utf8(to_json(market_record(market, wanted, at)))
    elif form == "csv":
        print_lines(csv_lines(market, wanted))
        _say_failures(market)
    else:
        print_lines(format_market(market, wanted, coloured=supports_color(sys.stdout)))


def _say_failures(market: Market) -> None:
    """A table and JSON have a place for this; rows of figures have none."""
    for health in market.health.values():
        if health.state is SourceState.FAILING:
            print_error(f"{health.name}: {health.reason}")


def csv_lines(market: Market, wanted: SymbolFilter) -> Iterator[str]:
    """Indices and quotes as rows under one heading, for spreadsheets."""
    yield _csv_line(CSV_COLUMNS)
    for index in wanted.indices(market):
        record = index_record(market, index)
        yield _csv_row({**record, "kind": "index", "price": record["level"]})
    for quote in wanted.quotes(market):
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
    # a spreadsheet would run such a text as a formula
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
