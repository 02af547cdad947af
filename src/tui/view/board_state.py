"""The state that every panel of the board is drawn from, as one value."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.exchanges import exchange_of
from tui.domain.failover import DISAGREE_PERCENT
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, InstrumentKind, Quote
from tui.domain.trading_calendar import SessionState, TradingCalendar, TradingHoursOf
from tui.view.charts import DayTrend, day_trend
from tui.view.quote_row import FigureAge, RowContext, figure_age, without_hours
from tui.view.settings import BoardSettings
from tui.view.sorting import Holdings
from tui.view.tabs import ALL, Tab
from tui.view.terminal_profile import TerminalProfile
from tui.view.view_state import NEVER_LOOKED, NO_MARKS, Look, NewsMarks

if TYPE_CHECKING:
    from tui.domain.alerts.status import AlertStatus
    from tui.domain.article import Article
    from tui.domain.live_tape import LiveTape
    from tui.domain.mentions import Mention
    from tui.domain.price_bands import PriceBands
    from tui.view.line_status import LineStatus
    from tui.view.portfolio import Portfolio
    from tui.view.replay import ReplayStatus

_NOTHING = Market()
_DEFAULTS = BoardSettings()
_ONE_TAB = (Tab(name=ALL),)
_NO_HOLDINGS: Holdings = MappingProxyType({})
_NEVER = datetime(1, 1, 1, tzinfo=UTC)


def _nothing_in(_article: "Article") -> "Sequence[Mention]":
    return ()


class Mentions(NamedTuple):
    """Which instruments the articles mention; the same object as long as nothing of it has changed."""

    by_article: Mapping[str, tuple[InstrumentId, ...]] = MappingProxyType({})
    """By the id of the article, each once, in the order of the text; without those not looked into yet."""
    in_news: frozenset[InstrumentId] = frozenset()
    """What the articles of the day mention."""
    find: "Callable[[Article], Sequence[Mention]]" = _nothing_in
    """Returns the mentions in an article, in order: none as long as the names are not known."""

    def instruments_in(self, article_id: str) -> Sequence[InstrumentId]:
        """Return the instruments that an article mentions, by its id."""
        return self.by_article.get(article_id, ())


NO_MENTIONS: Final = Mentions()
InstrumentsIn = Callable[[str], Sequence[InstrumentId]]
"""Returns the instruments that an article mentions, by its id."""


class BoardState(NamedTuple):
    """One immutable state of the screen, from which every panel is drawn."""

    market: Market = _NOTHING
    settings: BoardSettings = _DEFAULTS
    """What the user has arranged."""
    tabs: tuple[Tab, ...] = _ONE_TAB
    """The tabs of this market, at least one; the same object as long as none has changed."""
    now: datetime = _NEVER
    """The time that ages and waits are measured from, aware; it never jumps when the wall clock is set."""
    wall: datetime | None = None
    """The same time on the wall clock, aware, in the zone that times are shown in; None where that is `now` itself."""
    redraw_interval: timedelta = timedelta(0)
    """The maximum time until the board is drawn again."""
    sessions: Mapping[str, SessionState] = MappingProxyType({})
    """By market code, for every market that is watched and has a calendar."""
    hours_of: TradingHoursOf = without_hours
    """The hours of every market that has a calendar; the same function as long as none has changed."""
    calendars: Mapping[str, TradingCalendar] = MappingProxyType({})
    """Trading hours by market code, as far as they are known yet."""
    exchanges: tuple[str, ...] = ()
    """The markets whose hours the instruments of the tab shown follow; empty while it has none."""
    price_bands: "PriceBands" = MappingProxyType({})
    """The daily price limits of each market that has any."""
    paused: bool = False
    disagree_percent: Decimal = DISAGREE_PERCENT
    """Two sources that differ by more than so many percent disagree."""
    bytes_per_second: float | None = None
    """Bytes per second sent to the terminal; None where that is not measured."""
    bytes_sent: int = 0
    """Bytes sent to it since the start."""
    dropped_input: int = 0
    """Pieces of input since the start that were unreadable, or too many at once."""
    reply_delay: timedelta = timedelta(0)
    """The time beyond a prompt reply that those of the terminal take of late: long where the line is slow."""
    terminal_profile: TerminalProfile | None = None
    """How the board is drawn, and why."""
    portfolio: "Portfolio | None" = None
    """What the user owns, at the figures of this market; None for nothing."""
    hides_amounts: bool = False
    """Whether what the user owns is hidden."""
    config_error: str | None = None
    """What is wrong with the configuration since it was changed; the last good one is in force."""
    history_error: str | None = None
    """Why nothing is kept of what is polled, if so."""
    engine_error: str | None = None
    """The fault of the program itself, such as a poller without a heartbeat."""
    replay: "ReplayStatus | None" = None
    """Which recorded day is shown, and how it is played; None where the board is live."""
    line: "LineStatus | None" = None
    """The line to the collector that the figures come from; None where they are polled here."""
    users_time: datetime | None = None
    """The time that passes for the user, aware: by it a message or a flash ends. None where that is `now` itself."""
    tape: "LiveTape | None" = None
    """What happened since the start, as far as it is in memory; None before the first poll."""
    look: Look = NEVER_LOOKED
    """When the user looked last."""
    mentions: Mentions = NO_MENTIONS
    news_marks: NewsMarks = NO_MARKS
    """Which articles the user has read and marked."""
    alerts: "AlertStatus | None" = None
    """What became of the rules of alerts; None where none are judged."""
    unacknowledged: int = 0
    """The number of alerts that were not acknowledged."""
    alerted: frozenset[InstrumentId] = frozenset()
    """The instruments whose alerts were not acknowledged."""

    @property
    def time_of_day(self) -> datetime:
        """The time of day, aware, in the zone that times are shown in."""
        return self.wall or self.now

    @property
    def shown_at(self) -> datetime:
        """When this is shown, aware: by it ends what is shown for a while, also while recorded time stands still."""
        return self.users_time or self.now

    @property
    def index_count(self) -> int:
        """The number of indices to show."""
        return len(self.market.of_kind(InstrumentKind.INDEX))

    @property
    def holdings(self) -> Holdings:
        """What the user owns, by instrument."""
        return self.portfolio.holdings if self.portfolio else _NO_HOLDINGS

    @property
    def row_context(self) -> RowContext:
        """What rows are drawn with besides their quotes."""
        now = self.time_of_day
        offset = now - self.now
        figures = self.settings.figures
        return RowContext(
            figures=figures,
            time_of_day=now,
            clock_offset=offset,
            holdings=self.holdings,
            hides_amounts=self.hides_amounts,
            sessions=self.sessions,
            hours_of=self.hours_of,
            in_news=self.mentions.in_news,
            alerted=self.alerted,
        )

    @property
    def shown_sessions(self) -> Mapping[str, SessionState]:
        """The sessions of the tab shown; all while it has no instruments."""
        if not self.exchanges:
            return self.sessions
        return {code: self.sessions[code] for code in self.exchanges if code in self.sessions}

    @property
    def closed_markets(self) -> frozenset[str]:
        """The markets that are closed for certain."""
        return frozenset(code for code, session in self.sessions.items() if session.is_closed)

    def session_of(self, instrument: InstrumentId) -> SessionState | None:
        """Return the session of the market whose hours an instrument follows; None where it has no calendar."""
        return self.sessions.get(exchange_of(instrument))

    def age_of(self, quote: Quote) -> FigureAge:
        """Return the age of a quote's figures as it is shown."""
        health = self.market.health.get(quote.source)
        age = self.now - self.market.polled_at(quote)
        return figure_age(health, exchange_of(quote.id), age, self.session_of(quote.id), self.time_of_day)

    def trend_of(self, quote: Quote) -> DayTrend | None:
        """Return the prices of a quote's day, to be drawn; None where none has been seen."""
        series = self.market.series.get(quote.id)
        if series is None:
            return None
        confirmed_at = self.on_wall(self.market.polled_at(quote))
        hours = self.hours_of(exchange_of(quote.id), series.day)
        return day_trend(series, hours, confirmed_at, self.time_of_day - self.now)

    def on_wall(self, at: datetime) -> datetime:
        """Convert a time that an age is measured from to the wall clock as it is set now; both aware."""
        return at + (self.time_of_day - self.now)
