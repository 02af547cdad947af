"""Connection pools by origin; a pool is dropped with its first failure, since a dead connection fails each poll."""

import asyncio
import ssl
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final

import httpcore
import httpx

from tui.engine.http.redirects import Origin
from tui.engine.http.ssrf_guard import LookUps, Resolver, SsrfGuardBackend

_CLOSE_TIMEOUT: Final = 0.2
_MAX_POOLS: Final = 64


@dataclass(slots=True, kw_only=True)
class OriginConnections:
    """The connections to one origin."""

    transport: httpx.AsyncHTTPTransport
    has_succeeded: bool = False
    """Whether any request over them succeeded."""
    busy: int = 0
    """Requests under way."""


def ssl_context_for(scheme: str) -> ssl.SSLContext:
    """Return the TLS settings: certificates are checked by the bundled authorities, whatever the environment says.

    The authorities take 1.5 MB and are loaded for the first https origin. For an http origin no authority is trusted,
    so that a secure connection there fails.
    """
    return _bundled_authorities() if scheme == "https" else _no_authorities()


@cache
def _bundled_authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@cache
def _no_authorities() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport, whose connections are opened by the guard."""

    def __init__(self, tls: ssl.SSLContext, guard: SsrfGuardBackend) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, max_connections=2, max_keepalive_connections=1, keepalive_expiry=60, network_backend=guard
        )


class ConnectionPools:
    """One pool per origin, a separate one for sources that may reach private networks. Used inside one event loop.

    Args:
        resolve: the host name resolver.
    """

    def __init__(self, resolve: Resolver) -> None:
        self._look_ups = LookUps(resolve)
        self._pools: OrderedDict[tuple[Origin, bool], OriginConnections] = OrderedDict()

    def pool_for(self, origin: Origin, *, private: bool) -> OriginConnections:
        """Return the connections to an origin, created when first used."""
        key = (origin, private)
        if key not in self._pools:
            guard = SsrfGuardBackend(private=private, resolve=self._look_ups)
            self._pools[key] = OriginConnections(transport=_GuardedTransport(ssl_context_for(origin.scheme), guard))
        self._pools.move_to_end(key)
        return self._pools[key]

    async def drop(self, origin: Origin, *, private: bool) -> None:
        """Close the connections to an origin and forget them."""
        pool = self._pools.pop((origin, private), None)
        if pool is not None:
            with suppress(TimeoutError, httpx.HTTPError):
                async with asyncio.timeout(_CLOSE_TIMEOUT):
                    await pool.transport.aclose()

    async def drop_idle(self) -> None:
        """Drop the least recently used pools where there are too many."""
        idle = [key for key, pool in self._pools.items() if not pool.busy]
        for origin, private in idle[: max(0, len(self._pools) - _MAX_POOLS)]:
            await self.drop(origin, private=private)

    async def close(self) -> None:
        """Drop all pools."""
        self._look_ups.close()
        await asyncio.gather(*[self.drop(origin, private=private) for origin, private in list(self._pools)])
