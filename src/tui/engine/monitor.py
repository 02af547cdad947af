"""The one mutable cell: the latest market, grown poll by poll."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tui.domain import CleanText, Failure, Market, Outcome, Snapshot, SourceState, absorb
from tui.domain.market import IsOpen, kept, never_open, planned, utc_day
from tui.domain.trail import DayOf
from tui.engine.answer import Fetching
from tui.engine.clocks import Clock, OnWall, as_it_is, steady
from tui.engine.desk import AdapterFor, Desk, Round
from tui.engine.diary import JITTER, Diary, Pace, steadily
from tui.engine.held import Held
from tui.engine.kept import KeptPages, label
from tui.engine.log import keep_out_of_log
from tui.engine.opening import waiting
from tui.engine.retry_after import wait_text
from tui.engine.secrets import secrets_of
from tui.sources.source import Adapter, ParseError, Source

__all__ = ["JITTER", "AdapterFor", "Monitor", "Pace", "Publish", "known_adapter", "steadily"]

_log = logging.getLogger(__name__)

READING_LIMIT: Final = timedelta(seconds=5)

Publish = Callable[[Market], None]


def known_adapter(kind: str) -> Adapter:
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
        sources: Sequence[Source],
        *,
        fetcher: Fetching,
        clock: Clock,
        publish: Publish | None = None,
        day_of: DayOf = utc_day,
        is_open: IsOpen = never_open,
        pace: Pace = steadily,
        spread: Callable[[], float] = random.random,
        adapter_for: AdapterFor = known_adapter,
        reading_limit: timedelta = READING_LIMIT,
        on_wall: OnWall = as_it_is,
        monotonic: Callable[[], float] = steady,
        state: Path | None = None,
        market: Market | None = None,
    ) -> None:
        self._desks = {
            source.name: Desk(
                source,
                fetcher=fetcher,
                clock=clock,
                on_wall=on_wall,
                adapter_for=adapter_for,
                reading_limit=reading_limit,
            )
            for source in sources
        }
        self._diary = Diary(sources, pace=pace, spread=spread, monotonic=monotonic)
        self._fetcher = fetcher
        self._clock = clock
        self._on_wall = on_wall
        self._publish = publish
        self._day_of: DayOf = lambda code, at: day_of(code, on_wall(at))
        self._is_open: IsOpen = lambda code, at: is_open(code, on_wall(at))
        self._held = Held(state)
        self._pages = KeptPages(state)
        self._market = market or waiting(sources)
        keep_out_of_log(frozenset(each for source in sources for each in secrets_of(source)))

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

    def attend(self, *, is_attended: bool) -> Mapping[str, timedelta]:
        """Note whether anyone looks; how soon each source is to be asked now that someone does again."""
        return self._diary.attend(is_attended=is_attended)

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
        async with desk.turn:
            rest = self._diary.rest(name)
            return rest or await self._enter(desk, await self._supervised(desk))

    async def _supervised(self, desk: Desk) -> Round:
        """One poll, taken into the market whatever goes wrong: the one place that catches everything."""
        try:
            made = await self._ask(desk)
            self._absorb(made.outcome)
        except Exception as error:  # noqa: BLE001  the one supervised place: no source may stop another
            _log.exception("source %s: %s failed", desk.source.name, desk.stage)
            made = desk.broken(error)
            self._absorb(made.outcome)
        if made.spoiled or self._is_doubted(made.outcome):
            self._fetcher.forget(desk.source.name)
        return made

    async def _ask(self, desk: Desk) -> Round:
        try:
            adapter = desk.plan()
        except ParseError as error:
            return Round(outcome=desk.failure(error.reason), is_refusal=True)
        keep_out_of_log(desk.secrets)
        now = self._on_wall(self._clock())
        until = None if desk.was_asked else await asyncio.to_thread(self._held.until, *_whom(desk), now)
        if until is not None:
            return desk.told_to_wait(until - now, f"asked to wait {wait_text(until - now)} more")
        return await desk.poll(adapter)

    def _absorb(self, outcome: Outcome) -> None:
        name = outcome.source
        self._market = absorb(self._market, outcome, self._day_of, self._is_open)
        health = self._market.health[name]
        if health.state in (SourceState.FAILING, SourceState.PAUSED):
            _log.warning("source %s: %s (%d in a row)", name, health.reason, health.failures)

    def _is_doubted(self, outcome: Outcome) -> bool:
        """Whether it arrived well and was not believed."""
        return isinstance(outcome, Snapshot) and self._market.health[outcome.source].state is SourceState.FAILING

    async def _enter(self, desk: Desk, made: Round) -> timedelta:
        """Enter what a poll means for the next ones, and publish."""
        name = desk.source.name
        await self._keep_page(desk, made)
        if isinstance(made.outcome, Failure) and made.outcome.stops:
            self._diary.pause(name)
        if made.retry_after is not None:
            self._diary.hold(name, made.retry_after)
            now = self._on_wall(self._clock())
            await asyncio.to_thread(self._held.hold, *_whom(desk), now + made.retry_after, now)
        upcoming = self._diary.after(
            desk.source,
            self._market.health[name].failures,
            made.retry_after,
            self._on_wall(made.outcome.at),
            is_refusal=made.is_refusal,
            polite=desk.polite,
        )
        next_try = None if self._diary.is_paused(name) else made.outcome.at + upcoming.wait
        self._market = planned(self._market, name, next_try, upcoming.every)
        if self._publish is not None:
            self._publish(self._market)
        return upcoming.wait

    async def _keep_page(self, desk: Desk, made: Round) -> None:
        """Keep the page that nobody could use, once for as long as that goes on."""
        name, reason = desk.source.name, self._market.health[made.outcome.source].reason or ""
        page = made.latest if self._is_doubted(made.outcome) else None
        if made.unread is not None:
            page, reason = made.unread.page, made.unread.reason
        if page is None:
            desk.kept = desk.kept if isinstance(made.outcome, Failure) else None
            return
        if desk.kept is None or desk.kept[0] != label(reason):
            place: CleanText | None = await asyncio.to_thread(
                self._pages.keep, name, page, reason, self._on_wall(made.outcome.at), desk.secrets
            )
            desk.kept = (label(reason), place)
        self._market = kept(self._market, name, desk.kept[1])


def _whom(desk: Desk) -> tuple[str, str]:
    """Source and host, as one asks another to wait."""
    return desk.source.name, urlsplit(desk.asks[0].url).hostname or "" if desk.asks else ""
