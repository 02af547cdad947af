"""How each source is doing, and when it should be asked again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from tui.domain.poll_result import (
    Failure,
    NotModified,
    Short,
    Shrunk,
    Snapshot,
    counted,
    is_settled,
    shortfall,
    shrunk_words,
    still_said,
)
from tui.domain.text import CleanText

STALE_SLACK: Final = timedelta(seconds=30)
BACKOFF_CAP: Final = timedelta(minutes=15)
RETRY_AFTER_CAP: Final = timedelta(hours=6)
FROZEN_AFTER: Final = timedelta(minutes=10)
ASKED_RARELY: Final = timedelta(hours=1)
"""From this interval on, figures that stand still say nothing of a source."""
OUTAGE_SHARE: Final = 6
"""A source that is down is asked again after one such part of the time it has been down."""


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
    """Nothing good for two intervals and thirty seconds, or the same figures for too long while its market is open."""
    FAILING = "failing"
    PAUSED = "paused"
    """Not asked any more until the user says so."""


_WELL: Final = (SourceState.LIVE, SourceState.UNCHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """One source's standing after its latest poll. Times are aware UTC."""

    name: str
    kind: str
    every: timedelta
    market: str = ""
    markets: tuple[str, ...] = ()
    """Those whose hours it keeps, where that is not `market` alone."""
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
    short: Short | None = None
    """The answers since the last good one that had too few of them."""
    shrunk: Shrunk | None = None
    """Since when it gives far fewer of them, while that is worth saying."""
    read: int = 0
    """Quotes and indices in the latest answer."""
    quotes: int = 0
    indices: int = 0
    articles: int = 0
    refused: int = 0
    received: int | None = None
    """Bytes that the latest good answer took over the line: 0 where it said that nothing changed; None if unknown."""
    same_since: datetime | None = None
    """Since when it has told the same figures within this session; None while its market is closed."""
    kept: CleanText | None = None
    """Where the page that could not be believed is kept, for a report; None once the source is well again."""

    @property
    def hours_of(self) -> tuple[str, ...]:
        """The markets whose hours it keeps: it is at work while any of them trades."""
        return self.markets or (self.market,)


def completeness_error(health: SourceHealth, snapshot: Snapshot) -> CleanText | None:
    """Why this answer cannot be the market, or None if it can (fault P1).

    An answer with fewer than half of the rows of the last good one is a changed layout or half a page, until it was
    told often enough. One with none, from a source that has given some, is never an empty market.
    """
    rows = _rows(snapshot)
    doubt = shortfall(rows, health.expected)
    if doubt is None or not rows:
        return doubt
    is_the_size = snapshot.resized or is_settled(counted(health.short, rows, snapshot.at), snapshot.at)
    return None if is_the_size else doubt


def doubted(health: SourceHealth, snapshot: Snapshot) -> SourceHealth:
    """The health that has counted an answer of too few rows."""
    return replace(health, short=counted(health.short, _rows(snapshot), snapshot.at))


def _rows(snapshot: Snapshot) -> int:
    return snapshot.valid_rows + snapshot.unheard


def after_success(
    health: SourceHealth, snapshot: Snapshot, *, moved: bool, same: bool = False, in_session: bool = False
) -> SourceHealth:
    """The health after a good answer.

    Args:
        health: before it.
        snapshot: the answer.
        moved: whether it brought anything new.
        same: whether it brought figures, and all of them were known.
        in_session: whether its market was in continuous trading then.
    """
    rows = _rows(snapshot)
    has_shrunk = shortfall(rows, health.expected) is not None
    shrunk = Shrunk(health.expected, snapshot.at) if has_shrunk else still_said(health.shrunk, rows, snapshot.at)
    known = replace(
        health,
        last_poll=snapshot.at,
        last_good=snapshot.at,
        reason=snapshot.note or shrunk_words(shrunk, rows),
        http_status=snapshot.http_status,
        failures=0,
        expected=rows,
        short=None,
        shrunk=shrunk,
        read=snapshot.valid_rows,
        quotes=len(snapshot.quotes),
        indices=len(snapshot.indices),
        articles=len(snapshot.articles),
        refused=snapshot.invalid_rows,
        received=snapshot.received,
        kept=None,
    )
    state = SourceState.LIVE if moved else SourceState.UNCHANGED
    return _judged_by_rest(known, state, snapshot.at, same=same, in_session=in_session)


