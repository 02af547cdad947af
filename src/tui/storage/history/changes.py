"""The changes of instruments, read from the history: what their sources reported, and what was shown."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from tui.domain.bars import minute_of, start_of_minute
from tui.domain.quote import InstrumentId, Quote
from tui.domain.tape import Move
from tui.storage.history.delta import StoredEvent, decode_rows_of
from tui.storage.history.errors import NOT_AS_WRITTEN
from tui.storage.history.reader import HistoryReader
from tui.storage.history.tape_codec import decode_moves

_MINUTE: Final = timedelta(minutes=1)
_GAP: Final = timedelta(minutes=5)
"""Between two minutes up to which the events between them are read as well: one query is faster than two."""
_WEEK: Final = timedelta(days=7)


def shown_changes(
    reader: HistoryReader, keys: Collection[InstrumentId], since: datetime, until: datetime
) -> Iterator[Quote]:
    """Yield each change of the figures that were shown of these instruments, oldest first; `polled_at` says when.

    Only minutes are read in which one of them had another price or volume: the prices by the minute are the index of
    the events. Where several sources have an instrument it is the row of the one that was shown.

    Args:
        reader: of the history.
        keys: the instruments.
        since: aware.
        until: aware.

    Raises:
        HistoryError: the file cannot be read; one event in it that cannot be is left out.
    """
    # from the beginning of a minute, before which the price is known
    begin = start_of_minute(minute_of(since))
    shown = _ShownRows(reader, begin)
    for event in _events_with(reader, frozenset(keys), begin, until):
        rows, moves = _rows(event, keys), _moves(event, keys)
        for key in dict.fromkeys((*rows, *moves)):
            row = shown.next(event, key, rows.get(key), moves.get(key))
            if row is not None and event.at >= since:
                yield row


class _ShownRows:
    """Tells which rows were another than what was shown before.

    A price that was shown came with a move on the tape; one without is that of a source that was not shown.
    """

    def __init__(self, reader: HistoryReader, since: datetime) -> None:
        self._reader, self._since = reader, since
        self._source_of: dict[InstrumentId, str] = {}
        """Of the price that is shown."""
        self._rows: dict[tuple[str, InstrumentId], Quote] = {}
        self._figures: dict[InstrumentId, tuple[object, ...]] = {}
        self._prices: dict[InstrumentId, Decimal | None] = {}
        self._first_at: dict[str, datetime | None] = {}

    def next(self, event: StoredEvent, key: InstrumentId, row: Quote | None, move: Move | None) -> Quote | None:
        """Return what is shown since an event, None where that is as before.

        Args:
            event: what happened.
            key: the instrument.
            row: as its source reports it; None where the event has none of it.
            move: of the price that is shown.
        """
        if row is not None:
            self._rows[row.source, key] = row
        if move is not None:
            self._source_of[key], self._prices[key] = move.source, move.new
            row = row if row is not None and row.source == move.source else self._taken_over(move)
        if row is None or row.price != self._price_of(key) or self._source_of.setdefault(key, row.source) != row.source:
            return None
        figures = (row.source, row.price, row.change, row.percent, row.volume)
        known, self._figures[key] = self._figures.get(key), figures
        if known == figures:
            return None
        # of a whole response it is not known which rows had changed, where none came before
        is_repeated = known is None and move is None and event.is_whole and not self._is_first(event)
        return None if is_repeated else row

    def _taken_over(self, move: Move) -> Quote:
        """Return the row of a source that is shown instead of another, with what it reported before."""
        row = self._rows.get((move.source, move.key))
        if row is None or row.price != move.new:
            return Quote(move.at, move.source, move.key, move.new)
        return row._replace(polled_at=move.at)

    def _price_of(self, key: InstrumentId) -> Decimal | None:
        """Return the price that is shown; None where none is known."""
        if key not in self._prices:
            self._prices[key] = self._reader.price_at(key, self._since)
        return self._prices[key]

    def _is_first(self, event: StoredEvent) -> bool:
        """Return whether nothing older of its source is kept."""
        if event.source not in self._first_at:
            self._first_at[event.source] = self._reader.first_at(event.source)
        return self._first_at[event.source] == event.at


def _events_with(
    reader: HistoryReader, keys: Collection[InstrumentId], since: datetime, until: datetime
) -> Iterator[StoredEvent]:
    """Yield the events of the minutes in which any of the instruments had another price or volume."""
    oldest = reader.begins_at()
    at = until if oldest is None or not keys else max(since, oldest)
    while at < until:
        end = min(at + _WEEK, until)
        for first, last in _joined(reader.minutes_between(keys, at, end)):
            yield from reader.events(max(first, at), min(last, end), with_tape=True)
        at = end


def _joined(minutes: Collection[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Yield spans of time that have these minutes, which are in order."""
    first: datetime | None = None
    end = first
    for minute in minutes:
        if first is not None and end is not None and minute - end > _GAP:
            yield first, end
            first = None
        first, end = first or minute, minute + _MINUTE
    if first is not None and end is not None:
        yield first, end


def _moves(event: StoredEvent, keys: Collection[InstrumentId]) -> Mapping[InstrumentId, Move]:
    moves = () if event.tape is None else decode_moves(event.tape, event.at, keys)
    return {move.key: move for move in moves}


def _rows(event: StoredEvent, keys: Collection[InstrumentId]) -> Mapping[InstrumentId, Quote]:
    try:
        return {row.id: row for row in decode_rows_of(event.body, keys)}
    except NOT_AS_WRITTEN:
        return {}
