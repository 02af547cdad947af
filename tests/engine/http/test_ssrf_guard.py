"""No connection to a private address that the source has no business with, whatever a name resolves to."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.kit.hostile_server import PAGE, RawServer, hostile_server
from tests.kit.marks import for_each
from tests.kit.waiting import hurried
from tui.engine.http.errors import ConnectError, DeadlineExceededError, FetchError, InvalidUrlError, RedirectError
from tui.engine.http.fetcher import Fetcher, FetchLimits
from tui.engine.http.rate_limit import HostRateLimiter
from tui.engine.http.ssrf_guard import resolve_host
from tui.sources.adapter import SourceConfig, SourceRequest

PRIVATE = (
    "127.0.0.1 127.255.255.254 10.0.0.1 172.31.255.255 192.168.0.1 169.254.169.254 0.0.0.0 100.64.0.1 224.0.0.1 "
    "240.0.0.1 255.255.255.255 192.0.0.1 198.18.0.1 :: ::1 fe80::1 fc00::1 fd12::1 ff02::1 ::ffff:127.0.0.1 "
    "::ffff:169.254.169.254 64:ff9b::7f00:1 2002:7f00:1::"
)


class Names:
    """A resolver that returns these addresses in turn; the last ones repeat."""

    def __init__(self, **answers: list[str]) -> None:
        self.answers = {name.replace("_", "."): list(addresses) for name, addresses in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        if host not in self.answers:
            return [host] if host[0].isdigit() else await resolve_host(host, 0)
        addresses = self.answers[host]
        resolved = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        if not resolved:
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return resolved.split()


@pytest.fixture
async def server() -> AsyncIterator[RawServer]:
    async with hostile_server() as running:
        yield running


def source(url: str, *, allow_private: bool = False) -> SourceConfig:
    return SourceConfig(name="br", kind="fake", url=url, every=timedelta(seconds=15), allow_private=allow_private)


async def refusal(names: Names, asked_by: SourceConfig) -> FetchError:
    async with Fetcher(resolve=names) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(asked_by, SourceRequest(asked_by.url))
    return caught.value


async def body(names: Names, asked_by: SourceConfig) -> bytes:
    async with Fetcher(resolve=names) as fetcher:
        result = await fetcher.fetch(asked_by, SourceRequest(asked_by.url))
    assert result.response is not None
    return result.response.body


@pytest.mark.parametrize("address", PRIVATE.split())
async def test_a_name_that_leads_into_a_private_network_is_refused(server: RawServer, address: str) -> None:
    error = await refusal(Names(quotes_example=[address]), source(server.url("/page", "quotes.example")))

    assert isinstance(error, InvalidUrlError)
    assert error.reason == "address refused: on a private network (allow_private = true permits it)"
    assert not server.requests


async def test_private_servers_are_requested_where_the_source_allows_it(server: RawServer) -> None:
    names = Names(quotes_example=["127.0.0.1"])
    assert await body(names, source(server.url("/page", "quotes.example"), allow_private=True)) == PAGE


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_an_address_that_the_user_wrote_as_private_needs_no_permission(server: RawServer, host: str) -> None:
    assert await body(Names(localhost=["127.0.0.1"]), source(server.url("/page", host))) == PAGE


async def test_of_several_addresses_only_the_public_ones_are_tried(server: RawServer) -> None:
    names = Names(quotes_example=["127.0.0.1 192.0.2.1"])  # the second is nobody's, and private for the guard too
    error = await refusal(names, source(server.url("/page", "quotes.example")))
    assert isinstance(error, InvalidUrlError)
    assert not server.requests


async def test_a_dead_address_is_passed_over_for_the_next(server: RawServer) -> None:
    names = Names(quotes_example=["127.0.0.77 127.0.0.1"])  # nobody listens at the first
    assert await body(names, source(server.url("/page", "quotes.example"), allow_private=True)) == PAGE


async def test_a_name_without_an_address_is_not_found() -> None:
    error = await refusal(Names(quotes_example=[""]), source("http://quotes.example/"))
    assert error.reason == "name not found"


async def test_the_checked_address_is_the_one_connected_to(server: RawServer) -> None:
    """A rebinding name is public when it is looked at and private ever after: there is only one look-up."""
    names = Names(quotes_example=["203.0.113.9", "127.0.0.1"])
    error = await refusal(names, source(server.url("/page", "quotes.example")))
    assert isinstance(error, FetchError)
    assert names.asked == ["quotes.example"]
    assert not server.requests


async def test_a_redirect_to_a_name_that_turns_private_is_refused(server: RawServer) -> None:
    """The home is allowed to lie on loopback by its own name only; where it sends us is judged on its own."""
    names = Names(quotes_example=["127.0.0.1"], inner_example=["127.0.0.1"])
    home = source(server.url("/to?http://inner.example:PORT/page", "quotes.example"), allow_private=True)
    assert await body(names, home) == PAGE

    closed = home._replace(allow_private=False, url=server.url("/page", "inner.example"))
    assert isinstance(await refusal(names, closed), InvalidUrlError)
    assert len(server.requests) == 2


async def test_connections_to_private_networks_are_not_shared_with_other_sources(server: RawServer) -> None:
    names = Names(quotes_example=["127.0.0.1"])
    url = server.url("/page", "quotes.example")
    async with Fetcher(resolve=names, rate_limiter=HostRateLimiter(min_interval=lambda _host: 0.0)) as fetcher:
        await fetcher.fetch(source(url, allow_private=True), SourceRequest(url))
        with pytest.raises(InvalidUrlError):
            await fetcher.fetch(source(url), SourceRequest(url))
    assert len(server.requests) == 1


LOOKALIKES = (
    "http://0x7f.1/ http://2130706433/ http://127.1/ http://[::1]/ http://[::ffff:127.0.0.1]/ http://localhost./ "
    "http://a.localhost/ http://169.254.169.254/latest/meta-data/ http://0.0.0.0/ http://[fe80::1]/"
)


@for_each("target", LOOKALIKES.split())
async def test_no_spelling_of_a_private_address_is_followed_from_a_public_home(target: str) -> None:
    from tui.engine.http.redirects import Origin, check_redirect  # noqa: PLC0415  the rule itself: no public server is at hand

    parts = urlsplit(target)
    home = Origin("http", "quotes.example", None)
    with pytest.raises(RedirectError):
        check_redirect(home, home, Origin(parts.scheme, parts.hostname or "", parts.port), private=False)


async def test_the_resolver_lets_the_address_families_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        v6, v4 = int(socket.AF_INET6), int(socket.AF_INET)
        addresses = [(v6, "2001:db8::1"), (v6, "2001:db8::2"), (v4, "203.0.113.1")]
        return [(family, 1, 6, "", (address, 80)) for family, address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert await resolve_host("quotes.example", 80) == ["2001:db8::1", "203.0.113.1", "2001:db8::2"]


class HungNames:
    """A resolver that does not answer before it is released."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: asyncio.Future[Sequence[str]] = asyncio.get_running_loop().create_future()

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return await asyncio.shield(self.answer)


