"""When each source may be polled again: intervals, back-off and the waits that servers request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.backoff import poll_delay, retry_delay
from tui.sources.adapter import MAX_BACKOFF, SourceConfig

JITTER: Final = 0.1
IDLE_FACTOR: Final = 4
"""How many times longer every interval is while nobody looks."""
UNREACHED_INTERVAL: Final = timedelta(seconds=10)
"""Minimum wait after a failure that no server noticed, for a source without a fresh value: no network at the start."""
PAUSED_RECHECK: Final = timedelta(hours=1)
"""How often a paused source is checked for being still paused; it is not polled for that."""

_NO_WAIT: Final = timedelta(0)
_NEVER: Final = float("inf")
_EARLY: Final = 0.25
"""Seconds before it is due from which on a poll counts as the one that was planned."""
_OVERDUE_AFTER: Final = 2
"""Intervals after which no value of a source is fresh."""

IntervalFor = Callable[[SourceConfig, datetime], timedelta]
"""Returns the interval in force for a source at a time (aware UTC)."""


class NextPoll(NamedTuple):
    """The plan for the next poll of a source."""

    wait: timedelta
    every: timedelta
    """The interval now in force."""


@dataclass(slots=True)
class _Entry:
    """The timing of one source; times are steady seconds."""

    blocked_until: float = -_NEVER
    """The end of the wait that its server requested."""
    due: float = _NEVER
    """The time at which it would be polled if someone looked."""
    is_paused: bool = False
    last_good: float = -_NEVER
    """The time of its last successful poll."""
    down_since: float | None = None
    """The time of its first failure since then."""
    is_overdue: bool = False
    """Whether none of its values was fresh when it began to fail."""
    refusals: int = 0
    """Its refusals since its last successful poll, without those of polls that a user requested."""

    def record_success(self, now: float) -> None:
        """Record a successful poll."""
        self.last_good, self.down_since, self.refusals = now, None, 0

    def record_failure(self, now: float, interval: timedelta, *, is_refusal: bool) -> None:
        """Record a failure of a source that has this interval."""
        if self.down_since is None:
            self.down_since = now
            self.is_overdue = now - self.last_good > _OVERDUE_AFTER * interval.total_seconds()
        self.refusals += is_refusal and not self.is_early(now)

    def is_early(self, now: float) -> bool:
        """Return whether a poll that ends now was made before it was due, because a user requested it."""
        return now < self.due - _EARLY and self.due < _NEVER


class PollTiming:
    """The timing of all sources.

    Args:
        sources: all of them.
        interval_for: how long to wait after a successful poll of a source.
        random: fresh random numbers in [0, 1), for jitter and back-off.
        monotonic: steady seconds.
        is_attended: whether anyone looks; where nobody does, every interval is longer.
    """

    def __init__(
        self,
        sources: Sequence[SourceConfig],
        *,
        interval_for: IntervalFor,
        random: Callable[[], float],
        monotonic: Callable[[], float],
        is_attended: Callable[[], bool],
    ) -> None:
        self._entries = {source.name: _Entry() for source in sources}
        self._interval_for = interval_for
        self._random = random
        self._monotonic = monotonic
        self._is_attended = is_attended

    def begin(self, name: str, *, same_server: bool) -> None:
        """Begin the timing of a source anew; where it asks the same server as before, what that demanded goes on."""
        before = self._entries.get(name)
        entry = self._entries[name] = _Entry()
        if before is not None and same_server:
            entry.blocked_until = before.blocked_until
            entry.last_good = before.last_good if before.down_since is None else -_NEVER

    def remove(self, name: str) -> None:
        """Forget a source."""
        self._entries.pop(name, None)

    def set_intervals(self, interval_for: IntervalFor) -> None:
        """Replace the function that tells how long to wait after a successful poll of a source."""
        self._interval_for = interval_for

    def wait_by_interval(self, source: SourceConfig, at: datetime) -> timedelta | None:
        """Return what is left of its interval since its last poll; None where that failed or it is paused.

        Args:
            source: the source.
            at: now, aware UTC.
        """
        entry = self._entries[source.name]
        if entry.is_paused or entry.down_since is not None or entry.last_good == -_NEVER:
            return None
        return self.wait_after_success(source.name, self._interval_for(source, at))

    def remaining_block(self, name: str) -> timedelta:
        """Return how long a source must not be polled yet, even if a user requests it; zero where it may be."""
        entry = self._entries[name]
        if entry.is_paused:
            return PAUSED_RECHECK
        seconds = entry.blocked_until - self._monotonic()
        return timedelta(seconds=seconds) if seconds > 0 else _NO_WAIT

    def wait_after_success(self, name: str, interval: timedelta) -> timedelta:
        """Return what is left of this interval since the last poll of a source; zero where that failed."""
        entry = self._entries[name]
        if entry.down_since is not None or entry.last_good == -_NEVER:
            return _NO_WAIT
        return max(_NO_WAIT, interval - timedelta(seconds=self._monotonic() - entry.last_good))

    def block_for(self, name: str, wait: timedelta) -> None:
        """Block a source for so long, because its server requests it."""
        self._entries[name].blocked_until = self._monotonic() + wait.total_seconds()

    def pause(self, name: str) -> None:
        """Stop polling a source."""
        self._entries[name].is_paused = True

    def is_paused(self, name: str) -> bool:
        """Return whether a source is paused."""
        return self._entries[name].is_paused

    def resume(self, name: str) -> None:
        """Let a paused source be polled again."""
        self._entries[name].is_paused = False

    def schedule_after(
        self,
        source: SourceConfig,
        at: datetime,
        *,
        is_failure: bool = False,
        retry_after: timedelta | None = None,
        is_refusal: bool = False,
        min_interval: timedelta | None = None,
    ) -> NextPoll:
        """Schedule the next poll. The jitter only adds, so that no source is polled earlier than it allows.

        A failure of a poll that a user requested leaves the next one where it was planned.

        Args:
            source: the source that has just been polled.
            at: now, aware UTC.
            is_failure: whether the poll failed.
            retry_after: the wait that its server requested.
            is_refusal: whether it failed because the server refused a request.
            min_interval: the least wait while none of its values is fresh; None for the source's own interval.
        """
        usual, is_attended = self._interval_for(source, at), self._is_attended()
        every = usual if is_attended else max(usual, min(usual * IDLE_FACTOR, MAX_BACKOFF))
        sample, jitter = self._random(), 1 + JITTER * self._random()
        entry, now = self._entries[source.name], self._monotonic()
        if is_failure:
            entry.record_failure(now, usual, is_refusal=is_refusal)
        else:
            entry.record_success(now)
        soonest = min(usual, min_interval or usual) if is_attended and entry.is_overdue else None

        def wait(interval: timedelta) -> timedelta:
            cap = source.backoff_cap
            if retry_after is not None or is_refusal or entry.down_since is None:
                refusals = entry.refusals
                return poll_delay(interval, refusals, random_fraction=sample, retry_after=retry_after, cap=cap) * jitter
            outage = timedelta(seconds=now - entry.down_since)
            return retry_delay(outage, minimum=soonest or interval, maximum=max(cap, interval)) * jitter

        if entry.is_paused:
            entry.due = _NEVER
            return NextPoll(wait=PAUSED_RECHECK, every=every)
        planned = wait(every)
        if is_failure and retry_after is None and entry.is_early(now):
            planned = min(planned, max(timedelta(seconds=entry.due - now), soonest or every))
        entry.due = now + min(planned, wait(usual)).total_seconds()
        return NextPoll(wait=planned, every=every)

    def waits_until_due(self) -> Mapping[str, timedelta]:
        """Return by source how soon it would be polled if someone looked; without those that are paused or new."""
        now = self._monotonic()
        due = {name: entry.due for name, entry in self._entries.items() if entry.due < _NEVER}
        return {name: timedelta(seconds=max(0.0, at - now)) for name, at in due.items()}
