"""Fetch the pages of articles that feeds shorten: on request, politely, in the background of the polls."""

import asyncio
import logging
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import timedelta
from typing import Final

from tui.domain.article import Article, Completeness, newest_first
from tui.domain.article_page import PageEvent
from tui.domain.events import ArticleFetched, ArticleRequestCancelled, ArticleRequested
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.domain.text import CleanText, sanitize_line
from tui.engine.article_reasons import why_not_fetched
from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.engine.environment import Environment
from tui.engine.http.errors import FetcherProtocol, FetchError
from tui.engine.http.retry_after import format_wait
from tui.engine.monitor import Monitor
from tui.engine.page_pace import AskedPage, PagePace, asked_page
from tui.engine.robots_gate import RobotsGate
from tui.sources.adapter import Response, SourceConfig, SourceRequest
from tui.sources.article.full_page import PageText, read_full_page
from tui.sources.redaction.poll_data import redact_response
from tui.sources.redaction.redact import redact_values, secrets_of

_log = logging.getLogger(__name__)

MAX_WAITING: Final = 100
"""Pages that are asked for and not read yet, of all hosts together."""
MAX_AT_ONCE: Final = 4
"""Pages that are under way, each of another host."""
MAX_REQUESTED_WAIT: Final = timedelta(seconds=60)
"""A wait that a server requests, beyond which the reader is told at once."""
MAX_AUTOMATIC: Final = 20
"""Articles of a feed, the newest, whose pages are fetched where nobody asks for them."""
READ_TIMEOUT: Final = 5.0
"""Seconds in which a page is read."""
_MAX_OVERDUE: Final = 2
"""Pages that are still being read after their time, beyond which no other one is begun."""
_ACCEPT: Final = "text/html,application/xhtml+xml,*/*;q=0.1"


