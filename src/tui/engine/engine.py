"""The engine: sources polled on a thread of their own, so that no screen and no page can hold them up."""

import asyncio
import logging
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.domain import CleanText, Market
from tui.domain.instants import OnWall, as_it_is
from tui.domain.intraday import TradingDayOf
from tui.domain.market import IsOpen, never_open, utc_date
from tui.engine.clock import Clock, utc_now
from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.engine.http.errors import FetcherProtocol
from tui.engine.initial_market import market_before_polls
from tui.engine.monitor import (
    AdapterFor,
    IntervalFor,
    Monitor,
    Publish,
    adapter_for,
    configured_interval,
)
from tui.sources.adapter import SourceConfig
from tui.storage.log import shown

if TYPE_CHECKING:
    from tui.engine.scheduler import Scheduler
from tui.engine.http.errors import FetchResult
from tui.sources.adapter import SourceRequest

_log = logging.getLogger(__name__)

_BEAT: Final = 0.5
_KEEP_EVERY: Final = 60.0

MakeFetcher = Callable[[], AbstractAsyncContextManager[FetcherProtocol]]


def http_fetcher(clock: Clock) -> AbstractAsyncContextManager[FetcherProtocol]:
    """The fetcher that asks the web."""
    # httpx has a command of its own, for which its import brings click and pygments along wherever they are installed:
    # 41 modules and 3 MB that nobody here calls. It does without them where its command is not to be had.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # that is how a module is said not to be there
    from tui.engine.http.fetcher import Fetcher  # noqa: PLC0415  httpx is loaded where polls run, never before first paint

    return Fetcher(clock=clock)


