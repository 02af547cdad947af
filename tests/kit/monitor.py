"""A monitor with a scripted fetcher, a clock that a test moves, and every market that it published."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from tests.kit.clock import MINUTE, START, ManualClock
from tests.kit.fetcher import ScriptedFetcher, ScriptedResponse
from tests.kit.sources import environment, pairs_adapter, prices_by_id, source
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.environment import AdapterFor
from tui.engine.market_feed import Judge, Record
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, SourceConfig


class MonitorHarness:
    """Polls sources one by one, whenever a test says so.

    Args:
        sources: what is polled; one named br by default.
        adapter_for: the adapter of each kind.
        jitter: the random number for each wait, from 0 to 1.
        started_at: what the wall clock shows at first.
        calendars: trading hours by market code.
        record: receives every event that is applied.
        judge: receives them too, and returns what follows from them.
        parse_timeout: how long parsing one page may take; no page of a test takes so long by itself.
    """

    def __init__(
        self,
        *sources: SourceConfig,
        adapter_for: AdapterFor = pairs_adapter,
        jitter: float = 0.0,
        started_at: datetime = START,
        calendars: Mapping[str, TradingCalendar] = MappingProxyType({}),
        record: Record | None = None,
        judge: Judge | None = None,
        parse_timeout: timedelta = MINUTE,
    ) -> None:
        self.fetcher = ScriptedFetcher()
        self.clock = ManualClock()
        self.clock.now = started_at
        given = environment(self.clock, adapter_for=adapter_for, jitter=lambda: jitter, calendars=calendars)
        self.timeline = given.timeline
        self.published: list[Market] = []
        self.latest_poll = self.clock.now
        self.monitor = Monitor(
            sources or (source(),),
            fetcher=self.fetcher,
            environment=given,
            parse_timeout=parse_timeout,
            record=record,
            judge=judge,
        )
        self.monitor.latest.subscribe(self.published.append)

    async def poll(self, times: int = 1, name: str = "br", *, every: timedelta = MINUTE) -> timedelta:
        """Poll so many times, each time followed by the interval; return the wait before the next poll."""
        wait = timedelta(0)
        for _ in range(times):
            self.latest_poll = self.clock.now
            wait = await self.monitor.poll(name)
            self.clock.advance(every)
        return wait

    async def poll_states(self, times: int = 1, *, every: timedelta = MINUTE / 4) -> list[str]:
        """Poll br so many times; return its state after each."""
        states: list[str] = []
        for _ in range(times):
            await self.poll(every=every)
            states.append(self.health().state)
        return states

    def health(self, name: str = "br") -> SourceHealth:
        """Return the health of the source."""
        return self.monitor.market.health[name]

    def state_and_reason(self) -> tuple[SourceState, str | None]:
        """Return the state of br and its reason."""
        return self.health().state, self.health().reason

    @property
    def prices(self) -> dict[str, str]:
        """The prices shown, as text."""
        return prices_by_id(self.monitor.market)

    def age(self, symbol: str) -> timedelta:
        """Return how long before the latest poll this row was polled."""
        row = self.monitor.market.quotes[InstrumentId("PSX", symbol)]
        return self.latest_poll - self.on_wall(self.monitor.market.polled_at(row))

    def on_wall(self, at: datetime | None) -> datetime:
        """Return when the wall clock, as it is set now, shows this time."""
        assert at is not None
        return self.timeline.on_wall(at)


def harness_with(adapter: Adapter, *responses: ScriptedResponse, symbols: tuple[str, ...] = ()) -> MonitorHarness:
    """Return a harness with one source of this adapter, which returns these responses in turn."""
    harness = MonitorHarness(source()._replace(symbols=symbols), adapter_for=lambda _kind: adapter)
    harness.fetcher.respond("br", *responses)
    return harness