def after_not_modified(health: SourceHealth, outcome: NotModified, *, in_session: bool = False) -> SourceHealth:
    """The health after the source said that nothing changed; `in_session` as for `heard`."""
    reason = health.reason if health.state in _WELL else None
    shrunk = still_said(health.shrunk, health.expected, outcome.at)
    if reason == shrunk_words(health.shrunk, health.expected):
        reason = None
    known = replace(
        health,
        last_poll=outcome.at,
        last_good=outcome.at,
        reason=reason or shrunk_words(shrunk, health.expected),
        failures=0,
        short=None,
        shrunk=shrunk,
        http_status=outcome.http_status,
        read=health.expected,
        received=None if health.received is None else 0,
        kept=None,
    )
    same = health.expected > 0
    return _judged_by_rest(known, SourceState.UNCHANGED, outcome.at, same=same, in_session=in_session)


def _judged_by_rest(
    health: SourceHealth, state: SourceState, at: datetime, *, same: bool, in_session: bool
) -> SourceHealth:
    """The health with its state, which is stale where figures stood still for too long in session (fault P10).

    Only time within the session counts: figures of yesterday's close are no sign of anything at the open. A source
    that is asked by the hour may well give figures by the day.
    """
    since = ((same and health.same_since) or at) if in_session and health.every < ASKED_RARELY else None
    known = replace(health, same_since=since)
    if since is None or at - since <= max(3 * health.every, FROZEN_AFTER):
        return _entered(known, state, at)
    reason = CleanText(f"the same figures for {_in_words(at - since)} while the market is open")
    return _entered(replace(known, reason=reason), SourceState.STALE, at)


def _in_words(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def after_failure(health: SourceHealth, outcome: Failure, *, read: int = 0) -> SourceHealth:
    """The health after a failure; what was good before stays known."""
    known = replace(
        health,
        last_poll=outcome.at,
        reason=outcome.reason,
        http_status=outcome.http_status,
        failures=health.failures + 1,
        read=read,
    )
    return _entered(known, SourceState.PAUSED if outcome.stops else SourceState.FAILING, outcome.at)


def _entered(health: SourceHealth, state: SourceState, at: datetime) -> SourceHealth:
    return health if health.state is state else replace(health, state=state, since=at)


def is_stale(health: SourceHealth, now: datetime) -> bool:
    """Whether nothing good was heard for two intervals and thirty seconds."""
    return health.last_good is not None and now - health.last_good > freshness_window(health)


def is_fresh(health: SourceHealth, now: datetime) -> bool:
    """Whether what the source last said well may be shown before what others say."""
    return health.last_good is not None and health.state is not SourceState.STALE and not is_stale(health, now)


def freshness_window(health: SourceHealth) -> timedelta:
    """How long a figure of this source is fresh after it was last confirmed."""
    return 2 * health.every + STALE_SLACK


def display_state(health: SourceHealth, now: datetime, *, market_open: bool = True) -> SourceState:
    """What the lamp says at this moment: time alone makes a live source stale, the calendar a quiet one closed."""
    if health.state not in _WELL and health.state is not SourceState.STALE:
        return health.state
    if is_stale(health, now):
        return SourceState.STALE
    if health.state is not SourceState.LIVE and not market_open:
        return SourceState.CLOSED
    return health.state


def poll_delay(
    every: timedelta,
    failures: int,
    *,
    spread: float,
    retry_after: timedelta | None = None,
    cap: timedelta = BACKOFF_CAP,
) -> timedelta:
    """How long to wait before asking a source again that answers, or that refuses to (faults N1 and N6).

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


def retry_delay(outage: timedelta, *, shortest: timedelta, longest: timedelta) -> timedelta:
    """How long to wait before asking a source again that cannot answer: no connection, no time, no page to read.

    The wait grows with the outage, not with the number of tries, so that a short outage costs little of the time after
    its end and a long one few requests.

    Args:
        outage: how long the source has been failing.
        shortest: the least wait.
        longest: the most, unless `shortest` is more.
    """
    return max(shortest, min(outage / OUTAGE_SHARE, longest))
