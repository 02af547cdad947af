"""A web server that sends exact bytes, right or wrong: each of its paths is one fault.

`LocalServer` cannot do that: the server of the standard library sends correct HTTP and nothing else.
"""

import asyncio
import gzip
import socket
import ssl
import struct
import time
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

from tests.kit.server import Request

OK = b"HTTP/1.1 200 OK\r\n"
PAGE = b"<html><body>OGDC 101.25 No Change 0.00 (0.00%)</body></html>"
TYPE = b"Content-Type: text/html; charset=utf-8\r\n"


def full_response(body: bytes, *headers: bytes) -> bytes:
    """Return a complete response with status 200."""
    head = b"".join(header + b"\r\n" for header in headers)
    return OK + TYPE + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def close_delimited_response(body: bytes, *headers: bytes) -> bytes:
    """Return a response without a length, which ends where the connection is closed."""
    return OK + TYPE + b"".join(header + b"\r\n" for header in headers) + b"Connection: close\r\n\r\n" + body


def status_response(line: bytes, *headers: bytes) -> bytes:
    """Return a response with this status and no body."""
    return b"HTTP/1.1 " + line + b"\r\n" + b"".join(h + b"\r\n" for h in headers) + b"Content-Length: 0\r\n\r\n"


def bomb(mebibytes: int) -> bytes:
    """Return so many mebibytes of zeros, gzipped to about a thousandth."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes)) + packer.flush()


@dataclass(kw_only=True)
class RawServer:
    """A running server and the requests that it received."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Return the address of a path."""
        return f"http://{host}:{self.port}{path}"

    def targets(self) -> list[str]:
        """Return the paths and queries that were requested, in order."""
        return [request.target for request in self.requests]


Responder = Callable[[RawServer, Request, asyncio.StreamWriter], Awaitable[None]]


