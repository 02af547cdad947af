"""A server that quotes the key: it reaches no market, no log, no stored page, and no other host."""

import asyncio
import logging
import unicodedata
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.kit.hostile_server import OK, RawServer, full_response, raw_server, sends, status_response
from tests.kit.marks import for_each, quick
from tests.kit.quoted_keys import FORMS, KEY, in_json, parts_shown
from tests.kit.server import Request
from tests.kit.sources import environment
from tui.domain.market import Market
from tui.engine.http.errors import FetchError
from tui.engine.http.fetcher import Fetcher
from tui.engine.single_requests import poll_once
from tui.sources import adapter_for
from tui.sources.adapter import SourceConfig, SourceRequest
from tui.sources.redaction.secret import Secret
from tui.sources.table_spec import TableSpec
from tui.storage.log import close_log, configure_file_log, redact_in_logs, redacted_text

COLUMNS = MappingProxyType({"symbol": "symbol", "name": "name", "price": "price"})
SPEC = TableSpec(format="json", rows="rows", columns=COLUMNS, key_header="X-Key")
PAGE_TYPE = b"Content-Type: text/html"


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    assert configure_file_log(tmp_path / "bigboard.log", logging.DEBUG)
    yield tmp_path
    close_log()


def board(quoted: str) -> bytes:
    """Return a valid response with the key in a name and in a symbol."""
    name = in_json(quoted)
    rows = f'{{"symbol": "OGDC", "name": "{name}", "price": 101.25}}, {{"symbol": "{name}", "name": "x", "price": 2}}'
    return f'{{"rows": [{rows}]}}'.encode()


def feed(quoted: str) -> bytes:
    """A good feed with the key in every text of a story."""
    link = f"https://harbour.example/?k={quoted}"
    item = f"<title>Of {quoted}</title><link>{link}</link><guid>{link}</guid><description>On {quoted}.</description>"
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>n</title><item>{item}</item></channel></rss>".encode()
    )


def json_error(quoted: str) -> bytes:
    """Return a response that is no board."""
    return f'{{"error": {{"message": "Invalid API key: {in_json(quoted)}"}}}}'.encode()


def refused(body: bytes) -> bytes:
    """A complete response with status 400."""
    return full_response(body).replace(b"200 OK", b"400 No", 1)


PLACES: Mapping[str, Callable[[str], bytes]] = {
    "a board": lambda quoted: full_response(board(quoted)),
    "a feed": lambda quoted: full_response(feed(quoted), b"Content-Type: application/rss+xml"),
    "a sentence": lambda quoted: full_response(f"Invalid API key: {quoted}".encode()),
    "a limit": lambda quoted: full_response(f"API rate limit reached by the key {quoted}".encode()),
    "a page": lambda quoted: full_response(
        f"<html><title>Invalid API key {quoted}</title>{quoted}</html>".encode(), PAGE_TYPE
    ),
    "an error": lambda quoted: full_response(json_error(quoted)),
    "a content type": lambda quoted: OK + f"Content-Type: text/x-{quoted}\r\nContent-Length: 2\r\n\r\nno".encode(),
    "a coding": lambda quoted: OK + f"Content-Encoding: {quoted}\r\nContent-Length: 2\r\n\r\nno".encode(),
    "a reason phrase": lambda quoted: status_response(f"401 {quoted}".encode()),
    "a wish to wait": lambda quoted: status_response(b"429 Later", f"Retry-After: {quoted}".encode()),
    "a validator": lambda quoted: full_response(b"no board", f'ETag: "{quoted}"'.encode()),
    "a location": lambda quoted: status_response(b"302 Found", f"Location: http://localhost:1/?k={quoted}".encode()),
    "a scheme": lambda quoted: status_response(b"302 Found", f"Location: {quoted}:x".encode()),
    "a body of 400": lambda quoted: refused(json_error(quoted)),
    "a message of 400": lambda quoted: refused(f'{{"message": "no access by {in_json(quoted)} to it"}}'.encode()),
    "a text of 400": lambda quoted: refused(f"no access by {quoted}".encode()),
}


