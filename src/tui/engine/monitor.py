"""The one mutable cell: the latest market, grown poll by poll."""

import asyncio
import logging
import random
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from tui.domain import Failure, Market, Outcome, Snapshot, SourceHealth, SourceState, Unchanged, absorb, clean
from tui.domain.health import next_delay
from tui.domain.market import opened, planned, read_only, utc_day
from tui.domain.trail import DayOf
from tui.engine.answer import FetchError, Fetching
from tui.engine.clocks import Clock, steady
from tui.engine.threads import DaemonThreads
from tui.sources.source import Adapter, Page, ParseError, Source

_log = logging.getLogger(__name__)

READING_LIMIT: Final = timedelta(seconds=5)
JITTER: Final = 0.1

AdapterFor = Callable[[str], Adapter]
Publish = Callable[[Market], None]


def known_adapter(kind: str) -> Adapter:
    """The adapter of a kind. Raises KeyError."""
    from tui.sources import adapter_for  # noqa: PLC0415  readers are looked up when the first page has come

    return adapter_for(kind)


def waiting(sources: Sequence[Source]) -> Market:
    """The market before anything was heard, its sources in order of preference."""
    return opened(
        SourceHealth(name=source.name, kind=source.kind, every=source.every, market=source.market) for source in sources
    )


@dataclass(slots=True)
class _Desk:
    """What is kept per source between polls."""

    source: Source
    turn: asyncio.Lock
    reading: Future[Snapshot] | None = None
    stage: str = "fetcher"
    """Who is at work on it, for the reason if that breaks."""
    held_until: float = float("-inf")
    """Steady seconds before which the server asked not to be asked again."""


Pace = Callable[[Source, datetime], timedelta]
"""The interval in force for a source at a moment (aware UTC)."""


def steadily(source: Source, _now: datetime) -> timedelta:
    """The configured interval, whatever the hour."""
    return source.every


