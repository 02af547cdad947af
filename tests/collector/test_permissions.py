"""The permissions of `deploy/nats-users.conf`, which README names, on a real server."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import pytest

from tests.kit.feed import ScriptedFeed
from tests.kit.markets import a_market, a_snapshot, prices
from tests.kit.nats import NatsServer, nats_server, needs_nats
from tests.kit.quotes import a_quote, after
from tests.kit.waiting import wait_until
from tui.collector.collector import Collector
from tui.collector.connect import open_link
from tui.collector.lease import Lease
from tui.collector.lease_keeper import LeaseKeeper
from tui.collector.link import Delivered, Link, Request
from tui.collector.outbox import Outbox
from tui.collector.remote_feed import RemoteFeed
from tui.config.collect import CollectSettings
from tui.domain.instants import same_time
from tui.domain.market import Market, apply
from tui.engine.market_feed import MarketFeed, Record
from tui.sources.redaction.secret import Secret

pytestmark = needs_nats

USERS: Final = Path(__file__).parents[2] / "deploy" / "nats-users.conf"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NatsServer]:
    for name in ("COLLECTOR", "VIEWER"):
        monkeypatch.setenv(f"BIGBOARD_{name}_PASSWORD", f"of-{name.lower()}")
    with nats_server(tmp_path, USERS.read_text()) as running:
        yield running


def login(server: NatsServer, user: str) -> CollectSettings:
    return CollectSettings(servers=(server.address,), user=user, secret=Secret(f"of-{user}"))


class RunningCollector:
    """A collector with the login of one, whose engine applies what a test says."""

    def __init__(self, server: NatsServer, folder: Path) -> None:
        self.said: list[str] = []
        self.feed = ScriptedFeed(a_market())
        self._record: Record | None = None
        self._number = 0
        self._collector = Collector(
            login(server, "collector"),
            self._open_feed,
            LeaseKeeper(Lease("c1", 3.0), "all"),
            Outbox(folder, 1 << 20),
            calendars={},
            on_wall=same_time,
            history=lambda: None,
            say=lambda message, _level: self.said.append(message),
        )

    def __enter__(self) -> Self:
        self._collector.start()
        wait_until(lambda: self._record is not None)
        return self

    def __exit__(self, *_: object) -> None:
        self._collector.stop()

    def price(self, price: str) -> None:
        """Apply a response with this price."""
        self._number += 1
        event = a_snapshot(a_quote("OGDC", price), at=after(self._number))
        before, self.feed.market = self.feed.market, apply(self.feed.market, event)
        assert self._record is not None
        self._record(event, before, self.feed.market)

    def _open_feed(self, market: Market | None, publish: Record) -> MarketFeed:
        self._record = publish
        return self.feed


def shows(feed: RemoteFeed, price: str) -> bool:
    return str(prices(feed.market).get("OGDC")) == price


@contextmanager
def viewing(server: NatsServer) -> Iterator[tuple[RemoteFeed, list[str]]]:
    """Run a viewer with the login of one; yield it, and what it announces."""
    said: list[str] = []
    viewer = RemoteFeed(login(server, "viewer"))
    viewer.announce = said.append
    viewer.start()
    yield viewer, said
    viewer.stop(5)


def test_who_may_only_read_has_the_board_and_asks_for_polls(server: NatsServer, tmp_path: Path) -> None:
    with RunningCollector(server, tmp_path / "outbox") as collector, viewing(server) as (viewer, said):
        collector.price("101.25")
        wait_until(lambda: shows(viewer, "101.25"))
        collector.price("102.50")
        wait_until(lambda: shows(viewer, "102.50"))
        viewer.poll_now("br")
        wait_until(lambda: collector.feed.requests == ["br"])
        wait_until(lambda: viewer.line.heard_at is not None)

        assert viewer.line.problem == ""
        assert said == []
    assert not [each for each in collector.said if "permitted" in each]


@pytest.mark.slow
def test_who_may_only_read_goes_on_after_a_break(server: NatsServer, tmp_path: Path) -> None:
    with RunningCollector(server, tmp_path / "outbox") as collector, viewing(server) as (viewer, said):
        collector.price("101.25")
        wait_until(lambda: shows(viewer, "101.25"))
        server.stop()
        collector.price("103.75")
        server.start()
        wait_until(lambda: shows(viewer, "103.75"))

        assert said == []


def test_who_may_only_read_gets_more_than_the_server_sends_without_an_answer(server: NatsServer) -> None:
    async def run() -> None:
        collector, has_all = await open_link(login(server, "collector")), asyncio.Event()
        got: list[int] = []
        await collector.prepare(3600.0, 1 << 26)
        sent = [await collector.publish("bigboard.main.br", f"all/1/{n}", b"x" * 50_000) for n in range(200)]
        await asyncio.gather(*sent)
        viewer = await open_link(login(server, "viewer"))
        await viewer.keys("state.")

        def receive(delivered: Delivered) -> None:
            got.append(delivered.place)
            if len(got) == 200:
                has_all.set()

        await viewer.follow(0, receive)
        await asyncio.wait_for(has_all.wait(), 30)
        assert got == list(range(1, 201))
        await viewer.close()
        await collector.close()

    asyncio.run(run())


def test_who_may_only_read_is_answered_by_many_messages(server: NatsServer) -> None:
    async def run() -> None:
        collector = await open_link(login(server, "collector"))

        async def answer(request: Request) -> None:
            for number in range(100):
                await request.answer(b"%d" % number)

        await collector.listen("bigboard-request.main.*", answer)
        viewer = await open_link(login(server, "viewer"))
        got: list[int] = []
        async for message in viewer.ask_for_many("bigboard-request.main.history", b"{}"):
            got.append(int(message))
            if len(got) == 100:
                break
        assert got == list(range(100))
        await viewer.close()
        await collector.close()

    asyncio.run(run())


FORGED: Final = (
    "bigboard.main.br",
    "bigboard-line.main.all",
    "$KV.bigboard-main-state.lease.all",
    "$JS.API.STREAM.DELETE.bigboard-main",
    "$JS.API.STREAM.PURGE.bigboard-main",
    "$JS.API.STREAM.UPDATE.bigboard-main",
    "$JS.API.STREAM.MSG.DELETE.bigboard-main",
    "$JS.API.STREAM.CREATE.bigboard-mine",
    "bigboard-api.main.STREAM.DELETE.bigboard-main",
    "bigboard-api.main.CONSUMER.CREATE.KV_bigboard-main-state",
    "_INBOX.of.another",
)
INDIRECT: Final = (
    "bigboard-request.main.poll",
    "bigboard-api.main.STREAM.INFO.bigboard-main",
    "bigboard-api.main.STREAM.INFO.KV_bigboard-main-state",
    "bigboard-api.main.STREAM.MSG.GET.KV_bigboard-main-state",
    "bigboard-api.main.CONSUMER.CREATE.bigboard-main",
    "$JS.API.STREAM.INFO.KV_bigboard-main-state",
)
"""Whose answers go to a subject that the asker names."""
WRITTEN: Final = ("bigboard.main.forged", "$KV.bigboard-main-state.lease.all")


def test_who_may_only_read_writes_nothing_directly_or_through_others(server: NatsServer) -> None:
    refused: list[str] = []

    async def subjects(link: Link) -> object:
        # how many messages of which subject the stream and the bucket have
        streams = ("bigboard-main", "KV_bigboard-main-state")
        return [(await link._stream.stream_info(each, subjects_filter=">")).state.subjects for each in streams]

    async def run() -> None:
        collector = await open_link(login(server, "collector"))
        await collector.prepare(3600.0, 1 << 26)
        await (await collector.publish("bigboard.main.br", "all/1/1", b"x"))
        revision = await collector.put("lease.all", b"mine")
        answered = asyncio.Event()

        async def answer(request: Request) -> None:
            await request.answer(b"forged")
            answered.set()

        await collector.listen("bigboard-request.main.*", answer)
        before = await subjects(collector)

        # as somebody does it who writes a client of their own
        viewer = await open_link(login(server, "viewer"), refused.append)
        for subject in FORGED:
            await viewer._client.publish(subject, b"forged")
        await viewer._client.subscribe("bigboard.main.>")
        await viewer._client.subscribe("$KV.>")
        for subject in INDIRECT:
            for target in WRITTEN:
                await viewer._client.publish(subject, b'{"last_by_subj":">"}', reply=target)
        assert await viewer.ask("bigboard-request.main.poll", b"") == b"forged"
        await asyncio.wait_for(answered.wait(), 30)

        assert await subjects(collector) == before
        entry = await collector.get("lease.all")
        assert entry is not None
        assert (entry.value, entry.revision) == (b"mine", revision)
        await viewer.close()
        await collector.close()

    asyncio.run(run())
    said = "\n".join(refused)
    for subject in (*FORGED, "bigboard.main.>", "$KV.>"):
        assert subject.lower() in said, subject


def test_an_answer_goes_to_no_subject_that_is_not_for_answers(tmp_path: Path) -> None:
    async def run(address: str) -> None:
        link = await open_link(CollectSettings(servers=(address,)))
        await link.prepare(3600.0, 1 << 26)

        async def answer(request: Request) -> None:
            await request.answer(b"forged")

        await link.listen("bigboard-request.main.*", answer)
        await link._client.publish("bigboard-request.main.poll", b"", reply="$KV.bigboard-main-state.lease.all")
        assert await link.ask("bigboard-request.main.poll", b"") == b"forged"
        assert await link.get("lease.all") is None
        await link.close()

    with nats_server(tmp_path) as server:
        asyncio.run(run(server.address))
