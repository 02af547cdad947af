"""What the collector before this one knew: its state on the server, and the events after it."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

from tui.collector.group_fold import GroupFold
from tui.collector.link import Delivered, Link
from tui.collector.names import MessageId
from tui.collector.state import StateError, read_state
from tui.domain.market import Market

_PATIENCE: Final = 5.0
"""Seconds after which the market as far as it was read is good enough: every source is polled anew at once."""


async def known_market(link: Link, group: str) -> Market | None:
    """Return the last market of a group that the server has; None where it has none.

    Raises:
        LinkError: it cannot be read now.
    """
    try:
        fold = GroupFold(await read_state(link, group))
    except StateError:
        return None
    last = await link.last_place()
    if last <= fold.place:
        return fold.market
    waiting: deque[Delivered] = deque()
    has_come = asyncio.Event()

    def take(delivered: Delivered) -> None:
        waiting.append(delivered)
        has_come.set()

    end = await link.follow(fold.place, take)
    place = fold.place
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            while place < last and not link.broken.is_set():
                await has_come.wait()
                has_come.clear()
                while waiting:
                    delivered = waiting.popleft()
                    place = delivered.place
                    message = MessageId.parse(delivered.id)
                    if message is not None and message.group == group:
                        fold.take(message, delivered.body, delivered.place)
                    # the lease is kept on this loop, and the time is limited on it
                    await asyncio.sleep(0)
    await end()
    return fold.market
