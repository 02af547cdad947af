import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from tui.collector import known_market
from tui.collector.link import Delivered, Link
from tui.collector.state import State
from tui.domain.market import Market

EVENTS = 50


class FullLink:
    """A link whose stream has events after the state, all of which come at once."""

    def __init__(self) -> None:
        self.broken = asyncio.Event()

    async def last_place(self) -> int:
        return EVENTS

    async def follow(self, after: int, receive: Callable[[Delivered], None]) -> Callable[[], Awaitable[None]]:
        for place in range(after + 1, EVENTS + 1):
            receive(Delivered("", b"anything", f"all/1/{place}", place, 0.0, EVENTS - place))

        async def end() -> None:
            pass

        return end


async def test_the_lease_is_kept_while_many_events_of_the_last_collector_are_folded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def read_state(_link: Link, group: str) -> State:
        return State(group, 1, 0, 0, market, {})

    market, turns = Market(), 0

    async def keep_lease() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    monkeypatch.setattr(known_market, "read_state", read_state)
    keeping = asyncio.create_task(keep_lease())
    assert await known_market.known_market(cast("Link", FullLink()), "all") is market
    keeping.cancel()
    assert turns >= EVENTS
