"""What was applied and is not in the file yet, as the file will have it."""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final, NamedTuple

from tui.domain.bars import Price
from tui.domain.diff import changed_identities
from tui.domain.events import Event
from tui.domain.exchanges import exchange_of
from tui.domain.instants import OnWall
from tui.domain.intraday import TradingDayOf
from tui.domain.market import Market
from tui.domain.tape import entries_of
from tui.storage.history.delta import DeltaEncoder, StoredEvent
from tui.storage.history.tape_codec import encode_entries

_log = logging.getLogger(__name__)

MAX_PENDING: Final = 1_000
"""Events that wait for the file; beyond them the oldest are lost, and counted."""
_TIMES_OF_POLLS: Final = ("last_poll", "last_good", "next_try", "http_status", "received")
"""What every poll changes in the health of its source; the last one is kept."""


class _Applied(NamedTuple):
    """An event, and the markets before and after it."""

    event: Event
    before: Market
    after: Market


class Pending(NamedTuple):
    """What waits for the file."""

    event: StoredEvent
    prices: tuple[Price, ...]


class PendingEvents:
    """The events that wait for the file, oldest first.

    Args:
        on_wall: what the wall clock shows at a time of the events.
        day_of: which trading day of an exchange a time belongs to.
    """

    def __init__(self, on_wall: OnWall, day_of: TradingDayOf) -> None:
        self._day_of = day_of
        self._encoder = DeltaEncoder(on_wall)
        self._applied: deque[_Applied | None] = deque()
        """None stands for as many as may wait, which were dropped."""
        self._pending: deque[Pending] = deque()
        self._repeats_all = True
        """Whether every price that is shown is written once more: the file may not have it."""

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def has_come(self) -> bool:
        """Whether there are events that were not encoded yet."""
        return bool(self._applied)

    def put(self, event: Event, before: Market, after: Market) -> None:
        """Add an event that was applied, from another thread; never blocks or raises."""
        if len(self._applied) >= MAX_PENDING:
            self._applied.clear()
            self._applied.append(None)
        self._applied.append(_Applied(event, before, after))

    def encode(self) -> None:
        """Encode what has come."""
        while self._applied:
            applied = self._applied.popleft()
            if applied is None:
                self._lose(MAX_PENDING)
                continue
            event, before, after = applied
            stored = self._encoder.encode(event)
            if stored is not None:
                stored = stored._replace(tape=encode_entries(entries_of(event, before, after, stored.at)))
                if stored.is_unchanged and not _changes_times_only(stored.source, before, after):
                    stored = stored._replace(is_unchanged=False)
                self._pending.append(Pending(stored, tuple(self._prices(stored.at, before, after))))
        if len(self._pending) > MAX_PENDING:
            # the changes among them make no sense without those before
            self._lose(len(self._pending))
            self._pending.clear()

    def _prices(self, at: datetime, before: Market, after: Market) -> Iterator[Price]:
        """Yield each row that is shown with another price or volume, or on another trading day, since an event."""
        repeats, self._repeats_all = self._repeats_all, False
        rows = list(after.quotes) if repeats else [key for key, *_ in changed_identities(before.quotes, after.quotes)]
        rolled = [key for key, *_ in changed_identities(before.series, after.series)]
        for key in dict.fromkeys((*rows, *rolled)):
            row, was = after.quotes.get(key), before.quotes.get(key)
            if row is None or row.price is None:
                continue
            days = [series.day for market in (before, after) if (series := market.series.get(key)) is not None]
            is_same = was is not None and (was.price, was.volume) == (row.price, row.volume)
            if repeats or not is_same or len(set(days)) > 1:
                yield Price(key, at, self._day_of(exchange_of(key), at), row.price, row.volume)

    def first(self, count: int) -> Sequence[Pending]:
        """Return the first so many, or all where there are fewer."""
        return list(islice(self._pending, count))

    def remove(self, count: int, *, are_lost: bool = False) -> None:
        """Remove the first so many: they are written, or they are lost and counted."""
        if are_lost:
            self._lose(count)
        for _ in range(count):
            self._pending.popleft()

    def clear(self) -> None:
        """Remove all: another board writes them, or nobody wants them."""
        self._applied.clear()
        self._pending.clear()
        self.start_over()

    def _lose(self, count: int) -> None:
        """Go on after events that were not written: what comes next must not be compared with them."""
        _log.warning("the history lacks %d events", count)
        self.start_over()

    def start_over(self) -> None:
        """Encode what comes next whole, with every price that is shown: the file may not have what was before."""
        self._encoder.forget()
        self._repeats_all = True


def _changes_times_only(source: str, before: Market, after: Market) -> bool:
    """Return whether an unchanged response left everything as it was but when its source was polled last."""
    was, health = before.health.get(source), after.health.get(source)
    if was is None or health is None or before.series is not after.series or before.articles is not after.articles:
        return False
    times = {name: getattr(health, name) for name in _TIMES_OF_POLLS}
    return was._replace(**times) == health