class Monitor:
    """Polls sources and grows the market; a source that fails, however badly, never disturbs another.

    Used inside one event loop.

    Args:
        sources: in order of preference.
        fetcher: gets their pages.
        clock: the only time there is.
        publish: told the market after every poll, once; must not raise.
        day_of: which trading day a moment belongs to.
        pace: how long to leave a source alone after a good answer.
        spread: fresh random numbers in [0, 1), for jitter and back-off.
        adapter_for: which reader reads a kind.
        reading_limit: how long one page may take to read.
        monotonic: steady seconds, for how long servers asked us to stay away.
    """

    def __init__(
        self,
        sources: Sequence[Source],
        *,
        fetcher: Fetching,
        clock: Clock,
        publish: Publish | None = None,
        day_of: DayOf = utc_day,
        pace: Pace = steadily,
        spread: Callable[[], float] = random.random,
        adapter_for: AdapterFor = known_adapter,
        reading_limit: timedelta = READING_LIMIT,
        monotonic: Callable[[], float] = steady,
    ) -> None:
        self._desks = {source.name: _Desk(source, asyncio.Lock()) for source in sources}
        self._fetcher = fetcher
        self._clock = clock
        self._publish = publish
        self._day_of = day_of
        self._pace = pace
        self._spread = spread
        self._adapter_for = adapter_for
        self._reading_limit = reading_limit
        self._monotonic = monotonic
        self._readers = DaemonThreads()
        self._market = waiting(sources)

    @property
    def market(self) -> Market:
        """The latest market."""
        return self._market

    async def poll_all(self) -> None:
        """Ask every source once, all at the same time."""
        await asyncio.gather(*[self.poll(name) for name in self._desks])

    async def poll(self, name: str) -> timedelta:
        """Ask one source once and publish what the market is then.

        A source whose server asked us to stay away is not asked before that time, whoever wishes it.

        Returns:
            How long to wait until the next try.

        Raises:
            KeyError: there is no such source. Nothing else.
        """
        desk = self._desks[name]
        async with desk.turn:
            held = desk.held_until - self._monotonic()
            if held > 0:
                return timedelta(seconds=held)
            return self._plan(desk, await self._supervised(desk))

    async def _supervised(self, desk: _Desk) -> Outcome:
        """One poll, taken into the market whatever goes wrong: the one place that catches everything."""
        source = desk.source
        desk.stage = "fetcher"
        try:
            outcome = await self._ask(desk)
            self._absorb(outcome)
        except FetchError as error:
            outcome = self._failure(source, error.reason, error.http_status, error.retry_after)
        except ParseError as error:
            outcome = self._unread(source, error.reason)
        except Exception as error:  # noqa: BLE001  the one supervised place: no source may stop another
            _log.exception("source %s: %s failed", source.name, desk.stage)
            outcome = self._unread(source, f"{desk.stage} failed: {type(error).__name__}")
        else:
            return outcome
        self._absorb(outcome)
        return outcome

    async def _ask(self, desk: _Desk) -> Outcome:
        if desk.reading is not None and not desk.reading.done():
            raise ParseError("an earlier page is still being read")
        source = desk.source
        answer = await self._fetcher.get(source, source.url)
        at = self._clock()
        if answer.page is None:
            return Unchanged(source=source.name, at=at, http_status=answer.http_status)
        desk.stage = "reader"
        return replace(await self._read(desk, answer.page, at), http_status=answer.http_status)

    async def _read(self, desk: _Desk, page: Page, at: datetime) -> Snapshot:
        """The page as its adapter reads it, in a thread of its own so that neither keys nor other polls wait."""
        parse = self._adapter_for(desk.source.kind).parse
        desk.reading = self._readers.submit(parse, page, desk.source, at)
        try:
            async with asyncio.timeout(self._reading_limit.total_seconds()):
                return await asyncio.wrap_future(desk.reading)
        except TimeoutError:
            raise ParseError("page took too long to read") from None

    def _unread(self, source: Source, reason: str) -> Failure:
        """An answer came and could not be used: the next one must be whole."""
        self._fetcher.forget(source.name)
        return self._failure(source, reason)

    def _failure(
        self, source: Source, reason: str, status: int | None = None, retry_after: timedelta | None = None
    ) -> Failure:
        return Failure(
            source=source.name, at=self._clock(), reason=clean(reason), http_status=status, retry_after=retry_after
        )

    def _absorb(self, outcome: Outcome) -> None:
        name = outcome.source
        self._market = absorb(_turned_back(self._market, name, outcome.at), outcome, self._day_of)
        health = self._market.health[name]
        if health.state is SourceState.FAILING:
            _log.warning("source %s: %s (%d in a row)", name, health.reason, health.failures)
            if isinstance(outcome, Snapshot):  # it arrived well and was not believed
                self._fetcher.forget(name)

    def _plan(self, desk: _Desk, outcome: Outcome) -> timedelta:
        name = desk.source.name
        every = self._pace(desk.source, outcome.at)
        delay = self._delay(desk, every, outcome)
        self._market = planned(self._market, name, outcome.at + delay, every)
        if self._publish is not None:
            self._publish(self._market)
        return delay

    def _delay(self, desk: _Desk, every: timedelta, outcome: Outcome) -> timedelta:
        """The wait until the next try; the jitter only adds, so that no one is asked earlier than they allow."""
        asked = outcome.retry_after if isinstance(outcome, Failure) else None
        delay = next_delay(
            every,
            self._market.health[desk.source.name].failures,
            spread=self._spread(),
            retry_after=asked,
            cap=desk.source.backoff_cap,
        )
        if asked is not None:
            desk.held_until = self._monotonic() + delay.total_seconds()
        return delay * (1 + JITTER * self._spread())


def _turned_back(market: Market, name: str, at: datetime) -> Market:
    """The market as if the clock had always shown what it shows now, where someone has set it back.

    Polls of one source follow each other, so an answer that seems older than the last one is none: without this
    the source would not be heard until the clock has caught up.
    """
    health = market.health[name]
    if health.last_poll is None or health.last_poll <= at:
        return market
    since = min(health.since, at) if health.since else None
    last_good = min(health.last_good, at) if health.last_good else None
    told = replace(health, last_poll=at, since=since, last_good=last_good)
    return replace(market, health=read_only({**market.health, name: told}))
