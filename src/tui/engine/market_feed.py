"""The interface of what delivers a market, an engine or a replay, and the market that it delivers."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from tui.domain.article import Article
from tui.domain.events import ArticleFetched, Event
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.domain.trading_calendar import TradingCalendar
from tui.sources.adapter import SourceConfig

if TYPE_CHECKING:
    from tui.domain.past import PastOutlook
    from tui.engine.symbol_search import Receive

Record = Callable[[Event, Market, Market], None]
"""Receives an event that was applied, and the market before and after it, on the feed's thread; must neither block nor
raise."""
Judge = Callable[[Event, Market, Market], Event | None]
"""Receives the same, and returns an event that follows from it, or None."""
Publish = Callable[[Market], None]
"""Receives a new market, on the feed's thread; must neither block nor raise."""
NoteDuration = Callable[[str, float], object]
"""Receives the name of a source and the seconds of its poll, on the feed's thread; must neither block nor raise."""


class LatestMarket:
    """The one mutable cell of the program: the latest market, and who receives each one that is published."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self._subscribers: dict[object, Publish] = {}

    def subscribe(self, receive: Publish) -> Callable[[], object]:
        """Send every market published later to `receive` too; call what is returned to end that."""
        key = object()
        self._subscribers[key] = receive
        return partial(self._subscribers.pop, key, None)

    def publish(self) -> None:
        """Send the market to every subscriber."""
        for receive in tuple(self._subscribers.values()):  # others may subscribe meanwhile, on their own threads
            receive(self.market)


class FollowingFeed:
    """What a replay and a line to a collector have in common: a market, and no sources of their own."""

    def __init__(self, market: Market) -> None:
        self._latest = LatestMarket(market)
        self.is_attended = True
        self.heartbeat = time.monotonic()
        """`time.monotonic()` of the thread's latest heartbeat."""
        self.failed: CleanText | None = None
        """Why it ended, if it failed."""

    @property
    def market(self) -> Market:
        """The latest market."""
        return self._latest.market

    def subscribe(self, receive: Publish) -> Callable[[], object]:
        """Send every later market to `receive` too, on its thread; call what is returned to end that."""
        return self._latest.subscribe(receive)

    def past_outlook(self, key: InstrumentId) -> None:
        """Know of none: what is still to come of the past is known where sources are polled."""

    def restore_day(self, series: Mapping[InstrumentId, IntradaySeries]) -> None:
        """Do nothing: what is followed has its own day."""

    def restore_articles(self, articles: Sequence[Article], pages: Sequence[ArticleFetched] = ()) -> None:
        """Do nothing: what is followed has its own articles."""

    def replace_sources(
        self, sources: Sequence[SourceConfig], calendars: Mapping[str, TradingCalendar] | None = None
    ) -> None:
        """Do nothing: what is followed has its own sources."""


class MarketFeed(Protocol):
    """The interface for the screen and the scripts: the latest market, each later one, and requests to poll."""

    @property
    def market(self) -> Market:
        """The latest market."""

    @property
    def heartbeat(self) -> float:
        """The `time.monotonic()` of its latest heartbeat; 0 before the first."""

    @property
    def failed(self) -> str | None:
        """Why it ended, if it failed."""

    @property
    def is_attended(self) -> bool:
        """Whether anyone looks, as last set."""

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""

    def subscribe(self, receive: Publish) -> Callable[[], object]:
        """Send every later market to `receive` too; call what is returned to end that."""

    def poll_now(self, name: str | None = None) -> None:
        """Poll one source, or all, as soon as their kinds allow; one that is paused is resumed."""

    def pause(self, name: str) -> None:
        """Stop polling a source until it is resumed or polled; raises KeyError where there is no such source."""

    def resume(self, name: str) -> None:
        """Poll a paused source again; raises KeyError where there is no such source."""

    def set_attended(self, is_attended: bool) -> None:
        """Set whether somebody is looking: where nobody is, sources are polled more rarely."""

    def search(self, typed: str, receive: "Receive") -> None:
        """Ask the sources that can search for instruments; `receive` gets the result, on the feed's thread."""

    def restore_day(self, series: Mapping[InstrumentId, IntradaySeries]) -> None:
        """Take over the values of this trading day that an earlier run saw."""

    def restore_articles(self, articles: Sequence[Article], pages: Sequence[ArticleFetched] = ()) -> None:
        """Take over articles that earlier runs saw, and what became of their pages."""

    def fetch_article(self, article_id: str) -> None:
        """Fetch the page of an article in the background; the market says what becomes of it."""

    def cancel_article(self, article_id: str) -> None:
        """Await the page of an article no longer."""

    def view_past(self, key: InstrumentId) -> None:
        """Ask the sources soon for the past of an instrument that a user looks at."""

    def past_outlook(self, key: InstrumentId) -> "PastOutlook | None":
        """Return what is still to come of it; None where that is not known."""

    def replace_sources(
        self, sources: Sequence[SourceConfig], calendars: Mapping[str, TradingCalendar] | None = None
    ) -> None:
        """Poll these sources from now on, by these trading hours; None leaves the hours as they are."""

    def start(self) -> None:
        """Start polling; returns at once."""

    def stop(self, timeout: float = 0.5) -> None:
        """Stop polling, waiting at most so many seconds for its end."""
