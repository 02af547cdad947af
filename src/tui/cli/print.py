"""`bigboard print`: poll every source once and print the result."""

import sys
from collections.abc import Callable
from datetime import datetime

from tui.cli.exit_codes import ALL_FAILED, OK, PARTIAL_FAILURE
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8, supports_color
from tui.cli.parser import Arguments
from tui.cli.table import format_market
from tui.config.loader import Config, load_config
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.engine.clock import utc_now
from tui.view.csv_rows import csv_lines
from tui.view.records import FAILED_STATES, SymbolFilter, market_record, to_json
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
