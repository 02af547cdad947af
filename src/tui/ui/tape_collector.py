"""Collects the entries of the tape from every market that the feed publishes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from tui.domain.diff import changed_identities
from tui.domain.instants import OnWall
from tui.domain.live_tape import LiveTape
from tui.domain.market import Market
from tui.domain.tape import SessionChange, entries_between
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.session_watch import SessionWatch

_MOMENT: Final = timedelta(microseconds=1)


class TapeCollector:
    """Compares each market with the one before, on the thread of the feed: no poll is left out.

    Args:
        market: before the first poll.
        clock: the time of the events, aware UTC.
        on_wall: what the wall clock shows at such a time.
        calendars: returns the trading hours by market code.
    """

    def __init__(
        self,
        market: Market,
        clock: Callable[[], datetime],
        on_wall: OnWall,
        calendars: Callable[[], Mapping[str, TradingCalendar]],
    ) -> None:
        self._market = market
        self._calendars, self._sessions = calendars, SessionWatch(on_wall(clock()))
        self._clock, self._on_wall = clock, on_wall
        self.latest = LiveTape(on_wall(clock()))
        """An immutable value: whoever reads it, on any thread, has all or nothing of a change."""

    def receive(self, market: Market) -> None:
        """Take over the next market."""
        before, self._market = self._market, market
        at = self._on_wall(self._time_of(before, market))
        tape = self.latest.with_group(self._session_changes(market))
        self.latest = tape.with_group(entries_between(before, market, at))

    def _session_changes(self, market: Market) -> tuple[SessionChange, ...]:
        """Return what opened and closed since the last market, as the engine notices it at a poll."""
        markets = {code for health in market.health.values() for code in health.markets}
        changes = self._sessions.changes(self._calendars(), markets, self._on_wall(self._clock()))
        return tuple(SessionChange(change.at, change.market, change.is_open) for change in changes)

    def restart(self, market: Market, at: datetime) -> None:
        """Begin anew with a market at a time (aware), which does not follow the one before."""
        self._market, self._sessions = market, SessionWatch(self._on_wall(at))
        self.latest = LiveTape(self._on_wall(at) + _MOMENT, first=self.latest.end + 1)

    def _time_of(self, before: Market, after: Market) -> datetime:
        """Return when the polls between two markets were made, as the history has it; now where none was."""
        polled = [
            health.last_poll
            for _, was, health in changed_identities(before.health, after.health)
            if health.last_poll is not None and (was is None or was.last_poll != health.last_poll)
        ]
        return max(polled, default=None) or self._clock()
