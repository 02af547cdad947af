"""Pages of the tape, read from the history backwards."""

from collections.abc import Callable, Collection, Iterator, Sequence
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


MayMove = Callable[[InstrumentId, str], bool]
"""Whether moves of an instrument from a source may be wanted, however large they are."""


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
    may_move: MayMove | None = None,
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
        may_move: of which instruments and sources it may accept moves; the others are not read. None for all.
        count: how many.

    Raises:
        HistoryError: the file cannot be read.
    """
    entries: list[TapeEntry] = []
    wanted = None if may_move is None else _WantedSymbols(may_move)
    by_minute = keys is not None and len(keys) <= MAX_KEYS
    rows = _of_minutes(reader, keys or (), since, until, before) if by_minute else _all(reader, since, until, before)
    for scanned, row in enumerate(rows, 1):
        found = decode_entries(row.body, row.at, wanted) if keys is None else decode_moves(row.body, row.at, keys)
        entries += reversed([entry for entry in found if accepts(entry)])
        if len(entries) >= count or scanned >= MAX_SCANNED:
            return TapePage(tuple(entries), row.id)
    return TapePage(tuple(entries), None)


class _WantedSymbols:
    """Asks about each instrument and source once, for all events of a page."""

    def __init__(self, may_move: MayMove) -> None:
        self._may_move = may_move
        self._known: dict[tuple[str, str], tuple[set[str], set[str]]] = {}

    def __call__(self, source: str, market: str, symbols: Sequence[str]) -> Collection[str]:
        """Return which symbols are wanted; those of other events may be among them."""
        seen, wanted = self._known.setdefault((source, market), (set(), set()))
        new = set(symbols) - seen
        wanted.update(symbol for symbol in new if self._may_move(InstrumentId(market, symbol), source))
        seen |= new
        return wanted


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
