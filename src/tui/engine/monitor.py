"""Poll sources and apply the events of the polls to the market."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.config.calendars import interval_lookup, is_open_lookup, trading_day_lookup
from tui.domain.events import (
    AlertsRang,
    ArticlesRestored,
    Continuity,
    DayFilled,
    DayRestored,
    Event,
    Failure,
    NextPollPlanned,
    PollResult,
    Snapshot,
    SourcePaused,
    SourceResumed,
)
from tui.domain.market import Market, apply
from tui.domain.source_health import SourceState
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.environment import Environment, market_before_polls
from tui.engine.http.errors import FetcherProtocol
from tui.engine.http.retry_after import format_wait
from tui.engine.market_feed import Judge, LatestMarket, NoteDuration, Record
from tui.engine.poll_report import PollReport
from tui.engine.poll_timing import UNREACHED_INTERVAL, PollTiming
from tui.engine.rejected_pages import RejectedPages
from tui.engine.session_watch import SessionWatch
from tui.engine.source_changes import SourceChanges
from tui.engine.source_poller import SourcePoller
from tui.engine.symbol_search import SymbolSearch
from tui.sources.adapter import ParseError, SourceConfig
from tui.sources.redaction.redact import secrets_of
from tui.storage.log import redact_in_logs
from tui.storage.retry_after_store import RetryAfterStore

if TYPE_CHECKING:
    from tui.domain.article_page import PageEvent

_log = logging.getLogger(__name__)

PARSE_TIMEOUT: Final = timedelta(seconds=5)
_OTHER_REQUESTS_AFTER: Final = timedelta(seconds=10)
"""The maximum wait of a source that now requests other symbols, whatever the minimum interval of its kind is."""
_ASK_AGAIN_AFTER: Final = timedelta(seconds=1)
"""Until it is asked again whether a source may be polled."""


class Monitor:
    """Polls sources and applies what happens to the market; a source that fails never disturbs another.

    Used inside one event loop.

    Args:
        sources: in order of preference.
        fetcher: makes their requests.
        environment: what it is given from outside.
        latest: the market it changes, and publishes after every poll; by default one of its own.
        parse_timeout: how long parsing one page may take.
        is_attended: whether anyone looks; by default someone does.
        may_poll: asked before each poll; where it is not so none begins. By default each does.
        record: called with every event that is applied; None for nobody.
        judge: called likewise; what it returns is applied in turn. None for nobody.
        note_duration: called with the name of a source that was asked, and the seconds that it took to ask it and to
            read its responses; None for nobody.
    """

    def __init__(
        self,
        sources: Sequence[SourceConfig],
        *,
        fetcher: FetcherProtocol,
        environment: Environment,
        latest: LatestMarket | None = None,
        parse_timeout: timedelta = PARSE_TIMEOUT,
        is_attended: Callable[[], bool] = lambda: True,
        may_poll: Callable[[], bool] = lambda: True,
        record: Record | None = None,
        judge: Judge | None = None,
        note_duration: NoteDuration | None = None,
    ) -> None:
        timeline, calendars = environment.timeline, environment.load_calendars()
        self._new_poller = partial(SourcePoller, fetcher=fetcher, environment=environment, parse_timeout=parse_timeout)
        self._pollers = {source.name: self._new_poller(source) for source in sources}
        self._timing = PollTiming(
            sources,
            interval_for=interval_lookup(calendars),
            random=environment.random,
            monotonic=timeline.monotonic,
            is_attended=is_attended,
        )
        self._may_poll = may_poll
        self._paused_by_user: set[str] = set()
        self._fetcher = fetcher
        self._search = SymbolSearch(
            sources,
            fetcher,
            environment.adapter_for,
            remaining_block=self._timing.remaining_block,
            block_for=self._timing.block_for,
            secrets=environment.proxy_secrets,
        )
        self._record_event = record
        self._judge_event = judge
        self._note_duration, self._monotonic = note_duration, timeline.monotonic
        self._clock = timeline.now
        self._on_wall = timeline.on_wall
        self.calendars, self._sessions = calendars, SessionWatch(environment.wall())
        self._day_of, self._is_open = trading_day_lookup(calendars), is_open_lookup(calendars)
        self._retry_after = RetryAfterStore(environment.state)
        self._pages = RejectedPages(environment)
        self.before_poll: Callable[[str], object] = len
        """Called with the name of a source whose poll begins; must neither block nor raise."""
        self.after_poll: Callable[[str], object] = len
        """Likewise where one has ended."""
        self.latest = latest or LatestMarket(market_before_polls(sources))
        """The market, and who receives it after every poll."""
        redact_in_logs(environment.proxy_secrets.union(*map(secrets_of, sources)))

    @property
    def search(self) -> SymbolSearch:
        """What asks the sources for instruments by name, within the same waits."""
        return self._search

    @property
    def market(self) -> Market:
        """The latest market."""
        return self.latest.market

    async def poll_all(self) -> None:
        """Poll every source once, all at the same time."""
        await asyncio.gather(*[self.poll(name) for name in self._pollers])

    def replace_sources(self, changes: SourceChanges) -> Mapping[str, timedelta]:
        """Have other sources from now on, publish the market, and return how long each that begins anew must wait.

        What did not change has its poller, its validators and its timing as before. Polls under way of those that are
        gone or begin anew are cancelled already.
        """
        redact_in_logs(frozenset().union(*map(secrets_of, changes.begun)))
        for name in changes.removed:
            self._timing.remove(name)
        for source in changes.begun:
            self._timing.begin(source.name, same_server=source.name in changes.same_server)
        for name in (*changes.removed, *(each.name for each in changes.begun)):
            self._fetcher.forget_validators(name)
        begun = {source.name: self._new_poller(source) for source in changes.begun}
        for name in begun.keys() & changes.same_server:
            begun[name].min_interval = self._pollers[name].min_interval
        self._pollers = {each.name: begun.get(each.name) or self._pollers[each.name] for each in changes.sources}
        self._search.set_sources(changes.sources)
        before, now = self.market, self._clock()
        self._apply(changes.event(now))
        waits = {each.name: self._wait_before_first(each, changes.continuity[each.name]) for each in changes.begun}
        for source in changes.begun:
            if wait := waits[source.name]:
                self._apply(NextPollPlanned(source=source.name, next_try=now + wait, every=source.every))
        if self.market is not before:
            self.latest.publish()
        return waits

    def _wait_before_first(self, source: SourceConfig, continuity: Continuity) -> timedelta:
        """Return how long the first poll of a source that begins anew must wait: the same requests as long as ever."""
        wait = self.wait_before_request(source.name)
        if continuity is Continuity.SUPERSEDED:
            wait = min(wait, _OTHER_REQUESTS_AFTER)
        return max(wait, self._timing.remaining_block(source.name))

    def set_calendars(self, calendars: Mapping[str, TradingCalendar]) -> Mapping[str, timedelta]:
        """Poll by these trading hours; return by source how soon it is due by them, without those that failed."""
        self.calendars = calendars
        self._day_of, self._is_open = trading_day_lookup(calendars), is_open_lookup(calendars)
        self._timing.set_intervals(interval_lookup(calendars))
        now = self._on_wall(self._clock())
        waits = {name: self._timing.wait_by_interval(poller.source, now) for name, poller in self._pollers.items()}
        return {name: wait for name, wait in waits.items() if wait is not None}

    def apply_restored(self, event: DayRestored | DayFilled | ArticlesRestored) -> None:
        """Apply what an earlier run saw, or what sources gave of the day afterwards; publish the market."""
        before = self.market
        self._apply(event)
        if self.market is not before:
            self.latest.publish()

    def apply_alerts(self, event: AlertsRang) -> None:
        """Apply that alerts rang because time passed; publish the market."""
        self._apply(event)
        self.latest.publish()

    def apply_page(self, event: "PageEvent") -> None:
        """Apply what becomes of the page of an article; publish the market."""
        before = self.market
        self._apply(event)
        if self.market is not before:
            self.latest.publish()

    @property
    def pollers(self) -> Mapping[str, SourcePoller]:
        """What polls each source, by its name."""
        return self._pollers

    @property
    def timing(self) -> PollTiming:
        """When each source may be polled again."""
        return self._timing

    def has(self, name: str) -> bool:
        """Return whether there is a source of this name."""
        return name in self._pollers

    def pause(self, name: str) -> None:
        """Poll a source no more, as the user requests; a poll under way ends, and its figures are shown."""
        self._paused_by_user.add(name)
        self._timing.pause(name)
        self._apply(SourcePaused(source=name, at=self._clock()))
        self.latest.publish()

    def resume(self, name: str) -> None:
        """Let a paused source be polled again, as the user requests."""
        self._paused_by_user.discard(name)
        self._timing.resume(name)
        if self.market.health[name].state is SourceState.PAUSED:
            now, block = self._clock(), self._timing.remaining_block(name)
            self._apply(SourceResumed(source=name, at=now))
            if block:
                every = self.market.health[name].every
                self._apply(NextPollPlanned(source=name, next_try=now + block, every=every))
            self.latest.publish()

    def wait_before_request(self, name: str) -> timedelta:
        """Return how long a poll that the user requests must wait for the minimum interval of the source's kind.

        Zero where the last poll failed, or where the source may be polled faster.
        """
        poller = self._pollers[name]
        if poller.min_interval is None or poller.source.may_poll_faster:
            return timedelta(0)
        return self._timing.wait_after_success(name, poller.min_interval)

    def waits_until_due(self) -> Mapping[str, timedelta]:
        """Return by source how soon it would be polled if someone looked; without those that are paused or new."""
        return self._timing.waits_until_due()

    def plan_sooner(self, waits: Mapping[str, timedelta]) -> None:
        """Publish by source that it is polled after this wait, where that is sooner than what was planned."""
        before, now = self.market, self._clock()
        for name, wait in waits.items():
            health = self.market.health[name]
            next_try = now + max(wait, self._timing.remaining_block(name))
            if health.next_try is not None and next_try < health.next_try:
                self._apply(NextPollPlanned(source=name, next_try=next_try, every=health.every))
        if self.market is not before:
            self.latest.publish()

    async def poll(self, name: str) -> timedelta:
        """Poll one source once and publish the market.

        A source whose server requested a wait is not polled before its end, even if the user requests it; a paused one
        not before it is resumed; none while `may_poll` says that it may not.

        Returns:
            How long to wait until the next try.

        Raises:
            KeyError: there is no such source. Nothing else.
        """
        poller = self._pollers[name]
        async with poller.lock:
            blocked_for = self._timing.remaining_block(name)
            if blocked_for:
                return blocked_for
            if not self._may_poll():
                return _ASK_AGAIN_AFTER
            self.before_poll(name)
            wait = await self._plan_next(poller, await self._supervised_poll(poller))
        self.after_poll(name)
        return wait

    async def block(self, poller: SourcePoller, wait: timedelta) -> None:
        """Ask a source for nothing for so long, since its server requests it; another run respects it too."""
        self._timing.block_for(poller.source.name, wait)
        now = self._on_wall(self._clock())
        await asyncio.to_thread(self._retry_after.block, *poller.source_and_host, now + wait, now)

    async def _supervised_poll(self, poller: SourcePoller) -> PollReport:
        """Poll and apply the result, whatever goes wrong: no error of one source ends the others."""
        try:
            report = await self._request(poller)
            self._note_sessions()
            self._record(report.result)
        except Exception as error:  # noqa: BLE001 - supervised: no source may stop another
            name = poller.source.name
            _log.exception("source %s: %s failed", name, poller.stage, extra={"source": name})
            report = poller.from_exception(error)
            self._record(report.result)
        if report.discard_validators or self._is_rejected(report.result):
            self._fetcher.forget_validators(poller.source.name)
        return report

    async def _request(self, poller: SourcePoller) -> PollReport:
        """Poll, unless the source must not be polled now or its server requested a wait of an earlier run."""
        try:
            adapter = poller.build_requests()
        except ParseError as error:
            return PollReport(result=poller.failure(error.reason), is_refusal=True)
        redact_in_logs(poller.secrets)
        now = self._on_wall(self._clock())
        until = (
            None
            if poller.was_polled
            else await asyncio.to_thread(self._retry_after.blocked_until, *poller.source_and_host, now)
        )
        if until is not None:
            return poller.skipped_by_retry_after(until - now, f"asked to wait {format_wait(until - now)} more")
        began = self._monotonic()
        report = await poller.poll(adapter)
        if self._note_duration is not None:
            self._note_duration(poller.source.name, self._monotonic() - began)
        return report

    def _note_sessions(self) -> None:
        """Apply that markets opened and closed since the last poll, each at the time when that was due."""
        now = self._clock()
        wall = self._on_wall(now)
        markets = {market for health in self.market.health.values() for market in health.markets}
        for change in self._sessions.changes(self.calendars, markets, wall):
            self._apply(change._replace(at=change.at - (wall - now)))

    def _record(self, result: PollResult) -> None:
        self._apply(result)
        health = self.market.health[result.source]
        if health.state in (SourceState.FAILING, SourceState.PAUSED):
            source = {"source": result.source}
            _log.warning("source %s: %s (%d in a row)", result.source, health.reason, health.failures, extra=source)

    def _apply(self, event: Event) -> None:
        before = self.market
        self.latest.market = apply(
            self.market,
            event,
            lambda market, at: self._day_of(market, self._on_wall(at)),
            lambda market, at: self._is_open(market, self._on_wall(at)),
        )
        if self._record_event is not None:
            self._record_event(event, before, self.market)
        follows = None if self._judge_event is None else self._judge_event(event, before, self.market)
        if follows is not None:
            self._apply(follows)

    def _is_rejected(self, result: PollResult) -> bool:
        """Return whether it is a snapshot that the market rejected."""
        return isinstance(result, Snapshot) and self.market.health[result.source].state is SourceState.FAILING

    async def _plan_next(self, poller: SourcePoller, report: PollReport) -> timedelta:
        """Plan the next poll by the result of this one, and publish the market; return the wait until then."""
        name = poller.source.name
        reason = self.market.health[name].reason or ""
        page = await self._pages.save(poller, report, reason, is_rejected=self._is_rejected(report.result))
        if page is not None:
            self._apply(page)
        if isinstance(report.result, Failure) and report.result.stops:
            self._timing.pause(name)
        if report.retry_after is not None:
            await self.block(poller, report.retry_after)
        upcoming = self._timing.schedule_after(
            poller.source,
            self._on_wall(report.result.at),
            is_failure=self.market.health[name].failures > 0,
            retry_after=report.retry_after,
            is_refusal=report.is_refusal,
            min_interval=UNREACHED_INTERVAL if report.is_unreached else poller.min_interval,
        )
        next_try = None if self._timing.is_paused(name) else report.result.at + upcoming.wait
        self._apply(NextPollPlanned(source=name, next_try=next_try, every=upcoming.every))
        if name in self._paused_by_user:
            self._apply(SourcePaused(source=name, at=report.result.at))
        self.latest.publish()
        return upcoming.wait
