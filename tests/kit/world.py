"""An engine in a world of its own: a web that tells a story, a clock that a test moves, and all that was published."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from tests.engine.stories import MINUTE, START, Scene, Story, Ticking, environment, prices, source, told
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.environment import AdapterFor
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, SourceConfig


class World:
    """Polls sources one by one, whenever a test says so.

    Args:
        sources: what is polled; one named br by default.
        adapter_for: the adapter of each kind.
        spread: what chance adds to each wait, from 0 to 1.
        begun: what the wall clock shows at first.
        calendars: trading hours by market code.
    """

    def __init__(
        self,
        *sources: SourceConfig,
        adapter_for: AdapterFor = told,
        spread: float = 0.0,
        begun: datetime = START,
        calendars: Mapping[str, TradingCalendar] = MappingProxyType({}),
    ) -> None:
        self.story = Story()
        self.clock = Ticking()
        self.clock.now = begun
        given = environment(self.clock, adapter_for=adapter_for, spread=lambda: spread, calendars=calendars)
        self.timeline = given.timeline
        self.published: list[Market] = []
        self.latest_poll = self.clock.now
        self.monitor = Monitor(
            sources or (source(),),
            fetcher=self.story,
            environment=given,
            parse_timeout=timedelta(milliseconds=100),
        )
        self.monitor.latest.subscribe(self.published.append)

    async def poll(self, times: int = 1, name: str = "br", *, every: timedelta = MINUTE) -> timedelta:
        """Poll so many times, each time followed by the interval; return the wait that the last poll asked for."""
        wait = timedelta(0)
        for _ in range(times):
            self.latest_poll = self.clock.now
            wait = await self.monitor.poll(name)
            self.clock.move(every)
        return wait

    async def poll_states(self, times: int = 1, *, every: timedelta = MINUTE / 4) -> list[str]:
        """Poll br so many times; return its state after each."""
        states: list[str] = []
        for _ in range(times):
            await self.poll(every=every)
            states.append(self.health().state)
        return states

    def health(self, name: str = "br") -> SourceHealth:
        """Return how the source is."""
        return self.monitor.market.health[name]

    def state_and_reason(self) -> tuple[SourceState, str | None]:
        """Return how br is and why."""
        return self.health().state, self.health().reason

    @property
    def prices(self) -> dict[str, str]:
        """The prices shown, as text."""
        return prices(self.monitor.market)

    def age(self, symbol: str) -> timedelta:
        """Return how long before the latest poll this row was polled."""
        row = self.monitor.market.quotes[InstrumentId("PSX", symbol)]
        return self.latest_poll - self.on_wall(self.monitor.market.polled_at(row))

    def on_wall(self, at: datetime | None) -> datetime:
        """Return when the wall clock, as it is set now, shows this time."""
        assert at is not None
        return self.timeline.on_wall(at)


def world_of(adapter: Adapter, *scenes: Scene, symbols: tuple[str, ...] = ()) -> World:
    """Return a world with one source of this adapter, which answers these scenes in turn."""
    world = World(replace(source(), symbols=symbols), adapter_for=lambda _kind: adapter)
    world.story.feed("br", *scenes)
    return world
