"""Counts polls as they happen: what became of them, and how long they took."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from threading import Lock
from typing import Final, NamedTuple

from tui.collector.failure_kinds import REJECTED, kind_of
from tui.domain.events import Event, Failure, NotModified, Snapshot
from tui.domain.market import Market

BOUNDS: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds: a poll is counted under the first that it did not exceed."""


class SourceCounts(NamedTuple):
    """What is known of the polls of one source since the program began."""

    outcomes: Mapping[str, int]
    """How many were `good`, `partial`, `unchanged` and `failed`."""
    failures: Mapping[str, int]
    """How many failed, by kind."""
    read: int
    """Rows with a valid value."""
    refused: int
    """Rows without one."""
    received: int
    """Bytes."""
    durations: tuple[int, ...]
    """How many polls ended within each of `BOUNDS`, not counting those of the bound before; and how many later."""
    seconds: float
    """All durations together."""


class _Counts:
    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter({"good": 0, "partial": 0, "unchanged": 0, "failed": 0})
        self.failures: Counter[str] = Counter()
        self.read = self.refused = self.received = 0
        self.durations = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0


class PollCounts:
    """Counts on the thread of an engine, and is read on any other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: dict[str, _Counts] = {}

    def record(self, event: Event, before: Market, after: Market) -> None:
        """Take an event that was applied, with the market before and after it. Never blocks for long or raises."""
        if not isinstance(event, Snapshot | NotModified | Failure):
            return
        with self._lock:
            counts = self._of(event.source)
            if isinstance(event, Failure):
                counts.outcomes["failed"] += 1
                counts.failures[kind_of(event)] += 1
            elif isinstance(event, NotModified):
                counts.outcomes["unchanged"] += 1
            else:
                counts.received += event.received or 0
                counts.refused += event.invalid_rows
                if _failures(after, event.source) > _failures(before, event.source):
                    counts.outcomes["failed"] += 1
                    counts.failures[REJECTED] += 1
                else:
                    counts.outcomes["partial" if event.missing_rows else "good"] += 1
                    counts.read += event.valid_rows

    def note_duration(self, source: str, seconds: float) -> None:
        """Note how long a poll took, with its requests and the reading of the responses."""
        with self._lock:
            counts = self._of(source)
            counts.durations[bisect_left(BOUNDS, seconds)] += 1
            counts.seconds += seconds

    def by_source(self) -> Mapping[str, SourceCounts]:
        """Return what was counted, by the names of the sources."""
        with self._lock:
            return {
                name: SourceCounts(
                    dict(each.outcomes),
                    dict(each.failures),
                    each.read,
                    each.refused,
                    each.received,
                    tuple(each.durations),
                    each.seconds,
                )
                for name, each in self._counts.items()
            }

    def _of(self, source: str) -> _Counts:
        return self._counts.setdefault(source, _Counts())


def _failures(market: Market, source: str) -> int:
    health = market.health.get(source)
    return 0 if health is None else health.failures
