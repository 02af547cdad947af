"""What is in a stream after all, as its server has it."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from tests.collector.running import BOARD
from tests.kit.nats import NatsServer
from tui.collector.connect import open_link
from tui.collector.group_fold import BEGINS_ANEW
from tui.collector.lease_value import decode_lease
from tui.collector.link import Delivered
from tui.collector.names import MessageId
from tui.collector.stream_codec import StreamDecoder
from tui.config.collect import CollectSettings
from tui.domain.events import Snapshot


class Turn(NamedTuple):
    """What a collector published one after the other, of which each follows from the one before."""

    term: int
    numbers: Sequence[int]
    """Of the responses of the exchange."""


def settings_for(server: NatsServer) -> CollectSettings:
    """Return the settings of who reads the board of the tests."""
    return CollectSettings(servers=(server.address,), board=BOARD)


def read_stream(settings: CollectSettings) -> list[Delivered]:
    """Return every message of the stream, in its order."""
    return asyncio.run(_read(settings))


def standbys_of(server: NatsServer) -> frozenset[str]:
    """Return the ids of the collectors that the one that polls knows of: one of them may take over soon."""
    return asyncio.run(_standbys(settings_for(server)))


async def _standbys(settings: CollectSettings) -> frozenset[str]:
    link = await open_link(settings)
    try:
        entry = await link.get(f"lease.{settings.group}")
        return frozenset() if entry is None else decode_lease(entry.value).standbys
    finally:
        await link.close()


async def _read(settings: CollectSettings) -> list[Delivered]:
    link = await open_link(settings)
    try:
        last = await link.last_place()
        messages: list[Delivered] = []
        has_all = asyncio.Event()

        def take(delivered: Delivered) -> None:
            messages.append(delivered)
            if delivered.place >= last:
                has_all.set()

        await link.follow(0, take)
        async with asyncio.timeout(30):
            await has_all.wait()
        return messages
    finally:
        await link.close()


def turns_of(messages: Sequence[Delivered]) -> list[Turn]:
    """Return what was published, turn by turn, each in the order in which its events were applied."""
    by_id = {MessageId.parse(message.id): message.body for message in messages}
    turns: list[Turn] = []
    term, decoder = 0, StreamDecoder()
    for message_id in sorted(each for each in by_id if each is not None):
        body = by_id[message_id]
        if message_id.term != term or body == BEGINS_ANEW:
            term, decoder = message_id.term, StreamDecoder()
            turns.append(Turn(term, []))
        event = None if body == BEGINS_ANEW else decoder.decode(body)
        if isinstance(event, Snapshot) and event.quotes:
            turns[-1] = Turn(term, [*turns[-1].numbers, event.quotes[0].volume or 0])
    return turns
