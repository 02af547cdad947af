"""`bigboard history`: print what was seen of instruments, every change or prices by the minute, hour or day."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Final

from tui.cli.exit_codes import OK, PARTIAL_FAILURE, USAGE_ERROR
from tui.cli.history_file import find_history, print_unreadable
from tui.cli.output import print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.stdout import write_all
from tui.cli.table import TableColumn, TableRow, format_table
from tui.cli.time_options import parse_span, parse_times
from tui.collector.history_requests import HistoryRequest
from tui.collector.link_errors import LinkError
from tui.config.loader import Config, load_config
from tui.domain.text import sanitize_line
from tui.storage.history.errors import HistoryError
from tui.storage.history.reader import HistoryReader
from tui.storage.history.records import columns_of, history_records, named_instruments
from tui.storage.parquet import HOW_TO_INSTALL, ParquetTable, is_installed
from tui.view.csv_rows import csv_line, csv_row
from tui.view.data_columns import ColumnType, DataColumn
from tui.view.records import Record, iso_utc, to_json

_DAY: Final = timedelta(days=1)
_LINES_AT_ONCE: Final = 500
_SPANS_SHOWN: Final = 250
"""Where no beginning is given; at least a day."""


def print_history(arguments: Arguments, now: datetime | None = None) -> int:
    """Print the history of the symbols; 3 where one of them has none.

    Args:
        arguments: the command line.
        now: aware; by default the time of day.

    Raises:
        ConfigError: the configuration is wrong.
    """
    config = load_config(arguments.config)
    try:
        every = None if arguments.every is None else parse_span(arguments.every)
        default = max(_DAY, _SPANS_SHOWN * every) if every else _DAY
        since, until = parse_times(arguments.since, arguments.until, now or datetime.now(UTC), default)
    except ValueError as error:
        print_error(str(error))
        return USAGE_ERROR
    if arguments.format == "parquet" and (problem := _parquet_problem()) is not None:
        print_error(problem)
        return USAGE_ERROR
    columns = columns_of(every)
    if arguments.remote is not None:
        return _print_remote(arguments, config, HistoryRequest(tuple(arguments.symbols), since, until, every))
    file = find_history(config)
    if file is None:
        return PARTIAL_FAILURE
    try:
        with closing(HistoryReader(file)) as reader:
            keys, absent = named_instruments(arguments.symbols, reader.instruments())
            _print(history_records(reader, keys, since, until, every), columns, arguments.format)
    except HistoryError as error:
        print_unreadable(error)
        return PARTIAL_FAILURE
    return _report_absent(absent)


def _report_absent(absent: Sequence[str]) -> int:
    if absent:
        print_error(f"no history of {', '.join(absent)}")
    return PARTIAL_FAILURE if absent else OK


def _print_remote(arguments: Arguments, config: Config, request: HistoryRequest) -> int:
    """Print what the history of a collector has. Raises ConfigError where its address is wrong."""
    from tui.cli.remote import remote_settings  # noqa: PLC0415 - needed only for this option
    from tui.collector.ask_history import RemoteHistory  # noqa: PLC0415 - likewise

    remote = RemoteHistory(remote_settings(arguments.remote or "", config), request)
    try:
        _print(remote.records(), columns_of(request.every), arguments.format)
    except LinkError as error:
        print_error(f"no history from the collector: {error}")
        return PARTIAL_FAILURE
    if remote.end.problem:
        print_error(f"the history is not whole: {remote.end.problem}")
        return PARTIAL_FAILURE
    return _report_absent(remote.end.absent)


def _parquet_problem() -> str | None:
    """Return why no Parquet can be written to standard output; None where it can."""
    if not is_installed():
        return HOW_TO_INSTALL
    if sys.stdout.isatty():
        return "Parquet is for a file, not for a terminal: add, for example, > history.parquet"
    return None


def _print(records: Iterable[Record], columns: Sequence[DataColumn], output_format: str) -> None:
    names = [column.name for column in columns]
    match output_format:
        case "parquet":
            table = ParquetTable(columns, _Stdout())
            for record in records:
                table.add(record)
            table.close()
        case "jsonl":
            for record in records:
                print_utf8(to_json({name: _plain(name, record[name]) for name in names}))
        case "csv":
            print_lines([csv_line(names)])
            rows_of_text = (csv_row({name: _text(name, record[name]) for name in names}, names) for record in records)
            while some := list(islice(rows_of_text, _LINES_AT_ONCE)):
                print_lines(some)
        case _:
            figures = {column.name for column in columns if column.type in (ColumnType.FIGURE, ColumnType.COUNT)}
            heads = [TableColumn(name.upper().replace("_", " "), is_figure=name in figures) for name in names]
            rows = [TableRow(tuple(_cell(_text(name, record[name])) for name in names)) for record in records]
            print_lines(format_table(heads, rows))


def _plain(name: str, value: object) -> object:
    """Return a value as JSON has it: a time in UTC, but the source's own time in its zone."""
    if isinstance(value, datetime):
        return value.isoformat() if name == "as_of" else iso_utc(value)
    if isinstance(value, date):
        return value.isoformat()
    return sanitize_line(value) if isinstance(value, str) else value


def _text(name: str, value: object) -> object:
    """Return a value as a table or CSV has it."""
    if isinstance(value, bool):
        return "yes" if value else None
    return _plain(name, value)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


class _Stdout:
    """Standard output as Parquet is written to it."""

    closed = False

    def write(self, data: bytes, /) -> int:
        """Write all of it. Raises as `write_all` does."""
        write_all(sys.stdout, bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: what was written is written."""
