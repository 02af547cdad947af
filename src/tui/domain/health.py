"""How each source is doing, and when it should be asked again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tui.domain.snapshot import Failure, Snapshot, Unchanged
from tui.domain.text import CleanText

STALE_SLACK: Final = timedelta(seconds=30)
BACKOFF_CAP: Final = timedelta(minutes=15)
RETRY_AFTER_CAP: Final = timedelta(hours=6)


class SourceState(StrEnum):
    """What a source's lamp says."""

    WAITING = "waiting"
    """Not heard from yet."""
    LIVE = "live"
    UNCHANGED = "unchanged"
    """It answers, and says what it said before."""
    CLOSED = "closed"
    """Unchanged while its market is closed."""
    STALE = "stale"
    """Nothing good for two intervals and thirty seconds."""
    FAILING = "failing"
    PAUSED = "paused"
    """Not asked any more until the user says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source's standing after its latest poll. Times are aware UTC."""

    name: str
    kind: str
    every: timedelta
    market: str = ""
    state: SourceState = SourceState.WAITING
    since: datetime | None = None
    """When it entered this state."""
    last_poll: datetime | None = None
    last_good: datetime | None = None
    """When it was last heard well: a good answer, or word that nothing changed."""
    reason: CleanText | None = None
    http_status: int | None = None
    failures: int = 0
    """Failures in a row."""
    next_try: datetime | None = None
    expected: int = 0
    """Quotes and indices in the last good answer."""
    read: int = 0
    """Quotes and indices in the latest answer."""
    quotes: int = 0
    indices: int = 0
    articles: int = 0
    refused: int = 0


def verdict(health: SourceHealth, snapshot: Snapshot) -> CleanText | None:
    """Why this answer cannot be the market, or None if it can (fault P1).

    An answer with fewer than half of the rows of the last good one is a changed layout or half a page, and an
    answer with none, from a source that has given some, is never an empty market.
    """
    read = snapshot.read
    if health.expected and not read:
        return CleanText(f"no ticker: 0 of {health.expected} rows")
    if read * 2 < health.expected:
        return CleanText(f"layout changed: {read} of {health.expected} rows")
    return None


def heard(health: SourceHealth, snapshot: Snapshot, *, moved: bool) -> SourceHealth:
    """The health after a good answer; `moved` says whether it brought anything new."""
    read = snapshot.read
    return _entered(
        replace(
            health,
            last_poll=snapshot.at,
            last_good=snapshot.at,
            reason=snapshot.note,
            http_status=snapshot.http_status,
            failures=0,
            expected=read,
            read=read,
            quotes=len(snapshot.quotes),
            indices=len(snapshot.indices),
            articles=len(snapshot.articles),
            refused=snapshot.refused,
        ),
        SourceState.LIVE if moved else SourceState.UNCHANGED,
        snapshot.at,
    )


def confirmed(health: SourceHealth, outcome: Unchanged) -> SourceHealth:
    """The health after the source said that nothing changed."""
    known = replace(
        health,
        last_poll=outcome.at,
        last_good=outcome.at,
        reason=None if health.state is SourceState.FAILING else health.reason,
        failures=0,
        http_status=outcome.http_status,
        read=health.expected,
    )
    return _entered(known, SourceState.UNCHANGED, outcome.at)


def failed(health: SourceHealth, outcome: Failure, *, read: int = 0) -> SourceHealth:
    """The health after a failure; what was good before stays known."""
    known = replace(
        health,
        last_poll=outcome.at,
        reason=outcome.reason,
        http_status=outcome.http_status,
        failures=health.failures + 1,
        read=read,
    )
    return _entered(known, SourceState.FAILING, outcome.at)


def _entered(health: SourceHealth, state: SourceState, at: datetime) -> SourceHealth:
    return health if health.state is state else replace(health, state=state, since=at)


def is_stale(health: SourceHealth, now: datetime) -> bool:
    """Whether nothing good was heard for two intervals and thirty seconds."""
    return health.last_good is not None and now - health.last_good > 2 * health.every + STALE_SLACK


def state_at(health: SourceHealth, now: datetime, *, market_open: bool = True) -> SourceState:
    """What the lamp says at this moment: time alone makes a live source stale, the calendar a quiet one closed."""
    if health.state not in (SourceState.LIVE, SourceState.UNCHANGED):
        return health.state
    if is_stale(health, now):
        return SourceState.STALE
    if health.state is SourceState.UNCHANGED and not market_open:
        return SourceState.CLOSED
    return health.state


def next_delay(
    every: timedelta,
    failures: int,
    *,
    spread: float,
    retry_after: timedelta | None = None,
    cap: timedelta = BACKOFF_CAP,
) -> timedelta:
    """How long to wait before asking a source again (faults N1 and N6).

    Args:
        every: the source's interval.
        failures: failures in a row; none means the plain interval.
        spread: a fresh random number in [0, 1): the jitter, handed in so that this stays pure.
        retry_after: what the server asked for; obeyed as long as it lies between one interval and six hours.
        cap: the longest back-off.
    """
    if retry_after is not None:
        return max(every, min(retry_after, RETRY_AFTER_CAP))
    if failures <= 1:
        return every
    longest = min(every * (1 << min(failures - 1, 16)), max(cap, every))
    return every + (longest - every) * spread
