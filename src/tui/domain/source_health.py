"""The health of each source: what each poll makes of it, and the state that is shown."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.completeness import (
    AcceptedShrinkage,
    ShortResponses,
    judge_row_count,
    missing_rows_error,
    recent_shrinkage,
    shrunk_note,
)
from tui.domain.events import Failure, NotModified, Snapshot, SourcePaused, SourceResumed
from tui.domain.instants import format_duration
from tui.domain.quote import InstrumentKind
from tui.domain.text import CleanText

STALE_SLACK: Final = timedelta(seconds=30)
FROZEN_AFTER: Final = timedelta(minutes=10)
DAILY_DATA_INTERVAL: Final = timedelta(hours=1)
"""From this interval on, unchanged values are no sign of a fault."""
PAUSED_BY_USER: Final = CleanText("paused by you")
"""The reason of a source that the user paused."""


class SourceState(StrEnum):
    """The state of a source, as its status glyph shows it."""

    WAITING = "waiting"
    """No response yet."""
    LIVE = "live"
    UNCHANGED = "unchanged"
    """It responds, with the same values as before."""
    CLOSED = "closed"
    """Unchanged while its market is closed."""
    STALE = "stale"
    """No good response for two intervals and thirty seconds, or the same values too long while its market is open."""
    FAILING = "failing"
    PAUSED = "paused"
    """Not polled until the user resumes it."""


_NOTHING: Final[Mapping[str, bool]] = MappingProxyType({})
_HEALTHY: Final = (SourceState.LIVE, SourceState.UNCHANGED)


class SourceHealth(NamedTuple):
    """One source's health after its latest poll. Times are aware UTC."""

    name: str
    kind: str
    every: timedelta
    markets: tuple[str, ...] = ()
    """The markets whose hours it follows: its values should change while any of them trades."""
    state: SourceState = SourceState.WAITING
    since: datetime | None = None
    """When it entered this state."""
    last_poll: datetime | None = None
    last_good: datetime | None = None
    """When it last gave a good response, or confirmed the one before."""
    reason: CleanText | None = None
    """What is wrong or remarkable about its latest response."""
    note: CleanText | None = None
    """The remark on its last good response."""
    http_status: int | None = None
    failures: int = 0
    """Failures in a row."""
    next_try: datetime | None = None
    expected: int = 0
    """Quotes and indices in the last good response."""
    short: ShortResponses | None = None
    """The responses since the last good one that had too few of them."""
    shrunk: AcceptedShrinkage | None = None
    """The smaller number of them that was accepted, while that is shown."""
    latest_rows: int = 0
    """Quotes and indices in the latest response."""
    quotes: int = 0
    """Without the indices."""
    indices: int = 0
    articles: int = 0
    invalid_rows: int = 0
    received: int | None = None
    """Bytes received for the latest good response: 0 where it was confirmed unchanged; None if unknown."""
    unchanged_since: Mapping[str, datetime] = MappingProxyType({})
    """Since when it has reported the same values within this session, by market; without those that are closed."""
    frozen: frozenset[str] = frozenset()
    """The markets whose values have been the same for too long in session."""
    rejected_page: CleanText | None = None
    """Where its rejected page is stored, for a report; None once the source is healthy again."""

    def is_frozen(self, exchange: str) -> bool:
        """Return whether the values of a market are the same for too long; where none is followed, of the source."""
        return exchange in self.frozen or (self.state is SourceState.STALE and exchange not in self.markets)


def judge_completeness(health: SourceHealth, snapshot: Snapshot) -> tuple[SourceHealth, CleanText | None]:
    """Judge whether a response has enough rows, by its valid ones and those of requests that failed.

    Returns:
        The health, which counts responses with too few; and why this one is rejected, None if it is not.
    """
    rows = _row_count(snapshot)
    short, error = judge_row_count(health.expected, health.short, rows, snapshot.at)
    is_accepted = snapshot.resized and rows > 0
    return health._replace(short=short), None if is_accepted else error


def _row_count(snapshot: Snapshot) -> int:
    return snapshot.valid_rows + snapshot.missing_rows


def after_success(
    health: SourceHealth,
    snapshot: Snapshot,
    *,
    has_news: bool,
    moved: Mapping[str, bool] = _NOTHING,
    trading: frozenset[str] = frozenset(),
) -> SourceHealth:
    """Return the health after a good response.

    Args:
        health: before it.
        snapshot: the response.
        has_news: whether it brought anything new.
        moved: the markets of its values, and whether any value of each was new.
        trading: the markets that were in continuous trading then.
    """
    rows = _row_count(snapshot)
    has_shrunk = missing_rows_error(rows, health.expected) is not None
    shrunk = (
        AcceptedShrinkage(health.expected, snapshot.at)
        if has_shrunk
        else recent_shrinkage(health.shrunk, rows, snapshot.at)
    )
    indices = sum(quote.kind is InstrumentKind.INDEX for quote in snapshot.quotes)
    known = health._replace(
        last_poll=snapshot.at,
        last_good=snapshot.at,
        reason=snapshot.note or shrunk_note(shrunk, rows),
        note=snapshot.note,
        http_status=snapshot.http_status,
        failures=0,
        expected=rows,
        short=None,
        shrunk=shrunk,
        latest_rows=snapshot.valid_rows,
        quotes=len(snapshot.quotes) - indices,
        indices=indices,
        articles=len(snapshot.articles),
        invalid_rows=snapshot.invalid_rows,
        received=snapshot.received,
        rejected_page=None,
    )
    state = SourceState.LIVE if has_news else SourceState.UNCHANGED
    return _stale_if_frozen(known, state, snapshot.at, moved, trading)


