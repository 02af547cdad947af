"""The door to the network, against a server that does everything wrong."""

import asyncio
import gc
import gzip
import logging
import socket
import time
import tracemalloc
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

import tui
from tests.kit.hostile_server import (
    PAGE,
    RawServer,
    drips,
    full_response,
    hostile_server,
    raw_server,
    read_request,
    sends,
)
from tests.kit.marks import quick
from tests.kit.waiting import hurried
from tui.engine.http.body import BodyLimits
from tui.engine.http.errors import (
    ConnectError,
    ConnectionDroppedError,
    DeadlineExceededError,
    FetchError,
    HttpStatusError,
    InvalidResponseError,
    InvalidUrlError,
    RedirectError,
    ResponseTooLargeError,
    TruncatedResponseError,
)
from tui.engine.http.fetcher import Fetcher, FetchLimits
from tui.sources.adapter import Response, SourceConfig, SourceRequest

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def source(
    *, name: str = "br", url: str = "http://127.0.0.1/", allow_private: bool = False, **headers: str
) -> SourceConfig:
    sent = tuple((key.replace("_", "-"), value) for key, value in headers.items())
    every = timedelta(seconds=15)
    return SourceConfig(name=name, kind="fake", url=url, every=every, headers=sent, allow_private=allow_private)


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    async with hostile_server() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(clock=lambda: NOW) as made:
        yield made


def hasty(limit: float) -> Fetcher:
    return Fetcher(limits=FetchLimits(deadline=timedelta(seconds=limit)))


async def page(fetcher: Fetcher, url: str, asked_by: SourceConfig | None = None) -> Response:
    result = await fetcher.fetch(asked_by or source(), SourceRequest(url))
    assert result.response is not None
    return result.response


async def failure(fetcher: Fetcher, url: str, asked_by: SourceConfig | None = None) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(asked_by or source(), SourceRequest(url))
    return caught.value


# -- valid responses


@pytest.mark.parametrize("path", ["/page", "/gzip", "/closed-html", "/cookies"])
async def test_a_good_page_arrives_complete_and_decompressed(server: RawServer, fetcher: Fetcher, path: str) -> None:
    got = await page(fetcher, server.url(path))
    assert got.body == PAGE
    assert got.content_type == "text/html; charset=utf-8"
    assert got.url == server.url(path)


async def test_gzip_in_several_members_is_one_page(server: RawServer, fetcher: Fetcher) -> None:
    assert (await page(fetcher, server.url("/gzip-members"))).body == PAGE + PAGE


async def test_the_user_agent_is_sent_and_gzip_alone_accepted(server: RawServer, fetcher: Fetcher) -> None:
    await page(fetcher, server.url("/page"), source(accept_encoding="br", X_Plan="b"))
    sent = server.requests[0].headers
    assert sent["user-agent"] == f"bigboard/{tui.__version__}"
    assert sent["accept-encoding"] == "gzip"
    assert sent["x-plan"] == "b"


@pytest.mark.parametrize(("path", "count"), [("/page", len(PAGE)), ("/gzip", len(gzip.compress(PAGE)))])
async def test_a_page_counts_its_received_bytes(server: RawServer, fetcher: Fetcher, path: str, count: int) -> None:
    assert (await page(fetcher, server.url(path))).received == count


async def test_no_cookie_is_stored(server: RawServer, fetcher: Fetcher) -> None:
    await page(fetcher, server.url("/cookies"))
    await page(fetcher, server.url("/page"))
    assert "cookie" not in server.requests[1].headers


# -- unchanged pages


async def test_a_known_page_is_requested_conditionally_and_may_be_unchanged(
    server: RawServer, fetcher: Fetcher
) -> None:
    await page(fetcher, server.url("/marked"))
    result = await fetcher.fetch(source(), SourceRequest(server.url("/marked")))
    assert (result.response, result.http_status) == (None, 304)
    assert server.requests[1].headers["if-modified-since"] == "Sun, 22 Nov 2026 10:00:00 GMT"


async def test_after_forgetting_the_page_comes_in_full(server: RawServer, fetcher: Fetcher) -> None:
    await page(fetcher, server.url("/marked"))
    fetcher.forget_validators("br")
    assert (await page(fetcher, server.url("/marked"))).body == PAGE


async def test_each_source_has_validators_of_its_own(server: RawServer, fetcher: Fetcher) -> None:
    await page(fetcher, server.url("/marked"))
    assert (await page(fetcher, server.url("/marked"), source(name="other"))).body == PAGE


