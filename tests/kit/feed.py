"""A feed that publishes the markets a test gives it, in the place of an engine."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from tui.config.loader import DEFAULT_CONFIG
from tui.domain.article import Article
from tui.domain.events import ArticleFetched
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.past import PastOutlook
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import Timeline
from tui.engine.market_feed import Record
from tui.engine.symbol_search import Receive, SearchResult
from tui.sources.adapter import SourceConfig
from tui.wiring import Environment, Wiring


class ScriptedFeed:
    """A feed that publishes these markets when it starts; one with a reason for its failure has then ended."""

    def __init__(self, market: Market | None = None, markets: Sequence[Market] = (), failed: str | None = None) -> None:
        self.market = market or Market()
        self.heartbeat = time.monotonic()
        self.failed = failed
        self.is_alive = failed is None
        self.is_attended = True
        self.requests: list[str | None] = []
        """What was to be polled at once: the name of a source, or None for all."""
        self.found = SearchResult()
        """What a search brings."""
        self.searched: list[str] = []
        """What was searched for."""
        self.sources: tuple[SourceConfig, ...] = ()
        """Those that it was last asked to poll."""
        self.viewed: list[InstrumentId] = []
        """The instruments whose past was wanted."""
        self.outlooks: dict[InstrumentId, PastOutlook] = {}
        """What is still to come of the past."""
        self._markets = markets
        self._subscribers: list[Callable[[Market], None]] = []

    def subscribe(self, receive: Callable[[Market], None]) -> Callable[[], object]:
        self._subscribers.append(receive)
        return lambda: self._subscribers.remove(receive)

    def start(self) -> None:
        for market in self._markets:
            for receive in self._subscribers:
                receive(market)

    def stop(self, timeout: float = 0.5) -> None: ...

    def poll_now(self, name: str | None = None) -> None:
        self.requests.append(name)

    def pause(self, name: str) -> None:
        self.requests.append(f"pause {name}")

    def resume(self, name: str) -> None:
        self.requests.append(f"resume {name}")

    def set_attended(self, is_attended: bool) -> None: ...

    def search(self, typed: str, receive: Receive) -> None:
        self.searched.append(typed)
        receive(self.found)

    def restore_day(self, series: Mapping[InstrumentId, IntradaySeries]) -> None:
        self.day = series

    def restore_articles(self, articles: Sequence[Article], pages: Sequence[ArticleFetched] = ()) -> None:
        self.articles, self.pages = tuple(articles), tuple(pages)

    def fetch_article(self, article_id: str) -> None:
        self.requests.append(f"fetch {article_id}")

    def cancel_article(self, article_id: str) -> None:
        self.requests.append(f"cancel {article_id}")

    def past_outlook(self, key: InstrumentId) -> PastOutlook | None:
        """Return what a test set."""
        return self.outlooks.get(key)

    def view_past(self, key: InstrumentId) -> None:
        self.viewed.append(key)

    def replace_sources(
        self, sources: Sequence[SourceConfig], calendars: Mapping[str, TradingCalendar] | None = None
    ) -> None:
        self.sources = tuple(sources)


class ScriptedWiring(Wiring):
    """A wiring that opens this feed, at a fixed time."""

    def __init__(self, feed: ScriptedFeed, now: datetime) -> None:
        super().__init__(DEFAULT_CONFIG.sources, Environment(timeline=Timeline(lambda: now)))
        self._feed = feed

    def open_feed(
        self, *, resume: bool = False, market: Market | None = None, publish: Record | None = None
    ) -> ScriptedFeed:
        return self._feed
