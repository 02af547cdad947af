"""A collector that publishes what a test says: events, states and heartbeats, right and wrong ones."""

import asyncio
import threading
from collections.abc import Coroutine, Iterable
from datetime import UTC, datetime
from typing import Self, TypeVar

from tests.collector.running import BOARD
from tests.kit.markets import a_market, a_snapshot
from tests.kit.nats import NatsServer
from tests.kit.quotes import a_quote, after
from tui.collector.connect import open_link
from tui.collector.heartbeat import Heartbeat, encode_heartbeat
from tui.collector.link import Link, Request
from tui.collector.names import BoardNames, MessageId
from tui.collector.requests import STATE
from tui.collector.state import State, write_state
from tui.collector.stream_codec import StreamEncoder
from tui.config.collect import CollectSettings
from tui.domain.events import Event
from tui.domain.market import Market, apply

T = TypeVar("T")


class ScriptedCollector:
    """Publishes the events of one group, whole, for as long as the block runs.

    Args:
        server: to which it publishes.
        group: the name of its group.
        source: the name of its only source.
        term: of its turn.
        writes_states: whether it writes its state when a viewer asks for it.
    """

    def __init__(
        self,
        server: NatsServer,
        group: str = "all",
        source: str = "br",
        term: int = 1,
        *,
        writes_states: bool = True,
    ) -> None:
        self.group, self.source, self.term, self.number = group, source, term, 0
        self.market: Market = a_market(sources=(source,))
        self.asked: list[Request] = []
        self.answer = b""
        """What it says to requests."""
        self._names, self._writes_states = BoardNames(BOARD), writes_states
        self._settings = CollectSettings(servers=(server.address,), board=BOARD)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.link = self.run(open_link(self._settings))
        self.run(self.link.prepare(3600.0, 1 << 28))
        self.run(self.link.listen(self._names.request("*"), self._answer))
        self.write_state()
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self.link.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[object, object, T]) -> T:
        """Run on its loop, and return what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def price(self, price: int, symbol: str = "OGDC") -> None:
        """Publish the next event: a response with this price."""
        quote = a_quote(symbol, str(price))._replace(volume=price)
        self.publish(a_snapshot(quote, source=self.source, at=after(self.number + 1)))

    def publish(self, event: Event) -> None:
        """Apply an event, and publish it as the next one."""
        self.number += 1
        self.market = apply(self.market, event)
        self.send(StreamEncoder().encode(event))

    def send(self, body: bytes, named: str | None = None, subject: str = "") -> None:
        """Publish any bytes, by default as its latest event."""
        message_id = str(MessageId(self.group, self.term, self.number)) if named is None else named
        self.run(_acknowledged(self.link, subject or self._names.event(self.source), message_id, body))

    def flood(self, ids: Iterable[str], body: bytes) -> None:
        """Publish a body with each of these ids, to a subject of its own."""
        self.run(self._flood(ids, body))

    async def _flood(self, ids: Iterable[str], body: bytes) -> None:
        sent = [
            await self.link.publish(self._names.event(f"junk{number}"), each, body) for number, each in enumerate(ids)
        ]
        await asyncio.gather(*sent)

    def write_state(self) -> None:
        """Write what it knows."""
        self.run(self._write_state())

    def remake_stream(self) -> None:
        """Delete the stream with all its events, as its owner's own tools do, and make it anew."""
        # the program itself never deletes one
        self.run(self.link._stream.delete_stream(self._names.stream))
        self.run(self.link.prepare(3600.0, 1 << 28))

    def put(self, key: str, value: bytes) -> None:
        """Write any entry of the bucket."""
        self.run(self.link.put(key, value))

    def beat(self, *, at: datetime | None = None, term: int | None = None, number: int | None = None) -> None:
        """Send a heartbeat."""
        heartbeat = Heartbeat(
            self.term if term is None else term, self.number if number is None else number, at or datetime.now(UTC)
        )
        self.say(encode_heartbeat(heartbeat))

    def say(self, body: bytes) -> None:
        """Send any bytes in the place of a heartbeat."""
        self.run(self.link.say(self._names.heartbeats(self.group), body))

    async def _answer(self, request: Request) -> None:
        self.asked.append(request)
        if request.subject.endswith(f".{STATE}") and self._writes_states:
            await self._write_state()
        await request.answer(self.answer)

    async def _write_state(self) -> None:
        place = await self.link.last_place()
        await write_state(self.link, State(self.group, self.term, self.number, place, self.market, {}))


async def _acknowledged(link: Link, subject: str, message_id: str, body: bytes) -> None:
    await (await link.publish(subject, message_id, body))
