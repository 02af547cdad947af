"""Connections only to addresses that were looked at: a name is resolved and judged here, and what was judged is used.

A name may resolve to another address each time it is asked (rebinding), so no look-up but the one whose answer is
connected to can be trusted (fault L3).
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from itertools import chain, zip_longest
from typing import Final

import httpcore

from tui.engine.http.errors import PrivateAddressError
from tui.engine.http.redirects import is_private

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host, best first. Raises OSError."""

_MOST_TRIED: Final = 6
_EACH_SECONDS: Final = 2.0
_MOST_UNDER_WAY: Final = 32
_NO_ADDRESS: Final = "name not found"


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """What the machine's own resolver says, the address families taking turns so that a dead one costs one try."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    families: dict[int, list[str]] = {}
    for family, _, _, _, address in found:
        families.setdefault(family, []).append(str(address[0]))
    return [each for each in chain.from_iterable(zip_longest(*families.values())) if each is not None]


class LookUps:
    """A resolver that looks up each host once at a time: who asks meanwhile waits for the same answer.

    A look-up that hangs cannot be broken off, and holds a thread; of these there are at most 32. Used inside one event
    loop.

    Args:
        resolve: the resolver that does the work.
    """

    def __init__(self, resolve: Resolver) -> None:
        self._resolve = resolve
        self._under_way: dict[str, asyncio.Future[Sequence[str]]] = {}

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a host, best first. Raises OSError."""
        if host not in self._under_way:
            if len(self._under_way) >= _MOST_UNDER_WAY:
                raise socket.gaierror(socket.EAI_AGAIN, "too many look-ups hang")
            self._under_way[host] = asyncio.ensure_future(self._resolve(host, port))
            self._under_way[host].add_done_callback(partial(self._end, host))
        return await asyncio.shield(self._under_way[host])

    def close(self) -> None:
        """Wait for none of them any longer."""
        for look_up in list(self._under_way.values()):
            look_up.cancel()

    def _end(self, host: str, look_up: asyncio.Future[Sequence[str]]) -> None:
        del self._under_way[host]
        if not look_up.cancelled():
            look_up.exception()  # whoever asked may have gone; an error that nobody takes would be logged as a bug


class SsrfGuardBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to what may be asked.

    Args:
        private: whether hosts on this machine and on private networks may be.
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
        timeout: float | None = None,  # noqa: ASYNC109  the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address of a host that takes one.

        Raises:
            PrivateAddressError: all of its addresses are private, and this may not be.
            httpcore.ConnectError: there is none, or none that answers.
        """
        addresses = (await self._permitted(host, port))[:_MOST_TRIED]
        for address in addresses[:-1]:
            try:
                return await self._network.connect_tcp(address, port, _EACH_SECONDS, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._network.connect_tcp(addresses[-1], port, timeout, local_address, socket_options)

    async def _permitted(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # a name that cannot be written as one
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