def sends(response: bytes) -> Responder:
    """Return a responder that sends these bytes."""

    async def respond(_server: RawServer, _request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(response)
        await writer.drain()

    return respond


def drips(first: bytes, drop: bytes, every: float) -> Responder:
    """Return a responder that sends the first bytes, then one drop after another without end."""

    async def respond(_server: RawServer, _request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every)

    return respond


async def _hangs(_server: RawServer, _request: Request, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _resets(_server: RawServer, _request: Request, writer: asyncio.StreamWriter) -> None:
    writer.write(OK + b"Content-Length: 100000\r\n\r\nhalf")
    await writer.drain()
    connection = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _conditional(_server: RawServer, request: Request, writer: asyncio.StreamWriter) -> None:
    """Send a page with an ETag, or 304 where the request names it."""
    if request.headers.get("if-none-match") == '"v1"':
        writer.write(status_response(b"304 Not Modified", b'ETag: "v1"'))
    else:
        writer.write(full_response(PAGE, b'ETag: "v1"', b"Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT"))


async def _follow_query(server: RawServer, request: Request, writer: asyncio.StreamWriter) -> None:
    """Redirect to what the query says, `PORT` being this server's."""
    target = request.target.partition("?")[2].replace("PORT", str(server.port))
    writer.write(status_response(b"302 Found", b"Location: " + target.encode()))


async def _follow_first(server: RawServer, request: Request, writer: asyncio.StreamWriter) -> None:
    """Redirect to the first parameter of the query; those that were added to it do not go along."""
    first = replace(request, target=request.target.partition("&")[0])
    await _follow_query(server, first, writer)


_PACKED = gzip.compress(PAGE)

RESPONDERS: dict[str, Responder] = {
    "/page": sends(full_response(PAGE)),
    "/gzip": sends(full_response(_PACKED, b"Content-Encoding: gzip")),
    "/gzip-members": sends(full_response(_PACKED + _PACKED + bytes(8), b"Content-Encoding: gzip")),
    "/marked": _conditional,
    "/slow-body": drips(OK + b"Content-Length: 100000\r\n\r\n", b"x", 0.05),
    "/slow-headers": drips(OK, b"X-Drop: a\r\n", 0.05),
    "/endless-1xx": drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.001),
    "/hang": _hangs,
    "/reset": _resets,
    "/short": sends(OK + b"Content-Length: 100000\r\n\r\nhalf a page"),
    "/cut-chunk": sends(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    "/cut-gzip": sends(close_delimited_response(_PACKED[: len(_PACKED) // 2], b"Content-Encoding: gzip")),
    "/cut-html": sends(close_delimited_response(PAGE[: len(PAGE) // 2])),
    "/closed-html": sends(close_delimited_response(PAGE)),
    "/not-gzip": sends(full_response(b"plain after all", b"Content-Encoding: gzip")),
    "/bomb": sends(full_response(bomb(64), b"Content-Encoding: gzip")),
    "/double-gzip": sends(full_response(gzip.compress(_PACKED), b"Content-Encoding: gzip, gzip")),
    "/brotli": sends(full_response(b"\x8b\x03\x80x\x03", b"Content-Encoding: br")),
    "/endless": drips(OK + b"Connection: close\r\n\r\n", b"x" * 65536, 0),
    "/announced": sends(OK + b"Content-Length: 99999999999\r\n\r\n"),
    "/huge-header": sends(OK + b"X-Long: " + b"a" * (1 << 20) + b"\r\n\r\n"),
    "/many-headers": sends(OK + b"".join(b"X-%d: a\r\n" % n for n in range(50_000)) + b"\r\n"),
    "/no-http": sends(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "/silence": sends(b""),
    "/loop": sends(status_response(b"302 Found", b"Location: /loop")),
    "/to": _follow_query,
    "/to-first": _follow_first,
    "/cookies": sends(full_response(PAGE, *[b"Set-Cookie: c%d=%s; Path=/" % (n, b"v" * 1000) for n in range(60)])),
    "/escapes": sends(status_response(b"503 \x1b]0;pwned\x07[red]", b"Retry-After: \x1b[31m")),
    "/escaped-type": sends(OK + b"Content-Type: text/html\x1b]0;x\x07\r\nContent-Length: 2\r\n\r\nok"),
    "/unasked-304": sends(status_response(b"304 Not Modified")),
    "/204": sends(b"HTTP/1.1 204 No Content\r\n\r\n"),
}


def responder_for(path: str) -> Responder:
    """Return the responder of a path: a fault by name, a bare status, or a Retry-After."""
    name = path.partition("?")[0]
    if name.startswith("/status/"):
        return sends(status_response(name.removeprefix("/status/").encode() + b" Oops"))
    if name.startswith("/retry/"):
        _, _, code, retry_after = path.split("/", 3)
        return sends(
            status_response(code.encode() + b" Later", b"Retry-After: " + retry_after.replace("_", " ").encode())
        )
    return RESPONDERS[name]


async def read_request(reader: asyncio.StreamReader) -> Request:
    """Read the head of one request."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = [line.partition(": ") for line in lines[1:] if line]
    headers = {name.lower(): value for name, _, value in pairs}
    return Request(target=lines[0].split(" ")[1], headers=headers, at=time.monotonic())


async def _by_path(server: RawServer, request: Request, writer: asyncio.StreamWriter) -> None:
    await responder_for(request.target)(server, request, writer)


@asynccontextmanager
async def hostile_server() -> AsyncIterator[RawServer]:
    """Run the server of all faults by their paths."""
    async with raw_server(_by_path) as server:
        yield server


@asynccontextmanager
async def raw_server(respond: Responder, tls: ssl.SSLContext | None = None) -> AsyncIterator[RawServer]:
    """Run a server on a free port; every connection serves one request and is then closed."""
    server = RawServer()
    connections: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        connections.add(task)
        try:
            request = await read_request(reader)
            server.requests.append(request)
            await respond(server, request, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            connections.discard(task)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in list(connections):
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
