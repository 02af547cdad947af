"""A web server on loopback that does everything wrong: each path is one fault."""

import asyncio
import gzip
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

OK = b"HTTP/1.1 200 OK\r\n"
PAGE = b"<html><body>OGDC 101.25 No Change 0.00 (0.00%)</body></html>"
TYPE = b"Content-Type: text/html; charset=utf-8\r\n"


def whole(body: bytes, *headers: bytes) -> bytes:
    """A complete answer."""
    head = b"".join(header + b"\r\n" for header in headers)
    return OK + TYPE + head + b"Content-Length: %d\r\n\r\n" % len(body) + body


def closed(body: bytes, *headers: bytes) -> bytes:
    """An answer whose end only the closing of the connection tells."""
    return OK + TYPE + b"".join(header + b"\r\n" for header in headers) + b"Connection: close\r\n\r\n" + body


def status(line: bytes, *headers: bytes) -> bytes:
    """An answer that is no page."""
    return b"HTTP/1.1 " + line + b"\r\n" + b"".join(h + b"\r\n" for h in headers) + b"Content-Length: 0\r\n\r\n"


def bomb(mebibytes: int) -> bytes:
    """So many mebibytes of zeros, gzipped to about a thousandth."""
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes)) + packer.flush()


@dataclass(kw_only=True)
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]


@dataclass(kw_only=True)
class Hostile:
    """The running server and what it was asked."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a fault."""
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked]


Reply = Callable[[Hostile, Asked, asyncio.StreamWriter], Awaitable[None]]


def says(answer: bytes) -> Reply:
    """Say this and close."""

    async def reply(_server: Hostile, _asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return reply


def drips(first: bytes, drop: bytes, every: float) -> Reply:
    """Say the first thing, then one drop after another without end."""

    async def reply(_server: Hostile, _asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(first)
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(every)

    return reply


async def _hangs(_server: Hostile, _asked: Asked, _writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def _resets(_server: Hostile, _asked: Asked, writer: asyncio.StreamWriter) -> None:
    writer.write(OK + b"Content-Length: 100000\r\n\r\nhalf")
    await writer.drain()
    talk = writer.get_extra_info("socket")
    talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def _marked(_server: Hostile, asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A page with an ETag; asked with it, unchanged."""
    if asked.headers.get("if-none-match") == '"v1"':
        writer.write(status(b"304 Not Modified", b'ETag: "v1"'))
    else:
        writer.write(whole(PAGE, b'ETag: "v1"', b"Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT"))


async def _follow_query(server: Hostile, asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A redirect to what the query says, `PORT` being this server's."""
    target = asked.path.partition("?")[2].replace("PORT", str(server.port))
    writer.write(status(b"302 Found", b"Location: " + target.encode()))


async def _follow_first(server: Hostile, asked: Asked, writer: asyncio.StreamWriter) -> None:
    """A redirect to the first part of the query; what was added to it does not go along."""
    first = replace(asked, path=asked.path.partition("&")[0])
    await _follow_query(server, first, writer)


_PACKED = gzip.compress(PAGE)

REPLIES: dict[str, Reply] = {
    "/page": says(whole(PAGE)),
    "/gzip": says(whole(_PACKED, b"Content-Encoding: gzip")),
    "/gzip-members": says(whole(_PACKED + _PACKED + bytes(8), b"Content-Encoding: gzip")),
    "/marked": _marked,
    "/slow-body": drips(OK + b"Content-Length: 100000\r\n\r\n", b"x", 0.05),
    "/slow-headers": drips(OK, b"X-Drop: a\r\n", 0.05),
    "/endless-1xx": drips(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.001),
    "/hang": _hangs,
    "/reset": _resets,
    "/short": says(OK + b"Content-Length: 100000\r\n\r\nhalf a page"),
    "/cut-chunk": says(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    "/cut-gzip": says(closed(_PACKED[: len(_PACKED) // 2], b"Content-Encoding: gzip")),
    "/cut-html": says(closed(PAGE[: len(PAGE) // 2])),
    "/closed-html": says(closed(PAGE)),
    "/not-gzip": says(whole(b"plain after all", b"Content-Encoding: gzip")),
    "/bomb": says(whole(bomb(64), b"Content-Encoding: gzip")),
    "/double-gzip": says(whole(gzip.compress(_PACKED), b"Content-Encoding: gzip, gzip")),
    "/brotli": says(whole(b"\x8b\x03\x80x\x03", b"Content-Encoding: br")),
    "/endless": drips(OK + b"Connection: close\r\n\r\n", b"x" * 65536, 0),
    "/announced": says(OK + b"Content-Length: 99999999999\r\n\r\n"),
    "/huge-header": says(OK + b"X-Long: " + b"a" * (1 << 20) + b"\r\n\r\n"),
    "/many-headers": says(OK + b"".join(b"X-%d: a\r\n" % n for n in range(50_000)) + b"\r\n"),
    "/no-http": says(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "/silence": says(b""),
    "/loop": says(status(b"302 Found", b"Location: /loop")),
    "/to": _follow_query,
    "/to-first": _follow_first,
    "/cookies": says(whole(PAGE, *[b"Set-Cookie: c%d=%s; Path=/" % (n, b"v" * 1000) for n in range(60)])),
    "/escapes": says(status(b"503 \x1b]0;pwned\x07[red]", b"Retry-After: \x1b[31m")),
    "/escaped-type": says(OK + b"Content-Type: text/html\x1b]0;x\x07\r\nContent-Length: 2\r\n\r\nok"),
    "/unasked-304": says(status(b"304 Not Modified")),
    "/204": says(b"HTTP/1.1 204 No Content\r\n\r\n"),
}


def reply_for(path: str) -> Reply:
    """What a path does: a fault by name, a bare status, or a Retry-After."""
    name = path.partition("?")[0]
    if name.startswith("/status/"):
        return says(status(name.removeprefix("/status/").encode() + b" Oops"))
    if name.startswith("/retry/"):
        _, _, code, asked = path.split("/", 3)
        return says(status(code.encode() + b" Later", b"Retry-After: " + asked.replace("_", " ").encode()))
    return REPLIES[name]


async def read_request(reader: asyncio.StreamReader) -> Asked:
    """One request head."""
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    pairs = [line.partition(": ") for line in lines[1:] if line]
    return Asked(path=lines[0].split(" ")[1], headers={name.lower(): value for name, _, value in pairs})


async def _by_path(server: Hostile, asked: Asked, writer: asyncio.StreamWriter) -> None:
    await reply_for(asked.path)(server, asked, writer)


@asynccontextmanager
async def hostile_server() -> AsyncIterator[Hostile]:
    """The server of all faults by their paths."""
    async with served_by(_by_path) as server:
        yield server


@asynccontextmanager
async def served_by(reply: Reply) -> AsyncIterator[Hostile]:
    """A server on a free port; every connection serves one request and is then closed."""
    server = Hostile()
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        try:
            asked = await read_request(reader)
            server.asked.append(asked)
            await reply(server, asked, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            talks.discard(task)
            writer.close()
            with suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    listener = await asyncio.start_server(talk, "127.0.0.1", 0)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)
