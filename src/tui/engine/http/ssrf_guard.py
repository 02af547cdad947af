"""Guard against server-side request forgery: connect only to an address that was checked.

A name may resolve to another address each time (DNS rebinding), so the checked address itself is connected to, not the
name a second time.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from itertools import chain, zip_longest
from typing import Final

import httpcore

from tui.config.urls import is_private
from tui.engine.http.errors import PrivateAddressError

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a host, best first. Raises OSError."""

_MAX_ATTEMPTS: Final = 6
_ATTEMPT_TIMEOUT: Final = 2.0
_MAX_LOOK_UPS: Final = 32
_NO_ADDRESS: Final = "name not found"


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """Resolve by the operating system, the address families in turns so that a dead one costs one attempt.

    What is an address already is not looked up.
    """
    with suppress(ValueError):
        return (str(ip_address(host)),)
    resolved = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    families: dict[int, list[str]] = {}
    for family, _, _, _, address in resolved:
        families.setdefault(family, []).append(str(address[0]))
    return [each for each in chain.from_iterable(zip_longest(*families.values())) if each is not None]


class LookUps:
    """A resolver that shares one look-up among concurrent requests for a host. Used inside one event loop.

    A look-up that hangs cannot be cancelled and occupies a thread, so their number is limited.

    Args:
        resolve: the underlying resolver.
    """

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._pending: dict[str, asyncio.Future[Sequence[str]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of a host, best first. Raises OSError."""
        if host not in self._pending:
            if len(self._pending) >= _MAX_LOOK_UPS:
                raise socket.gaierror(socket.EAI_AGAIN, "too many look-ups hang")
            self._pending[host] = asyncio.ensure_future(self._resolve(host, port))
            self._pending[host].add_done_callback(partial(self._end, host))
        return await asyncio.shield(self._pending[host])

    def close(self) -> None:
        """Cancel all look-ups."""
        for look_up in list(self._pending.values()):
            look_up.cancel()

    def _end(self, host: str, look_up: asyncio.Future[Sequence[str]]) -> None:
        del self._pending[host]
        if not look_up.cancelled():
            look_up.exception()  # the requester may be gone; asyncio logs an exception that is never retrieved


class SsrfGuardBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to permitted addresses.

    Args:
        private: whether hosts on this machine and on private networks are permitted.
        resolve: the resolver.
    """

    def __init__(self, *, private: bool, resolve: Resolver = resolve_host) -> None:
        self._private = private
        self._resolve = resolve
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that accepts.

        Raises:
            PrivateAddressError: all its addresses are private and that is not permitted.
            httpcore.ConnectError: there is no address, or none that accepts.
        """
        addresses = (await self._permitted(host, port))[:_MAX_ATTEMPTS]
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, _ATTEMPT_TIMEOUT, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def _permitted(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: a name that IDNA cannot encode
            raise httpcore.ConnectError(_NO_ADDRESS) from error
        if not addresses:
            raise httpcore.ConnectError(_NO_ADDRESS)
        permitted = [each for each in addresses if self._private or not is_private(each)]
        if not permitted:
            raise PrivateAddressError("address refused: on a private network (allow_private = true permits it)")
        return permitted

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
