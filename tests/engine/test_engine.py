"""The engine's thread: it polls, publishes and stops, and does not delay the end of the program."""

import asyncio
import logging
import queue
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.kit.clock import MINUTE, ManualClock
from tests.kit.fetcher import HANGS, ScriptedFetcher, http_error
from tests.kit.hostile_server import hostile_server
from tests.kit.sources import PAIRS, environment, prices_by_id, source, subscribed
from tests.kit.waiting import PATIENCE, wait_until
from tui.domain.events import Snapshot
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.engine.clock import Clock
from tui.engine.engine import Engine
from tui.engine.single_requests import poll_once
from tui.sources.adapter import Adapter, Response, SourceConfig

OFTEN = timedelta(milliseconds=100)


class Listener:
    """Hears every market that is published."""

    def __init__(self) -> None:
        self.markets: queue.Queue[Market] = queue.Queue()
        self.threads: set[str] = set()

    def __call__(self, market: Market) -> None:
        self.threads.add(threading.current_thread().name)
        self.markets.put(market)

    def next(self) -> Market:
        return self.markets.get(timeout=PATIENCE)

    def until(self, wanted: Callable[[Market], bool]) -> Market:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            market = self.next()
            if wanted(market):
                return market
        raise AssertionError("no such market in time")


@contextmanager
def running(
    fetcher: ScriptedFetcher,
    *sources: SourceConfig,
    publish: Callable[[Market], None],
    clock: ManualClock | None = None,
) -> Iterator[Engine]:
    engine = subscribed(Engine(sources, environment(clock, fetcher=fetcher)), publish)
    engine.start()
    try:
        yield engine
    finally:
        engine.stop(PATIENCE)


def test_polls_arrive_from_the_engines_thread_one_interval_after_another() -> None:
    listener = Listener()
    fetcher = ScriptedFetcher().respond("br", "OGDC=101.25", http_error(503), "OGDC=101.50")
    with running(fetcher, source(every=OFTEN), publish=listener) as engine:
        states = [listener.next().health["br"].state for _ in range(3)]
        assert states == [SourceState.LIVE, SourceState.FAILING, SourceState.LIVE]
        assert prices_by_id(engine.market) == {"PSX:OGDC": "101.50"}
    assert listener.threads == {"bigboard-engine"}


def test_before_the_first_answer_every_source_is_waiting() -> None:
    engine = Engine([source()], environment())
    assert engine.market.health["br"].state is SourceState.WAITING
    assert not engine.is_alive


def test_a_poll_can_be_requested_from_any_thread_for_one_source_or_for_all() -> None:
    clock = ManualClock()
    fetcher = ScriptedFetcher().respond("br", "OGDC=1").respond("other", "PPL=2")
    with running(fetcher, source(), source("other"), publish=lambda _market: None, clock=clock) as engine:

        def is_polled(*names: str) -> bool:
            return all(engine.market.health[name].next_try == clock.now + MINUTE for name in names)

        wait_until(lambda: is_polled("br", "other"))
        clock.advance(timedelta(seconds=10))
        engine.poll_now("other")
        wait_until(lambda: is_polled("other"))
        assert fetcher.polled[2:] == ["other"]
        clock.advance(timedelta(seconds=10))
        engine.poll_now()
        wait_until(lambda: is_polled("br", "other"))
        with pytest.raises(KeyError):
            engine.poll_now("nobody")


def test_the_heart_beats_even_while_a_fetch_hangs() -> None:
    with running(ScriptedFetcher().respond("br", HANGS), source(), publish=lambda _market: None) as engine:
        first = engine.heartbeat
        wait_until(lambda: engine.heartbeat != first)
        assert engine.is_alive


def test_it_stops_at_once_and_quietly_while_a_fetch_hangs(caplog: pytest.LogCaptureFixture) -> None:
    fetcher = ScriptedFetcher().respond("br", HANGS)
    with caplog.at_level(logging.DEBUG), running(fetcher, source(), publish=lambda _market: None) as engine:
        wait_until(lambda: bool(fetcher.polled))
        # the thread ends before this has passed, or it waits for a fetch that never ends
        engine.stop(timeout=PATIENCE)
        assert not engine.is_alive
    assert engine.failed is None
    assert fetcher.closed
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    engine.stop()
    engine.poll_now()


def test_stopping_an_engine_that_never_started_does_nothing() -> None:
    Engine([source()], environment()).stop()


def test_a_failed_engine_has_the_reason() -> None:
    def no_fetcher(_clock: Clock) -> ScriptedFetcher:
        raise OSError("no \x1b[2Jnetwork at all")

    engine = Engine([source()], replace(environment(), make_fetcher=no_fetcher))
    engine.start()
    wait_until(lambda: not engine.is_alive)
    assert engine.failed == "OSError: no network at all"
    engine.poll_now()
    engine.stop()


def test_a_listener_that_breaks_does_not_end_the_polls() -> None:
    listener = Listener()

    def deaf(market: Market) -> None:
        listener(market)
        raise RuntimeError("the screen is gone")

    with running(ScriptedFetcher().respond("br", "OGDC=1"), source(every=OFTEN), publish=deaf) as engine:
        for _ in range(3):
            listener.next()
        assert engine.failed is None


