"""Secure connections: only to servers that can prove who they are."""

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.hostile_server import PAGE, full_response, raw_server, sends
from tui.engine.http.connections import ssl_context_for
from tui.engine.http.errors import TlsError
from tui.engine.http.fetcher import Fetcher
from tui.sources.adapter import SourceConfig, SourceRequest

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="makes its certificate with the openssl command")


@pytest.fixture
def identity(tmp_path: Path) -> ssl.SSLContext:
    """A server's identity that nobody else has signed."""
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "certificate.pem")
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    named = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
    subprocess.run([str(OPENSSL), *made.split(), *named], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls


@pytest.fixture
async def port(identity: ssl.SSLContext) -> AsyncIterator[int]:
    """A web server on loopback with that identity."""
    async with raw_server(sends(full_response(PAGE)), tls=identity) as server:
        yield server.port


async def test_a_self_signed_certificate_is_not_trusted(port: int) -> None:
    url = f"https://localhost:{port}/"
    asked_by = SourceConfig(name="br", kind="fake", url=url, every=timedelta(seconds=15))
    async with Fetcher() as fetcher:
        with pytest.raises(TlsError) as caught:
            await fetcher.fetch(asked_by, SourceRequest(url))
    assert caught.value.reason == "certificate not trusted"


def test_where_nothing_is_secure_no_authority_is_read_and_none_is_trusted() -> None:
    nobody = ssl_context_for("http")
    assert (nobody.verify_mode, nobody.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert not nobody.get_ca_certs()
    assert ssl_context_for("https").get_ca_certs()
