"""What the board shows next: the market at this moment, its hours, and what is wrong with the program itself."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar, session_at
from tui.view.board_state import BoardState
from tui.view.terminal_profile import TerminalProfile

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed

HEARTBEAT_TIMEOUT: Final = 5.0
"""Seconds without a beat after which the poller counts as dead."""


class BoardStateBuilder:
    """Makes each moment of the board.

    Args:
        clock: the time that ages are measured by, aware UTC; it must never jump.
        on_wall: what the wall clock shows at a moment of it.
        link: how the board is drawn.
        disagree: by how much in percent two sources may differ.
        idle_after: how long nobody must have pressed a key before sources are asked more rarely; zero is never.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        on_wall: Callable[[datetime], datetime],
        link: TerminalProfile,
        disagree: Decimal,
        idle_after: timedelta,
    ) -> None:
        self._clock = clock
        self._on_wall = on_wall
        self._link = link
        self._disagree = disagree
        self._idle_after = idle_after.total_seconds()
        self._is_attentive = True
        self._begun = time.monotonic()
        self.calendars: Mapping[str, TradingCalendar] = MappingProxyType({})
        """Trading hours by market code, as far as they are known yet."""
        self.zone: tzinfo | None = None
        """In which times are read; None is the machine's own."""
        self.engine: MarketFeed | None = None

    def now(self) -> datetime:
        """The time that ages are measured by."""
        return self._clock()

    def build(
        self, market: Market, *, paused: bool, sent: float | None, sent_in_all: int, lasts: float, dropped: int
    ) -> BoardState:
        """This moment of the market.

        Args:
            market: what is known.
            paused: whether the screen is held still.
            sent: bytes per second that the terminal is sent; None where nobody counts.
            sent_in_all: bytes since the start.
            lasts: seconds after which the board is drawn anew, at the latest.
            dropped: pieces of input since the start that could not be read, or were too many at once.
        """
        now = self.now()
        wall = self._on_wall(now)
        watched = {code for health in market.health.values() for code in health.hours_of}
        return BoardState(
            market=market,
            now=now,
            wall=wall.astimezone(self.zone) if self.zone else wall,
            lasts=timedelta(seconds=lasts),
            sessions={code: session_at(table, wall) for code, table in self.calendars.items() if code in watched},
            paused=paused,
            disagree=self._disagree,
            bytes_per_second=sent,
            bytes_sent=sent_in_all,
            dropped=dropped,
            link=self._link,
            engine_error=self._trouble(),
        )

    def _trouble(self) -> str | None:
        if self.engine is None:
            return None
        if self.engine.failed is not None:
            return f"poller stopped: {self.engine.failed}"
        beat = self.engine.heartbeat
        silent = time.monotonic() - beat
        return f"poller silent for {int(silent)}s" if beat and silent > HEARTBEAT_TIMEOUT else None

    def update_attention(self, touched: float, *, paused: bool) -> None:
        """Let the engine know when nobody looks any more, and when somebody does again; `touched` is the last key's."""
        untouched = time.monotonic() - max(touched, self._begun)
        is_attentive = not (paused or (self._idle_after and untouched > self._idle_after))
        if is_attentive is not self._is_attentive and self.engine is not None:
            self.engine.set_attended(is_attentive)
        self._is_attentive = is_attentive