def after_not_modified(
    health: SourceHealth, poll: NotModified, *, trading: frozenset[str] = frozenset()
) -> SourceHealth:
    """Return the health after the source confirmed that nothing changed; `trading` as for `after_success`."""
    shrunk = recent_shrinkage(health.shrunk, health.expected, poll.at)
    known = health._replace(
        last_poll=poll.at,
        last_good=poll.at,
        reason=health.note or shrunk_note(shrunk, health.expected),
        failures=0,
        short=None,
        shrunk=shrunk,
        http_status=poll.http_status,
        latest_rows=health.expected,
        received=None if health.received is None else 0,
        rejected_page=None,
    )
    moved = dict.fromkeys(health.markets, False) if health.expected else {}
    return _stale_if_frozen(known, SourceState.UNCHANGED, poll.at, moved, trading)


def _stale_if_frozen(
    health: SourceHealth, state: SourceState, at: datetime, moved: Mapping[str, bool], trading: frozenset[str]
) -> SourceHealth:
    """Return the health with its state, which is stale where all values were the same for too long in session.

    Some sources go on serving their last page after they broke, or that of one market. Only time within the session
    of a market counts: the values of yesterday's close are no sign of anything at the open. A source polled by the
    hour may well have daily data.
    """
    counted = trading if health.every < DAILY_DATA_INTERVAL else frozenset()
    since = {each: health.unchanged_since.get(each, at) if moved.get(each) is False else at for each in counted}
    longest = max(3 * health.every, FROZEN_AFTER)
    frozen = frozenset(market for market, start in since.items() if at - start > longest)
    known = health._replace(unchanged_since=MappingProxyType(since), frozen=frozen)
    if not frozen:
        return _with_state(known, state, at)
    is_stale = frozen == counted and not any(moved.values())
    markets = "the market is" if len(health.markets) == 1 else f"{', '.join(sorted(frozen))} {_are(frozen)}"
    unchanged = format_duration(at - min(since[market] for market in frozen), seconds=False)
    known = known._replace(reason=CleanText(f"the same figures for {unchanged} while {markets} open"))
    return _with_state(known, SourceState.STALE if is_stale else state, at)


def _are(names: frozenset[str]) -> str:
    return "is" if len(names) == 1 else "are"


def after_failure(health: SourceHealth, failure: Failure, *, rows: int = 0) -> SourceHealth:
    """Return the health after a failure: what was known before stays, with the rows of this response."""
    known = health._replace(
        last_poll=failure.at,
        reason=failure.reason,
        http_status=failure.http_status,
        failures=health.failures + 1,
        latest_rows=rows,
    )
    return _with_state(known, SourceState.PAUSED if failure.stops else SourceState.FAILING, failure.at)


def after_pause(health: SourceHealth, pause: SourcePaused) -> SourceHealth:
    """Return the health after the user paused the source: what was known before stays."""
    known = health._replace(reason=PAUSED_BY_USER, next_try=None)
    return _with_state(known, SourceState.PAUSED, pause.at)


def after_resume(health: SourceHealth, resumption: SourceResumed) -> SourceHealth:
    """Return the health after the user resumed a paused source; of one that was not paused it stays."""
    if health.state is not SourceState.PAUSED:
        return health
    return _with_state(health._replace(reason=None), SourceState.WAITING, resumption.at)


def _with_state(health: SourceHealth, state: SourceState, at: datetime) -> SourceHealth:
    return health if health.state is state else health._replace(state=state, since=at)


def is_stale(health: SourceHealth, now: datetime) -> bool:
    """Return whether there was no good response for two intervals and thirty seconds."""
    return health.last_good is not None and now - health.last_good > freshness_window(health.every)


def freshness_window(every: timedelta) -> timedelta:
    """Return how long a value of a source with this interval is fresh after it was last confirmed."""
    return 2 * every + STALE_SLACK


def display_state(health: SourceHealth, now: datetime, *, market_open: bool = True) -> SourceState:
    """Return the state to show now: time alone makes a live source stale, the calendar an unchanged one closed."""
    if health.state not in _HEALTHY and health.state is not SourceState.STALE:
        return health.state
    if is_stale(health, now):
        return SourceState.STALE
    if health.state is not SourceState.LIVE and not market_open:
        return SourceState.CLOSED
    return health.state
