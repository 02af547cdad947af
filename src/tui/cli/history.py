"""`bigboard history`: print what was seen of instruments, every change or prices by the minute, hour or day."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from tui.cli.exit_codes import OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.output import print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.table import TableColumn, TableRow, format_table
from tui.config.loader import load_config
from tui.domain.bars import Bar, join_bars
from tui.domain.quote import InstrumentId, Quote
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader, changes_of
from tui.storage.paths import state_dir
from tui.view.csv_rows import csv_line, csv_row
from tui.view.records import Record, iso_utc, to_json
from tui.wiring import history_file

_UNITS: Final[Mapping[str, timedelta]] = {
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_AGO: Final = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_NONE: Final = timedelta(0)
_DAY: Final = timedelta(days=1)
_LONGEST_SPAN: Final = timedelta(days=366)
_FIRST_YEAR, _LAST_YEAR = 1971, 2999
_LINES_AT_ONCE: Final = 500
_SPANS_SHOWN: Final = 250
"""Where no beginning is given; at least a day."""
_CHANGE_COLUMNS: Final = ("at", "market", "symbol", "price", "change", "percent", "volume", "source", "as_of")
_BAR_COLUMNS: Final = ("at", "market", "symbol", "open", "high", "low", "close", "volume")
_TEXTS: Final = frozenset({"at", "market", "symbol", "source", "as_of"})


def print_history(arguments: Arguments, now: datetime | None = None) -> int:
    """Print the history of the symbols; 3 where one of them has none.

    Args:
        arguments: the command line.
        now: aware; by default the time of day.

    Raises:
        ConfigError: the configuration is wrong.
    """
    config = load_config(arguments.config)
    now = now or datetime.now(UTC)
    try:
        every = _span(arguments.every) if arguments.every else None
        since, until = _times(arguments, now, every)
    except ValueError as error:
        print_error(str(error))
        return USAGE_ERROR
    file = history_file(config.history, state_dir())
    if file is None or not file.exists():
        print_error("there is no history yet: a board keeps one while it runs, unless [history] says off")
        return PARTIAL_FAILURE
    try:
        with closing(HistoryReader(file)) as reader:
            keys, absent = _instruments(arguments.symbols, reader.instruments())
            records = (
                _changes(reader, keys, since, until) if every is None else _bars(reader, keys, since, until, every)
            )
            _print(records, _CHANGE_COLUMNS if every is None else _BAR_COLUMNS, arguments.format)
    except HistoryError as error:
        print_error(f"the history cannot be read: {error}")
        return PARTIAL_FAILURE
    if absent:
        print_error(f"no history of {', '.join(absent)}")
    return PARTIAL_FAILURE if absent else OK


def _times(arguments: Arguments, now: datetime, every: timedelta | None) -> tuple[datetime, datetime]:
    """Return the beginning and the end that are asked for. Raises ValueError, with what is expected."""
    until = _time(arguments.until, now) if arguments.until else now
    since = _time(arguments.since, now) if arguments.since else until - max(_DAY, _SPANS_SHOWN * (every or _NONE))
    if since >= until:
        raise ValueError("--since is not before --until")
    return since, until


def _time(text: str, now: datetime) -> datetime:
    """Return a time that the user typed, aware: a day or a time of this machine's zone, or a span ago.

    Raises:
        ValueError: it is none, or one of no market; the message says what is expected.
    """
    try:
        ago = _AGO.fullmatch(text)
        at = now - int(ago[1]) * _UNITS[ago[2]] if ago else datetime.fromisoformat(text).astimezone()
        if _FIRST_YEAR <= at.year <= _LAST_YEAR:
            return at
    except (ValueError, OverflowError, OSError):
        pass
    raise ValueError(f'found "{text}", expected a time such as 2026-11-28, 2026-11-28T10:30 or 2h')


def _span(text: str) -> timedelta:
    match = _AGO.fullmatch(text)
    span = int(match[1]) * _UNITS[match[2]] if match else timedelta(0)
    if not _UNITS["m"] <= span <= _LONGEST_SPAN:
        raise ValueError(f'found "{text}", expected a span such as 1m, 5m, 1h or 1d')
    return span


def _instruments(
    symbols: Iterable[str], known: Sequence[InstrumentId]
) -> tuple[dict[InstrumentId, None], Sequence[str]]:
    """Return the instruments that are named, in order, and the names of which there are none."""
    found: dict[InstrumentId, None] = {}
    absent = []
    for text in symbols:
        wanted = text.upper()
        named = [key for key in known if wanted in (key.symbol, str(key))]
        found.update(dict.fromkeys(named))
        if not named:
            absent.append(text)
    return found, absent


def _changes(
    reader: HistoryReader, keys: Mapping[InstrumentId, None], since: datetime, until: datetime
) -> Iterator[Record]:
    for quote in changes_of(reader, keys.keys(), since, until):
        yield _change_record(quote)


def _change_record(quote: Quote) -> Record:
    return {
        "at": iso_utc(quote.polled_at),
        "market": quote.id.market,
        "symbol": quote.id.symbol,
        "price": quote.price,
        "change": quote.change,
        "percent": quote.percent,
        "volume": quote.volume,
        "source": quote.source,
        "as_of": quote.as_of and quote.as_of.isoformat(),
    }


def _bars(
    reader: HistoryReader, keys: Mapping[InstrumentId, None], since: datetime, until: datetime, every: timedelta
) -> Iterator[Record]:
    for key in keys:
        if every % _DAY:
            found: Iterable[Bar] = join_bars(reader.minutes(key, since, until), every)
        else:
            # the trading day of the east may be that of tomorrow in UTC
            days = reader.days(key, since.date(), (until + _DAY).date())
            found = days if every == _DAY else join_bars(days, every)
        for bar in found:
            yield {
                **bar._asdict(),
                "at": bar.at.date().isoformat() if not every % _DAY else iso_utc(bar.at),
                "market": key.market,
                "symbol": key.symbol,
            }


def _print(records: Iterable[Record], columns: Sequence[str], output_format: str) -> None:
    match output_format:
        case "jsonl":
            for record in records:
                print_utf8(to_json({name: record[name] for name in columns}))
        case "csv":
            print_lines([csv_line(columns)])
            rows_of_text = (csv_row(record, columns) for record in records)
            while some := list(islice(rows_of_text, _LINES_AT_ONCE)):
                print_lines(some)
        case _:
            heads = [TableColumn(name.upper().replace("_", " "), is_figure=name not in _TEXTS) for name in columns]
            rows = [TableRow(tuple(_cell(record[name]) for name in columns)) for record in records]
            print_lines(format_table(heads, rows))


def _cell(value: object) -> str:
    return "" if value is None else str(value)
