"""A recorded day as one file, to carry it between machines: lines of JSON, compressed with gzip.

The first line says what it is, in which version, which day, zone, sources and trading hours. Each line after it is one
event as the history has it, then one for the prices of each instrument; the last one says how many there were, so that
a file that was cut is known by its lack. `zcat` shows all of it.
"""

import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NamedTuple

from tui.domain.bars import EPOCH, Bar
from tui.domain.events import ReplacedSource
from tui.domain.quote import InstrumentId
from tui.domain.text import sanitize_line
from tui.domain.trading_calendar import TradingCalendar
from tui.storage import event_codec
from tui.storage.atomic_file import open_regular
from tui.storage.calendar_codec import decode_calendars, decode_zone, encode_calendars, encode_zone
from tui.storage.history.connection import from_microseconds, to_microseconds
from tui.storage.history.delta import StoredEvent, pack_json, unpack_json
from tui.storage.history.playback import MAX_EVENTS, Playback
from tui.storage.history.store import HistoryStore
from tui.storage.value_codec import codec_for

FORMAT: Final = "bigboard day"
VERSION: Final = 1
_MAX_VERSION: Final = 1_000_000
MAX_LINE: Final = 32 << 20
"""Bytes of a line."""
MAX_SIZE: Final = 8 << 30
"""Bytes of the whole once it is decompressed."""
MAX_INSTRUMENTS: Final = 20_000
MAX_BARS: Final = 20_000
"""Of one instrument, in one line."""
MAX_NAME: Final = 200
"""Characters of the name of a source."""
_EVENT, _MINUTES, _DAYS, _POLLED, _END = "event", "minute", "day", "polled", "end"
_BATCH: Final = 500
"""Lines that are written at once."""
_BATCH_SIZE: Final = 4 << 20
"""Bytes of lines after which they are written, however few they are."""
_LEVEL: Final = 6
_YEAR: Final = timedelta(days=400)
_LONGEST: Final = timedelta(hours=50)
"""No day of a zone is longer."""
_GARBAGE: Final = (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError)


class DayFileError(Exception):
    """A file cannot be read as a recorded day, or not be written; the message is plain words, without the path."""


class RecordedDay(NamedTuple):
    """What a file says of its day."""

    day: date
    zone: tzinfo
    """In which the day begins and ends at midnight."""
    sources: tuple[ReplacedSource, ...]
    """Those at its start, in order of preference."""
    calendars: Mapping[str, TradingCalendar]
    """Trading hours by market code, as they were known where it was recorded."""


def write_day(file: Path, recorded: RecordedDay, playback: Playback, since: datetime) -> int:
    """Write a day into a new file; return the number of its events.

    Args:
        file: which is not there yet.
        recorded: what is said of the day.
        playback: its events.
        since: from when on prices by the minute are written, aware: from the start of the trading day that the recorded
            day begins in.

    Raises:
        DayFileError: it is there already, or cannot be written.
        HistoryError: the history cannot be read.
    """
    if not file.name:
        raise DayFileError("is a folder")
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        if file.exists() or file.is_symlink():
            raise DayFileError("is there already")
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with (
                open(descriptor, "wb") as raw,  # noqa: PTH123 - a descriptor
                gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=_LEVEL, filename="", mtime=0) as packed,
            ):
                count = _write(packed, recorded, playback, since)
            temporary.rename(file)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DayFileError(f"cannot be written: {error.strerror or type(error).__name__}") from None
    return count


