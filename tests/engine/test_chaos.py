"""Every fault against every kind of source: reported in words, over with the fault, and no trouble for others."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from tests.engine.faults import FAULTS, OLDER, Fault, full_page
from tests.engine.providers import PROVIDERS, Provider, figures_of, shown
from tests.kit.clock import ManualClock
from tests.kit.hostile_server import RawServer, Responder, raw_server, sends
from tests.kit.marks import spread
from tests.kit.server import Request
from tests.kit.sources import PAIRS, environment
from tui.domain.source_health import SourceState
from tui.engine.http.fetcher import Fetcher, FetchLimits
from tui.engine.http.rate_limit import HostRateLimiter
from tui.engine.monitor import Monitor
from tui.sources import adapter_for
from tui.sources.adapter import Adapter, SourceConfig

LIMITS = FetchLimits(deadline=timedelta(seconds=0.25))
WELL = (SourceState.LIVE, SourceState.UNCHANGED)
DEADLINE = re.compile(r"(no answer|answer not complete) in 0\.")
"""The reason of a source that ran out of time, which on a busy machine may be no fault of ours."""
MAX_POLLS = 5
"""Polls of which one must meet its deadline; where the deadline is too short for good none does."""
EVERY = timedelta(seconds=15)


class Ward:
    """A source that falls ill and gets well, one that is always well, and all that was ever served."""

    def __init__(self, provider: Provider, fetcher: Fetcher, state: Path) -> None:
        self.provider = provider
        self.serials = count(2000)
        self.served: set[Decimal] = set()
        self.fault: Fault | None = None
        self.clock = ManualClock()
        self.fetcher = fetcher
        self.state = state

    def reply(self) -> Responder:
        serial = next(self.serials)
        self.served |= figures_of(serial) | (figures_of(serial - OLDER) if self.fault else set())
        if self.fault is not None:
            return self.fault.act(self.provider, serial)
        return sends(full_page(self.provider, self.provider.page(serial)))

    def admit(self, ill: str, well: str) -> None:
        sources = [
            self.provider.source(ill),
            SourceConfig(name="well", kind="pairs", url=well, every=EVERY),
        ]
        self.monitor = Monitor(
            sources,
            fetcher=self.fetcher,
            environment=environment(self.clock, adapter_for=self._adapter, state=self.state),
            parse_timeout=timedelta(seconds=2),
        )

    def _adapter(self, kind: str) -> Adapter:
        return PAIRS if kind == "pairs" else adapter_for(kind)

    async def polled(self, expected: str = "^$") -> timedelta:
        """Poll the source; again where it ran out of time, which is not expected and no fault on a busy machine."""
        delay = timedelta(0)
        for _ in range(MAX_POLLS):
            self.clock.advance(timedelta(seconds=20))
            delay = await self.monitor.poll("ill")
            assert shown(self.monitor.market) <= self.served
            if not DEADLINE.match(self.standing[1]) or re.search(expected, self.standing[1]):
                break
        return delay

    async def is_other_undisturbed(self, until: "asyncio.Task[timedelta]") -> bool:
        """Poll the other source until this poll ends; return whether each of its polls met its deadline."""
        undisturbed = True
        while True:
            await self.monitor.poll("well")
            health = self.monitor.market.health["well"]
            if health.state not in WELL:
                assert DEADLINE.match(health.reason or ""), health.reason
                undisturbed = False
            if until.done():
                return undisturbed
            await asyncio.sleep(0.005)  # so that the polls under test get the processor too

    @property
    def standing(self) -> tuple[SourceState, str]:
        health = self.monitor.market.health["ill"]
        return health.state, health.reason or ""


@asynccontextmanager
async def ward(provider: Provider, state: Path) -> AsyncIterator[Ward]:
    async with Fetcher(limits=LIMITS, rate_limiter=HostRateLimiter(min_interval=lambda _host: 0.0)) as fetcher:
        running = Ward(provider, fetcher, state)

        async def reply(server: RawServer, asked: Request, writer: asyncio.StreamWriter) -> None:
            await running.reply()(server, asked, writer)

        well = sends(full_page(provider, b"WELL=1", content_type="text/plain"))
        async with raw_server(reply) as ill_server, raw_server(well) as well_server:
            running.admit(ill_server.url("/"), well_server.url("/"))
            yield running


async def suffer(provider: Provider, fault: Fault, state: Path) -> None:
    """Poll a source before, during and after a fault."""
    async with ward(provider, state) as beds:
        await beds.polled()
        assert beds.standing[0] is SourceState.LIVE, beds.standing
        before = shown(beds.monitor.market)
        beds.fault = fault
        beginning = beds.clock.now
        reason = "^$" if provider.kind in fault.harmless_for else fault.reason
        delay, is_undisturbed = timedelta(0), False
        for _ in range(MAX_POLLS):
            poll = asyncio.create_task(beds.polled(reason))
            is_undisturbed = await beds.is_other_undisturbed(poll)
            delay = await poll
            if is_undisturbed:
                break
        assert is_undisturbed
        state_, told = beds.standing
        if provider.kind in fault.harmless_for:
            assert state_ in WELL
        else:
            assert state_ is SourceState.FAILING, beds.standing
            assert re.search(reason, told), told
            assert told.isprintable()
            assert shown(beds.monitor.market) == before
            health = beds.monitor.market.health["ill"]
            assert health.last_good == beginning
        beds.fault = None
        if fault.waits:
            assert delay >= timedelta(seconds=40)
            beds.clock.advance(timedelta(hours=7))
        else:
            assert delay <= EVERY * 1.1
        await beds.polled()
        assert beds.standing[0] is SourceState.LIVE, beds.standing
        assert shown(beds.monitor.market) != before or provider.kind == "feed"
        assert beds.monitor.market.health["ill"].rejected_page is None


def test_there_are_at_least_sixty_named_faults() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 60


@pytest.mark.dose(80)
@pytest.mark.parametrize(
    ("provider", "fault"),
    spread(
        12,
        *(
            pytest.param(PROVIDERS[number % 3], fault, id=f"{fault.name}-{PROVIDERS[number % 3].kind}")
            for number, fault in enumerate(FAULTS)
        ),
    ),
)
async def test_a_fault_has_a_plain_reason_ends_with_its_cause_and_affects_no_other_source(
    provider: Provider, fault: Fault, tmp_path: Path
) -> None:
    await suffer(provider, fault, tmp_path)


@pytest.mark.slow
@pytest.mark.dose(60)
@pytest.mark.parametrize("provider", PROVIDERS, ids=[provider.kind for provider in PROVIDERS])
@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
async def test_every_fault_with_every_kind_of_source(provider: Provider, fault: Fault, tmp_path: Path) -> None:
    await suffer(provider, fault, tmp_path)
