"""Serves a few pages over HTTP on a thread of its own; whoever asks slowly, or too often, harms nothing."""

import asyncio
import logging
import os
import re
import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final, NamedTuple

from tui.config.errors import ConfigError, quote_value
from tui.engine.loop_thread import LoopThread

_log = logging.getLogger(__name__)

_MAX_REQUEST: Final = 8 << 10
_MAX_CONNECTIONS: Final = 16
"""At once; a further one is closed without an answer."""
_DEADLINE: Final = 5.0
"""Seconds for a request and its answer."""
_STOP_TIMEOUT: Final = 1.0
_PLAIN: Final = "text/plain; charset=utf-8"


class Page(NamedTuple):
    """An answer."""

    body: bytes
    status: HTTPStatus = HTTPStatus.OK
    content_type: str = _PLAIN


class MetricsServer:
    """Serves pages until it is stopped.

    Args:
        listener: of `listen_at`.
        pages: by their paths; each is called on the server's thread, whenever it is asked for.
        deadline: seconds for a request and its answer.
    """

    def __init__(
        self, listener: socket.socket, pages: Mapping[str, Callable[[], Page]], deadline: float = _DEADLINE
    ) -> None:
        self._listener, self._pages, self._deadline = listener, pages, deadline
        self._thread = LoopThread("bigboard-metrics", self._serve, self._note_failure)
        self._stop_requested = asyncio.Event()
        self._connections = 0

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End it with all connections."""
        self._thread.call(self._stop_requested.set)
        self._thread.join(_STOP_TIMEOUT)

    def _note_failure(self, error: BaseException) -> None:
        _log.error("metrics are served no longer", exc_info=error)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, sock=self._listener, limit=_MAX_REQUEST)
        try:
            await self._stop_requested.wait()
        finally:
            server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._connections >= _MAX_CONNECTIONS:
            writer.transport.abort()
            return
        self._connections += 1
        try:
            async with asyncio.timeout(self._deadline):
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._response(head))
                await writer.drain()
                writer.close()
                await writer.wait_closed()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asks so gets nothing
        finally:
            self._connections -= 1
            writer.transport.abort()

    def _response(self, head: bytes) -> bytes:
        method, _, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        target, _, protocol = rest.partition(" ")
        page = self._page(method, target.partition("?")[0]) if protocol.startswith("HTTP/1.") else _BAD_REQUEST
        lines = (
            f"HTTP/1.1 {page.status.value} {page.status.phrase}",
            f"Content-Type: {page.content_type}",
            f"Content-Length: {len(page.body)}",
            "Cache-Control: no-store",
            "Connection: close",
        )
        return "\r\n".join((*lines, "", "")).encode() + (b"" if method == "HEAD" else page.body)

    def _page(self, method: str, path: str) -> Page:
        if method not in ("GET", "HEAD"):
            return Page(b"expected GET\n", HTTPStatus.METHOD_NOT_ALLOWED)
        page = self._pages.get(path)
        if page is None:
            return Page(f"expected {' or '.join(self._pages)}\n".encode(), HTTPStatus.NOT_FOUND)
        return page()


_BAD_REQUEST: Final = Page(b"expected HTTP/1.1\n", HTTPStatus.BAD_REQUEST)


def listen_at(address: str, option: str) -> socket.socket:
    """Return a socket that listens at an address, and at no other.

    Args:
        address: `127.0.0.1:9464`, `[::1]:9464`, or a host name; port 0 takes any.
        option: names the address in a message.

    Raises:
        ConfigError: it is no address, there is no such host here, or its port is in use.
    """
    host, colon, port = address.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    is_ipv6_without_brackets = bare == host and ":" in host
    is_port = re.fullmatch("[0-9]{1,5}", port, re.ASCII) is not None and int(port) < 1 << 16
    if not colon or not bare or is_ipv6_without_brackets or not is_port:
        raise ConfigError(f"{option}: found {quote_value(address)}, expected an address such as 127.0.0.1:9464")
    try:
        family, _, _, _, place = socket.getaddrinfo(bare, int(port), type=socket.SOCK_STREAM)[0]
        return socket.create_server(place[:2], family=family)
    except (OSError, UnicodeError) as error:
        reason = "there is no such host here"
        if isinstance(error, OSError) and not isinstance(error, socket.gaierror) and error.errno is not None:
            reason = os.strerror(error.errno).lower()
        raise ConfigError(f"{option}: nothing can listen at {quote_value(address)}: {reason}") from None
