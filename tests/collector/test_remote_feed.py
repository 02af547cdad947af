"""A viewer and what it does about events, states and heartbeats that are not as they should be."""

import json
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.collector.running import BOARD, Viewer, viewing
from tests.collector.scripted_collector import ScriptedCollector
from tests.kit.markets import prices
from tests.kit.marks import quick
from tests.kit.nats import NatsServer, nats_server, needs_nats
from tests.kit.waiting import wait_until
from tui.cli.remote import fetch_market
from tui.collector import remote_feed
from tui.collector.link_errors import LinkError
from tui.collector.remote_feed import RemoteFeed
from tui.config.collect import CollectSettings
from tui.storage.event_codec import VERSION
from tui.storage.history.delta import pack_json

pytestmark = needs_nats


@pytest.fixture
def server(tmp_path: Path) -> Iterator[NatsServer]:
    with nats_server(tmp_path) as running:
        yield running


def shows(viewer: Viewer, **expected: int) -> None:
    """Wait until the market has these prices and no other."""
    wanted = {symbol: Decimal(price) for symbol, price in expected.items()}
    try:
        wait_until(lambda: prices(viewer.feed.market) == wanted, 12)
    except AssertionError:
        raise AssertionError(f"{prices(viewer.feed.market)}, {viewer.feed.line}") from None


def test_what_is_printed_once_is_what_the_server_has_now_and_not_the_state_alone(server: NatsServer) -> None:
    with ScriptedCollector(server) as collector:
        for price in range(1, 30):
            collector.price(price)
        market = fetch_market(CollectSettings(servers=(server.address,), board=BOARD))

    assert market is not None
    assert prices(market) == {"OGDC": Decimal(29)}


def test_who_prints_changes_begins_with_the_latest_market_and_none_of_its_past(server: NatsServer) -> None:
    with ScriptedCollector(server) as collector:
        for price in range(1, 30):
            collector.price(price)
        feed = RemoteFeed(CollectSettings(servers=(server.address,), board=BOARD), from_now=True)
        seen: list[Decimal | None] = []
        feed.subscribe(lambda market: seen.extend(prices(market).values()))
        feed.start()
        try:
            wait_until(lambda: bool(seen))
            collector.price(30)
            wait_until(lambda: Decimal(30) in seen)
        finally:
            feed.stop()

    assert seen == [Decimal(29), Decimal(30)]


async def test_a_viewer_that_may_connect_and_not_follow_tries_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        async def listen(self, _subject: str, _receive: object) -> None:
            raise LinkError("not permitted")

        async def close(self) -> None: ...

    async def open_link(_settings: CollectSettings, _note: object) -> Refusing:
        return Refusing()

    feed = RemoteFeed(CollectSettings(servers=("nats://127.0.0.1:1",)))
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 6:
            feed._stop_requested.set()

    monkeypatch.setattr(remote_feed, "open_link", open_link)
    monkeypatch.setattr(feed, "_pause", pause)
    await feed._serve()
    assert pauses == [0.5, 1.0, 2.0, 4.0, 5.0, 5.0]


IDS = [
    *("all/999999999999999999/1", "all/2/1", "all/1", "é/1/2", ""),
    pytest.param("all/1/999999999999999999", marks=pytest.mark.long),
    "all/1/5",
]


@pytest.mark.parametrize("named", quick(1, *IDS))
def test_an_event_with_an_id_that_no_collector_gave_stops_nothing(server: NatsServer, named: str) -> None:
    with ScriptedCollector(server) as collector, viewing(server) as viewer:
        collector.price(1)
        shows(viewer, OGDC=1)
        collector.send(b"anything", named)
        collector.price(2)
        shows(viewer, OGDC=2)
        collector.price(3)
        shows(viewer, OGDC=3)
        wait_until(lambda: viewer.feed.refused == 1)
        wait_until(lambda: viewer.feed.line.problem == "")
        collector.price(4)
        shows(viewer, OGDC=4)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("named", ["junk/{}", "all/2/{}", "other{}/1/1"])
def test_ten_thousand_events_of_nobody_take_neither_time_nor_memory(server: NatsServer, named: str) -> None:
    with ScriptedCollector(server) as collector, viewing(server) as viewer:
        collector.price(1)
        shows(viewer, OGDC=1)
        tracemalloc.start()
        try:
            collector.flood(map(named.format, range(1, 10_001)), b"x" * 1_000)
            collector.price(2)
            shows(viewer, OGDC=2)
            assert tracemalloc.get_traced_memory()[0] < 8 << 20
        finally:
            tracemalloc.stop()
        wait_until(lambda: viewer.feed.refused == (0 if named.startswith("other") else 10_000))
        assert len(viewer.said) <= 1


def bomb() -> bytes:
    return zlib.compress(b"[" * (64 << 20), 9)


