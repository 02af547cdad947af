"""No secret of a source or of the server is on the wire, on a disk, in a log or among the arguments of a program."""

import asyncio
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collector.running import BOARD, CollectorProcess, CountingExchange
from tests.collector.stream_reader import read_stream
from tests.kit.nats import nats_server, needs_nats
from tests.kit.server import ServerResponse
from tests.kit.waiting import wait_until
from tui.collector.connect import open_link
from tui.config.collect import CollectSettings
from tui.sources.redaction.secret import Secret

pytestmark = [needs_nats, pytest.mark.slow]

KEY, TOKEN = "canary-key-of-a-source-8823", "canary-token-of-the-server-4417"


def test_keys_and_tokens_stay_where_they_are(tmp_path: Path) -> None:
    with CountingExchange() as exchange, nats_server(tmp_path / "srv", f"authorization {{ token: {TOKEN} }}") as server:
        env = {"VENUE_KEY": KEY, "BIGBOARD_NATS_TOKEN": TOKEN}
        collector = CollectorProcess(tmp_path, server, exchange, key="VENUE_KEY", env=env)
        collector.start()
        settings = CollectSettings(servers=(server.address,), board=BOARD, secret=Secret(TOKEN))
        try:
            wait_until(lambda: bool(exchange.polls()))
            # servers quote what they were sent
            exchange.refusal = ServerResponse(body=f'{{"error": "bad key {KEY}"}}', status=401)
            polled = len(exchange.polls())
            wait_until(lambda: len(exchange.polls()) > polled)
            arguments = Path(f"/proc/{collector.pid}/cmdline").read_bytes()
            assert any(KEY in str(request.headers) + request.target for request in exchange.requests)
            wait_until(lambda: any(b"Failure" in unpacked(message.body) for message in read_stream(settings)))
            bodies = [unpacked(message.body) for message in read_stream(settings)]
            entries = [unpacked(entry) for entry in asyncio.run(entries_of(settings))]
        finally:
            collector.stop()
        files = [file.read_bytes() for file in (*own_files(collector), *stored(tmp_path / "srv"))]

    assert any(b"S1" in body for body in bodies)
    assert any(b"S1" in entry for entry in entries)
    for secret in (KEY.encode(), TOKEN.encode()):
        assert all(secret not in each for each in (arguments, *bodies, *entries, *files))


async def entries_of(settings: CollectSettings) -> list[bytes]:
    link = await open_link(settings)
    try:
        found = [await link.get(key) for key in await link.keys("")]
        return [entry.value for entry in found if entry is not None]
    finally:
        await link.close()


def unpacked(body: bytes) -> bytes:
    """Return all that is in a body, packed or not."""
    whole = body
    for start in range(len(body)):
        if body[start] == 0x78:
            try:
                whole += zlib.decompressobj().decompress(body[start:])
            except zlib.error:
                continue
    return whole


def own_files(collector: CollectorProcess) -> Iterator[Path]:
    return (file for file in collector.folder.rglob("*") if file.is_file())


def stored(folder: Path) -> Iterator[Path]:
    return (file for file in (folder / "nats" / "store").rglob("*") if file.is_file())
