import socket
import threading
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from tests.kit.marks import for_each
from tests.kit.waiting import wait_until
from tui.collector.metrics_server import MetricsServer, Page, listen_at
from tui.config.errors import ConfigError

LARGE = b"x" * (32 << 20)
"""More than a connection holds that nobody reads from."""
PAGES = {
    "/metrics": lambda: Page(b"a 1\n", content_type="text/plain; version=1.0.0"),
    "/healthz": lambda: Page(b"no line\n", HTTPStatus.SERVICE_UNAVAILABLE),
    "/large": lambda: Page(LARGE),
}


@pytest.fixture
def port() -> Iterator[int]:
    listener = listen_at("127.0.0.1:0", "--metrics")
    server = MetricsServer(listener, PAGES, deadline=1.0)
    number = int(listener.getsockname()[1])
    server.start()
    yield number
    server.stop()


def asked(port: int, request: bytes) -> bytes:
    """Send bytes and return all that comes until the connection ends."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(request)
        answer = b""
        try:
            while more := connection.recv(1 << 16):
                answer += more
        except ConnectionResetError:
            pass
        return answer


def test_pages_are_served_with_their_status_and_type(port: int) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics?x=1") as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain; version=1.0.0")
        assert answer.read() == b"a 1\n"
    found = asked(port, b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    assert found.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert found.endswith(b"\r\n\r\nno line\n")


def test_whatever_is_asked_has_a_short_answer_or_none(port: int) -> None:
    for request, answer in (
        (b"HEAD /metrics HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 OK"),
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 Not Found"),
        (b"POST /metrics HTTP/1.1\r\n\r\n", b"HTTP/1.1 405 Method Not Allowed"),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", b"HTTP/1.1 400 Bad Request"),
        (b"GET /metrics HTTP/1.1\r\n" + b"x" * 20_000, b""),
    ):
        found = asked(port, request)
        assert found.partition(b"\r\n")[0] == answer, request[:40]
    assert not asked(port, b"HEAD /metrics HTTP/1.0\r\n\r\n").endswith(b"a 1\n")


def test_who_asks_slowly_is_cut_off_and_others_are_served_meanwhile(port: int) -> None:
    with (
        socket.create_connection(("127.0.0.1", port), 20) as silent,
        socket.create_connection(("127.0.0.1", port), 20) as deaf,
    ):
        silent.sendall(b"GET /me")
        deaf.sendall(b"GET /large HTTP/1.1\r\n\r\n")
        assert b" 200 " in asked(port, b"GET /metrics HTTP/1.1\r\n\r\n")
        assert silent.recv(100) == b""
        received = 0
        try:
            while more := deaf.recv(1 << 20):
                received += len(more)
        except ConnectionResetError:
            pass
        assert received < len(LARGE)


def test_of_too_many_connections_the_last_have_no_answer_and_it_goes_on(port: int) -> None:
    many = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(16)]
    for each in many:
        each.sendall(b"GET ")
    wait_until(lambda: asked(port, b"GET /metrics HTTP/1.1\r\n\r\n") == b"")
    for each in many:
        each.close()
    wait_until(lambda: b" 200 " in asked(port, b"GET /metrics HTTP/1.1\r\n\r\n"))


@for_each(
    ("address", "reason"),
    [
        ("", 'found "", expected an address such as 127.0.0.1:9464'),
        (":9464", 'found ":9464", expected'),
        ("9464", 'found "9464", expected'),
        ("127.0.0.1:99999", "expected an address"),
        ("::1:9464", "expected an address"),
        ("127.0.0.1:http", "expected an address"),
        ("192.0.2.1:0", "nothing can listen at"),
    ],
)
def test_an_address_that_cannot_be_listened_at_is_one_line(address: str, reason: str) -> None:
    with pytest.raises(ConfigError) as raised:
        listen_at(address, "--metrics")
    assert reason in str(raised.value)
    assert str(raised.value).startswith("--metrics: ")


def test_a_port_in_use_is_one_line_and_it_listens_at_the_named_address_alone() -> None:
    with listen_at("127.0.0.1:0", "--metrics") as listener:
        host, port = listener.getsockname()
        assert host == "127.0.0.1"
        with pytest.raises(ConfigError, match=rf'nothing can listen at "127.0.0.1:{port}": address already in use'):
            listen_at(f"127.0.0.1:{port}", "--metrics")
    assert threading.active_count() < 50
