"""How a collector is, as a service is judged: by values of this moment, and by what was seen of it each second."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.source_health import SourceHealth

if TYPE_CHECKING:
    from tui.collector.collector import Collector

LOOK_INTERVAL: Final = 1.0
"""Seconds between two looks at a collector."""
MAX_SILENCE: Final = 10.0
"""Seconds for which a loop may show no sign of life."""
MAX_WITHOUT_LINE: Final = 30.0
"""Seconds without a line to the server that are nothing unusual."""
_DROPPED_FOR: Final = 60.0
"""Seconds for which it is a problem that an event was dropped."""


class Status(NamedTuple):
    """One moment of a collector."""

    is_alive: bool = True
    """Whether its thread runs."""
    failed: str = ""
    """Why it or what polls ended; empty where neither did."""
    silence: float = 0.0
    """Seconds since the last sign of life of its loop, or of who looks at it."""
    poller_silence: float | None = None
    """Seconds since the last sign of life of what polls; None where another collector does."""
    is_decided: bool = True
    """Whether it was ever known whose turn it is."""
    is_polling: bool = False
    stands_by: bool = False
    """Whether another collector is known to have the turn."""
    is_connected: bool = True
    without_line: float = 0.0
    """Seconds for which there has been no line to the server."""
    problem: str = ""
    """What is wrong with the line."""
    term: int = 0
    number: int = 0
    """Of the last event of the term."""
    acknowledged: int = 0
    """Of the last event of the term that the server has."""
    published: int = 0
    published_bytes: int = 0
    lost: int = 0
    """Events that could not be encoded or kept."""
    waiting: int = 0
    """Events that the server does not have yet."""
    outbox_bytes: int = 0
    dropped: int = 0
    """Events that the outbox had no room for, since the start."""
    since_dropped: float | None = None
    """Seconds since that last happened; None for never."""
    outbox_problem: str = ""
    viewers: int = 0
    now: datetime | None = None
    """By the clock that the sources are stamped with, aware UTC."""
    sources: Mapping[str, SourceHealth] = {}
    """The health of each; empty where another collector polls."""


def problem_of(status: Status) -> str:
    """Return the first thing that is wrong, in one plain line; empty where all is well."""
    return next(_problems_of(status), "")


def _problems_of(status: Status) -> Iterator[str]:
    if not status.is_alive or status.failed:
        yield status.failed or "it stopped, for no known reason"
    if status.silence > MAX_SILENCE:
        yield f"it has shown no sign of life for {status.silence:.0f} s"
    if status.poller_silence is not None and status.poller_silence > MAX_SILENCE:
        yield f"what polls has shown no sign of life for {status.poller_silence:.0f} s"
    if status.without_line > MAX_WITHOUT_LINE:
        yield f"no line to the server for {status.without_line:.0f} s: {status.problem or 'for no known reason'}"
    if not status.is_decided:
        yield f"it is not known yet whose turn it is: {status.problem or 'starting'}"
    if status.outbox_problem:
        yield status.outbox_problem
    if status.since_dropped is not None and status.since_dropped < _DROPPED_FOR:
        yield f"the outbox is full: {status.dropped:,} events were dropped"


class CollectorWatch:
    """Looks at a collector each second, and tells on any thread how it is.

    Args:
        collector: which is not started yet.
        now: the time that the sources are stamped with, aware UTC.
        monotonic: steady seconds, of the clock that signs of life are stamped with.
    """

    def __init__(
        self, collector: "Collector", now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._collector, self._now, self._monotonic = collector, now, monotonic
        self._looked_at = self._connected_at = monotonic()
        self._dropped = collector.outbox.dropped
        self._dropped_at: float | None = None
        self._is_decided = False

    def look(self) -> None:
        """Note what lasts from one moment to another; to be called each second."""
        collector, now = self._collector, self._monotonic()
        self._looked_at = now
        if collector.is_connected:
            self._connected_at = now
        if (dropped := collector.outbox.dropped) != self._dropped:
            self._dropped, self._dropped_at = dropped, now
        self._is_decided = self._is_decided or collector.feed is not None or collector.keeper.holder is not None

    @property
    def is_decided(self) -> bool:
        """Whether it was ever known whose turn it is."""
        return self._is_decided

    @property
    def shows_life(self) -> bool:
        """Whether its loop, and that of what polls, run."""
        status = self.status()
        is_running = status.is_alive and not status.failed
        return is_running and max(status.silence, status.poller_silence or 0.0) <= MAX_SILENCE

    def status(self) -> Status:
        """Return how the collector is now."""
        collector, now = self._collector, self._monotonic()
        feed, publisher, outbox = collector.feed, collector.publisher, collector.outbox
        failed = collector.failed or ""
        if feed is not None and not feed.is_alive:
            failed = failed or f"what polls has ended: {feed.failed or 'for no known reason'}"
        is_connected = collector.is_connected
        return Status(
            is_alive=collector.is_alive,
            failed=failed,
            silence=max(now - collector.heartbeat, now - self._looked_at),
            poller_silence=None if feed is None else now - feed.heartbeat,
            is_decided=self._is_decided,
            is_polling=feed is not None,
            stands_by=feed is None and collector.keeper.holder is not None,
            is_connected=is_connected,
            without_line=0.0 if is_connected else now - self._connected_at,
            problem=collector.problem,
            term=collector.keeper.term,
            number=publisher.number,
            acknowledged=publisher.acknowledged,
            published=publisher.published,
            published_bytes=publisher.published_bytes,
            lost=publisher.lost,
            waiting=publisher.waiting,
            outbox_bytes=outbox.size,
            dropped=outbox.dropped,
            since_dropped=None if self._dropped_at is None else now - self._dropped_at,
            outbox_problem=str(outbox.problem or ""),
            viewers=collector.viewers,
            now=self._now(),
            sources={} if feed is None else feed.market.health,
        )
