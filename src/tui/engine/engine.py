"""The engine: sources polled on a thread of their own, so that no screen and no page can block them."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.domain.article import Article
from tui.domain.events import ArticleFetched, ArticlesRestored, DayRestored
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.environment import Environment, market_before_polls
from tui.engine.loop_thread import LoopThread
from tui.engine.market_feed import LatestMarket, NoteDuration, Publish, Record
from tui.engine.monitor import Monitor
from tui.engine.schedule_changes import poll_on_request, poll_those_due, poll_within, replace_sources
from tui.engine.source_changes import restarted_sources
from tui.engine.symbol_search import Receive, SearchResult
from tui.sources.adapter import SourceConfig
from tui.storage.log import redacted_text

if TYPE_CHECKING:
    from tui.domain.past import PastOutlook
    from tui.engine.alert_control import AlertControl
    from tui.engine.article_fetcher import ArticleFetcher
    from tui.engine.back_fill import BackFill, PastStore
    from tui.engine.http.errors import FetcherProtocol
    from tui.engine.scheduler import Scheduler

_log = logging.getLogger(__name__)

_HEARTBEAT_INTERVAL: Final = 0.5
_STORE_INTERVAL: Final = 60.0
_JUDGE_INTERVAL: Final = 5.0
_MAX_STORE_TIME: Final = 2.0
"""Seconds that the end of the program may wait for a market of many rows to be stored."""


class Engine:
    """The thread that polls. Other threads have this object and immutable markets, and send it requests.

    Args:
        sources: in order of preference.
        environment: what it is given from outside.
        market: what is known at the start; by default nothing.
        store: called with the latest market each minute and at the end, from the engine's thread, to store it; must
            not raise.
        on_replaced: called with the sources, from the engine's thread, when they have been replaced; must not raise.
        record: called with every event that is applied, to keep it; None keeps none.
        past: where the past is kept; None asks the sources for none.
        alerts: judges the rules of the user; None judges none.
        note_duration: called with how long each poll of a source took; None for nobody.
        may_poll: asked on its thread before each poll; where it is not so none begins. By default each does.
    """

    def __init__(
        self,
        sources: Sequence[SourceConfig],
        environment: Environment,
        *,
        market: Market | None = None,
        store: Publish | None = None,
        on_replaced: Callable[[Sequence[SourceConfig]], object] = len,
        record: Record | None = None,
        past: "PastStore | None" = None,
        alerts: "AlertControl | None" = None,
        note_duration: NoteDuration | None = None,
        may_poll: Callable[[], bool] = lambda: True,
    ) -> None:
        self._sources = tuple(sources)
        self._environment = environment
        self._latest = LatestMarket(market or market_before_polls(self._sources))
        self._store_market = store
        self._on_replaced = on_replaced
        self._record = record
        self._past = past
        self._alerts = alerts
        self._note_duration, self._may_poll = note_duration, may_poll
        self._pages: ArticleFetcher | None = None
        self._open_pages: Callable[[], ArticleFetcher] | None = None
        self._back_fill: BackFill | None = None
        self._replacements: queue.SimpleQueue[_Replacement] = queue.SimpleQueue()
        """Those that were requested and not made yet."""
        self._restored: queue.SimpleQueue[DayRestored | ArticlesRestored] = queue.SimpleQueue()
        """What was read of the history and not taken over yet."""
        self._restore: Callable[[], None] | None = None
        self._replace: Callable[[], None] | None = None
        self._thread = LoopThread("bigboard-engine", self._serve, self._note_failure)
        self._stop_requested = asyncio.Event()
        self._is_stopping = threading.Event()
        self._is_storing = threading.Event()
        self._poll_source: Callable[[str], None] | None = None
        self._pause_source: Callable[[str], None] | None = None
        self._poll_due: Callable[[], None] | None = None
        self._search: Callable[[str, Receive], None] | None = None
        self.is_attended = True
        """Whether anyone looks."""
        self.heartbeat = time.monotonic()
        """`time.monotonic()` of the loop's latest heartbeat; a running engine has one at least each second."""
        self.failed: CleanText | None = None
        """Why the engine failed; None while it runs and after a stop that was requested."""

    @property
    def market(self) -> Market:
        """The latest market."""
        return self._latest.market

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive

    def subscribe(self, receive: Publish) -> Callable[[], object]:
        """Send the market after every later poll to `receive` too; call what is returned to end that.

        Args:
            receive: called on the engine's thread; must neither block nor raise.
        """
        return self._latest.subscribe(receive)

    def start(self) -> None:
        """Start polling; returns at once."""
        self.heartbeat = time.monotonic()
        self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """Cancel every poll under way and end the thread.

        Args:
            timeout: seconds to wait for it; a thread that needs longer is left behind; it does not delay the end. One
                that is storing the market has up to two seconds more.
        """
        self._is_stopping.set()
        self._thread.call(self._stop_requested.set)
        self._thread.join(timeout)
        if self._is_storing.is_set():
            self._thread.join(_MAX_STORE_TIME)

    def poll_now(self, name: str | None = None) -> None:
        """Request a poll of one source, or of all, from any thread. Does nothing before the start and after the end.

        Raises:
            KeyError: there is no such source.
        """
        if name is not None and name not in self.market.health:
            raise KeyError(name)
        for each in [source.name for source in self._sources] if name is None else [name]:
            if self._poll_source is not None:
                self._thread.call(partial(self._poll_source, each))

    def replace_sources(
        self, sources: Sequence[SourceConfig], calendars: Mapping[str, TradingCalendar] | None = None
    ) -> None:
        """Request, from any thread, that these sources are polled from now on.

        Those that did not change go on as they are, new ones are polled at once, and those that are gone leave the
        market.

        Args:
            sources: in order of preference.
            calendars: trading hours by market code; None leaves them as they are.
        """
        self._replacements.put(_Replacement(tuple(sources), calendars))
        if self._replace is not None:
            self._thread.call(self._replace)

    def restore_day(self, series: Mapping[InstrumentId, IntradaySeries]) -> None:
        """Take over, from any thread, the values of the day that an earlier run saw."""
        self._take_over(DayRestored(series))

    def restore_articles(self, articles: Sequence[Article], pages: Sequence[ArticleFetched] = ()) -> None:
        """Take over, from any thread, articles that earlier runs saw, and what became of their pages."""
        self._take_over(ArticlesRestored(tuple(articles), tuple(pages)))

    def _take_over(self, event: DayRestored | ArticlesRestored) -> None:
        self._restored.put(event)
        if self._restore is not None:
            self._thread.call(self._restore)

    def pause(self, name: str) -> None:
        """Request, from any thread, that a source is not polled until it is resumed or polled.

        Raises:
            KeyError: there is no such source.
        """
        if name not in self.market.health:
            raise KeyError(name)
        if self._pause_source is not None:
            self._thread.call(partial(self._pause_source, name))

    def resume(self, name: str) -> None:
        """Request, from any thread, that a paused source is polled again.

        Raises:
            KeyError: there is no such source.
        """
        self.poll_now(name)

    def set_attended(self, is_attended: bool) -> None:
        """Set, from any thread, whether anyone looks: where nobody does, sources are polled four times as rarely.

        When someone looks again, sources that would have been polled by then are polled at once.
        """
        looks_again = is_attended and not self.is_attended
        self.is_attended = is_attended
        if looks_again and self._poll_due is not None:
            self._thread.call(self._poll_due)

    def search(self, typed: str, receive: Receive) -> None:
        """Ask the sources that can search for instruments, from any thread; `receive` is called on the engine's."""
        if self._search is None:
            receive(SearchResult(problems=(CleanText("nothing is polled yet"),)))
        else:
            self._thread.call(partial(self._search, typed, receive))

    def view_past(self, key: InstrumentId) -> None:
        """Ask the sources, from any thread, for the past of an instrument before that of all others."""
        if self._back_fill is not None:
            self._thread.call(partial(self._back_fill.view, key))

    def past_outlook(self, key: InstrumentId) -> "PastOutlook | None":
        """Return, on any thread, what is still to come of the past of an instrument; None where that is not known."""
        return None if self._back_fill is None else self._back_fill.outlook.get(key)

    def fetch_article(self, article_id: str) -> None:
        """Fetch, from any thread, the page of an article in the background; the market says what becomes of it."""
        if self._open_pages is not None:
            open_pages = self._open_pages
            self._thread.call(lambda: open_pages().request(article_id))

    def cancel_article(self, article_id: str) -> None:
        """Await the page of an article no longer; from any thread."""
        if self._open_pages is not None:
            open_pages = self._open_pages
            self._thread.call(lambda: open_pages().cancel(article_id))

    def _note_failure(self, error: BaseException) -> None:
        _log.error("engine failed", exc_info=error)
        self.failed = redacted_text(f"{type(error).__name__}: {error}")

    async def _serve(self) -> None:
        """Poll until a stop is requested."""
        from tui.engine.scheduler import Scheduler  # noqa: PLC0415 - apscheduler is loaded here, never before first paint

        self._update_heartbeat()
        async with self._environment.make_fetcher(self._environment.wall) as fetcher:
            monitor = Monitor(
                self._sources,
                fetcher=fetcher,
                environment=self._environment,
                latest=self._latest,
                is_attended=lambda: self.is_attended,
                may_poll=self._may_poll,
                record=self._record,
                judge=None if self._alerts is None else self._alerts.judge,
                note_duration=self._note_duration,
            )
            self._record_sources()
            self._store_each_minute()
            self._start_judging(monitor)
            async with Scheduler(monotonic=self._environment.timeline.monotonic) as schedule:
                for source in self._sources:
                    schedule.add(source.name, source.every, partial(monitor.poll, source.name))
                self._poll_source = partial(poll_on_request, monitor, schedule)
                self._pause_source = monitor.pause
                self._poll_due = partial(poll_those_due, monitor, schedule)
                self._search = monitor.search.start
                self._replace = partial(self._make_replacements, monitor, schedule)
                self._replace()
                self._restore = partial(self._apply_restored, monitor)
                self._restore()
                filling = self._start_back_fill(monitor, fetcher)
                self._open_pages = partial(self._article_fetcher, monitor, fetcher)
                self._fetch_chosen()
                if not self._is_stopping.is_set():
                    await self._stop_requested.wait()
                self._poll_source = self._pause_source = self._poll_due = self._search = self._replace = None
                self._restore = self._back_fill = self._open_pages = None
                if self._pages is not None:
                    self._pages.close()
                if filling is not None:
                    filling.cancel()
            self._store()
            if self._alerts is not None:
                self._alerts.wake = None
                self._alerts.apply_requests()
                self._alerts.save()

    def _record_sources(self) -> None:
        """Keep which sources there are: from their responses alone a replay could not tell."""
        if self._record is not None:
            begun = restarted_sources(self._sources, self._environment.timeline.now())
            self._record(begun, self.market, self.market)

    def _start_back_fill(self, monitor: Monitor, fetcher: "FetcherProtocol") -> "asyncio.Task[None] | None":
        if self._past is None:
            return None
        from tui.engine.back_fill import BackFill  # noqa: PLC0415 - `print` and `watch` ask for no past

        self._back_fill = BackFill(monitor, self._sources, fetcher, self._environment, self._past)
        filling = asyncio.create_task(self._back_fill.run())
        filling.add_done_callback(_log_failure)
        return filling

    def _start_judging(self, monitor: Monitor) -> None:
        if self._alerts is not None:
            alerts = self._alerts
            alerts.wake = lambda: self._thread.call(alerts.apply_requests)
            alerts.start()
            self._judge_as_time_passes(monitor)

    def _judge_as_time_passes(self, monitor: Monitor) -> None:
        """Judge the rules every few seconds: a source that is silent brings no event."""
        if self._alerts is None:
            return
        rang = self._alerts.judge_time(self.market)
        if rang is not None:
            monitor.apply_alerts(rang)
        asyncio.get_running_loop().call_later(_JUDGE_INTERVAL, self._judge_as_time_passes, monitor)

    def _article_fetcher(self, monitor: Monitor, fetcher: "FetcherProtocol") -> "ArticleFetcher":
        """Return what fetches pages, made when it is first needed."""
        if self._pages is None:
            from tui.engine.article_fetcher import ArticleFetcher  # noqa: PLC0415 - few boards need it in the first minute

            self._pages = ArticleFetcher(monitor, self._sources, fetcher, self._environment)
        return self._pages

    def _fetch_chosen(self) -> None:
        """Have the pages of the feeds fetched that are to be read in full; a run that stores no board shows none."""
        is_wanted = self._store_market is not None and any(source.full_text for source in self._sources)
        if self._open_pages is not None and is_wanted:
            self._open_pages().note_market(self.market)

    def _make_replacements(self, monitor: Monitor, schedule: "Scheduler") -> None:
        """Make the replacements that were requested, in order."""
        while not self._replacements.empty():
            sources, calendars = self._replacements.get()
            if calendars is not None:
                waits = monitor.set_calendars(calendars)
                if self._alerts is not None:
                    self._alerts.set_calendars(calendars)
                if self.is_attended:
                    poll_within(monitor, schedule, waits)
            replace_sources(monitor, schedule, self._sources, sources)
            self._sources = sources
            if self._back_fill is not None:
                self._back_fill.set_sources(sources)
            if self._pages is not None:
                self._pages.set_sources(sources)
            self._fetch_chosen()
            self._on_replaced(sources)

    def _apply_restored(self, monitor: Monitor) -> None:
        while not self._restored.empty():
            monitor.apply_restored(self._restored.get())

    def _store_each_minute(self) -> None:
        """Store the market every minute: a program that is killed must not lose a day."""
        self._store()
        asyncio.get_running_loop().call_later(_STORE_INTERVAL, self._store_each_minute)

    def _store(self) -> None:
        if self._store_market is not None:
            self._is_storing.set()
            self._store_market(self.market)
            self._is_storing.clear()

    def _update_heartbeat(self) -> None:
        self.heartbeat = time.monotonic()
        asyncio.get_running_loop().call_later(_HEARTBEAT_INTERVAL, self._update_heartbeat)


def _log_failure(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("the past is asked for no longer", exc_info=error)


class _Replacement(NamedTuple):
    """A request for other sources, or for other trading hours."""

    sources: tuple[SourceConfig, ...]
    calendars: Mapping[str, TradingCalendar] | None