def _write(packed: gzip.GzipFile, recorded: RecordedDay, playback: Playback, since: datetime) -> int:
    def put(*values: object) -> None:
        packed.write(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")

    packed.write(json.dumps(_encode_head(recorded), ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    count = 0
    for number in range(len(playback)):
        stored = playback.stored(number)
        if stored is not None:
            packed.write(_event_line(stored))
            count += 1
    for source in playback.polled_on():
        put(_POLLED, source)
    for key in playback.instruments():
        minutes = [_encode_bar(bar) for bar in playback.minutes(key, since, playback.until)]
        days = [_encode_bar(bar) for bar in playback.days(key, (playback.since - _YEAR).date(), recorded.day)]
        if minutes:
            put(_MINUTES, *key, minutes)
            put(_DAYS, *key, days)
    put(_END, count)
    return count


def _encode_head(recorded: RecordedDay) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "events": event_codec.VERSION,
        "day": recorded.day.isoformat(),
        "zone": encode_zone(recorded.zone, recorded.day),
        "sources": codec_for(tuple[ReplacedSource, ...]).encode(recorded.sources),
        "calendars": encode_calendars(recorded.calendars, recorded.day),
    }


def _event_line(stored: StoredEvent) -> bytes:
    head = json.dumps([_EVENT, to_microseconds(stored.at), stored.source, stored.is_whole, stored.is_unchanged])
    tape = b"null" if stored.tape is None else unpack_json(stored.tape)
    # what is in the history is JSON of one line already
    return b"%s,%s,%s]\n" % (head[:-1].encode(), unpack_json(stored.body), tape)


def _encode_bar(bar: Bar) -> list[Any]:
    prices = [f"{price:f}" for price in (bar.open, bar.high, bar.low, bar.close)]
    return [int((bar.at - EPOCH).total_seconds()), *prices, bar.volume]


def read_day(file: Path, history: Path, goes_on: Callable[[int], object] = int) -> RecordedDay:
    """Read a file into a new history; return what it says of its day.

    Args:
        file: what `write_day` wrote.
        history: the path of the history, which is not there yet; its folder is.
        goes_on: called now and then with the number of events so far.

    Raises:
        DayFileError: it cannot be read, is no such file, is damaged, or is of a newer version.
        HistoryError: the history cannot be written.
    """
    try:
        with (
            open(open_regular(file, os.O_RDONLY), "rb") as raw,  # noqa: PTH123 - a descriptor
            gzip.GzipFile(fileobj=raw) as packed,
        ):
            lines = _lines(packed)
            _, head = next(lines, (0, None))
            recorded = _decode_head(head)
            _read_into(history, _batches(lines), recorded, goes_on)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DayFileError("is damaged, or no recorded day") from None
    except OSError as error:
        raise DayFileError(f"cannot be read: {error.strerror or type(error).__name__}") from None
    except _GARBAGE:
        raise DayFileError("is damaged, or no recorded day") from None
    return recorded


def _lines(packed: gzip.GzipFile) -> Iterator[tuple[int, Any]]:
    """Yield the value of each line, and how many bytes it has."""
    size = 0
    while line := packed.readline(MAX_LINE + 1):
        size += len(line)
        if len(line) > MAX_LINE or size > MAX_SIZE:
            raise DayFileError("is larger than any recorded day")
        yield len(line), json.loads(line)


def _batches(lines: Iterator[tuple[int, Any]]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    size = 0
    for length, line in lines:
        batch.append(line)
        size += length
        if len(batch) == _BATCH or size >= _BATCH_SIZE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _decode_head(head: object) -> RecordedDay:
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise DayFileError("is no recorded day")
    version = head.get("version")
    if version != VERSION:
        if type(version) is int and VERSION < version < _MAX_VERSION:
            raise DayFileError(f"is of version {version}, which a newer program wrote")
        raise DayFileError("is of an unknown version")
    if head["events"] not in event_codec.VERSIONS:
        raise DayFileError("has events of another version, which this program cannot read")
    sources: tuple[ReplacedSource, ...] = codec_for(tuple[ReplacedSource, ...]).decode(head["sources"])
    return RecordedDay(
        date.fromisoformat(head["day"]), decode_zone(head["zone"]), sources, decode_calendars(head["calendars"])
    )


def _read_into(
    history: Path, batches: Iterator[list[Any]], recorded: RecordedDay, goes_on: Callable[[int], object]
) -> None:
    count, instruments, has_end = 0, 0, False
    end = datetime.combine(recorded.day, datetime.min.time(), recorded.zone) + _LONGEST
    with closing(HistoryStore(history)) as store:
        for batch in batches:
            events: list[StoredEvent] = []
            for line in batch:
                if has_end or not isinstance(line, list):
                    raise ValueError("not a line of a recorded day")
                kind, *values = line
                if kind == _EVENT:
                    events.append(_decode_event(values))
                    count += 1
                elif kind == _POLLED:
                    # as a history says it: the source was polled after the day
                    events.append(StoredEvent(end, _source(values[0]), is_whole=False, is_unchanged=True, body=b""))
                elif kind in (_MINUTES, _DAYS):
                    instruments += 1
                    _write_bars(store, kind, values)
                elif kind == _END:
                    has_end = values == [count]
                else:
                    raise ValueError("not a line of a recorded day")
            store.write(events)
            if count > MAX_EVENTS or instruments > 2 * MAX_INSTRUMENTS:
                raise DayFileError("is larger than any recorded day")
            goes_on(count)
    if not has_end:
        raise DayFileError("ends in the middle: it was cut")


def _decode_event(values: list[Any]) -> StoredEvent:
    at, source, is_whole, is_unchanged, body, tape = values
    if type(at) is not int or not isinstance(body, dict):
        raise TypeError("not an event")
    return StoredEvent(
        from_microseconds(at),
        _source(source),
        is_whole is True,
        is_unchanged is True,
        pack_json(body),
        is_response=is_whole is True or is_unchanged is True,
        tape=None if tape is None else pack_json(tape),
    )


def _source(name: object) -> str:
    if not isinstance(name, str) or sanitize_line(name, MAX_NAME) != name:
        raise ValueError("not a source")
    return name


def _write_bars(store: HistoryStore, table: str, values: list[Any]) -> None:
    market, symbol, bars = values
    if len(bars) > MAX_BARS:
        raise ValueError("too many bars")
    store.write_bars(table, InstrumentId.parse(market, symbol), map(_decode_bar, bars))


def _decode_bar(value: list[Any]) -> Bar:
    at, opened, high, low, close, volume = value
    if type(at) is not int or not (volume is None or type(volume) is int):
        raise TypeError("not a bar")
    bar = Bar(datetime.fromtimestamp(at, UTC), Decimal(opened), Decimal(high), Decimal(low), Decimal(close), volume)
    if not all(price.is_finite() for price in (bar.open, bar.high, bar.low, bar.close)):
        raise ValueError("not a price")
    return bar
