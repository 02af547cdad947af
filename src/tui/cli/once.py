"""`bigboard print`: every source asked once, and what it said on paper."""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from tui.cli.arguments import Arguments
from tui.cli.endings import GOOD, NONE_ANSWERED, SOME_FAILED
from tui.cli.out import is_coloured, keep_log, put, put_utf8, say
from tui.cli.record import COLUMNS, Record, Wanted, index_record, json_text, market_record, quote_record
from tui.cli.table import market_lines
from tui.domain import Market, SourceState
from tui.engine.clocks import utc_now
from tui.engine.config import Config, load
from tui.engine.paths import state_dir

Poll = Callable[[Config], Market]


def print_once(arguments: Arguments, poll: Poll | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Poll, print, and say by the exit status how many sources answered."""
    config = load(arguments.config)
    keep_log(config)
    wanted = Wanted(arguments.symbols)
    market = (poll or _polled)(config)
    _put_market(market, wanted, arguments.format, clock())
    missing = wanted.missing(market)
    if missing:
        say(f"nobody told of {', '.join(missing)}")
    return status_of(market)


def status_of(market: Market) -> int:
    """0 where every source answered well, 3 where some did, 4 where none did."""
    mute = (SourceState.FAILING, SourceState.WAITING, SourceState.PAUSED)
    failed = [health.state in mute for health in market.health.values()]
    if all(failed):
        return NONE_ANSWERED
    return SOME_FAILED if any(failed) else GOOD


def _polled(config: Config) -> Market:
    from tui.engine.engine import poll_once  # noqa: PLC0415 - after the configuration is known to be right

    return poll_once(config.sources, state=state_dir())


def _put_market(market: Market, wanted: Wanted, form: str, at: datetime) -> None:
    if form == "json":
        put_utf8(json_text(market_record(market, wanted, at)))
    elif form == "csv":
        put(csv_lines(market, wanted))
        _say_failures(market)
    else:
        put(market_lines(market, wanted, coloured=is_coloured(sys.stdout)))


def _say_failures(market: Market) -> None:
    """A table and JSON have a place for this; rows of figures have none."""
    for health in market.health.values():
        if health.state is SourceState.FAILING:
            say(f"{health.name}: {health.reason}")


def csv_lines(market: Market, wanted: Wanted) -> Iterator[str]:
    """Indices and quotes as rows under one heading, for spreadsheets."""
    yield _csv_line(COLUMNS)
    for index in wanted.indices(market):
        record = index_record(market, index)
        yield _csv_row({**record, "kind": "index", "price": record["level"]})
    for quote in wanted.quotes(market):
        yield _csv_row({**quote_record(market, quote), "kind": "quote"})


def _csv_row(record: Record) -> str:
    return _csv_line(tuple(_csv_cell(record.get(column)) for column in COLUMNS))


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
