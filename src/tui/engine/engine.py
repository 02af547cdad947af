"""The engine: sources polled on a thread of their own, so that no screen and no page can block them."""

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

_HEARTBEAT_INTERVAL: Final = 0.5
_STORE_INTERVAL: Final = 60.0

MakeFetcher = Callable[[], AbstractAsyncContextManager[FetcherProtocol]]


def http_fetcher(clock: Clock) -> AbstractAsyncContextManager[FetcherProtocol]:
    """Return the fetcher for the web."""
    # httpx has a command of its own, for which its import loads click and pygments wherever they are installed: 41
    # modules and 3 MB that nothing here calls. It works without them where its command cannot be imported.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # that is how a module is marked as not importable
    from tui.engine.http.fetcher import Fetcher  # noqa: PLC0415  httpx is loaded where polls run, never before first paint

    return Fetcher(clock=clock)


class Engine:
    """The thread that polls. Other threads have this object and immutable markets, and send it requests.

    Args:
        sources: in order of preference.
        publish: the first subscriber, if any.
        clock: the time that polls are stamped with, aware UTC; it must never jump.
        on_wall: what the wall clock shows at a time of it.
        day_of: which trading day a time belongs to.
        is_open: whether the values of a market should change at a time.
        pace: how long to wait after a good answer of a source.
        state: the folder for what must outlive a restart and for rejected pages; None for neither.
        market: what is known at the start; by default nothing.
        keep: called with the latest market each minute and at the end, from the engine's thread, to store it; must not
            raise.
        make_fetcher: makes the fetcher, inside the engine's thread; the web's by default.
        first_poll: whether to poll every source at once, or to wait for its interval first.
        adapter_for: which adapter parses a kind.
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
        self._thread = threading.Thread(target=self._run_thread, name="bigboard-engine", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop_requested = asyncio.Event()
        self._is_stopping = threading.Event()
        self._poll_source: Callable[[str], None] | None = None
        self._update_attended: Callable[[], None] | None = None
        self._is_attended = True
        self.heartbeat = time.monotonic()
        """`time.monotonic()` of the loop's latest heartbeat; a running engine has one at least each second."""
        self.failed: CleanText | None = None
        """Why the engine failed; None while it runs and after a stop that was requested."""

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
        """Start polling; returns at once."""
        self.heartbeat = time.monotonic()
        self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """Cancel every poll under way and end the thread.

        Args:
            timeout: seconds to wait for it; a thread that needs longer is left behind and keeps nothing alive.
        """
        self._is_stopping.set()
        self._call_in_loop(self._stop_requested.set)
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def poll_now(self, name: str | None = None) -> None:
        """Request a poll of one source, or of all, from any thread. Does nothing before the start and after the end.

        Raises:
            KeyError: there is no such source.
        """
        names = [source.name for source in self._sources] if name is None else [name]
        for each in names:
            if each not in self._market.health:
                raise KeyError(each)
            if self._poll_source is not None:
                self._call_in_loop(partial(self._poll_source, each))

    def set_attended(self, attentive: bool) -> None:
        """Set, from any thread, whether anyone looks: where nobody does, sources are polled four times as rarely.

        When someone looks again, sources that would have been polled by then are polled at once.
        """
        self._is_attended = attentive
        if self._update_attended is not None:
            self._call_in_loop(self._update_attended)

    def _call_in_loop(self, call: Callable[[], object]) -> None:
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(call)

    def _run_thread(self) -> None:
        with asyncio.Runner(loop_factory=new_loop) as runner:
            runner.run(self._supervise())

    async def _supervise(self) -> None:
        """Run until a stop is requested; an error that ends the engine before that becomes `failed`."""
        serving = asyncio.create_task(self._serve())
        await asyncio.wait({serving})
        error = serving.exception()
        if error is not None:
            _log.error("engine failed", exc_info=error)
            self.failed = shown(f"{type(error).__name__}: {error}")

    async def _serve(self) -> None:
        from tui.engine.scheduler import Scheduler  # noqa: PLC0415  apscheduler is loaded here, never before first paint

        self._loop = asyncio.get_running_loop()
        self._update_heartbeat()
        async with self._make_fetcher() as fetcher:
            monitor = Monitor(
                self._sources,
                fetcher=fetcher,
                clock=self._clock,
                on_wall=self._on_wall,
                publish=self._publish_market,
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
                self._poll_source = partial(_poll_at_once, monitor, schedule)
                self._update_attended = partial(self._apply_attended, monitor, schedule)
                self._update_attended()
                if not self._is_stopping.is_set():
                    await self._stop_requested.wait()
                self._poll_source = self._update_attended = None
            if self._keep is not None:
                self._keep(self._market)

    def _store(self) -> None:
        """Store the market every minute: a program that is killed must not lose a day."""
        if self._keep is not None:
            self._keep(self._market)
            asyncio.get_running_loop().call_later(_STORE_INTERVAL, self._store)

    def _apply_attended(self, monitor: Monitor, schedule: "Scheduler") -> None:
        for name, wait in monitor.set_attended(is_attended=self._is_attended).items():
            schedule.run_within(name, wait)

    def _publish_market(self, market: Market) -> None:
        self._market = market
        for receive in tuple(self._subscribers.values()):  # others may subscribe meanwhile, on their own threads
            receive(market)

    def _update_heartbeat(self) -> None:
        self.heartbeat = time.monotonic()
        asyncio.get_running_loop().call_later(_HEARTBEAT_INTERVAL, self._update_heartbeat)


def _poll_at_once(monitor: Monitor, schedule: "Scheduler", name: str) -> None:
    monitor.resume(name)
    schedule.run_now(name)


def new_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop whose name look-ups never keep the program from ending."""
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
    """Poll every source once, all at the same time, and return the market; failures are in its health.

    With a `state` folder, waits that servers requested of an earlier run are kept here too.
    """

    async def poll() -> Market:
        async with (make_fetcher or partial(http_fetcher, clock))() as fetcher:
            monitor = Monitor(
                sources, fetcher=fetcher, clock=clock, day_of=day_of, state=state, adapter_for=adapter_for
            )
            await monitor.poll_all()
            return monitor.market

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(poll())


def fetch_once(
    source: SourceConfig, ask: SourceRequest, *, clock: Clock = utc_now, make_fetcher: MakeFetcher | None = None
) -> FetchResult:
    """Make one request, within every limit that holds for polls.

    Raises:
        FetchError: there is no usable response.
    """
    made: AbstractAsyncContextManager[FetcherProtocol] = (make_fetcher or partial(http_fetcher, clock))()

    async def fetch() -> FetchResult:
        async with made as fetcher:
            return await fetcher.fetch(source, ask)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        return runner.run(fetch())
