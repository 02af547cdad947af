"""Articles whose pages are asked for, and a monitor that knows them."""

import asyncio
from collections.abc import Iterable
from datetime import timedelta

from tests.kit.clock import START
from tests.kit.markets import a_snapshot
from tests.kit.waiting import PATIENCE
from tui.domain.article import Article
from tui.domain.article_page import ArticlePage
from tui.domain.blocks import paragraph
from tui.domain.market import Market, apply
from tui.domain.text import CleanText, sanitize_line
from tui.engine.article_fetcher import ArticleFetcher
from tui.engine.environment import Environment
from tui.engine.http.errors import FetcherProtocol
from tui.engine.market_feed import LatestMarket
from tui.engine.monitor import Monitor
from tui.sources.adapter import SourceConfig

TITLE = "Refinery margins recover as crude oil prices ease"
TEASER = "Refinery margins recovered on Monday."
TEXT = (
    "Refinery margins recovered on Monday as crude oil prices eased for a third day, traders in Karachi said.",
    "Two of the five refineries raised their runs last week, and a third one is to follow in the new month.",
    "Furnace oil remained the weak spot, since power plants have switched to coal and to imported gas.",
    "Analysts expect the recovery to last as long as freight rates stay where they have been since autumn.",
)
PAGE = f"""<!DOCTYPE html><html><head><title>{TITLE} - Example Times</title></head><body>
<header><a href="/">Example Times</a></header>
<article><h1>{TITLE}</h1>{"".join(f"<p>{text}</p>" for text in TEXT)}</article>
<footer>Copyright Example Times</footer></body></html>"""


def a_feed(url: str, name: str = "feed", *, allow_private: bool = False) -> SourceConfig:
    return SourceConfig(name=name, kind="feed", url=url, every=timedelta(minutes=5), allow_private=allow_private)


def a_teaser(link: str | None, key: str = "a1", *, source: str = "feed") -> Article:
    return Article(
        polled_at=START,
        source=source,
        id=CleanText(key),
        title=sanitize_line(TITLE),
        blocks=(paragraph(sanitize_line(TEASER)),),
        link=link,
    )


class Pages:
    """What fetches the pages of these articles, and what is known of them.

    Args:
        sources: the feeds.
        articles: as they have them.
        fetcher: makes the requests.
        environment: its timeline.
    """

    def __init__(
        self,
        sources: Iterable[SourceConfig],
        articles: Iterable[Article],
        fetcher: FetcherProtocol,
        environment: Environment,
    ) -> None:
        self.sources = tuple(sources)
        self.monitor = Monitor(self.sources, fetcher=fetcher, environment=environment)
        self.add(*articles)
        self.fetcher = ArticleFetcher(self.monitor, self.sources, fetcher, environment)

    @property
    def latest(self) -> LatestMarket:
        return self.monitor.latest

    def add(self, *articles: Article) -> None:
        """Have the feeds report these articles, after all others."""
        for name in {each.source for each in articles}:
            own = [each for each in articles if each.source == name]
            at = max((health.last_poll or START for health in self.latest.market.health.values()), default=START)
            self.latest.market = apply(self.latest.market, a_snapshot(*own, source=name, at=at))

    def page(self, key: str = "a1") -> ArticlePage:
        return self.monitor.market.pages[key]

    def reason(self, key: str = "a1") -> str | None:
        """Return why a page is not there; None for one that is awaited still, or is there."""
        page = self.monitor.market.pages.get(key)
        return None if page is None else page.reason

    def texts(self, key: str = "a1") -> tuple[str, ...]:
        """Return the paragraphs of the page."""
        article = self.page(key).article
        return () if article is None else article.paragraphs

    async def settled(self) -> None:
        """Wait until no page is awaited."""
        done = asyncio.Event()

        def look(market: Market) -> None:
            if not any(page.is_requested for page in market.pages.values()):
                done.set()

        end = self.latest.subscribe(look)
        look(self.latest.market)
        async with asyncio.timeout(PATIENCE):
            await done.wait()
        end()