class ArticleFetcher:
    """Fetches pages and has the monitor apply what becomes of them. Used inside one event loop.

    Each goes through the fetcher of the polls: one request at a time to a host, with the same gap, limits and guard.

    Args:
        monitor: has the market, and the waits that servers request.
        sources: those that give the articles.
        fetcher: makes the requests.
        environment: its timeline and the passwords of proxies.
    """

    def __init__(
        self, monitor: Monitor, sources: Sequence[SourceConfig], fetcher: FetcherProtocol, environment: Environment
    ) -> None:
        self._monitor, self._fetcher, self._timeline = monitor, fetcher, environment.timeline
        self._proxy_secrets = environment.proxy_secrets
        self._page_rules = environment.page_rules
        self._sources = {source.name: source for source in sources}
        self._robots = RobotsGate(fetcher, environment.timeline.monotonic)
        self._pace = PagePace(monitor, self._timeline, self._robots)
        self._waiting: dict[str, deque[AskedPage]] = {}
        """By host, in the order in which they were asked for."""
        self._serving: dict[str, asyncio.Task[None]] = {}
        self._under_way: dict[str, asyncio.Task[PageText]] = {}
        """By the id of the article."""
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._changed = asyncio.Event()
        self._noted: Mapping[str, Article] | None = None
        """The articles that were looked at last."""
        self._end_notes = monitor.latest.subscribe(self.note_market)
        self._executor = DaemonThreadExecutor()
        self._overdue: list[Future[PageText]] = []
        """Pages that are still being read after their time."""

    def request(self, article_id: str, *, is_automatic: bool = False) -> None:
        """Fetch the page of an article; one that is awaited already is not asked for again.

        Args:
            article_id: of the market; nothing happens where it is not there any more.
            is_automatic: whether the configuration asks for it, and no reader: it waits for those that readers ask for.
        """
        article = self._monitor.market.articles.get(article_id)
        source = None if article is None else self._sources.get(article.source)
        if article is None or source is None:
            return
        if self._is_awaited(article.id):
            if not is_automatic:
                self._move_up(article.id)
            return
        if sum(map(len, self._waiting.values())) + len(self._under_way) >= MAX_WAITING:
            self._settle(article, PageText(reason=CleanText("too many pages are asked for already")))
            return
        try:
            asked = asked_page(article, source, is_automatic=is_automatic)
        except FetchError as error:
            self._settle(article, PageText(reason=sanitize_line(why_not_fetched(error))))
            return
        self._apply(ArticleRequested(article.source, article.id, self._timeline.now()))
        self._waiting.setdefault(asked.host, deque()).append(asked)
        self._changed.set()
        if asked.host not in self._serving:
            self._serving[asked.host] = serving = asyncio.create_task(self._serve(asked.host))
            serving.add_done_callback(_log_failure)

    def note_market(self, market: Market) -> None:
        """Fetch the pages of new articles of the feeds that are to be read in full."""
        if market.articles is self._noted:
            return
        self._noted = market.articles
        for source in self._sources.values():
            if source.full_text and market.health[source.name].state is not SourceState.PAUSED:
                own = newest_first(each for each in market.articles.values() if each.source == source.name)
                for article in own[:MAX_AUTOMATIC]:
                    if article.completeness is not Completeness.WHOLE and article.id not in market.pages:
                        self.request(article.id, is_automatic=True)

    def cancel(self, article_id: str) -> None:
        """Await the page of an article no longer."""
        for waiting in self._waiting.values():
            for asked in [each for each in waiting if each.article.id == article_id]:
                waiting.remove(asked)
                self._cancelled(asked)
        if article_id in self._under_way:
            self._under_way[article_id].cancel()
        self._changed.set()

    def set_sources(self, sources: Sequence[SourceConfig]) -> None:
        """Have these sources from now on; pages for those that are gone or differ are awaited no longer."""
        known, self._sources = self._sources, {source.name: source for source in sources}
        differ = {name for name, source in known.items() if self._sources.get(name) is not source}
        asked_for = [each.article for waiting in self._waiting.values() for each in waiting]
        market = self._monitor.market
        asked_for += [market.articles[key] for key in self._under_way if key in market.articles]
        for article in asked_for:
            if article.source in differ:
                self.cancel(article.id)

    def close(self) -> None:
        """End all that is under way."""
        self._end_notes()
        for task in (*self._serving.values(), *self._under_way.values()):
            task.cancel()

    def _is_awaited(self, article_id: str) -> bool:
        waiting = (each for waiting in self._waiting.values() for each in waiting)
        return article_id in self._under_way or any(each.article.id == article_id for each in waiting)

    def _move_up(self, article_id: str) -> None:
        """Fetch a page as one that a reader waits for, where it is waiting on its own account."""
        for waiting in self._waiting.values():
            for number, each in enumerate(waiting):
                if each.article.id == article_id:
                    waiting[number] = each._replace(is_automatic=False)
        self._changed.set()

    async def _serve(self, host: str) -> None:
        """Fetch the pages of one host, one after the other; those that a reader waits for first."""
        waiting = self._waiting[host]
        try:
            while waiting:
                if self._give_up(host):
                    continue
                wait = self._pace.wait_before(_next_of(waiting))
                if wait > 0:
                    self._changed.clear()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(wait):
                            await self._changed.wait()
                    continue
                async with self._slots:
                    if waiting and self._pace.wait_before(asked := _next_of(waiting)) <= 0:
                        waiting.remove(asked)
                        await self._fetch_and_settle(asked)
        finally:
            del self._waiting[host], self._serving[host]

    def _give_up(self, host: str) -> bool:
        """Say of all that waits that its host wants too long a wait; return whether it does."""
        block = self._pace.block_of(host)
        if block <= MAX_REQUESTED_WAIT.total_seconds():
            return False
        reason = sanitize_line(f"the site asks to wait {format_wait(timedelta(seconds=block))}")
        waiting = self._waiting[host]
        while waiting:
            self._settle(waiting.popleft().article, PageText(reason=reason))
        return True

    async def _fetch_and_settle(self, asked: AskedPage) -> None:
        """Fetch one page and apply what became of it; a fault of the program ends this one alone."""
        key = asked.article.id
        self._under_way[key] = task = asyncio.create_task(self._fetch(asked))
        try:
            await asyncio.wait({task})
        finally:
            del self._under_way[key]
            task.cancel()
            self._pace.note_asked(asked.host)
        if task.cancelled():
            self._cancelled(asked)
            return
        error = task.exception()
        if error is not None:
            _log.error("the page of an article of %s: failed", asked.article.source, exc_info=error)
        page = PageText(reason=CleanText(f"failed: {type(error).__name__}")) if error is not None else task.result()
        self._settle(asked.article, page)

    async def _fetch(self, asked: AskedPage) -> PageText:
        async def permit(url: str) -> None:
            await self._robots.check(asked.source, url)

        try:
            await permit(asked.url)
            result = await self._fetcher.fetch(asked.source, SourceRequest(url=asked.url, accept=_ACCEPT), permit)
        except FetchError as error:
            if error.retry_after is not None:
                await self._pace.block(asked, error.retry_after)
            return PageText(reason=self._shown(why_not_fetched(error), asked))
        finally:
            self._fetcher.forget_validators(asked.source.name)
        if result.response is None:
            return PageText(reason=CleanText("the site responded without a page"))
        return await self._read(asked, redact_response(result.response, self._secrets_of(asked)))

    async def _read(self, asked: AskedPage, response: Response) -> PageText:
        """Read a page on a thread of its own, within a time limit."""
        self._overdue = [each for each in self._overdue if not each.done()]
        if len(self._overdue) >= _MAX_OVERDUE:
            return PageText(reason=CleanText("earlier pages are still being read"))
        reading = self._executor.submit(read_full_page, response, asked.article, self._page_rules)
        try:
            async with asyncio.timeout(READ_TIMEOUT):
                page = await asyncio.wrap_future(reading)
        except TimeoutError:
            return PageText(reason=CleanText("the page took too long to read"))
        finally:
            if not reading.done():
                self._overdue.append(reading)
        return page if page.reason is None else page._replace(reason=self._shown(page.reason, asked))

    def _secrets_of(self, asked: AskedPage) -> frozenset[str]:
        return secrets_of(self._sources.get(asked.article.source, asked.source)) | self._proxy_secrets

    def _shown(self, reason: str, asked: AskedPage) -> CleanText:
        return sanitize_line(redact_values(reason, self._secrets_of(asked)))

    def _cancelled(self, asked: AskedPage) -> None:
        self._apply(ArticleRequestCancelled(asked.article.source, asked.article.id, self._timeline.now()))

    def _settle(self, article: Article, page: PageText) -> None:
        source = {"source": article.source}
        _log.info("the page of an article of %s: %s", article.source, page.reason or "read", extra=source)
        self._apply(ArticleFetched(article.source, article.id, self._timeline.now(), page.article, page.reason))

    def _apply(self, event: PageEvent) -> None:
        self._monitor.apply_page(event)


def _next_of(waiting: deque[AskedPage]) -> AskedPage:
    """Return the first page that a reader waits for, else the first of all."""
    return next((each for each in waiting if not each.is_automatic), waiting[0])


def _log_failure(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("pages of articles of one host are fetched no longer", exc_info=error)
