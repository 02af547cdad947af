"""Builds the state of the board from the market, its trading hours and the faults of the program itself."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.exchanges import WITHOUT_PLACE, exchange_of
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.domain.trading_calendar import TradingCalendar, TradingHours, TradingHoursOf, session_at
from tui.engine.clock import LOCAL_ZONE
from tui.view.board_state import NO_MENTIONS, BoardState
from tui.view.settings import BoardSettings
from tui.view.tabs import Tab
from tui.view.terminal_profile import TerminalProfile
from tui.view.view_state import NEVER_LOOKED, NO_MARKS, Look, NewsMarks

if TYPE_CHECKING:
    from tui.domain.alerts.status import AlertStatus
    from tui.domain.price_bands import PriceBands
    from tui.engine.alert_control import AlertControl
    from tui.engine.market_feed import MarketFeed
    from tui.storage.history.writer import HistoryWriter
    from tui.ui.mention_finder import MentionFinder
    from tui.ui.tape_collector import TapeCollector
    from tui.view.line_status import LineStatus
    from tui.view.portfolio import Portfolio
    from tui.view.replay import ReplayStatus

HEARTBEAT_TIMEOUT: Final = 5.0
"""Seconds without a heartbeat after which the poller counts as dead."""


class _FollowedMarkets(NamedTuple):
    """The markets whose hours the board follows, with what they were last computed for."""

    quotes: Mapping[InstrumentId, Quote] | None = None
    watched: tuple[tuple[str, ...], ...] = ()
    """Of each source."""
    tab: Tab | None = None
    codes: tuple[str, ...] = ()
    """Of every source and every quote."""
    shown: tuple[str, ...] = ()
    """Of the instruments of the tab; where it has none, of the sources."""

    def update(self, market: Market, tab: Tab) -> "_FollowedMarkets":
        """Return the markets for this tab; the same value where nothing has changed."""
        watched = tuple(health.markets for health in market.health.values())
        if market.quotes is self.quotes and tab is self.tab and watched == self.watched:
            return self
        of_sources = dict.fromkeys(chain.from_iterable(watched))
        of_quotes = dict.fromkeys(map(exchange_of, market.quotes))
        of_tab = of_quotes if tab.selects_all else dict.fromkeys(map(exchange_of, tab.select(market)))
        shown = of_tab or dict.fromkeys(sorted(tab.markets)) or of_sources
        return _FollowedMarkets(market.quotes, watched, tab, tuple(of_sources | of_quotes | shown), tuple(shown))


def _hours_lookup(calendars: Mapping[str, TradingCalendar]) -> TradingHoursOf:
    """Return the function that gives the hours of a market; that of no exchange has none that anyone waits for."""

    @lru_cache(maxsize=256)
    def hours_of(market: str, day: date) -> TradingHours | None:
        calendar = None if market in WITHOUT_PLACE else calendars.get(market)
        return None if calendar is None else calendar.trading_hours(day)

    return hours_of


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
        self.on_wall = on_wall
        self._profile = profile
        self.disagree_percent = disagree_percent
        self.idle_after = idle_after
        self._started_at = time.monotonic()
        self.calendars = MappingProxyType({})
        self.zone: tzinfo = LOCAL_ZONE
        """The zone that times are shown in where the instruments shown have none of their own."""
        self.tab: Tab | None = None
        """The tab that is shown; None for the first."""
        self.price_bands: PriceBands = MappingProxyType({})
        """The daily price limits of exchanges, once they are loaded."""
        self.feed: MarketFeed | None = None
        self.replay: Callable[[], ReplayStatus] | None = None
        """Returns how a recorded day is played; None where the board is live."""
        self.line: Callable[[], LineStatus] | None = None
        """Returns how the line to the collector is; None where this program polls."""
        self.users_clock = clock
        """The time that passes for the user: in a replay another than the recorded one."""
        self.history: HistoryWriter | None = None
        """What keeps the history, once it runs."""
        self.tape: TapeCollector | None = None
        """What collects the tape, once the feed runs."""
        self.look: Look = NEVER_LOOKED
        """When the user looked last."""
        self.mentions: MentionFinder | None = None
        """What looks for instruments in articles, once the first frame is painted."""
        self.news_marks: NewsMarks = NO_MARKS
        """Which articles the user has read and marked."""
        self.alerts: AlertControl | None = None
        """What judges the rules of alerts, once the feed runs."""
        self._alert_marks: tuple[AlertStatus | None, int, frozenset[InstrumentId]] = (None, 0, frozenset())
        """How many alerts were not acknowledged and of which instruments, after the status that they are taken from."""
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
        self._followed = _FollowedMarkets()

    @property
    def calendars(self) -> Mapping[str, TradingCalendar]:
        """Trading hours by market code, as far as they are known yet."""
        return self._calendars

    @calendars.setter
    def calendars(self, calendars: Mapping[str, TradingCalendar]) -> None:
        self._calendars, self._hours_of = calendars, _hours_lookup(calendars)

    def now(self) -> datetime:
        """Return the time that ages are measured by."""
        return self._clock()

    def is_due(self, state: BoardState) -> bool:
        """Return whether another second is to be shown than this state has, or a replay that goes on otherwise."""
        if _second(self.now()) != _second(state.now):
            return True
        # recorded time may stand still while a message that is shown is to end
        return self.replay is not None and (
            self.replay() != state.replay or _second(self.users_clock()) != _second(state.shown_at)
        )

    def wall(self) -> datetime:
        """Return the time of day, aware UTC."""
        return self.on_wall(self._clock())

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
        wall = self.on_wall(now)
        tabs = self._tabs_for(market)
        self._followed = self._followed.update(market, self.tab or tabs[0])
        zone = self._zone_of(self._followed.shown, wall)
        status = self.alerts.status if self.alerts else None
        if status is not self._alert_marks[0]:
            count, marked = (
                (0, frozenset[InstrumentId]()) if status is None else (status.unacknowledged_count, status.marked)
            )
            self._alert_marks = (status, count, marked)
        mentions = NO_MENTIONS
        if self.mentions is not None:
            mentions = self.mentions.advance(market, wall.astimezone(zone), self.settings.news.aliases)
        return BoardState(
            market=market,
            settings=self.settings,
            tabs=tabs,
            now=now,
            wall=wall.astimezone(zone),
            redraw_interval=timedelta(seconds=redraw_interval),
            sessions={
                code: session_at(self._calendars[code], wall)
                for code in self._followed.codes
                if code in self._calendars
            },
            hours_of=self._hours_of,
            calendars=self.calendars,
            exchanges=self._followed.shown,
            price_bands=self.price_bands,
            paused=paused,
            disagree_percent=self.disagree_percent,
            bytes_per_second=bytes_per_second,
            bytes_sent=bytes_sent,
            dropped_input=dropped_input,
            reply_delay=timedelta(seconds=reply_delay),
            terminal_profile=self._profile,
            portfolio=self._portfolio_at(market),
            hides_amounts=self.hides_amounts,
            config_error=self.config_error,
            history_error=self._history_error(),
            engine_error=self._engine_error(),
            replay=None if self.replay is None else self.replay(),
            line=None if self.line is None else self.line(),
            users_time=None if self.replay is None else self.users_clock(),
            tape=self.tape.latest if self.tape else None,
            look=self.look,
            mentions=mentions,
            news_marks=self.news_marks,
            alerts=status,
            unacknowledged=self._alert_marks[1],
            alerted=self._alert_marks[2],
        )

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

    def _zone_of(self, exchanges: Iterable[str], wall: datetime) -> tzinfo:
        """Return the zone of the exchanges shown, where all their clocks show the same."""
        zones = [
            self._calendars[code].zone for code in exchanges if code in self._calendars and code not in WITHOUT_PLACE
        ]
        clocks = {(wall.astimezone(zone).utcoffset(), wall.astimezone(zone).tzname()) for zone in zones}
        return zones[0] if len(clocks) == 1 else self.zone

    def _history_error(self) -> str | None:
        if self.history is None or self.history.problem is None or self.history.is_kept_by_another:
            return None
        return f"history not kept: {self.history.problem}"

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
        is_attended = not (paused or (self.idle_after and idle > self.idle_after.total_seconds()))
        if is_attended is not self.feed.is_attended:
            self.feed.set_attended(is_attended)


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
