"""`bigboard print`: poll every source once and print the result."""

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain

from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8, supports_color
from tui.cli.parser import Arguments
from tui.cli.position_records import POSITION_NAMES, csv_cells, format_positions, position_record, totals_record
from tui.cli.table import format_market
from tui.config.loader import Config, load_config
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.engine.clock import utc_now
from tui.view.csv_rows import csv_line, csv_row
from tui.view.portfolio import Portfolio, build_portfolio
from tui.view.records import (
    CSV_COLUMNS,
    FAILED_STATES,
    Record,
    SymbolFilter,
    index_record,
    market_record,
    quote_record,
    to_json,
)
from tui.wiring import poll_sources

PollSources = Callable[[Config], Market]


def run_print(arguments: Arguments, poll: PollSources | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Poll every source once and print the result.

    Returns:
        The exit status: that of `exit_code_for`, or 3 where every poll succeeded but no source has one of the symbols.
    """
    config = load_config(arguments.config)
    configure_logging(config)
    symbols = SymbolFilter(arguments.symbols)
    market = (poll or poll_sources)(config) if arguments.remote is None else _fetched(arguments.remote, config)
    if market is None:
        return ALL_FAILED
    portfolio = _portfolio(config, market) if arguments.positions else None
    _print_market(market, symbols, arguments.format, clock(), portfolio)
    error = symbols.missing_error(market)
    if error is not None:
        print_error(error)
    return exit_code_for(market) or (PARTIAL_FAILURE if error else OK)


def _fetched(address: str, config: Config) -> Market | None:
    """Return the market of a collector; None where it cannot be had, which is said."""
    from tui.cli.remote import fetch_market, remote_settings  # noqa: PLC0415 - needed only for this option

    return fetch_market(remote_settings(address, config))


def exit_code_for(market: Market) -> int:
    """Return 0 where the poll of every source succeeded, 3 where some did, 4 where none did."""
    failed = [health.state in FAILED_STATES for health in market.health.values()]
    if all(failed):
        return ALL_FAILED
    return PARTIAL_FAILURE if any(failed) else OK


def _portfolio(config: Config, market: Market) -> Portfolio | None:
    """Return what the user owns; None where the configuration has no lots, which is said."""
    if not config.settings.lots:
        print_error("no [[positions]] in the configuration")
        return None
    return build_portfolio(config.settings.lots, market, config.settings.currency)


def _print_market(
    market: Market, symbols: SymbolFilter, output_format: str, at: datetime, portfolio: Portfolio | None
) -> None:
    coloured = supports_color(sys.stdout)
    if output_format == "json":
        print_utf8(to_json(_record(market, symbols, at, portfolio)))
    elif output_format == "csv":
        print_lines(csv_lines(market, symbols, portfolio))
        _print_failures(market)
    else:
        positions = format_positions(portfolio, symbols, coloured=coloured) if portfolio else ()
        print_lines(chain(positions, format_market(market, symbols, coloured=coloured)))


def _record(market: Market, symbols: SymbolFilter, at: datetime, portfolio: Portfolio | None) -> Record:
    record = market_record(market, symbols, at)
    if portfolio is None:
        return record
    quotes = [
        {**quote_record(market, quote), "position": position_record(portfolio, quote.id)}
        for quote in symbols.quotes(market)
    ]
    return {**record, "quotes": quotes, "positions": totals_record(portfolio)}


def _print_failures(market: Market) -> None:
    """Print the failures on stderr: a table and JSON include them, rows of figures cannot."""
    for health in market.health.values():
        if health.state in (SourceState.FAILING, SourceState.PAUSED):
            print_error(f"{health.name}: {health.reason}")


def csv_lines(market: Market, symbols: SymbolFilter, portfolio: Portfolio | None = None) -> Iterator[str]:
    """Yield indices and quotes as rows under one heading, for spreadsheets; with what the user owns where given."""
    columns = (*CSV_COLUMNS, *(f"position_{name}" for name in POSITION_NAMES)) if portfolio else CSV_COLUMNS
    yield csv_line(columns)
    for index in symbols.indices(market):
        record = index_record(market, index)
        yield csv_row({**record, "kind": "index", "price": record["level"]}, columns)
    for quote in symbols.quotes(market):
        owned = csv_cells(portfolio, quote.id) if portfolio else {}
        yield csv_row({**quote_record(market, quote), "kind": "quote", **owned}, columns)
