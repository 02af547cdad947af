"""Requests by a proxy, and servers whose certificate an authority of the user's own has signed."""

import base64
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.hostile_server import PAGE, full_response, raw_server, sends
from tests.kit.marks import for_each
from tests.kit.proxy import Tunnel, tunnelling
from tests.kit.server import LocalServer, Request, ServerResponse
from tui.engine.http.errors import FetchError, FetchResult
from tui.engine.http.fetcher import Fetcher
from tui.sources.adapter import NetworkSettings, SourceConfig, SourceRequest

OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="makes its certificate with the openssl command")
HERE = "<html><body>here</body></html>"


async def fetched(url: str, environ: Mapping[str, str], network: NetworkSettings | None = None) -> FetchResult:
    source = SourceConfig(
        name="br", kind="fake", url=url, every=timedelta(seconds=15), network=network or NetworkSettings()
    )
    async with Fetcher(environ=environ) as fetcher:
        return await fetcher.fetch(source, SourceRequest(url))


async def reason_of(url: str, environ: Mapping[str, str], network: NetworkSettings | None = None) -> str:
    with pytest.raises(FetchError) as caught:
        await fetched(url, environ, network)
    return caught.value.reason


def proxy_server(respond: Callable[[Request], ServerResponse] | None = None) -> LocalServer:
    page = ServerResponse(body=HERE, content_type="text/html")
    return LocalServer(respond or (lambda _request: page))


async def test_an_http_address_is_requested_from_the_proxy() -> None:
    with proxy_server() as proxy:
        result = await fetched("http://quotes.example/page?a=1", {"HTTP_PROXY": proxy.url})
    assert result.response is not None
    assert result.response.body == HERE.encode()
    assert [request.target for request in proxy.requests] == ["http://quotes.example/page?a=1"]
    assert proxy.requests[0].headers["host"] == "quotes.example"


async def test_the_proxy_of_a_source_comes_before_that_of_the_environment() -> None:
    with proxy_server() as own, proxy_server() as other:
        await fetched("http://quotes.example/", {"HTTP_PROXY": other.url}, NetworkSettings(proxy=own.url))
    assert (len(own.requests), len(other.requests)) == (1, 0)


async def test_user_name_and_password_go_to_the_proxy() -> None:
    with proxy_server() as proxy:
        await fetched("http://quotes.example/", {"HTTP_PROXY": proxy.url.replace("//", "//joe:p%40ss@")})
    login = base64.b64encode(b"joe:p@ss").decode()
    assert proxy.requests[0].headers["proxy-authorization"] == f"Basic {login}"


@pytest.mark.parametrize("network", [NetworkSettings(), NetworkSettings(proxy="none")])
async def test_this_machine_is_reached_directly(network: NetworkSettings) -> None:
    with proxy_server() as proxy, proxy_server() as server:
        await fetched(f"{server.url}/", {"ALL_PROXY": proxy.url}, network)
    assert (len(proxy.requests), len(server.requests)) == (0, 1)


@for_each("target", ["http://10.0.0.1/", "http://127.0.0.1:9/", "http://0x7f.1/", "http://[fd00::1]/"])
async def test_a_redirect_into_a_private_network_is_refused_before_the_proxy_sees_it(target: str) -> None:
    moved = ServerResponse(body="", status=302, headers={"Location": target})
    with proxy_server(lambda _request: moved) as proxy:
        reason = await reason_of("http://quotes.example/", {"ALL_PROXY": proxy.url})
    assert reason == "redirect refused: private address"
    assert len(proxy.requests) == 1


async def test_a_proxy_that_is_not_there_is_named_as_the_cause() -> None:
    with proxy_server() as proxy:
        gone = proxy.url
    assert await reason_of("http://quotes.example/", {"ALL_PROXY": gone}) == "proxy: connection refused"
    assert await reason_of("https://quotes.example/", {"ALL_PROXY": gone}) == "proxy: connection refused"


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("socks5://p.example", "ALL_PROXY: socks5 proxies are not supported"),
        ("http://p.example:hush", "ALL_PROXY: expected the address"),
    ],
)
async def test_a_proxy_that_cannot_be_used_is_never_left_out(setting: str, reason: str) -> None:
    assert (await reason_of("http://quotes.example/", {"ALL_PROXY": setting})).startswith(reason)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate and its key that nobody else has signed, for quotes.example and localhost."""
    file = tmp_path / "certificate.pem"
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=quotes.example"
    names = "subjectAltName=DNS:quotes.example,DNS:localhost"
    output = ["-addext", names, "-keyout", str(tmp_path / "key.pem"), "-out", str(file)]
    subprocess.run([str(OPENSSL), *made.split(), *output], check=True, capture_output=True)
    return file


@pytest.fixture
async def secure_port(certificate: Path) -> AsyncIterator[int]:
    """A web server on loopback with that certificate."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, certificate.with_name("key.pem"))
    async with raw_server(sends(full_response(PAGE)), tls=tls) as server:
        yield server.port


@needs_openssl
async def test_an_https_address_is_requested_through_a_tunnel(certificate: Path, secure_port: int) -> None:
    tunnel = Tunnel(secure_port)
    async with tunnelling(tunnel) as environ:
        result = await fetched("https://quotes.example/", {**environ, "SSL_CERT_FILE": str(certificate)})
    assert result.response is not None
    assert result.response.body == PAGE
    assert tunnel.heads[0].startswith(b"CONNECT quotes.example:443 HTTP/1.1\r\n")
    assert base64.b64encode(b"joe:hush-hush") in tunnel.heads[0]


@needs_openssl
async def test_the_certificate_is_checked_through_a_tunnel_too(secure_port: int) -> None:
    async with tunnelling(Tunnel(secure_port)) as environ:
        assert await reason_of("https://quotes.example/", environ) == "certificate not trusted"


@for_each(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 407 hush-hush\r\n\r\n", "proxy needs a user name and password (HTTP 407)"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "proxy refused the connection (HTTP 403)"),
        (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "proxy refused the connection (HTTP 502)"),
    ],
)
async def test_a_proxy_that_refuses_says_so(answer: bytes, reason: str) -> None:
    async with tunnelling(Tunnel(0, answer)) as environ:
        assert await reason_of("https://quotes.example/", environ) == reason


@needs_openssl
@pytest.mark.parametrize("setting", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "ca_file"])
async def test_an_authority_of_ones_own_is_trusted(certificate: Path, secure_port: int, setting: str) -> None:
    own = setting == "ca_file"
    network = NetworkSettings(ca_file=certificate if own else None)
    result = await fetched(f"https://localhost:{secure_port}/", {} if own else {setting: str(certificate)}, network)
    assert result.http_status == 200


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "SSL_CERT_FILE names no file of certificates"),
        ("not a certificate", "SSL_CERT_FILE names a file that is not of certificates"),
    ],
)
async def test_authorities_that_cannot_be_read_are_never_left_out(
    tmp_path: Path, content: str | None, reason: str
) -> None:
    file = tmp_path / "own.pem"
    if content is not None:
        file.write_text(content)
    assert await reason_of("https://localhost:9/", {"SSL_CERT_FILE": str(file)}) == reason