async def test_a_real_server_is_polled_and_its_faults_pass() -> None:
    def parse(page: Response, asked: SourceConfig, at: datetime) -> Snapshot:
        return PAIRS.parse(Response(url=page.url, body=b"OGDC=101.25"), asked, at)

    async with hostile_server() as server, hostile_server() as ill:
        good = SourceConfig(name="good", kind="pairs", url=server.url("/marked"), every=OFTEN)
        bad = SourceConfig(name="bad", kind="pairs", url=ill.url("/hang"), every=OFTEN)
        markets: asyncio.Queue[Market] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        adapter = Adapter(kind="pairs", summary="", min_interval=MINUTE, parse=parse)

        def publish(market: Market) -> None:
            loop.call_soon_threadsafe(markets.put_nowait, market)

        engine = subscribed(Engine([good, bad], environment(adapter_for=lambda _kind: adapter)), publish)
        engine.start()
        async with asyncio.timeout(PATIENCE):
            states = [(await markets.get()).health["good"].state for _ in range(3)]
            while "/hang" not in ill.targets():
                await markets.get()
        assert states == [SourceState.LIVE, SourceState.UNCHANGED, SourceState.UNCHANGED]
        engine.stop(timeout=PATIENCE)
        assert not engine.is_alive


def test_polling_once_polls_each_source_once_and_reports_failures() -> None:
    fetcher = ScriptedFetcher().respond("br", "OGDC=101.25", "OGDC=9").respond("bad", http_error(503))
    market = poll_once([source("br"), source("bad")], environment(fetcher=fetcher))
    assert sorted(fetcher.polled) == ["bad", "br"]
    assert prices_by_id(market) == {"PSX:OGDC": "101.25"}
    assert market.health["bad"].reason == "HTTP 503"
    assert fetcher.closed


def child(code: str) -> "subprocess.CompletedProcess[str]":
    """A fresh interpreter that must end by itself."""
    return subprocess.run(
        [sys.executable, "-X", "dev", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )


@pytest.mark.slow
def test_importing_the_engine_loads_neither_client_nor_scheduler() -> None:
    done = child("""
        import sys, tui.engine.engine, tui.storage.paths, tui.storage.log
        print(sorted({"httpx", "httpcore", "anyio", "apscheduler", "selectolax", "textual"} & set(sys.modules)))
    """)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_engine_neither_delays_the_end_of_a_program_nor_prints_anything() -> None:
    done = child("""
        import socket, threading, time
        from datetime import timedelta
        from tui.engine.engine import Engine
        from tui.engine.environment import Environment
        from tui.storage.log import configure_file_log
        from tui.sources.adapter import SourceConfig

        asked = threading.Event()

        def never(*_, **__):
            asked.set()
            time.sleep(3600)

        socket.getaddrinfo = never  # a name look-up that nobody can cancel
        configure_file_log(None)
        every = timedelta(seconds=1)
        source = SourceConfig(name="br", kind="brecorder", url="http://h.example/", every=every)
        engine = Engine([source], Environment())
        engine.subscribe(print)
        engine.start()
        assert asked.wait(60)
        began = time.monotonic()
        engine.stop()
        print("stopped" if time.monotonic() - began < 60 else "slow")
    """)
    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped\n", "")


@pytest.mark.slow
def test_a_program_that_forgets_to_stop_the_engine_ends_all_the_same() -> None:
    done = child("""
        import time
        from datetime import timedelta
        from tui.engine.engine import Engine
        from tui.engine.environment import Environment
        from tui.storage.log import configure_file_log
        from tui.sources.adapter import SourceConfig

        configure_file_log(None)
        markets = []
        asked = SourceConfig(name="br", kind="brecorder", url="ftp://h.example/", every=timedelta(seconds=1))
        engine = Engine([asked], Environment())
        engine.subscribe(markets.append)
        engine.start()
        while not markets:
            time.sleep(0.01)
        print(markets[0].health["br"].reason)
    """)
    assert (done.returncode, done.stdout) == (0, "address refused: not http or https\n")


def test_the_market_is_passed_on_for_storing_when_the_engine_ends() -> None:
    listener, stored = Listener(), list[Market]()
    fetcher = ScriptedFetcher().respond("br", "OGDC=101.25")
    engine = subscribed(Engine([source()], environment(fetcher=fetcher), store=stored.append), listener)
    engine.start()
    listener.next()
    engine.stop(PATIENCE)
    assert prices_by_id(stored[-1]) == {"PSX:OGDC": "101.25"}


@pytest.mark.slow
def test_a_market_that_takes_long_to_store_is_stored_when_the_engine_ends() -> None:
    listener, stored = Listener(), list[Market]()
    begun, released = threading.Event(), threading.Event()

    def store(market: Market) -> None:
        if market.quotes:
            begun.set()
            released.wait(PATIENCE)
            stored.append(market)

    fetcher = ScriptedFetcher().respond("br", "OGDC=101.25")
    engine = subscribed(Engine([source()], environment(fetcher=fetcher), store=store), listener)
    engine.start()
    listener.next()
    ending = threading.Thread(target=engine.stop)
    ending.start()
    assert begun.wait(PATIENCE)
    ending.join(0.7)
    assert ending.is_alive()
    released.set()
    ending.join(PATIENCE)
    assert prices_by_id(stored[-1]) == {"PSX:OGDC": "101.25"}


def test_it_begins_with_the_market_it_is_given() -> None:
    before, listener = Listener(), Listener()
    with running(ScriptedFetcher().respond("br", "OGDC=101.25 PPL=88"), source(), publish=before):
        known = before.next()
    fetcher = ScriptedFetcher().respond("br", http_error(503))
    engine = subscribed(Engine([source()], environment(fetcher=fetcher), market=known), listener)
    assert prices_by_id(engine.market) == {"PSX:OGDC": "101.25", "PSX:PPL": "88"}
    engine.start()
    after = listener.next()
    engine.stop(PATIENCE)
    assert prices_by_id(after) == {"PSX:OGDC": "101.25", "PSX:PPL": "88"}
    assert after.health["br"].state is SourceState.FAILING
