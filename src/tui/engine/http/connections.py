"""The connections to each place, thrown away with the first failure (fault N14)."""

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

_CLOSING_SECONDS: Final = 0.2
_MOST: Final = 64


@dataclass(slots=True, kw_only=True)
class OriginConnections:
    """The connections to one place."""

    transport: httpx.AsyncHTTPTransport
    has_succeeded: bool = False
    """Whether it has answered well."""
    busy: int = 0


def ssl_context_for(scheme: str) -> ssl.SSLContext:
    """How servers prove who they are: by the authorities that come with the program, whatever the environment says.

    The authorities are read, 1.5 MB of them, when a place is first talked to securely. Where it never is nobody is
    trusted: a secure connection there fails.
    """
    return _authorities() if scheme == "https" else _nobody()


@cache
def _authorities() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


@cache
def _nobody() -> ssl.SSLContext:
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Guarded(httpx.AsyncHTTPTransport):
    """httpx's transport, opening its connections through the guard."""

    def __init__(self, tls: ssl.SSLContext, guard: SsrfGuardBackend) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls, max_connections=2, max_keepalive_connections=1, keepalive_expiry=60, network_backend=guard
        )


class ConnectionPools:
    """One pool per place, apart for those who may reach private networks. Used inside one event loop.

    Args:
        resolve: the resolver of names.
    """

    def __init__(self, resolve: Resolver) -> None:
        self._look_ups = LookUps(resolve)
        self._lines: OrderedDict[tuple[Origin, bool], OriginConnections] = OrderedDict()

    def pool_for(self, place: Origin, *, private: bool) -> OriginConnections:
        """The line to a place, opened when it is first used."""
        key = (place, private)
        if key not in self._lines:
            guard = SsrfGuardBackend(private=private, resolve=self._look_ups)
            self._lines[key] = OriginConnections(transport=_Guarded(ssl_context_for(place.scheme), guard))
        self._lines.move_to_end(key)
        return self._lines[key]

    async def drop(self, place: Origin, *, private: bool) -> None:
        """Throw the connections to a place away."""
        line = self._lines.pop((place, private), None)
        if line is not None:
            with suppress(TimeoutError, httpx.HTTPError):
                async with asyncio.timeout(_CLOSING_SECONDS):
                    await line.transport.aclose()

    async def drop_idle(self) -> None:
        """Throw away what was not used for longest where there are too many."""
        idle = [key for key, line in self._lines.items() if not line.busy]
        for place, private in idle[: max(0, len(self._lines) - _MOST)]:
            await self.drop(place, private=private)

    async def close(self) -> None:
        """Throw all away."""
        self._look_ups.close()
        await asyncio.gather(*[self.drop(place, private=private) for place, private in list(self._lines)])
