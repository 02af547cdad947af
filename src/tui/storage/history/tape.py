"""Pages of the tape, read from the history backwards."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.quote import InstrumentId
from tui.domain.tape import TapeEntry
from tui.storage.history.reader import HistoryReader, TapeRow
from tui.storage.history.tape_codec import decode_entries, decode_moves

MAX_SCANNED: Final = 400
"""Events that are read for one page, however few entries are found in them."""
MAX_KEYS: Final = 20
"""Instruments up to which the page is read by the minutes in which they had prices."""
_EVENTS_AT_ONCE: Final = 16
_MINUTES_AT_ONCE: Final = 60
_MINUTE: Final = timedelta(minutes=1)


class TapePage(NamedTuple):
    """Some entries, newest first."""

    entries: tuple[TapeEntry, ...]
    before: int | None
    """Where the next, older page begins; None where there is none."""


def tape_page(
    reader: HistoryReader,
    since: datetime,
    until: datetime,
    *,
    before: int | None = None,
    keys: Collection[InstrumentId] | None = None,
    accepts: Callable[[TapeEntry], bool] = lambda _: True,
    count: int = 100,
) -> TapePage:
    """Return the newest entries of a span of time: at least so many where there are, all of an event together.

    Fewer are returned where many events have to be read for them; the next page goes on there.

    Args:
        reader: of the history.
        since: aware.
        until: aware.
        before: as the page before said; None for the newest.
        keys: the instruments whose moves alone are accepted; None for whatever `accepts` does.
        accepts: which entries are returned.
        count: how many.

    Raises:
        HistoryError: the file cannot be read.
    """
    entries: list[TapeEntry] = []
    by_minute = keys is not None and len(keys) <= MAX_KEYS
    rows = _of_minutes(reader, keys or (), since, until, before) if by_minute else _all(reader, since, until, before)
    for scanned, row in enumerate(rows, 1):
        found = decode_entries(row.body, row.at) if keys is None else decode_moves(row.body, row.at, keys)
        entries += reversed([entry for entry in found if accepts(entry)])
        if len(entries) >= count or scanned >= MAX_SCANNED:
            return TapePage(tuple(entries), row.id)
    return TapePage(tuple(entries), None)


def _all(reader: HistoryReader, since: datetime, until: datetime, before: int | None) -> Iterator[TapeRow]:
    while rows := reader.tape_rows(before, since, until, _EVENTS_AT_ONCE):
        yield from rows
        before = rows[-1].id


def _of_minutes(
    reader: HistoryReader, keys: Collection[InstrumentId], since: datetime, until: datetime, before: int | None
) -> Iterator[TapeRow]:
    """Yield the events of the minutes in which the instruments had prices: others have no move of them."""
    end = until
    while minutes := reader.minutes_before(keys, end, _MINUTES_AT_ONCE):
        for minute in minutes:
            if minute + _MINUTE <= since:
                return
            yield from _all(reader, max(minute, since), min(minute + _MINUTE, until), before)
        end = minutes[-1] - _MINUTE
