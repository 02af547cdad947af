"""A proxy on loopback that opens tunnels, for requests of secure pages."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class Tunnel:
    """A proxy that opens tunnels to one port, whatever host is named."""

    to_port: int
    answer: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n"
    heads: list[bytes] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(self.answer)
        if b" 200 " not in self.answer:
            writer.close()
            return
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
        await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer), return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(1 << 14):
        writer.write(data)
    writer.close()


@asynccontextmanager
async def tunnelling(tunnel: Tunnel) -> AsyncIterator[Mapping[str, str]]:
    """Run the proxy; yield the environment that names it."""
    server = await asyncio.start_server(tunnel.serve, "127.0.0.1", 0)
    tunnel.port = server.sockets[0].getsockname()[1]
    try:
        yield {"HTTPS_PROXY": f"http://joe:hush-hush@127.0.0.1:{tunnel.port}"}
    finally:
        server.close()
