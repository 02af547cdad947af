"""How polite the engine is, as the servers that it polls record it."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.kit.clock import MINUTE, ManualClock
from tests.kit.fetcher import ScriptedFetcher, http_error
from tests.kit.server import TEXT, LocalServer, Request, ServerResponse, in_turn
from tests.kit.sources import environment, subscribed
from tests.kit.sources import source as teller
from tests.kit.waiting import PATIENCE
from tui.domain.market import Market
from tui.engine.engine import Engine
from tui.engine.http.fetcher import Fetcher
from tui.engine.http.rate_limit import HostRateLimiter
from tui.engine.monitor import Monitor
from tui.sources.adapter import SourceConfig

EVERY = 0.2
GAP = 0.06
SLACK = 0.008
TICK = 0.001
"""What a connection and a thread may take between our clock and the server's."""


def source(name: str, url: str, every: float = EVERY) -> SourceConfig:
    return SourceConfig(name=name, kind="pairs", url=url, every=timedelta(seconds=every))


class Latest:
    """The latest market, and a wait for one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._market: Market | None = None

    def __call__(self, market: Market) -> None:
        with self._changed:
            self._market = market
            self._changed.notify_all()

    def until(self, matches: Callable[[Market], bool], within: float = PATIENCE) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._market is not None and matches(self._market), within)


@contextmanager
def polling(
    *sources: SourceConfig,
    jitter: Callable[[], float],
    state: Path | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    clock: ManualClock | None = None,
) -> Iterator[Latest]:
    latest = Latest()
    rate_limiter = HostRateLimiter(min_interval=lambda _host: GAP, monotonic=monotonic)
    given = replace(
        environment(clock, jitter=jitter, state=state),
        make_fetcher=lambda clock: Fetcher(clock=clock, rate_limiter=rate_limiter),
    )
    engine = subscribed(Engine(sources, given), latest)
    engine.start()
    try:
        yield latest
    finally:
        engine.stop()


def page(body: str, etag: str | None = None) -> ServerResponse:
    return ServerResponse(body=body, content_type=TEXT, etag=etag)


def refusal(status: int, **headers: str) -> ServerResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ServerResponse(body="", status=status, headers=named)


def gaps(requests: Sequence[Request]) -> list[float]:
    """Return the seconds between the beginnings of requests that follow each other."""
    return [later.at - earlier.at for earlier, later in pairwise(requests)]


def wait_for_requests(server: LocalServer, is_done: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait until the requests that were answered are enough."""
    deadline = time.monotonic() + within
    while not is_done():
        assert server.sent.acquire(timeout=max(0.0, deadline - time.monotonic())), server.requests


@pytest.mark.slow
def test_three_sources_of_one_host_are_polled_a_gap_apart_with_conditional_requests() -> None:
    pages = {"/a": page("OGDC=1", '"v1"'), "/b": page("PPL=2", '"v1"'), "/c": page("MARI=3")}
    with LocalServer(lambda request: replace(pages[request.path], delay=0.03)) as server:
        sources = [source(path[1:], server.url + path) for path in pages]
        readings: list[float] = []

        def seen() -> float:
            readings.append(time.monotonic())
            return readings[-1]

        with polling(*sources, jitter=random.Random(7).random, monotonic=seen):
            wait_for_requests(server, lambda: all(len(server.requests_for(path)) >= 5 for path in pages))
    assert server.max_at_once == 1
    # the limiter reads the clock as a turn comes and as its request begins; a server sees it later or much later
    begun = readings[1::2]
    assert min(later - earlier for earlier, later in pairwise(begun)) >= GAP - TICK
    for path in ("/a", "/b"):
        validators = [request.headers.get("if-none-match") for request in server.requests_for(path)]
        assert validators == [None, *['"v1"'] * (len(validators) - 1)]
    assert not any("if-none-match" in request.headers for request in server.requests_for("/c"))
    for path in pages:
        # a server sees a request as late as the machine is busy, and the next one perhaps in time
        assert min(gaps(server.requests_for(path))) >= EVERY / 2


@pytest.mark.slow
def test_back_off_from_a_server_that_refuses_grows_and_ends_with_the_first_success() -> None:
    with (
        LocalServer(in_turn(*[refusal(403)] * 4, page("OGDC=1"))) as server,
        polling(source("ill", server.url, 0.06), jitter=lambda: 0.999),
    ):
        wait_for_requests(server, lambda: len(server.requests) >= 7)
    for gap, wait in zip(gaps(server.requests)[:6], [0.06, 0.12, 0.24, 0.48, 0.06, 0.06], strict=True):
        assert wait - SLACK <= gap <= wait + PATIENCE


async def test_full_jitter_separates_sources_that_were_refused_together() -> None:
    draws = {"a": 0.0, "b": 0.25, "c": 0.5, "d": 0.75}
    fetcher, clock = ScriptedFetcher(), ManualClock()
    sources = [teller(name) for name in draws]
    for name in draws:
        fetcher.respond(name, http_error(403))
    monitor = Monitor(
        sources,
        fetcher=fetcher,
        # each source has a draw of its own, the same every time
        environment=environment(clock, jitter=lambda: draws[fetcher.polled[-1]]),
    )
    waits: dict[str, float] = {}
    for _failure in range(4):
        waits = {name: (await monitor.poll(name)) / MINUTE for name in draws}
        clock.advance(10 * MINUTE)
    # after the fourth refusal anything from one interval to eight, and a tenth of jitter on top
    assert waits == pytest.approx({name: (1 + 7 * draw) * (1 + 0.1 * draw) for name, draw in draws.items()})
    parted = [later - sooner for sooner, later in itertools.pairwise(waits.values())]
    assert min(parted) >= 7 / 4


@pytest.mark.slow
def test_a_requested_wait_holds_to_the_second_although_the_user_requests_a_poll() -> None:
    with (
        LocalServer(in_turn(refusal(429, Retry_After="1"), page("OGDC=1"))) as server,
        polling(source("busy", server.url, 0.05), jitter=random.Random(1).random) as latest,
    ):
        latest.until(lambda market: market.health["busy"].state == "live")
        assert gaps(server.requests)[0] >= 1.0


@pytest.mark.slow
def test_a_requested_wait_survives_restarts(tmp_path: Path) -> None:
    clock = ManualClock()
    with LocalServer(in_turn(refusal(503, Retry_After="60"), page("OGDC=1"))) as server:
        busy = source("busy", server.url, 0.05)
        for passed in (0, 1, 30, 28):
            clock.advance(timedelta(seconds=passed))
            with polling(busy, jitter=random.Random(1).random, state=tmp_path, clock=clock) as latest:
                latest.until(lambda market: market.health["busy"].state == "failing")
        assert len(server.requests) == 1
        clock.advance(timedelta(seconds=1))
        with polling(busy, jitter=random.Random(1).random, state=tmp_path, clock=clock) as latest:
            latest.until(lambda market: market.health["busy"].state == "live")