@pytest.mark.parametrize(
    "body",
    quick(
        1,
        b"garbage",
        b"\x78\x9c",
        pack_json({"event": [VERSION, "Snapshot"]}),
        pack_json({"event": [99, "Snapshot", {}]}),
        bomb(),
    ),
)
def test_an_event_that_cannot_be_read_is_passed_over_with_the_next_state(server: NatsServer, body: bytes) -> None:
    with ScriptedCollector(server) as collector, viewing(server) as viewer:
        collector.price(1)
        shows(viewer, OGDC=1)
        collector.number += 1
        collector.send(body)
        collector.price(3)
        shows(viewer, OGDC=3)
        assert viewer.feed.refused == 1


def test_an_event_of_a_type_that_only_a_newer_program_has_is_left_out(server: NatsServer) -> None:
    with ScriptedCollector(server, writes_states=False) as collector, viewing(server) as viewer:
        collector.price(1)
        collector.number += 1
        collector.send(pack_json({"event": [VERSION, "MoonPhase", {}]}))
        collector.price(2)
        shows(viewer, OGDC=2)
        assert viewer.feed.refused == 1


def test_a_group_that_begins_later_is_shown_too(server: NatsServer) -> None:
    with ScriptedCollector(server) as first, viewing(server) as viewer:
        first.price(1)
        shows(viewer, OGDC=1)
        with ScriptedCollector(server, "asia", "psx") as second:
            second.price(2, "PPL")
            shows(viewer, OGDC=1, PPL=2)
            first.price(3)
            second.price(4, "PPL")
            shows(viewer, OGDC=3, PPL=4)


@pytest.mark.parametrize(
    ("entry", "reason"),
    quick(
        1,
        pytest.param(json.dumps({"version": 2}).encode(), "a state of version 2; this program reads 1"),
        pytest.param(b"garbage", "the state is damaged"),
        pytest.param(b"[" * 4_000, "the state is damaged"),
    ),
)
def test_a_state_that_cannot_be_read_does_not_hide_the_others(server: NatsServer, entry: bytes, reason: str) -> None:
    with ScriptedCollector(server) as collector:
        collector.put("state.aaa", entry)
        with viewing(server) as viewer:
            collector.price(1)
            shows(viewer, OGDC=1)
            wait_until(lambda: reason in viewer.feed.line.problem)


@pytest.mark.slow
def test_a_state_of_a_later_version_is_one_line_and_the_right_one_is_shown_once_it_comes(server: NatsServer) -> None:
    with ScriptedCollector(server) as collector:
        collector.put("state.all", json.dumps({"version": 2}).encode())
        with viewing(server) as viewer:
            wait_until(lambda: "a state of version 2; this program reads 1" in viewer.feed.line.problem)
            collector.price(1)
            collector.write_state()
            shows(viewer, OGDC=1)
            wait_until(lambda: viewer.feed.line.problem == "")


@pytest.mark.slow
def test_a_store_that_was_emptied_begins_anew_with_what_is_there_now(tmp_path: Path) -> None:
    with nats_server(tmp_path) as server, viewing(server) as viewer:
        with ScriptedCollector(server, term=7) as collector:
            for price in range(1, 9):
                collector.price(price)
            shows(viewer, OGDC=8)
        server.stop()
        server.clear()
        server.start()
        with ScriptedCollector(server, term=1) as collector:
            collector.price(20)
            shows(viewer, OGDC=20)
            collector.price(21)
            shows(viewer, OGDC=21)


@pytest.mark.parametrize("days", [-4_000_000 // 365, -30, 2, 30, 2_000_000])
def test_a_clock_that_cannot_be_right_does_not_become_that_of_the_board(server: NatsServer, days: int) -> None:
    with ScriptedCollector(server) as collector, viewing(server) as viewer:
        collector.price(1)
        shows(viewer, OGDC=1)
        seconds = datetime.now(UTC).timestamp() + days * 86_400
        collector.say(json.dumps({"term": 1, "number": 1, "at": seconds}).encode())
        collector.beat()
        wait_until(lambda: viewer.feed.line.heard_at is not None)
        assert viewer.feed.ahead == timedelta(0)


@pytest.mark.slow
def test_an_event_that_is_gone_is_asked_for_once_the_collector_says_that_it_is_further(server: NatsServer) -> None:
    with ScriptedCollector(server) as collector, viewing(server) as viewer:
        collector.price(1)
        shows(viewer, OGDC=1)
        collector.remake_stream()
        collector.price(2)
        collector.beat()
        shows(viewer, OGDC=2)


def test_a_state_of_a_collector_that_polls_no_longer_is_not_written_over_that_of_the_next(server: NatsServer) -> None:
    with ScriptedCollector(server, term=2) as second:
        second.price(2)
        second.write_state()
        with ScriptedCollector(server, term=1) as first:
            first.price(1)
            first.write_state()
        with viewing(server) as viewer:
            shows(viewer, OGDC=2)
