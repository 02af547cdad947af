"""Connection pools by origin and proxy; a pool is dropped with its first failure: a dead connection fails each poll."""

import asyncio
import ssl
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import httpcore
import httpx

from tui.config.network import AuthorityFile, Proxy
from tui.engine.http.errors import TlsError
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


class Route(NamedTuple):
    """How an origin is reached; requests that share all of it may share a connection."""

    origin: Origin
    private: bool
    """Whether the origin may be on this machine or on a private network."""
    proxy: Proxy | None = None
    authorities: AuthorityFile | None = None
    """Trusted besides the bundled ones."""


def ssl_context_for(scheme: str, authorities: AuthorityFile | None = None) -> ssl.SSLContext:
    """Return the TLS settings: certificates are checked by the bundled authorities and by those the user names.

    The authorities take 1.5 MB and are loaded for the first https origin. For an http origin no authority is trusted,
    so that a secure connection there fails.

    Raises:
        TlsError: the user's authorities cannot be read.
    """
    return _trusted_authorities(authorities) if scheme == "https" else _no_authorities()


@cache
def _trusted_authorities(authorities: AuthorityFile | None) -> ssl.SSLContext:
    context = httpx.create_ssl_context(trust_env=False)
    if authorities is not None:
        path = authorities.path
        try:
            if path.is_dir():
                context.load_verify_locations(capath=path)
            elif path.is_file():  # never a pipe, on which reading waits
                context.load_verify_locations(cafile=path)
            else:
                raise TlsError(f"{authorities.setting} names no file of certificates")
        except (OSError, ValueError):  # ssl.SSLError is an OSError
            raise TlsError(f"{authorities.setting} names a file that is not of certificates") from None
    return context


@cache
def _no_authorities() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _GuardedTransport(httpx.AsyncHTTPTransport):
    """httpx's transport, whose connections are opened by the guard.

    A proxy is named by the user and may be on a private network. It resolves the names of the origins: which addresses
    these have is not known here, and only those written as numbers are checked.
    """

    def __init__(self, route: Route, look_ups: Resolver) -> None:
        tls = ssl_context_for(route.origin.scheme, route.authorities)
        super().__init__(verify=tls, trust_env=False)
        proxy = route.proxy
        guard = SsrfGuardBackend(private=route.private or proxy is not None, resolve=look_ups)
        if proxy is None:
            self._pool = httpcore.AsyncConnectionPool(
                ssl_context=tls,
                max_connections=2,
                max_keepalive_connections=1,
                keepalive_expiry=60,
                network_backend=guard,
            )
            return
        self._pool = httpcore.AsyncHTTPProxy(
            proxy.url,
            proxy_auth=_login_of(proxy),
            ssl_context=tls,
            proxy_ssl_context=ssl_context_for("https", route.authorities) if proxy.scheme == "https" else None,
            max_connections=2,
            max_keepalive_connections=1,
            keepalive_expiry=60,
            network_backend=guard,
        )


def _login_of(proxy: Proxy) -> tuple[bytes, bytes] | None:
    if proxy.login is None:
        return None
    user, password = (each.get_secret_value().encode() for each in proxy.login)
    return user, password


class ConnectionPools:
    """One pool per route. Used inside one event loop.

    Args:
        resolve: the host name resolver.
    """

    def __init__(self, resolve: Resolver) -> None:
        self._look_ups = LookUps(resolve)
        self._pools: OrderedDict[Route, OriginConnections] = OrderedDict()

    def pool_for(self, route: Route) -> OriginConnections:
        """Return the connections to an origin, created when first used.

        Raises:
            TlsError: the user's authorities cannot be read.
        """
        if route not in self._pools:
            self._pools[route] = OriginConnections(transport=_GuardedTransport(route, self._look_ups))
        self._pools.move_to_end(route)
        return self._pools[route]

    async def drop(self, route: Route) -> None:
        """Close the connections of a route and forget them."""
        pool = self._pools.pop(route, None)
        if pool is not None:
            with suppress(TimeoutError, httpx.HTTPError):
                async with asyncio.timeout(_CLOSE_TIMEOUT):
                    await pool.transport.aclose()

    async def drop_idle(self) -> None:
        """Drop the least recently used pools where there are too many."""
        idle = [route for route, pool in self._pools.items() if not pool.busy]
        for route in idle[: max(0, len(self._pools) - _MAX_POOLS)]:
            await self.drop(route)

    async def close(self) -> None:
        """Drop all pools."""
        self._look_ups.close()
        await asyncio.gather(*[self.drop(route) for route in list(self._pools)])
