"""Limit the rate of requests to each host: one at a time, with an interval between two."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from tui.config.urls import is_private
from tui.engine.http.redirects import Origin

MinInterval = Callable[[str], float]
"""Returns the minimum seconds between the starts of two requests to a host."""

_PUBLIC_INTERVAL: Final = 1.0
_LOCAL_INTERVAL: Final = 0.05
_MAX_HOSTS: Final = 256


def default_min_interval(host: str) -> float:
    """Return a second, or less for this machine and its local network, where the load is the user's own."""
    return _LOCAL_INTERVAL if is_private(host) else _PUBLIC_INTERVAL


@dataclass(slots=True)
class _HostState:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    started: float = float("-inf")
    """Of the last request, in monotonic seconds."""
    waiting: int = 0


class HostRateLimiter:
    """Queues the requests to each host in order of arrival. Used inside one event loop.

    Args:
        min_interval: between two requests to a host.
        monotonic: returns monotonic seconds.
        sleep: waits for some seconds.
    """

    def __init__(
        self,
        *,
        min_interval: MinInterval = default_min_interval,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._min_interval = min_interval
        self._monotonic = monotonic
        self._sleep = sleep
        self._hosts: OrderedDict[tuple[str, int | None], _HostState] = OrderedDict()

    @asynccontextmanager
    async def acquire(self, origin: Origin) -> AsyncIterator[None]:
        """Wait until the host may be requested, and block other requests to it until done."""
        host = self._host(origin)
        host.waiting += 1
        try:
            async with host.lock:
                remaining = host.started + self._min_interval(origin.host) - self._monotonic()
                if remaining > 0:
                    await self._sleep(remaining)
                host.started = self._monotonic()
                yield
        finally:
            host.waiting -= 1

    def _host(self, origin: Origin) -> _HostState:
        # the default ports of a host are one server; other ports may belong to others
        key = (origin.host, None if origin.effective_port in (80, 443) else origin.effective_port)
        host = self._hosts.setdefault(key, _HostState())
        self._hosts.move_to_end(key)
        if len(self._hosts) > _MAX_HOSTS:
            idle = [each for each, other in self._hosts.items() if not other.waiting and each != key]
            for oldest in idle[: len(self._hosts) - _MAX_HOSTS]:
                del self._hosts[oldest]
        return host