def hasty(names: HungNames, limit: float = 0.05) -> Fetcher:
    limits = FetchLimits(deadline=timedelta(seconds=limit))
    return Fetcher(resolve=names, limits=limits, rate_limiter=HostRateLimiter(min_interval=lambda _host: 0.0))


async def test_a_name_that_is_still_being_looked_up_is_not_looked_up_again(server: RawServer) -> None:
    asked_by = source(server.url("/page", "quotes.example"), allow_private=True)

    async def is_looked_up_once(limit: float) -> None:
        names = HungNames()
        async with hasty(names, limit / 3) as fetcher:
            for _ in range(3):
                with pytest.raises(DeadlineExceededError):
                    await fetcher.fetch(asked_by, SourceRequest(asked_by.url))
            assert names.asked == ["quotes.example"]
            names.answer.set_result(["127.0.0.1"])
            result = await fetcher.fetch(asked_by, SourceRequest(asked_by.url))
        assert result.response is not None
        assert result.response.body == PAGE

    await hurried(is_looked_up_once)


async def test_a_name_is_looked_up_anew_once_its_look_up_has_failed() -> None:
    names = HungNames()
    names.answer.set_exception(socket.gaierror(socket.EAI_AGAIN, "hung"))
    asked_by = source("http://quotes.example/")
    async with Fetcher(resolve=names, rate_limiter=HostRateLimiter(min_interval=lambda _host: 0.0)) as fetcher:
        for _ in range(2):
            with pytest.raises(ConnectError, match="no name server answers"):
                await fetcher.fetch(asked_by, SourceRequest(asked_by.url))
    assert names.asked == ["quotes.example"] * 2


async def test_look_ups_that_hang_are_few_however_many_names_a_server_sends_us_to() -> None:
    names = HungNames()
    async with hasty(names) as fetcher:
        sources = [source(f"http://n{number}.example/") for number in range(100)]
        missed = await asyncio.gather(
            *(fetcher.fetch(each, SourceRequest(each.url)) for each in sources), return_exceptions=True
        )
    assert all(isinstance(each, DeadlineExceededError | ConnectError) for each in missed)
    assert len(names.asked) <= 32