class Engine:
    """The thread that polls. Everyone else holds this object and immutable markets, and sends it wishes.

    Args:
        sources: in order of preference.
        publish: the first subscriber, if any.
        clock: the time that polls are stamped with, aware UTC; it must never jump.
        on_wall: what the wall clock shows at a moment of it.
        day_of: which trading day a moment belongs to.
        is_open: whether figures of a market should move at a moment.
        pace: how long to leave a source alone after a good answer.
        state: the folder for what must outlive a restart and for pages that nobody could use; None for neither.
        market: what is known at the start; by default nothing.
        keep: told the latest market now and then and at the end, from the engine's thread, to store it; must not raise.
        make_fetcher: makes what gets the pages, inside the engine's thread; the web by default.
        first_poll: whether to ask every source at once, or to wait for its interval first.
        adapter_for: which reader reads a kind.
        spread: fresh random numbers in [0, 1), for jitter and back-off.
    """

    def __init__(
        self,
        sources: Sequence[SourceConfig],
        *,
        publish: Publish | None = None,
        clock: Clock = utc_now,
        on_wall: OnWall = as_it_is,
        day_of: TradingDayOf = utc_date,
        is_open: IsOpen = never_open,
        pace: IntervalFor = configured_interval,
        state: Path | None = None,
        market: Market | None = None,
        keep: Publish | None = None,
        make_fetcher: MakeFetcher | None = None,
        first_poll: bool = True,
        adapter_for: AdapterFor = adapter_for,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._sources = tuple(sources)
        self._subscribers: dict[object, Publish] = {} if publish is None else {object(): publish}
        self._clock = clock
        self._on_wall = on_wall
        self._day_of = day_of
        self._is_open = is_open
        self._pace = pace
        self._state = state
        self._make_fetcher = make_fetcher or partial(http_fetcher, lambda: on_wall(clock()))
        self._first_poll = first_poll
        self._adapter_for = adapter_for
        self._spread = spread
        self._market = market or market_before_polls(self._sources)
        self._keep = keep
        self._thread = threading.Thread(target=self._host, name="bigboard-engine", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leave = asyncio.Event()
        self._leaving = threading.Event()
        self._wish: Callable[[str], None] | None = None
        self._attend: Callable[[], None] | None = None
        self._is_attended = True
        self.heartbeat = time.monotonic()
        """`time.monotonic()` of the loop's latest sign of life; a living engine gives one at least each second."""
        self.failed: CleanText | None = None
        """Why the engine died; None while it lives and after a stop that was asked for."""

    @property
    def market(self) -> Market:
        """The latest market."""
        return self._market

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def subscribe(self, receive: Publish) -> Callable[[], object]:
        """Send the market after every later poll to `receive` too; call what is returned to end that.

        Args:
            receive: called on the engine's thread; must neither block nor raise.
        """
        key = object()
        self._subscribers[key] = receive
        return partial(self._subscribers.pop, key, None)

    def start(self) -> None:
        """Begin to poll; returns at once."""
        self.heartbeat = time.monotonic()
        self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """End every poll under way and the thread.

        Args:
            timeout: seconds to wait for it; a thread that needs longer is left behind and keeps nothing alive.
        """
        self._leaving.set()
        self._tell(self._leave.set)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def poll_now(self, name: str | None = None) -> None:
        """Wish for a poll of one source, or of all, from any thread. Before the start and after the end, nothing.

        Raises:
            KeyError: there is no such source.
        """
        names = [source.name for source in self._sources] if name is None else [name]
        for each in names:
            if each not in self._market.health:
                raise KeyError(each)
            if self._wish is not None:
                self._tell(partial(self._wish, each))

    def set_attended(self, attentive: bool) -> None:
        """Say, from any thread, whether anyone looks: where nobody does, sources are asked four times as rarely.

        When someone looks again, what would have been asked by then is asked at once.
        """
        self._is_attended = attentive
        if self._attend is not None:
            self._tell(self._attend)

    def _tell(self, wish: Callable[[], object]) -> None:
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(wish)

    def _host(self) -> None:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(self._live())

    async def _live(self) -> None:
        """Run until told to leave; whatever ends the life before that becomes `failed`."""
        life = asyncio.create_task(self._serve())
        await asyncio.wait({life})
        error = life.exception()
        if error is not None:
            _log.error("engine failed", exc_info=error)
            self.failed = shown(f"{type(error).__name__}: {error}")

    async def _serve(self) -> None:
        from tui.engine.scheduler import Scheduler  # noqa: PLC0415  apscheduler is loaded here, never before first paint

        self._loop = asyncio.get_running_loop()
        self._beat()
        async with self._make_fetcher() as fetcher:
            monitor = Monitor(
                self._sources,
                fetcher=fetcher,
                clock=self._clock,
                on_wall=self._on_wall,
                publish=self._spread_word,
                day_of=self._day_of,
                is_open=self._is_open,
                pace=self._pace,
                state=self._state,
                market=self._market,
                adapter_for=self._adapter_for,
                spread=self._spread,
            )
            self._store()
            async with Scheduler() as schedule:
                for source in self._sources:
                    first = timedelta(0) if self._first_poll else source.every
                    schedule.add(source.name, source.every, partial(monitor.poll, source.name), first)
                self._wish = partial(_ask_now, monitor, schedule)
                self._attend = partial(self._be_attended, monitor, schedule)
                self._attend()
                if not self._leaving.is_set():
                    await self._leave.wait()
                self._wish = self._attend = None
            if self._keep is not None:
                self._keep(self._market)

    def _store(self) -> None:
        """Have what is known stored every minute: a program that is killed must not lose a day."""
        if self._keep is not None:
            self._keep(self._market)
            asyncio.get_running_loop().call_later(_KEEP_EVERY, self._store)

    def _be_attended(self, monitor: Monitor, schedule: "Scheduler") -> None:
        for name, wait in monitor.set_attended(is_attended=self._is_attended).items():
            schedule.run_within(name, wait)

    def _spread_word(self, market: Market) -> None:
        self._market = market
        for receive in tuple(self._subscribers.values()):  # others may subscribe meanwhile, on their own threads
            receive(market)

    def _beat(self) -> None:
        self.heartbeat = time.monotonic()
        asyncio.get_running_loop().call_later(_BEAT, self._beat)


def _ask_now(monitor: Monitor, schedule: "Scheduler", name: str) -> None:
    monitor.resume(name)
    schedule.run_now(name)


def new_loop() -> asyncio.AbstractEventLoop:
    """An event loop whose look-ups of names never keep the program from ending."""
    loop = asyncio.new_event_loop()
    loop.set_default_executor(DaemonThreadExecutor())
    return loop


def poll_once(
    sources: Sequence[SourceConfig],
    *,
    clock: Clock = utc_now,
    day_of: TradingDayOf = utc_date,
    state: Path | None = None,
    make_fetcher: MakeFetcher | None = None,
    adapter_for: AdapterFor = adapter_for,
) -> Market:
    """Ask every source once, all at the same time, and return what is known then; failures are in its health.

    With a `state` folder, whoever asked to be left alone is left alone here too.
    """

    async def ask() -> Market:
        async with (make_fetcher or partial(http_fetcher, clock))() as fetcher:
            monitor = Monitor(
                sources, fetcher=fetcher, clock=clock, day_of=day_of, state=state, adapter_for=adapter_for
            )
            await monitor.poll_all()
            return monitor.market

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(ask())


def fetch_once(
    source: SourceConfig, ask: SourceRequest, *, clock: Clock = utc_now, make_fetcher: MakeFetcher | None = None
) -> FetchResult:
    """Ask once, within every bound that holds for polls.

    Raises:
        FetchError: there is no answer worth reading.
    """
    made: AbstractAsyncContextManager[FetcherProtocol] = (make_fetcher or partial(http_fetcher, clock))()

    async def asked() -> FetchResult:
        async with made as fetcher:
            return await fetcher.fetch(source, ask)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(asked())