async def test_a_304_to_an_unconditional_request_is_an_error(server: RawServer, fetcher: Fetcher) -> None:
    assert (await failure(fetcher, server.url("/unasked-304"))).reason == "HTTP 304"


# -- faults: each ends in time, in one of our own errors, in plain words

ENDLESS = [
    ("/slow-body", "answer not complete"),
    ("/hang", "no answer"),
    ("/slow-headers", "no answer"),
    ("/endless-1xx", "no answer"),
]


@pytest.mark.parametrize(
    ("path", "reason"),
    quick(1, *(pytest.param(*fault, id=fault[0]) for fault in ENDLESS)),
)
async def test_an_endless_response_is_ended_by_one_deadline(server: RawServer, path: str, reason: str) -> None:
    async def ends(limit: float) -> None:
        began = time.monotonic()
        async with hasty(limit) as fetcher:
            error = await failure(fetcher, server.url(path))
        assert (type(error), error.reason) == (DeadlineExceededError, f"{reason} in {limit:g} s")
        assert time.monotonic() - began < limit + 60, "the server never ends"

    await hurried(ends)


FAULTS = [
    ("/reset", TruncatedResponseError, "connection reset"),
    ("/short", TruncatedResponseError, "answer cut short"),
    ("/cut-chunk", TruncatedResponseError, "answer cut short"),
    ("/cut-gzip", TruncatedResponseError, "answer cut short"),
    ("/cut-html", TruncatedResponseError, "answer cut short"),
    ("/bomb", ResponseTooLargeError, "answer too large"),
    ("/endless", ResponseTooLargeError, "answer too large"),
    ("/announced", ResponseTooLargeError, "answer too large"),
    ("/double-gzip", InvalidResponseError, "encoding refused: gzip, gzip"),
    ("/brotli", InvalidResponseError, "encoding refused: br"),
    ("/not-gzip", InvalidResponseError, "broken gzip"),
    ("/huge-header", InvalidResponseError, "not an HTTP answer"),
    ("/many-headers", InvalidResponseError, "not an HTTP answer"),
    ("/no-http", InvalidResponseError, "not an HTTP answer"),
    ("/silence", ConnectionDroppedError, "connection closed without an answer"),
    ("/loop", RedirectError, "too many redirects"),
    ("/to?file:///etc/passwd", RedirectError, "redirect refused: file"),
    ("/to?ftp://h/page", RedirectError, "redirect refused: ftp"),
    ("/to?javascript:alert(1)", RedirectError, "redirect refused: javascript"),
    ("/to?http://u:p@127.0.0.1/", RedirectError, "redirect refused: it has a password"),
    ("/to?http://[nonsense/", RedirectError, "redirect refused: not an address"),
    ("/status/500", HttpStatusError, "HTTP 500"),
    ("/status/404", HttpStatusError, "HTTP 404"),
    ("/204", HttpStatusError, "HTTP 204"),
    ("/escapes", HttpStatusError, "HTTP 503"),
]


@pytest.mark.parametrize(("path", "kind", "reason"), FAULTS, ids=[fault[0] for fault in FAULTS])
async def test_every_fault_ends_with_a_plain_reason(
    server: RawServer, fetcher: Fetcher, path: str, kind: type[FetchError], reason: str
) -> None:
    error = await failure(fetcher, server.url(path))
    assert (type(error), error.reason) == (kind, reason)


async def test_a_source_recovers_at_once_after_a_fault(server: RawServer) -> None:
    async def recovers(limit: float) -> None:
        async with hasty(limit) as fetcher:
            await failure(fetcher, server.url("/hang"))
            assert (await page(fetcher, server.url("/page"))).body == PAGE

    await hurried(recovers)


async def test_a_status_is_reported_with_its_number(server: RawServer, fetcher: Fetcher) -> None:
    assert (await failure(fetcher, server.url("/status/503"))).http_status == 503


async def test_header_text_is_clean(server: RawServer, fetcher: Fetcher) -> None:
    assert (await page(fetcher, server.url("/escaped-type"))).content_type in {"text/html", "text/html]0;x"}


async def test_a_bomb_is_never_decompressed_beyond_the_limit(server: RawServer) -> None:
    caps = BodyLimits(wire=4 << 20, decoded=2 << 20)
    async with Fetcher(limits=FetchLimits(body=caps)) as fetcher:
        await page(fetcher, server.url("/page"))
        tracemalloc.start()
        try:
            error = await failure(fetcher, server.url("/bomb"))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert isinstance(error, ResponseTooLargeError)
    assert peak < caps.decoded + (2 << 20)


