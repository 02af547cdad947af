"""One request at a time to one host, and some time between two, whoever asks."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from tui.engine.http.redirects import Origin, is_private

MinInterval = Callable[[str], float]
"""The least time between the beginnings of two requests to a host, in seconds."""

_PUBLIC_GAP: Final = 1.0
_OWN_GAP: Final = 0.05
_MOST: Final = 256


def default_min_interval(host: str) -> float:
    """A second; less for what is written as this machine or its own network, where no one else's patience is asked."""
    return _OWN_GAP if is_private(host) else _PUBLIC_GAP


@dataclass(slots=True)
class _Lane:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    began: float = float("-inf")
    waiting: int = 0


class HostRateLimiter:
    """The queues before each host, in order of arrival. Used inside one event loop.

    Args:
        gap: how long to leave each host alone between two requests.
        monotonic: steady seconds.
        sleep: how to wait.
    """

    def __init__(
        self,
        *,
        gap: MinInterval = default_min_interval,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = gap
        self._monotonic = monotonic
        self._sleep = sleep
        self._lanes: OrderedDict[tuple[str, int | None], _Lane] = OrderedDict()

    @asynccontextmanager
    async def acquire(self, place: Origin) -> AsyncIterator[None]:
        """Wait until the host may be asked, and keep it to oneself until done."""
        lane = self._lane(place)
        lane.waiting += 1
        try:
            async with lane.turn:
                early = lane.began + self._gap(place.host) - self._monotonic()
                if early > 0:
                    await self._sleep(early)
                lane.began = self._monotonic()
                yield
        finally:
            lane.waiting -= 1

    def _lane(self, place: Origin) -> _Lane:
        # the web's two doors of one host are one server; other ports may be anyone's
        key = (place.host, None if place.effective_port in (80, 443) else place.effective_port)
        lane = self._lanes.setdefault(key, _Lane())
        self._lanes.move_to_end(key)
        if len(self._lanes) > _MOST:
            idle = [each for each, other in self._lanes.items() if not other.waiting and each != key]
            for oldest in idle[: len(self._lanes) - _MOST]:
                del self._lanes[oldest]
        return lane
