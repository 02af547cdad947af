"""Thousands of polls of three kinds of source, of which any may go wrong in any way."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from tests.engine.providers import PROVIDERS, SYMBOLS, Provider, figures_of, shown
from tests.kit.clock import ManualClock
from tests.kit.fetcher import http_error
from tests.kit.sources import environment
from tui.domain.source_health import SourceState
from tui.engine.http.errors import (
    ConnectError,
    DeadlineExceededError,
    FetchResult,
    Permit,
    ResponseTooLargeError,
    TlsError,
    TruncatedResponseError,
)
from tui.engine.monitor import Monitor
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig, SourceRequest

GOOD = (SourceState.LIVE, SourceState.UNCHANGED)
REFUSALS: tuple[Callable[[], Exception], ...] = (
    lambda: ConnectError("connection refused"),
    lambda: DeadlineExceededError("no answer in 15 s"),
    lambda: TruncatedResponseError("answer cut short"),
    lambda: ResponseTooLargeError("answer too large"),
    lambda: TlsError("certificate expired"),
    lambda: http_error(500),
    lambda: http_error(403),
    lambda: http_error(404),
    lambda: http_error(429, 90),
    lambda: http_error(503, 30),
    lambda: ValueError("a bug of ours"),
)


@dataclass
class Storm:
    """A web in memory that answers as chance will have it, and remembers what it served."""

    chance: random.Random
    served: dict[str, set[Decimal]] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)
    latest: str = ""
    """What it did last."""
    serials: "count[int]" = field(default_factory=lambda: count(1))
    providers: dict[str, Provider] = field(default_factory=lambda: {each.kind: each for each in PROVIDERS})

    async def fetch(self, asked: SourceConfig, ask: SourceRequest, _permit: Permit | None = None) -> FetchResult:
        self.latest = self.chance.choices(
            ["good", "unchanged", "refused", "cut", "thinned", "doubled", "noise"], [55, 10, 12, 8, 5, 5, 5]
        )[0]
        if self.latest == "unchanged" and asked.name in self.marked:
            return FetchResult(response=None, http_status=304)
        if self.latest == "refused":
            refusal = self.chance.choice(REFUSALS)
            raise refusal()
        self.marked.add(asked.name)
        body = self._body(self.providers[asked.kind], asked.name)
        url = ask.url
        content_type = self.providers[asked.kind].content_type
        return FetchResult(response=Response(url=url, body=body, content_type=content_type), http_status=200)

    def _body(self, provider: Provider, name: str) -> bytes:
        serial = next(self.serials)
        self.served.setdefault(name, set()).update(figures_of(serial))
        rows = self.chance.randint(0, len(SYMBOLS)) if self.latest == "thinned" else len(SYMBOLS)
        page = provider.page(serial, rows)
        if self.latest == "cut":
            return page[: self.chance.randrange(len(page))]
        if self.latest == "doubled":
            return page + page
        return self.chance.randbytes(self.chance.randrange(3000)) if self.latest == "noise" else page

    def forget_validators(self, source_name: str) -> None:
        self.marked.discard(source_name)


async def weathered(seed: int, polls: int, state: Path) -> dict[str, int]:
    """So many polls; how often each thing happened."""
    storm, clock = Storm(random.Random(seed)), ManualClock()
    sources = [
        each.source("http://quotes.example/")._replace(name=f"{each.kind}-{copy}")
        for each in PROVIDERS
        for copy in (1, 2)
    ]
    monitor = Monitor(
        sources,
        fetcher=storm,
        environment=environment(clock, adapter_for=adapter_for, jitter=storm.chance.random, state=state),
    )
    seen: dict[str, int] = {}
    for _ in range(polls):
        source = storm.chance.choice(sources)
        storm.latest = "held"
        delay = await monitor.poll(source.name)
        health = monitor.market.health[source.name]
        assert timedelta(0) < delay <= timedelta(hours=6.7)
        assert (health.failures > 0) is (health.state in (SourceState.FAILING, SourceState.PAUSED))
        assert (health.state in GOOD) or health.reason
        if storm.latest == "good":
            assert health.state in GOOD, (source.kind, health)
        if storm.latest == "refused":
            assert health.state not in GOOD
        for each in sources:
            assert shown(monitor.market, each.name) <= storm.served.get(each.name, set())
        for quote in monitor.market.quotes.values():
            assert quote.polled_at <= monitor.market.polled_at(quote) <= clock.now
        if health.state is SourceState.PAUSED:
            monitor.resume(source.name)
        seen[storm.latest] = seen.get(storm.latest, 0) + 1
        clock.advance(delay * storm.chance.random())
    return seen


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_all_that_is_shown_was_served_and_every_reason_is_true(seed: int, tmp_path: Path) -> None:
    seen = await weathered(seed, 400, tmp_path)
    assert min(seen.values()) > 3
    assert len(seen) == 8


@pytest.mark.long
@pytest.mark.slow
async def test_ten_thousand_polls_with_random_faults(tmp_path: Path) -> None:
    seen = await weathered(20261122, 10_000, tmp_path)
    assert seen["good"] > 2_500
    assert len(list((tmp_path / "pages").iterdir())) <= 5
