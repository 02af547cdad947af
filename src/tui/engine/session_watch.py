"""Notices that markets open and close, each time once: also after the machine slept, or its clock was set."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from tui.domain.events import SessionChanged
from tui.domain.exchanges import WITHOUT_PLACE
from tui.domain.sessions import session_times
from tui.domain.trading_calendar import TradingCalendar

MAX_ASLEEP: Final = timedelta(days=8)
"""Sessions of a longer time in which nothing was polled are left out."""
_MAX_SET_BACK: Final = timedelta(days=1)
"""A clock that is set back further was wrong before: sessions are noticed by the new one."""


class SessionWatch:
    """Finds the sessions that began and ended since it last looked.

    Args:
        now: the time of day from which on they are found, aware UTC.
    """

    def __init__(self, now: datetime) -> None:
        self._since = now

    def changes(
        self, calendars: Mapping[str, TradingCalendar], markets: Iterable[str], now: datetime
    ) -> list[SessionChanged]:
        """Return what began and ended up to now, oldest first.

        Args:
            calendars: trading hours by market code; a market without is left out.
            markets: the codes of those that are polled.
            now: the time of day, aware UTC.
        """
        if now <= self._since:
            # what was noticed is not noticed again when its time comes a second time
            if self._since - now > _MAX_SET_BACK:
                self._since = now
            return []
        since, self._since = max(self._since, now - MAX_ASLEEP), now
        found = [
            SessionChanged(market, each.at, each.is_open)
            for market in sorted(set(markets) & calendars.keys() - WITHOUT_PLACE)
            for each in session_times(calendars[market], since, now)
        ]
        return sorted(found, key=lambda change: change.at)
