"""The history of a collector as a viewer asks for it: one request, and an answer of many messages."""

import json
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from tui.domain.text import CleanText, sanitize_line
from tui.storage.stored_values import (
    checked_count,
    checked_flag,
    decode_day,
    decode_figure,
    decode_time,
    encode_figure,
)
from tui.view.data_columns import ColumnType, DataColumn
from tui.view.records import Record

HISTORY: Final = "history"
"""The kind of the request, in its subject."""
MAX_RECORDS: Final = 500_000
"""Of one answer."""
_MAX_SYMBOLS: Final = 500
_MAX_NAME: Final = 64
_MAX_REQUEST: Final = 64 << 10
_RECORDS_AT_ONCE: Final = 500
_MAX_SECONDS: Final = timedelta(days=3_660).total_seconds()


class HistoryRequest(NamedTuple):
    """What of the history is asked for."""

    symbols: tuple[str, ...]
    since: datetime
    """Aware."""
    until: datetime
    """Aware."""
    every: timedelta | None
    """The span of a bar; None for every change."""
    group: str = ""
    """Of the sources: whose collector answers; empty for any."""


class HistoryEnd(NamedTuple):
    """How an answer ends."""

    records: int = 0
    """How many there were before it."""
    absent: tuple[CleanText, ...] = ()
    """The names of which there is nothing."""
    problem: CleanText = CleanText("")
    """Why it is not whole; empty where it is."""


def encode_history_request(request: HistoryRequest) -> bytes:
    """Return a request as it is sent."""
    every = None if request.every is None else request.every.total_seconds()
    fields = {"since": request.since.isoformat(), "until": request.until.isoformat(), "every": every}
    return json.dumps({"symbols": request.symbols, "group": request.group, **fields}).encode()


def decode_history_request(body: bytes) -> HistoryRequest:
    """Return the request that was sent.

    Raises:
        ValueError: it is none.
    """
    try:
        fields = json.loads(body[:_MAX_REQUEST])
        symbols = tuple(sanitize_line(str(each), _MAX_NAME) for each in fields["symbols"])
        since, until = (datetime.fromisoformat(fields[name]) for name in ("since", "until"))
        seconds = fields["every"]
        every = None if seconds is None else timedelta(seconds=min(float(seconds), _MAX_SECONDS))
        group = sanitize_line(str(fields.get("group", "")), _MAX_NAME)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise ValueError("not a request") from None
    if since.tzinfo is None or until.tzinfo is None or len(symbols) > _MAX_SYMBOLS:
        raise ValueError("not a request")
    if every is not None and every < timedelta(minutes=1):
        raise ValueError("not a span of prices")
    return HistoryRequest(symbols, since, until, every, group)


def encode_answer(records: Iterable[Record], columns: Sequence[DataColumn]) -> Generator[bytes, None, int]:
    """Yield records as messages, some in each; return how many records there were."""
    lines: list[str] = []
    count = 0
    for count, record in enumerate(records, 1):  # noqa: B007 - returned
        lines.append(json.dumps([_plain(record[column.name]) for column in columns], ensure_ascii=False))
        if len(lines) == _RECORDS_AT_ONCE:
            yield "\n".join(lines).encode("utf-8", "replace")
            lines.clear()
    if lines:
        yield "\n".join(lines).encode("utf-8", "replace")
    return count


def encode_end(end: HistoryEnd) -> bytes:
    """Return the message that ends an answer."""
    return json.dumps(end._asdict()).encode()


def decode_answer(message: bytes, columns: Sequence[DataColumn]) -> list[Record] | HistoryEnd:
    """Return the records of a message, or how the answer ends.

    Raises:
        ValueError: it is neither, as a collector of another version may write it.
    """
    try:
        if message.startswith(b"{"):
            fields = json.loads(message)
            absent = tuple(sanitize_line(str(each), _MAX_NAME) for each in fields["absent"][:_MAX_SYMBOLS])
            return HistoryEnd(checked_count(fields["records"]), absent, sanitize_line(str(fields["problem"])))
        return [_record(json.loads(line), columns) for line in message.splitlines()]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise ValueError("the collector's answer cannot be read; is it of another version?") from None


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return encode_figure(value)
    return value.isoformat() if isinstance(value, date) else value


def _record(values: Sequence[Any], columns: Sequence[DataColumn]) -> Record:
    if len(values) != len(columns):
        raise ValueError("not a record")
    pairs = zip(columns, values, strict=True)
    return {column.name: None if value is None else _READERS[column.type](value) for column, value in pairs}


_READERS: Final[Mapping[ColumnType, Callable[[Any], object]]] = {
    ColumnType.TEXT: lambda value: sanitize_line(str(value), _MAX_NAME),
    ColumnType.FIGURE: decode_figure,
    ColumnType.COUNT: checked_count,
    ColumnType.TIME: decode_time,
    ColumnType.DATE: decode_day,
    ColumnType.SWITCH: checked_flag,
}
