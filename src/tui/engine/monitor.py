"""The one mutable cell: the latest market, grown poll by poll."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tui.domain import CleanText, Failure, PollResult, Snapshot, SourceState, apply
from tui.domain.instants import OnWall, as_it_is
from tui.domain.intraday import TradingDayOf
from tui.domain.market import IsOpen, Market, never_open, utc_date, with_next_poll, with_rejected_page
from tui.engine.clock import Clock, monotonic_boottime
from tui.engine.http.errors import FetcherProtocol
from tui.engine.http.retry_after import format_wait
from tui.engine.initial_market import market_before_polls
from tui.engine.poll_timing import JITTER, IntervalFor, PollTiming, configured_interval
from tui.engine.source_poller import AdapterFor, PollReport, SourcePoller
from tui.sources.adapter import Adapter, ParseError, SourceConfig
from tui.sources.redaction.redact import secrets_of
from tui.storage.log import redact_in_logs
from tui.storage.rejected_pages import RejectedPageStore, slug
from tui.storage.retry_after_store import RetryAfterStore

__all__ = ["JITTER", "AdapterFor", "IntervalFor", "Monitor", "Publish", "adapter_for", "configured_interval"]

_log = logging.getLogger(__name__)

PARSE_TIMEOUT: Final = timedelta(seconds=5)

Publish = Callable[[Market], None]


def adapter_for(kind: str) -> Adapter:
    """The adapter of a kind. Raises KeyError."""
    from tui.sources import adapter_for  # noqa: PLC0415  readers are looked up when the first poll is made

    return adapter_for(kind)


class Monitor:
    """Polls sources and grows the market; a source that fails, however badly, never disturbs another.

    Used inside one event loop.

    Args:
        sources: in order of preference.
        fetcher: gets their pages.
        clock: the time that polls are stamped with, aware UTC; it must never jump.
        on_wall: what the wall clock shows at a moment of it: for calendars, and for what others call the time.
        publish: told the market after every poll, once; must not raise.
        day_of: which trading day a moment belongs to.
        is_open: whether figures of a market should move at a moment.
        pace: how long to leave a source alone after a good answer.
        spread: fresh random numbers in [0, 1), for jitter and back-off.
        adapter_for: which reader reads a kind.
        reading_limit: how long one page may take to read.
        monotonic: steady seconds, for how long servers asked us to stay away.
        state: the folder for what must outlive a restart and for pages that nobody could use; None for neither.
        market: what is known at the start; by default nothing.
    """

    def __init__(
        self,
        sources: Sequence[SourceConfig],
        *,
        fetcher: FetcherProtocol,
        clock: Clock,
        publish: Publish | None = None,
        day_of: TradingDayOf = utc_date,
        is_open: IsOpen = never_open,
        pace: IntervalFor = configured_interval,
        spread: Callable[[], float] = random.random,
        adapter_for: AdapterFor = adapter_for,
        reading_limit: timedelta = PARSE_TIMEOUT,
        on_wall: OnWall = as_it_is,
        monotonic: Callable[[], float] = monotonic_boottime,
        state: Path | None = None,
        market: Market | None = None,
    ) -> None:
        self._desks = {
            source.name: SourcePoller(
                source,
                fetcher=fetcher,
                clock=clock,
                on_wall=on_wall,
                adapter_for=adapter_for,
                reading_limit=reading_limit,
            )
            for source in sources
        }
        self._diary = PollTiming(sources, pace=pace, spread=spread, monotonic=monotonic)
        self._fetcher = fetcher
        self._clock = clock
        self._on_wall = on_wall
        self._publish = publish
        self._day_of: TradingDayOf = lambda code, at: day_of(code, on_wall(at))
        self._is_open: IsOpen = lambda code, at: is_open(code, on_wall(at))
        self._held = RetryAfterStore(state)
        self._pages = RejectedPageStore(state)
        self._market = market or market_before_polls(sources)
        redact_in_logs(frozenset(each for source in sources for each in secrets_of(source)))

    @property
    def market(self) -> Market:
        """The latest market."""
        return self._market

    async def poll_all(self) -> None:
        """Ask every source once, all at the same time."""
        await asyncio.gather(*[self.poll(name) for name in self._desks])

    def resume(self, name: str) -> None:
        """Ask a paused source again at its next poll: the user says so."""
        self._diary.resume(name)

    def set_attended(self, *, is_attended: bool) -> Mapping[str, timedelta]:
        """Note whether anyone looks; how soon each source is to be asked now that someone does again."""
        return self._diary.set_attended(is_attended=is_attended)

    async def poll(self, name: str) -> timedelta:
        """Ask one source once and publish what the market is then.

        A source whose server asked us to stay away is not asked before that time, whoever wishes it; a paused one
        not before it is resumed.

        Returns:
            How long to wait until the next try.

        Raises:
            KeyError: there is no such source. Nothing else.
        """
        desk = self._desks[name]
        async with desk.lock:
            rest = self._diary.remaining_hold(name)
            return rest or await self._enter(desk, await self._supervised(desk))

    async def _supervised(self, desk: SourcePoller) -> PollReport:
        """One poll, taken into the market whatever goes wrong: the one place that catches everything."""
        try:
            made = await self._ask(desk)
            self._absorb(made.outcome)
        except Exception as error:  # noqa: BLE001  the one supervised place: no source may stop another
            _log.exception("source %s: %s failed", desk.source.name, desk.stage)
            made = desk.from_exception(error)
            self._absorb(made.outcome)
        if made.discard_validators or self._is_doubted(made.outcome):
            self._fetcher.forget_validators(desk.source.name)
        return made

    async def _ask(self, desk: SourcePoller) -> PollReport:
        try:
            adapter = desk.plan()
        except ParseError as error:
            return PollReport(outcome=desk.failure(error.reason), is_refusal=True)
        redact_in_logs(desk.secrets)
        now = self._on_wall(self._clock())
        until = None if desk.was_asked else await asyncio.to_thread(self._held.blocked_until, *_whom(desk), now)
        if until is not None:
            return desk.skipped_by_retry_after(until - now, f"asked to wait {format_wait(until - now)} more")
        return await desk.poll(adapter)

    def _absorb(self, outcome: PollResult) -> None:
        name = outcome.source
        self._market = apply(self._market, outcome, self._day_of, self._is_open)
        health = self._market.health[name]
        if health.state in (SourceState.FAILING, SourceState.PAUSED):
            _log.warning("source %s: %s (%d in a row)", name, health.reason, health.failures)

    def _is_doubted(self, outcome: PollResult) -> bool:
        """Whether it arrived well and was not believed."""
        return isinstance(outcome, Snapshot) and self._market.health[outcome.source].state is SourceState.FAILING

    async def _enter(self, desk: SourcePoller, made: PollReport) -> timedelta:
        """Enter what a poll means for the next ones, and publish."""
        name = desk.source.name
        await self._keep_page(desk, made)
        if isinstance(made.outcome, Failure) and made.outcome.stops:
            self._diary.pause(name)
        if made.retry_after is not None:
            self._diary.hold_until(name, made.retry_after)
            now = self._on_wall(self._clock())
            await asyncio.to_thread(self._held.block, *_whom(desk), now + made.retry_after, now)
        upcoming = self._diary.schedule_after(
            desk.source,
            self._market.health[name].failures,
            made.retry_after,
            self._on_wall(made.outcome.at),
            is_refusal=made.is_refusal,
            polite=desk.polite,
        )
        next_try = None if self._diary.is_paused(name) else made.outcome.at + upcoming.wait
        self._market = with_next_poll(self._market, name, next_try, upcoming.every)
        if self._publish is not None:
            self._publish(self._market)
        return upcoming.wait

    async def _keep_page(self, desk: SourcePoller, made: PollReport) -> None:
        """Keep the page that nobody could use, once for as long as that goes on."""
        name, reason = desk.source.name, self._market.health[made.outcome.source].reason or ""
        page = made.latest if self._is_doubted(made.outcome) else None
        if made.rejected is not None:
            page, reason = made.rejected.page, made.rejected.reason
        if page is None:
            desk.rejected_page = desk.rejected_page if isinstance(made.outcome, Failure) else None
            return
        if desk.rejected_page is None or desk.rejected_page[0] != slug(reason):
            place: CleanText | None = await asyncio.to_thread(
                self._pages.save, name, page, reason, self._on_wall(made.outcome.at), desk.secrets
            )
            desk.rejected_page = (slug(reason), place)
        self._market = with_rejected_page(self._market, name, desk.rejected_page[1])


def _whom(desk: SourcePoller) -> tuple[str, str]:
    """Source and host, as one asks another to wait."""
    return desk.source.name, urlsplit(desk.asks[0].url).hostname or "" if desk.asks else ""
