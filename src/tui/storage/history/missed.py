"""Reads from the history what happened in a span of time: prices then and their range, articles, faults."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from tui.domain.bars import minute_of, start_of_minute
from tui.domain.missed import Extent, Missed, MissedSpan, PathPoint, PriceSpan, extent_of
from tui.domain.quote import InstrumentId
from tui.domain.tape import ArticleSeen, Move, SourceChange
from tui.storage.history.reader import HistoryReader, TapeRow
from tui.storage.history.tape_codec import decode_entries, decode_others

MAX_EVENTS: Final = 50_000
"""Events in which articles and faults are looked for, the newest."""
_EVENTS_AT_ONCE: Final = 200
_MINUTE: Final = timedelta(minutes=1)
_MOMENT: Final = timedelta(seconds=1)
"""After the span in which what was just polled may be dated."""


def read_missed(reader: HistoryReader, asked: MissedSpan) -> Missed:
    """Return what happened in a span of time.

    The prices as it began are exact: the minute in which it begins is read move by move, the others as bars.

    Raises:
        HistoryError: the file cannot be read.
    """
    since, until = asked.since, asked.until
    minute, last = start_of_minute(minute_of(since)), start_of_minute(minute_of(until))
    following = minute + _MINUTE
    moves = _moves(reader, minute, min(following, until + _MOMENT))
    # the last minute too: its bar may go on beyond the span
    tail = _moves(reader, last, until + _MOMENT) if last >= following else {}
    closes, opens = reader.closes_before(following), reader.opens_from(following)
    later = reader.extents(following, last)
    earlier = {start: reader.extents(start, minute) for start in set(asked.day_starts.values()) if start <= since}
    spans: dict[InstrumentId, PriceSpan] = {}
    for key in closes.keys() | later.keys() | tail.keys():
        own = moves.get(key, [])
        seen = [move for move in own if move.at >= since]
        then = seen[0].old if seen else closes.get(key)
        # what was not known by then begins with its first price
        begin = then
        start = asked.day_start(key) if begin is not None else None
        then = opens.get(key) if then is None else then
        first = [price for price in (then, *(move.new for move in seen)) if price is not None]
        end = [move.new for move in tail.get(key, ())]
        in_span = extent_of((*first, *end))
        spans[key] = PriceSpan(
            then,
            in_span.joined(later.get(key)) if in_span else later.get(key),
            None if start is None else _before(earlier[start].get(key), own, since, then),
            tuple(_path(reader, key, asked, begin, [*seen, *tail.get(key, ())])) if key in asked.paths else (),
        )
    others = tuple(_others(reader, since, until + _MOMENT))[::-1]
    return Missed(since, until, spans, others, max(since, reader.begins_at() or until))


def _before(bars: Extent | None, moves: list[Move], since: datetime, then: Decimal | None) -> Extent | None:
    """Return the extent of the day before the span: whole minutes, moves of the one it begins in, its first price."""
    prices = [price for move in moves if move.at < since for price in (move.old, move.new)]
    known = extent_of([*prices, then])
    return known.joined(bars) if known else bars


def _path(
    reader: HistoryReader, key: InstrumentId, asked: MissedSpan, begin: Decimal | None, moves: list[Move]
) -> list[PathPoint]:
    """Return the way of a price: that of the beginning, if known, the last one of each minute, and the moves."""
    first, last = minute_of(asked.since) + 1, minute_of(asked.until)
    points = [PathPoint(move.at.timestamp(), float(move.new)) for move in moves]
    for minute, *_, close, _ in reader.minute_texts(key, start_of_minute(first), start_of_minute(last)):
        points.append(PathPoint(minute * 60 + 59, float(close)))
    known = [] if begin is None else [PathPoint(asked.since.timestamp(), float(begin))]
    return [*known, *sorted(points)]


def _moves(reader: HistoryReader, since: datetime, until: datetime) -> dict[InstrumentId, list[Move]]:
    """Return the moves of a short time by instrument, oldest first."""
    found: dict[InstrumentId, list[Move]] = {}
    for row in reversed(list(_rows(reader, since, until))):
        for entry in decode_entries(row.body, row.at):
            if isinstance(entry, Move):
                found.setdefault(entry.key, []).append(entry)
    return found


def _others(reader: HistoryReader, since: datetime, until: datetime) -> Iterator[ArticleSeen | SourceChange]:
    """Yield the entries of a span that are no moves, the newest event first."""
    for row in _rows(reader, since, until):
        yield from reversed(decode_others(row.body, row.at))


def _rows(reader: HistoryReader, since: datetime, until: datetime) -> Iterator[TapeRow]:
    before: int | None = None
    scanned = 0
    while scanned < MAX_EVENTS and (rows := reader.tape_rows(before, since, until, _EVENTS_AT_ONCE)):
        yield from rows
        scanned += len(rows)
        before = rows[-1].id