async def polled(quoted: str, state: Path) -> Market:
    """Poll one source for each place of a key once, by the whole engine."""
    replies = {f"/{number}": answer(quoted) for number, answer in enumerate(PLACES.values())}

    async def reply(_server: RawServer, asked: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(replies[asked.target])

    async with raw_server(reply) as server:
        sources = [
            SourceConfig(
                name=place,
                kind="feed" if place == "a feed" else "table",
                url=server.url(f"/{number}"),
                every=timedelta(seconds=60),
                key=Secret(KEY),
                headers=(("X-Key", KEY),),
                table=SPEC,
            )
            for number, place in enumerate(PLACES)
        ]
        return await asyncio.to_thread(poll_once, sources, environment(adapter_for=adapter_for, state=state))


def written_in(folder: Path) -> str:
    """Every file's name and text."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return "\n".join([*map(str, files), *(file.read_bytes().replace(b"\0", b"").decode("latin-1") for file in files)])


QUICK = ("base64",)


@pytest.mark.parametrize(
    "form", [pytest.param(form, marks=() if form in QUICK else pytest.mark.slow) for form in FORMS]
)
async def test_no_part_of_a_key_reaches_the_market_the_log_or_a_stored_page(form: str, state: Path) -> None:
    market = await polled(FORMS[form](KEY), state)
    for place, health in market.health.items():
        assert health.reason or place in ("a board", "a feed"), place
        assert not parts_shown(KEY, repr(health)), place
    assert not parts_shown(KEY, repr(market))
    assert not parts_shown(KEY, written_in(state))
    (row,) = [each for each in market.quotes.values() if each.id.symbol == "OGDC"]
    assert (str(row.price), "***" in (row.name or "")) == ("101.25", True)
    (story,) = market.articles.values()
    assert "***" in (story.title or "")


IN_PIECES = {
    "tags with attributes": lambda key: f'{key[:5]}<a href="#">{key[5:10]}</a><q>{key[10:14]}</q>{key[14:]}',
    "empty tags": "<ins></ins>".join,
    "long references": lambda key: "".join(f"&#{ord(each):015};" for each in key),
    "long hexadecimal references": lambda key: "".join(f"&#x{ord(each):016x};" for each in key),
    "marks on its letters": "\u0301".join,
}


@for_each("form", IN_PIECES)
async def test_an_adapter_does_not_join_the_parts_of_a_key(form: str) -> None:
    quoted = IN_PIECES[form](KEY)
    page = f"<table><tr><th>Symbol<th>Name<th>Price<tr><td>OGDC<td>{quoted}<td>101.25</table>"
    async with raw_server(sends(full_response(page.encode(), b"Content-Type: text/html; charset=utf-8"))) as server:
        source = SourceConfig(
            name="mine",
            kind="table",
            url=server.url("/q"),
            every=timedelta(seconds=60),
            key=Secret(KEY),
            table=replace(
                SPEC,
                format="html",
                rows="",
                columns=MappingProxyType({"symbol": "Symbol", "name": "Name", "price": "Price"}),
            ),
        )
        market = await asyncio.to_thread(poll_once, [source], environment(adapter_for=adapter_for))
    assert [str(row.price) for row in market.quotes.values()] == ["101.25"]
    assert not parts_shown(KEY, unicodedata.normalize("NFKD", repr(market)).replace("\u0301", ""))


@pytest.mark.parametrize("key", ["20221122", "10125000"])
async def test_a_figure_that_is_equal_to_the_key_stays(key: str) -> None:
    body = f'{{"rows": [{{"symbol": "OGDC", "name": "{key}", "price": {key}}}]}}'
    async with raw_server(sends(full_response(body.encode()))) as server:
        source = SourceConfig(
            name="mine",
            kind="table",
            url=server.url("/q"),
            every=timedelta(seconds=60),
            key=Secret(key),
            table=SPEC,
        )
        market = await asyncio.to_thread(poll_once, [source], environment(adapter_for=adapter_for))
    assert [str(row.price) for row in market.quotes.values()] == [key]


@asynccontextmanager
async def home_and_away(location: str) -> AsyncIterator[tuple[RawServer, RawServer]]:
    """Two servers: the first sends on, `AWAY` in the location being the second."""
    async with raw_server(sends(full_response(b"away"))) as away:

        async def reply(_server: RawServer, asked: Request, writer: asyncio.StreamWriter) -> None:
            if asked.target == "/start":
                writer.write(status_response(b"302 Found", location.replace("AWAY", f"127.0.0.1:{away.port}").encode()))
            else:
                writer.write(
                    status_response(b"302 Found", f"Location: http://127.0.0.1:{away.port}{asked.target}".encode())
                )

        async with raw_server(reply) as home:
            yield home, away


async def fetched(server: RawServer) -> str:
    source = SourceConfig(
        name="mine", kind="table", url=server.url("/start"), every=timedelta(seconds=60), key=Secret(KEY)
    )
    async with Fetcher() as fetcher:
        try:
            result = await fetcher.fetch(source, SourceRequest(source.url, secret_headers=(("X-Key", Secret(KEY)),)))
        except FetchError as error:
            return error.reason
    assert result.response
    return result.response.url


REFUSED = "redirect refused: it carries the key to another host"


@for_each("form", FORMS)
@pytest.mark.parametrize("place", quick(1, "/?a=b&c={}&d=e", "/{}", "/?k={}", "/#{}", "/page;{}"))
async def test_a_redirect_that_quotes_a_key_in_any_form_goes_to_no_other_host(form: str, place: str) -> None:
    quoted = place.format(FORMS[form](KEY))
    async with home_and_away(f"Location: http://AWAY{quoted}") as (home, away):
        assert await fetched(home) == REFUSED
        assert not away.requests


async def test_a_key_in_two_pieces_or_over_a_redirect_at_home_goes_to_no_other_host() -> None:
    for location in (f"http://AWAY/?a={KEY[:12]}&b={KEY[12:]}", f"/then?k={KEY.upper()}"):
        async with home_and_away(f"Location: {location}") as (home, away):
            assert await fetched(home) == REFUSED
            assert not away.requests


async def test_a_key_in_a_name_of_a_host_is_not_looked_up() -> None:
    async with home_and_away("Location: http://q7rw-zk3-9ftb.evil.example/") as (home, away):
        assert await fetched(home) == REFUSED
        assert not away.requests


async def test_a_redirect_without_a_key_is_followed() -> None:
    async with home_and_away("Location: http://AWAY/page?symbol=OGDC") as (home, away):
        assert await fetched(home) == f"http://127.0.0.1:{away.port}/page?symbol=OGDC"
        assert "x-key" not in away.requests[0].headers


def test_a_crash_shows_no_key_even_where_the_log_is_opened_anew(tmp_path: Path) -> None:
    assert configure_file_log(tmp_path / "first.log")
    try:
        redact_in_logs({KEY})
        assert configure_file_log(tmp_path / "second.log")
        error = ValueError(f"bad value {KEY[:10]}... of {KEY!r}")
        logging.getLogger("tui").critical("crash", exc_info=error)
        line = redacted_text(f"ValueError: {error}")
    finally:
        close_log()
    assert line == "ValueError: bad value ***... of '***'"
    assert not parts_shown(KEY, (tmp_path / "second.log").read_text())
