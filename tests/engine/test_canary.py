"""Keys planted wherever a user may have one, and a provider that quotes them all: they must appear nowhere."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from tests.kit.hostile_server import RawServer, Responder, full_response, raw_server, status_response
from tests.kit.server import Request
from tests.kit.sources import PAIRS, environment
from tui.domain.events import Snapshot
from tui.domain.market import Market
from tui.engine.single_requests import poll_once
from tui.sources import adapter_for
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig, SourceRequest
from tui.sources.redaction.secret import Secret
from tui.storage.log import close_log, configure_file_log

BIRDS: Final = tuple(f"canary-{place}-{number}x7Qz" for number, place in enumerate(
    ("env", "header", "cookie", "query", "ask-query", "ask-header", "userinfo")
))  # fmt: skip
ENV, HEADER, COOKIE, QUERY, ASK_QUERY, ASK_HEADER, USERINFO = BIRDS


def sings(server_says: bytes = b"HTTP/1.1 200 OK\r\n") -> Responder:
    """Quote the whole request: in the body, the reason phrase and a header."""

    async def reply(_server: RawServer, asked: Request, writer: asyncio.StreamWriter) -> None:
        song = f"{asked.target} {asked.headers}"
        body = song.encode()
        head = server_says + b"X-Song: " + song.replace("\n", " ").encode()
        writer.write(head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    return reply


async def sings_on_the_way(_server: RawServer, asked: Request, writer: asyncio.StreamWriter) -> None:
    """Send us on to an address with all our keys in it."""
    if asked.target.startswith("/on"):
        writer.write(full_response(asked.target.encode()))
    else:
        song = "&".join(
            [asked.target.partition("?")[2], *(asked.headers.get(name, "") for name in ("x-key", "x-told"))]
        )
        writer.write(status_response(b"302 Found", b"Location: /on?" + song.encode()))


def complains(page: Response, _source: SourceConfig, _at: object) -> Snapshot:
    """As some providers do, quoting the key they got."""
    raise ParseError(f"We have detected your API key as {page.body.decode(errors='replace')}")


def breaks(page: Response, _source: SourceConfig, _at: object) -> Snapshot:
    raise ValueError(page.url, page.body)


def plan(source: SourceConfig) -> tuple[SourceRequest, ...]:
    key = source.key or Secret("none")
    query = (("token", Secret(ASK_QUERY)), ("innocent", key))
    return (SourceRequest(url=source.url, secret_query=query, secret_headers=(("X-Told", Secret(ASK_HEADER)),)),)


SINGER = PAIRS._replace(build_requests=plan)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    assert configure_file_log(tmp_path / "bigboard.log", logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    yield tmp_path
    close_log()


def written_in(folder: Path) -> list[str]:
    """Every file's name and text."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [*map(str, files), *(file.read_text(errors="replace") for file in files)]


@asynccontextmanager
async def asked_once(reply: Responder, adapter: Adapter, state: Path) -> AsyncIterator[Market]:
    """Poll a server that quotes every request once, by the whole engine on a thread of its own."""
    os.environ["CANARY_KEY"] = ENV
    async with raw_server(reply) as server:
        source = SourceConfig(
            name="br",
            kind="pairs",
            url=server.url(f"/page?apikey={QUERY}&p=1"),
            every=timedelta(seconds=15),
            key=Secret(os.environ["CANARY_KEY"]),
            headers=(("X-Key", HEADER), ("Authorization", f"Bearer {HEADER}"), ("Cookie", f"sid={COOKIE}; a=b")),
        )
        inside = source._replace(name="inside", url=f"http://user:{USERINFO}@127.0.0.1:{server.port}/")
        yield await asyncio.to_thread(
            poll_once, [source, inside], environment(adapter_for=lambda _kind: adapter, state=state)
        )
    del os.environ["CANARY_KEY"]


SONGS: tuple[tuple[str, Responder, Adapter], ...] = (
    ("read well", sings(), SINGER._replace(parse=lambda page, source, at: Snapshot(source=source.name, at=at))),
    ("a page nobody can read", sings(), SINGER._replace(parse=complains)),
    ("a bug of ours", sings(), SINGER._replace(parse=breaks)),
    ("a refusal", sings(b"HTTP/1.1 500 " + b" ".join(bird.encode() for bird in BIRDS) + b"\r\n"), SINGER),
    ("a wish to wait", sings(b"HTTP/1.1 429 Later\r\nRetry-After: 60\r\n"), SINGER),
    ("a redirect", sings_on_the_way, SINGER._replace(parse=complains)),
    ("no HTTP", sings(b"nonsense\r\n"), SINGER),
    ("a coding we refuse", sings(b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n"), SINGER),
)


@pytest.mark.parametrize(("reply", "adapter"), [song[1:] for song in SONGS], ids=[song[0] for song in SONGS])
async def test_no_key_appears_again(
    reply: Responder, adapter: Adapter, state: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with asked_once(reply, adapter, state) as market:
        outputs = [repr(market.health), repr(market.quotes), repr(market.articles), *capfd.readouterr()]
    outputs += written_in(state)
    for bird in BIRDS:
        assert bird not in "\n".join(outputs)
    assert market.health["inside"].reason == "address refused: it has a password"


async def test_the_server_received_and_quoted_every_key(state: Path) -> None:
    """Without this the test above would pass on a server that never got a key."""
    requests: list[Request] = []

    async def reply(server: RawServer, asked: Request, writer: asyncio.StreamWriter) -> None:
        requests.append(asked)
        await sings()(server, asked, writer)

    async with asked_once(reply, SINGER._replace(parse=complains), state) as market:
        rejected_page = market.health["br"].rejected_page
    song = repr(requests)
    assert [bird for bird in BIRDS if bird not in song] == [USERINFO]
    assert rejected_page is not None
    assert any("***" in text for text in written_in(state / "pages"))
    assert "***" in (market.health["br"].reason or "")


async def test_the_links_of_an_article_are_never_fetched(tmp_path: Path) -> None:
    async def reply(server: RawServer, _asked: Request, writer: asyncio.StreamWriter) -> None:
        link = server.url("/story")
        item = (
            f"<item><title>Harbour</title><link>{link}</link><guid>{link}</guid><description>&lt;img src='{link}'&gt;"
        )
        feed = f"<?xml version='1.0'?><rss version='2.0'><channel>{item}Ships.</description></item></channel></rss>"
        writer.write(full_response(feed.encode()))

    async with raw_server(reply) as server:
        feed = SourceConfig(name="feed", kind="feed", url=server.url("/feed"), every=timedelta(seconds=60))
        page = feed._replace(name="br", kind="brecorder", url=server.url("/page"))
        market = await asyncio.to_thread(poll_once, [feed, page], environment(adapter_for=adapter_for))
        (story,) = market.articles.values()
        assert story.link == server.url("/story")
        assert sorted(server.targets()) == ["/feed", "/page"]
