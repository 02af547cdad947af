"""How polite the engine is, as the servers that it polls record it."""

import itertools
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.engine.logbook import Logbook, in_turn, logging_server, marked, refuses, says
from tests.engine.stories import MINUTE, Story, Ticking, environment, status, subscribed
from tests.engine.stories import source as teller
from tui.domain import Market
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
    return SourceConfig(name=name, kind="told", url=url, every=timedelta(seconds=every))


class Latest:
    """The latest market, and a wait for one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._market: Market | None = None

    def __call__(self, market: Market) -> None:
        with self._changed:
            self._market = market
            self._changed.notify_all()

    def until(self, matches: Callable[[Market], bool], within: float = 5.0) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: self._market is not None and matches(self._market), within)


@contextmanager
def polling(
    *sources: SourceConfig,
    spread: Callable[[], float],
    state: Path | None = None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[Latest]:
    latest = Latest()
    lanes = HostRateLimiter(min_interval=lambda _host: GAP, monotonic=monotonic)
    given = replace(
        environment(spread=spread, state=state), make_fetcher=lambda clock: Fetcher(clock=clock, rate_limiter=lanes)
    )
    engine = subscribed(Engine(sources, given), latest)
    engine.start()
    try:
        yield latest
    finally:
        engine.stop()


def until(book: Logbook, matches: Callable[[Logbook], bool], within: float = 6.0) -> None:
    deadline = time.monotonic() + within
    while not matches(book):
        assert time.monotonic() < deadline, [(entry.path, entry.at) for entry in book.log]
        time.sleep(0.01)


@pytest.mark.slow
def test_three_sources_of_one_host_are_polled_a_gap_apart_with_conditional_requests() -> None:
    answers = {"/a": marked("OGDC=1"), "/b": marked("PPL=2"), "/c": says("MARI=3")}
    with logging_server(answers, takes=0.03) as book:
        sources = [source(path[1:], book.url(path)) for path in answers]
        looks: list[float] = []

        def seen() -> float:
            looks.append(time.monotonic())
            return looks[-1]

        with polling(*sources, spread=random.Random(7).random, monotonic=seen):
            until(book, lambda book: all(len(book.of(path)) >= 5 for path in answers))
        log = list(book.log)
        gaps, between = book.gaps(), [book.gaps(path) for path in answers]
        assert book.most_at_once == 1
    # a lane looks at the clock as a turn comes and as its request begins: when the server sees one is up to the machine
    begun = looks[1::2]
    assert min(later - earlier for earlier, later in pairwise(begun)) >= GAP - TICK
    assert sum(gaps) >= len(gaps) * GAP - SLACK
    for path in ("/a", "/b"):
        validators = [entry.headers.get("if-none-match") for entry in log if entry.path == path]
        assert validators == [None, *['"v1"'] * (len(validators) - 1)]
    assert not any("if-none-match" in entry.headers for entry in log if entry.path == "/c")
    for waits in between:
        assert min(waits) >= EVERY - SLACK


@pytest.mark.slow
def test_back_off_from_a_server_that_refuses_grows_and_ends_with_the_first_success() -> None:
    failing = [refuses("403 Forbidden")] * 4
    with (
        logging_server({"/ill": in_turn(*failing, says("OGDC=1"))}) as book,
        polling(source("ill", book.url("/ill"), 0.06), spread=lambda: 0.999),
    ):
        until(book, lambda book: len(book.of("/ill")) >= 7)
        gaps = book.gaps("/ill")
    for gap, wait in zip(gaps[:6], [0.06, 0.12, 0.24, 0.48, 0.06, 0.06], strict=True):
        assert wait - SLACK <= gap <= wait + 1


async def test_full_jitter_separates_sources_that_were_refused_together() -> None:
    draws = {"a": 0.0, "b": 0.25, "c": 0.5, "d": 0.75}
    story, clock = Story(), Ticking()
    sources = [teller(name) for name in draws]
    for name in draws:
        story.feed(name, status(403))
    monitor = Monitor(
        sources,
        fetcher=story,
        # each source has a draw of its own, the same every time
        environment=environment(clock, spread=lambda: draws[story.asked[-1]]),
    )
    waits: dict[str, float] = {}
    for _failure in range(4):
        waits = {name: (await monitor.poll(name)) / MINUTE for name in draws}
        clock.move(10 * MINUTE)
    # after the fourth refusal anything from one interval to eight, and a tenth of jitter on top
    assert waits == pytest.approx({name: (1 + 7 * draw) * (1 + 0.1 * draw) for name, draw in draws.items()})
    parted = [later - sooner for sooner, later in itertools.pairwise(waits.values())]
    assert min(parted) >= 7 / 4


@pytest.mark.slow
def test_a_requested_wait_holds_to_the_second_although_the_user_requests_a_poll() -> None:
    with (
        logging_server({"/busy": in_turn(refuses("429 Later", "Retry-After: 1"), says("OGDC=1"))}) as book,
        polling(source("busy", book.url("/busy"), 0.05), spread=random.Random(1).random) as latest,
    ):
        latest.until(lambda market: market.health["busy"].state == "live")
        assert 1.0 <= book.gaps("/busy")[0] < 1.0 * 1.1 + 0.15


def test_a_requested_wait_survives_restarts(tmp_path: Path) -> None:
    with logging_server({"/busy": in_turn(refuses("503 Later", "Retry-After: 1"), says("OGDC=1"))}) as book:
        busy = source("busy", book.url("/busy"), 0.05)
        for _ in range(4):
            with polling(busy, spread=random.Random(1).random, state=tmp_path) as latest:
                latest.until(lambda market: market.health["busy"].state == "failing")
        assert len(book.log) == 1
        with polling(busy, spread=random.Random(1).random, state=tmp_path) as latest:
            latest.until(lambda market: market.health["busy"].state == "live")
        assert 1.0 - SLACK <= book.gaps("/busy")[0] < 1.0 * 1.1 + 0.25
