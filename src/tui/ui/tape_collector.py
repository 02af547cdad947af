"""Collects the entries of the tape from every market that the feed publishes."""

from collections.abc import Callable
from datetime import datetime

from tui.domain.diff import changed_identities
from tui.domain.instants import OnWall
from tui.domain.live_tape import LiveTape
from tui.domain.market import Market
from tui.domain.tape import entries_between


class TapeCollector:
    """Compares each market with the one before, on the thread of the feed: no poll is left out.

    Args:
        market: before the first poll.
        clock: the time of the events, aware UTC.
        on_wall: what the wall clock shows at such a time.
    """

    def __init__(self, market: Market, clock: Callable[[], datetime], on_wall: OnWall) -> None:
        self._market = market
        self._clock, self._on_wall = clock, on_wall
        self.latest = LiveTape(on_wall(clock()))
        """An immutable value: whoever reads it, on any thread, has all or nothing of a change."""

    def receive(self, market: Market) -> None:
        """Take over the next market."""
        before, self._market = self._market, market
        at = self._on_wall(self._time_of(before, market))
        self.latest = self.latest.with_group(entries_between(before, market, at))

    def _time_of(self, before: Market, after: Market) -> datetime:
        """Return when the polls between two markets were made, as the history has it; now where none was."""
        polled = [
            health.last_poll
            for _, was, health in changed_identities(before.health, after.health)
            if health.last_poll is not None and (was is None or was.last_poll != health.last_poll)
        ]
        return max(polled, default=None) or self._clock()
