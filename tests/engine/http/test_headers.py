"""What goes out with a request, to whom, and what of it can be seen afterwards."""

import logging
import traceback
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

import tui
from tests.kit.hostile_server import RawServer, hostile_server
from tests.kit.marks import for_each
from tui.engine.http.errors import FetchError, RedirectError
from tui.engine.http.fetcher import Fetcher
from tui.engine.http.headers import request_query
from tui.engine.http.rate_limit import HostRateLimiter
from tui.sources.adapter import Response, SourceConfig, SourceRequest
from tui.sources.redaction.secret import Secret

KEY = "KEY-4711-abc"


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    async with hostile_server() as running:
        yield running


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    async with Fetcher(rate_limiter=HostRateLimiter(min_interval=lambda _host: 0.0)) as made:
        yield made


def ask(url: str) -> SourceRequest:
    key = Secret(KEY)
    return SourceRequest(
        url=url, accept="application/json", secret_query=(("token", key),), secret_headers=(("X-Key", key),)
    )


SOURCE = SourceConfig(name="br", kind="fake", url="http://127.0.0.1/", every=timedelta(seconds=15))


async def page(fetcher: Fetcher, request: SourceRequest, source: SourceConfig = SOURCE) -> Response:
    result = await fetcher.fetch(source, request)
    assert result.response is not None
    return result.response


@for_each(
    ("query", "same_origin", "expected"),
    [
        ("base=USD", True, "base=USD&from=2026-11-13"),
        ("", True, "from=2026-11-13"),
        ("base=USD&from=2020-01-01", True, "base=USD&from=2020-01-01"),
        ("base=USD&from=", True, "base=USD&from="),
        ("base=USD", False, "base=USD"),
    ],
)
def test_the_date_of_a_request_is_added_when_it_is_sent(query: str, same_origin: bool, expected: str) -> None:
    request = SourceRequest(url="http://127.0.0.1/", start_date=("from", 10))
    assert request_query(query, request, date(2026, 11, 23), same_origin=same_origin) == expected


async def test_keys_are_added_when_the_request_is_sent_and_appear_nowhere_else(
    server: RawServer, fetcher: Fetcher
) -> None:
    got = await page(fetcher, ask(server.url("/page?symbol=A")))
    (asked,) = server.requests
    assert (asked.target, asked.headers["x-key"]) == (f"/page?symbol=A&token={KEY}", KEY)
    assert asked.headers["accept"] == "application/json"
    assert got.url == server.url("/page?symbol=A")
    stored = fetcher._validators._stored  # what is stored must not hold the key either, and only a dump would show it
    assert KEY not in repr((got, ask(server.url("/page")), stored))


async def test_a_request_with_a_key_is_conditional_too(server: RawServer, fetcher: Fetcher) -> None:
    await page(fetcher, ask(server.url("/marked")))
    assert (await fetcher.fetch(SOURCE, ask(server.url("/marked")))).response is None
    assert KEY not in repr(fetcher._validators._stored)  # only a dump of the memory would show it


async def test_on_the_own_host_the_key_goes_along(server: RawServer, fetcher: Fetcher) -> None:
    got = await page(fetcher, ask(server.url("/to-first?/page")))
    assert server.requests[1].target == f"/page?token={KEY}"
    assert server.requests[1].headers["x-key"] == KEY
    assert got.url == server.url("/page")


async def test_a_server_that_writes_the_key_into_its_redirect_does_not_reveal_it(
    server: RawServer, fetcher: Fetcher
) -> None:
    got = await page(fetcher, ask(server.url(f"/to?/page?token={KEY}")))
    assert server.requests[1].target.startswith(f"/page?token={KEY}")
    assert KEY not in got.url


async def test_another_host_gets_neither_key(server: RawServer, fetcher: Fetcher) -> None:
    got = await page(fetcher, ask(server.url("/to-first?http://localhost:PORT/page")))
    assert got.url == server.url("/page", "localhost")
    assert KEY not in repr(server.requests[-1])


async def test_a_redirect_that_takes_the_key_to_another_host_is_not_followed(
    server: RawServer, fetcher: Fetcher
) -> None:
    with pytest.raises(RedirectError) as caught:
        await page(fetcher, ask(server.url("/to?http://localhost:PORT/page")))
    assert caught.value.reason == "redirect refused: it carries the key to another host"
    assert len(server.requests) == 1


async def test_a_source_may_set_the_user_agent(server: RawServer, fetcher: Fetcher) -> None:
    await page(fetcher, SourceRequest(url=server.url("/page")))
    await page(fetcher, SourceRequest(url=server.url("/page")), SOURCE._replace(user_agent="Mozilla/5.0 (me)"))
    agents = [asked.headers["user-agent"] for asked in server.requests]
    assert agents == [f"bigboard/{tui.__version__}", "Mozilla/5.0 (me)"]


FAULTS = ("/hang", "/reset", "/silence", "/status/500", "/loop", "/no-http", "/bomb", "/to?ftp://h/", "/escapes")


@pytest.mark.parametrize("path", FAULTS)
async def test_no_error_contains_a_key(server: RawServer, path: str, caplog: pytest.LogCaptureFixture) -> None:
    from tui.engine.http.fetcher import FetchLimits  # noqa: PLC0415

    source = SOURCE._replace(headers=(("Authorization", f"Bearer {KEY}"),), key=Secret(KEY))
    limits = FetchLimits(deadline=timedelta(milliseconds=150))
    with caplog.at_level(logging.DEBUG):
        async with Fetcher(limits=limits, rate_limiter=HostRateLimiter(min_interval=lambda _host: 0.0)) as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(source, ask(server.url(path)))
    shown = "".join(traceback.format_exception(caught.value)) + caplog.text + repr(vars(caught.value))
    assert KEY not in shown


async def test_a_key_that_no_header_can_carry_is_not_in_the_error(server: RawServer, fetcher: Fetcher) -> None:
    bad = SourceRequest(url=server.url("/page"), secret_headers=(("X-Key", Secret(f"{KEY}\n")),))
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(SOURCE, bad)
    assert caught.value.reason == "request refused: a header cannot be sent"
    assert KEY not in "".join(traceback.format_exception(caught.value))
