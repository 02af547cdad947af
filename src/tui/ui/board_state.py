"""Builds the state of the board from the market, its trading hours and the faults of the program itself."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar, session_at
from tui.view.board_state import BoardState
from tui.view.settings import BoardSettings
from tui.view.tabs import Tab
from tui.view.terminal_profile import TerminalProfile

if TYPE_CHECKING:
    from tui.engine.market_feed import MarketFeed
    from tui.view.portfolio import Portfolio

HEARTBEAT_TIMEOUT: Final = 5.0
"""Seconds without a heartbeat after which the poller counts as dead."""


class BoardStateBuilder:
    """A builder of the board's states.

    Args:
        clock: the time that ages are measured by, aware UTC; it must never jump.
        on_wall: converts such a time to the wall clock's.
        profile: how the board is drawn.
        disagree_percent: the percentage by which two sources may differ.
        idle_after: time without a key after which sources are polled less often; zero is never.
    """

    def __init__(
        self,
        clock: Callable[[], datetime],
        on_wall: Callable[[datetime], datetime],
        profile: TerminalProfile,
        disagree_percent: Decimal,
        idle_after: timedelta,
    ) -> None:
        self._clock = clock
        self._on_wall = on_wall
        self._profile = profile
        self._disagree_percent = disagree_percent
        self._idle_after = idle_after.total_seconds()
        self._started_at = time.monotonic()
        self.calendars: Mapping[str, TradingCalendar] = MappingProxyType({})
        """Trading hours by market code, as far as they are known yet."""
        self.zone: tzinfo | None = None
        """The zone that times are shown in; None is the machine's own."""
        self.feed: MarketFeed | None = None
        self.settings = BoardSettings()
        """What the user has arranged."""
        self._tabs: tuple[Tab, ...] = ()
        self.config_error: str | None = None
        """What is wrong with the configuration since it was changed."""
        self.hides_amounts = False
        """Whether what the user owns is hidden."""
        self._portfolio: Portfolio | None = None
        self._portfolio_of: tuple[object, ...] = ()
        """What the portfolio was computed from."""

    def now(self) -> datetime:
        """Return the time that ages are measured by."""
        return self._clock()

    def build(
        self,
        market: Market,
        *,
        paused: bool,
        bytes_per_second: float | None,
        bytes_sent: int,
        redraw_interval: float,
        dropped_input: int,
        reply_delay: float = 0.0,
    ) -> BoardState:
        """Return the state of the board now.

        Args:
            market: the market to show.
            paused: whether the screen is paused.
            bytes_per_second: bytes per second sent to the terminal; None where they are not counted.
            bytes_sent: bytes sent to it since the start.
            redraw_interval: the maximum of seconds until the board is painted again.
            dropped_input: pieces of input since the start that were invalid, or too many at once.
            reply_delay: seconds beyond a prompt reply that those of the terminal take of late.
        """
        now = self.now()
        wall = self._on_wall(now)
        watched = {code for health in market.health.values() for code in health.markets}
        return BoardState(
            market=market,
            settings=self.settings,
            tabs=self._tabs_for(market),
            now=now,
            wall=wall.astimezone(self.zone) if self.zone else wall,
            redraw_interval=timedelta(seconds=redraw_interval),
            sessions={code: session_at(table, wall) for code, table in self.calendars.items() if code in watched},
            paused=paused,
            disagree_percent=self._disagree_percent,
            bytes_per_second=bytes_per_second,
            bytes_sent=bytes_sent,
            dropped_input=dropped_input,
            reply_delay=timedelta(seconds=reply_delay),
            terminal_profile=self._profile,
            portfolio=self._portfolio_at(market),
            hides_amounts=self.hides_amounts,
            config_error=self.config_error,
            engine_error=self._engine_error(),
        )

    def set_limits(self, disagree_percent: Decimal, idle_after: timedelta) -> None:
        """Set by how much sources may differ, and after what time without a key they are polled less often."""
        self._disagree_percent, self._idle_after = disagree_percent, idle_after.total_seconds()

    def _tabs_for(self, market: Market) -> tuple[Tab, ...]:
        tabs = self.settings.tabs_for(market)
        if tabs != self._tabs:
            self._tabs = tabs
        return self._tabs

    def _portfolio_at(self, market: Market) -> "Portfolio | None":
        """Return what the user owns at these figures; the same object as long as nothing of it has changed."""
        lots, currency = self.settings.lots, self.settings.currency
        if not lots:
            return None
        known = self._portfolio_of
        if len(known) != 3 or known[0] is not lots or known[1] is not market.quotes or known[2] != currency:
            from tui.view.portfolio import build_portfolio  # noqa: PLC0415 - most users have no positions here

            self._portfolio = build_portfolio(lots, market, currency)
            self._portfolio_of = (lots, market.quotes, currency)
        return self._portfolio

    def _engine_error(self) -> str | None:
        if self.feed is None:
            return None
        if self.feed.failed is not None:
            return f"poller stopped: {self.feed.failed}"
        heartbeat = self.feed.heartbeat
        silent = time.monotonic() - heartbeat
        return f"poller silent for {int(silent)}s" if heartbeat and silent > HEARTBEAT_TIMEOUT else None

    def update_attention(self, last_input: float, *, paused: bool) -> None:
        """Tell the engine when the board falls idle and when it is used again; `last_input` is the last key's time."""
        if self.feed is None:
            return
        idle = time.monotonic() - max(last_input, self._started_at)
        is_attended = not (paused or (self._idle_after and idle > self._idle_after))
        if is_attended is not self.feed.is_attended:
            self.feed.set_attended(is_attended)