async def test_no_request_leaves_for_an_address_with_a_password(server: RawServer, fetcher: Fetcher) -> None:
    error = await failure(fetcher, f"http://user:secret@127.0.0.1:{server.port}/page")
    assert isinstance(error, InvalidUrlError)
    assert "secret" not in str(error)
    assert not server.requests


@pytest.mark.parametrize(
    "url", ["", "file:///etc/passwd", "ftp://h/", "http://", "//h/x", "http://a b/", "http://\x1b/"]
)
async def test_an_address_of_another_protocol_is_refused(fetcher: Fetcher, url: str) -> None:
    assert isinstance(await failure(fetcher, url), InvalidUrlError)


async def test_a_header_that_cannot_be_sent_is_a_reason_not_a_crash(server: RawServer, fetcher: Fetcher) -> None:
    for value in ("caf\u00e9", "two\r\nlines"):
        error = await failure(fetcher, server.url("/page"), source(X_Key=value))
        assert error.reason == "request refused: a header cannot be sent"


async def test_a_closed_port_is_a_refused_connection(fetcher: Fetcher) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        error = await failure(fetcher, f"http://127.0.0.1:{unheard.getsockname()[1]}/")
    assert (type(error), error.reason) == (ConnectError, "connection refused")


async def test_a_name_that_does_not_exist_is_not_found(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert (await failure(fetcher, "http://nowhere.invalid/")).reason == "name not found"


async def test_a_server_that_never_speaks_tls_ends_in_time_and_leaves_no_socket_open(server: RawServer) -> None:
    async with hasty(0.3) as fetcher:
        error = await failure(fetcher, server.url("/page").replace("http:", "https:"))
    assert error.reason == "no answer in 0.3 s"
    gc.collect()  # a socket left open would be reported here, and fail this test


# -- the words of an error


def error_page(status: bytes, body: bytes, *headers: bytes) -> bytes:
    return full_response(body, *headers).replace(b"200 OK", status, 1)


@pytest.mark.parametrize(
    ("page", "body"),
    [
        (error_page(b"400 No", b'{"msg":"Invalid symbol."}'), b'{"msg":"Invalid symbol."}'),
        (error_page(b"503 Later", gzip.compress(b"We are closed"), b"Content-Encoding: gzip"), b"We are closed"),
        (error_page(b"404 No", b""), None),
        (error_page(b"404 No", b"x" * (64 << 10)), b"x" * (64 << 10)),
        (error_page(b"404 No", b"x" * (64 << 10) + b"x"), None),
        (error_page(b"404 No", gzip.compress(bytes(300_000)), b"Content-Encoding: gzip"), None),
        (error_page(b"404 No", b"what", b"Content-Encoding: br"), None),
        (error_page(b"404 No", b"what", b"Content-Encoding: gzip"), None),
        (error_page(b"404 No", b"cut short")[:-4], None),
    ],
)
async def test_an_error_has_its_short_body_and_its_status_whatever_that_is(
    fetcher: Fetcher, page: bytes, body: bytes | None
) -> None:
    async with raw_server(sends(page)) as server:
        error = await failure(fetcher, server.url("/"))
    assert isinstance(error, HttpStatusError)
    assert error.http_status == int(page[9:12])
    assert error.response is None if body is None else error.response and error.response.body == body
    assert error.response is None or error.response.http_status == error.http_status


async def test_an_error_whose_body_does_not_come_keeps_its_status_and_its_wait() -> None:
    head = error_page(b"503 Later", b"", b"Retry-After: 40").replace(b"Content-Length: 0", b"Content-Length: 9")

    async def keeps(limit: float) -> None:
        async with raw_server(drips(head, b"", every=0.05)) as server, hasty(limit) as fetcher:
            error = await failure(fetcher, server.url("/"))
        assert (error.reason, error.http_status) == ("HTTP 503, asked to wait 40 s", 503)
        assert error.retry_after == timedelta(seconds=40)

    await hurried(keeps)


# -- redirects


async def test_a_redirect_within_the_host_keeps_the_sources_headers(server: RawServer, fetcher: Fetcher) -> None:
    got = await page(fetcher, server.url("/to?/page"), source(X_Key="secret"))
    assert (got.body, got.url) == (PAGE, server.url("/page"))
    assert [asked.headers.get("x-key") for asked in server.requests] == ["secret", "secret"]


async def test_another_host_never_gets_the_sources_headers(server: RawServer, fetcher: Fetcher) -> None:
    asked_by = source(X_Key="secret", Authorization="Bearer secret", Cookie="sid=secret")
    await page(fetcher, server.url("/to?http://localhost:PORT/page"), asked_by)
    away = server.requests[1].headers
    assert away["host"].startswith("localhost:")
    assert "secret" not in str(away)


async def test_another_port_of_the_host_never_gets_the_sources_headers(server: RawServer, fetcher: Fetcher) -> None:
    async with hostile_server() as other:
        url = server.url(f"/to?http://127.0.0.1:{other.port}/page")
        await page(fetcher, url, source(X_Key="secret"))
        assert "x-key" not in other.requests[0].headers


# -- asked to wait

WAITS = [
    ("/retry/429/40", "HTTP 429, asked to wait 40 s", 40),
    ("/retry/503/90", "HTTP 503, asked to wait 90 s", 90),
    ("/retry/429/Sun,_22_Nov_2026_10:05:00_GMT", "HTTP 429, asked to wait 5 min", 300),
    ("/retry/429/999999999", "HTTP 429, asked to wait 6 h", 6 * 3600),
    ("/retry/429/Sun,_22_Nov_2026_09:00:00_GMT", "HTTP 429", None),
    ("/retry/429/0", "HTTP 429", None),
    ("/retry/429/-5", "HTTP 429", None),
    ("/retry/429/soon", "HTTP 429", None),
    ("/retry/500/40", "HTTP 500", None),
]


@pytest.mark.parametrize(("path", "reason", "seconds"), WAITS, ids=[wait[0] for wait in WAITS])
async def test_retry_after_is_parsed_in_every_form(
    server: RawServer, fetcher: Fetcher, path: str, reason: str, seconds: int | None
) -> None:
    error = await failure(fetcher, server.url(path))
    assert error.reason == reason
    assert error.retry_after == (None if seconds is None else timedelta(seconds=seconds))


# -- connections reused


async def test_a_dropped_keep_alive_connection_is_reopened_within_the_same_poll(fetcher: Fetcher) -> None:
    requests: list[int] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        connection = len(requests)
        requests.append(connection)
        writer.write(full_response(PAGE))
        await writer.drain()
        if connection == 0:
            await read_request(reader)  # the next poll comes on this connection and is met by its end
            requests.append(connection)
        writer.close()

    # its own server, because the others end a connection after one response, or never
    listener = await asyncio.start_server(talk, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/"
    try:
        assert (await page(fetcher, url)).body == PAGE
        assert (await page(fetcher, url)).body == PAGE
    finally:
        listener.close()
    assert requests == [0, 0, 2]


async def test_nothing_of_an_address_is_logged(
    server: RawServer, fetcher: Fetcher, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await page(fetcher, server.url("/page?apikey=QSECRET"))
        await failure(fetcher, server.url("/status/500?apikey=QSECRET"))
    assert "QSECRET" not in caplog.text
    assert "127.0.0.1" not in caplog.text


NO_ADDRESSES = (
    *(
        "http://a..b/",
        "http://h.example../",
        "http://xn--/",
        "http://xn--zzzzzzz9999.example/",
        "http://xn--a.example/",
    ),
    *(f"http://{'a' * 64}.example/", "http://127.0.0.1:99999/", "http://127.0.0.1:65536/", "http://127.0.0.1:0/"),
    *("http://127.0.0.1:-1/", "http://127.0.0.1:1:2/", "http://[::1/", "http://[v1.x]/", "http:///", "http://*/"),
    *("http://\u200d.example/", "http://a\ud800/", "http://%41.example/", f"http://{'a.' * 130}b/"),
)


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_an_address_whose_host_or_port_is_none_is_refused_as_one(fetcher: Fetcher, url: str) -> None:
    error = await failure(fetcher, url, source(url=url))
    assert isinstance(error, InvalidUrlError)
    assert error.reason == "not an address"


@pytest.mark.parametrize(
    "location",
    [url for url in NO_ADDRESSES if url.isascii() and url != "http:///"]
    + ["//a..b/", "//127.0.0.1:99999/page", "http://[::1]:99999/"],
)
async def test_a_redirect_to_a_host_or_port_that_is_none_is_refused(
    server: RawServer, fetcher: Fetcher, location: str
) -> None:
    error = await failure(fetcher, server.url(f"/to?{location}"))
    assert isinstance(error, RedirectError)
    assert error.reason == "redirect refused: not an address"
