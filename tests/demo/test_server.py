import http.client
import re
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from tests.kit.clock import ManualClock
from tests.kit.waiting import wait_until
from tui.demo import FAULTS, demo_source
from tui.demo.exchange import Exchange
from tui.demo.faults import FAULTS as DEFINED_FAULTS
from tui.demo.server import DemoServer

OPENING = datetime(2024, 11, 22, 9, 2, tzinfo=UTC)
EVERY = timedelta(seconds=15)
DEADLINE = 30.0


class Client:
    """A client that reuses one connection, and opens another once that is closed."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=DEADLINE)

    def get(self, path: str = "/", method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._connection.request(method, path, headers=named)
        response = self._connection.getresponse()
        return response, response.read()

    def rows(self) -> int:
        _, body = self.get("/page.txt")
        return len(re.findall(rb"Increased By|Decreased By|No Change", body))

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(OPENING)


@pytest.fixture
def server(clock: ManualClock) -> Iterator[DemoServer]:
    server = DemoServer(Exchange(7, opened_at=OPENING), every=EVERY, clock=clock)
    yield server
    server.stop()


@pytest.fixture
def client(server: DemoServer) -> Iterator[Client]:
    client = Client(server.start())
    yield client
    client.close()


def test_the_page_is_served_on_this_machine_only_as_html_and_as_text(client: Client) -> None:
    assert client.base_url.startswith("http://127.0.0.1:")
    for path, accept, kind in (
        ("/", "*/*", "text/html"),
        ("/", "text/html,application/xhtml+xml,text/plain;q=0.5", "text/html"),
        ("/", "text/plain", "text/plain"),
        ("/?x=1", "text/plain;q=0.9, text/html;q=0", "text/plain"),
        ("/page.txt", "*/*", "text/plain"),
    ):
        response, body = client.get(path, Accept=accept)
        assert response.status == 200
        assert response.headers["Content-Type"] == f"{kind}; charset=utf-8"
        assert int(response.headers["Content-Length"]) == len(body)
        assert b"AIRLINK 132.50 Increased By" in body


def test_each_request_first_lets_the_exchange_trade_up_to_now(client: Client, clock: ManualClock) -> None:
    _, first = client.get()
    _, again = client.get()
    clock.advance(timedelta(seconds=15))
    _, later = client.get()
    assert first == again != later


def test_what_has_not_changed_is_not_sent_again(client: Client, clock: ManualClock) -> None:
    response, body = client.get()
    tag = response.headers["ETag"]
    assert re.fullmatch(r'"\w+"', tag)
    assert response.headers["Last-Modified"] == "Fri, 22 Nov 2024 09:02:00 GMT"
    unchanged, nothing = client.get(If_None_Match=f'"other", {tag}')
    assert (unchanged.status, nothing, unchanged.headers["ETag"]) == (304, b"", tag)
    assert unchanged.headers["Content-Length"] is None
    clock.advance(timedelta(seconds=15))
    changed, new = client.get(If_None_Match=tag)
    assert changed.status == 200
    assert changed.headers["ETag"] != tag
    assert new != body


def test_each_form_of_the_page_has_its_own_validator(client: Client) -> None:
    tags = {
        client.get(path, Accept_Encoding=coding)[0].headers["ETag"]
        for path in ("/", "/page.txt")
        for coding in ("", "gzip")
    }
    assert len(tags) == 4


def test_gzip_is_sent_only_where_it_is_accepted(client: Client) -> None:
    _, plain = client.get()
    response, packed = client.get(Accept_Encoding="br, gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert zlib.decompress(packed, wbits=31) == plain
    refused, body = client.get(Accept_Encoding="gzip;q=0")
    assert refused.headers["Content-Encoding"] is None
    assert body == plain


def test_a_page_of_thousands_of_lines_is_sent_as_it_is_since_packing_it_costs_more(clock: ManualClock) -> None:
    server = DemoServer(Exchange(7, 5_000, opened_at=OPENING), every=EVERY, clock=clock)
    client = Client(server.start())
    try:
        response, body = client.get(Accept_Encoding="gzip")
        assert response.headers["Content-Encoding"] is None
        assert body.count(b"ticker__item") > 5_000
        assert client.get(Accept_Encoding="gzip", If_None_Match=response.headers["ETag"])[0].status == 304
    finally:
        client.close()
        server.stop()


def test_head_has_the_headers_of_get_and_no_body(client: Client) -> None:
    full, body = client.get()
    head, nothing = client.get(method="HEAD")
    assert nothing == b""
    assert head.headers["Content-Length"] == str(len(body))
    assert head.headers["ETag"] == full.headers["ETag"]
    assert client.get()[1] == body


def test_one_connection_serves_many_requests(server: DemoServer, clock: ManualClock) -> None:
    address = urlsplit(server.start())
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=DEADLINE) as peer:
        for _ in range(3):
            peer.sendall(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert peer.recv(65_536).startswith(b"HTTP/1.1 200 OK\r\n")
        peer.sendall(b"HEAD / HTTP/1.0\r\n\r\n")
        assert b"Connection: close" in peer.recv(65_536)
        assert peer.recv(1) == b""
    assert server.requests == 4


def test_each_report_has_a_page_of_its_own(client: Client, clock: ManualClock) -> None:
    clock.advance(timedelta(minutes=9))
    _, page = client.get()
    links = re.findall(rb'href="(/news/\d+)"', page)
    assert len(set(links)) == 3
    for link in set(links):
        response, page = client.get(link.decode())
        assert response.status == 200
        assert b'rel="canonical" href="' + link in page
        assert client.get(link.decode() + "/any-words")[0].status == 200


@pytest.mark.parametrize(
    "path", ["/news/1", "/news/", "/news/x", "/news/" + "9" * 400, "/news/²", "/nowhere", "/page.txt/x"]
)
def test_there_is_nothing_at_other_addresses(client: Client, path: str) -> None:
    assert client.get(path.encode().decode("latin-1").encode("ascii", "replace").decode())[0].status == 404


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.get(method="POST")[0].status == 405


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200, b"G" * 9_000])
def test_an_invalid_request_is_rejected_and_the_connection_closed(server: DemoServer, sent: bytes) -> None:
    address = urlsplit(server.start())
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=DEADLINE) as peer:
        peer.sendall(sent)
        assert peer.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_clock_set_back_or_a_long_sleep_does_not_stop_the_market(client: Client, clock: ManualClock) -> None:
    for step in (timedelta(hours=-3), timedelta(days=40)):
        _, before = client.get()
        clock.now += step
        client.get()
        clock.advance(timedelta(seconds=30))
        assert client.get()[1] != before


def test_the_exchange_may_be_opened_on_the_server_s_own_thread(clock: ManualClock) -> None:
    threads: list[str] = []

    def open_exchange() -> Exchange:
        threads.append(threading.current_thread().name)
        return Exchange(7, opened_at=OPENING)

    server = DemoServer(open_exchange, every=EVERY, clock=clock)
    client = Client(server.start())
    assert client.rows() == 34
    assert threads == ["demo-server"]
    client.close()
    server.stop()


def test_many_clients_at_once_get_complete_pages(server: DemoServer, clock: ManualClock) -> None:
    base_url = server.start()
    counts: list[int] = []

    def read() -> None:
        client = Client(base_url)
        for _ in range(10):
            clock.advance(timedelta(milliseconds=200))
            counts.append(client.rows())
        client.close()

    clients = [threading.Thread(target=read) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join(DEADLINE)
    assert counts == [34] * 80


def test_a_client_for_whom_there_is_no_thread_is_turned_away_and_the_next_one_served(
    server: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    address = server.start()
    with monkeypatch.context() as without_threads:
        without_threads.setattr(threading, "_start_new_thread", refuse)
        with pytest.raises(ConnectionError):
            Client(address).get("/page.txt")
    client = Client(address)
    assert client.rows() > 0
    client.close()


@pytest.mark.parametrize("fault", [None, "hang", "slow"])
def test_it_stops_at_once_during_any_request(clock: ManualClock, fault: str | None) -> None:
    server = DemoServer(Exchange(7, opened_at=OPENING), every=EVERY, clock=clock)
    address = urlsplit(server.start())
    server.set_fault(fault)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=DEADLINE) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\n\r\n" if fault else b"GET / HT")
        wait_until(lambda: not fault or server.requests > 0)
        began = time.monotonic()
        server.stop()
        server.stop()
        with suppress(ConnectionResetError):  # as good an end as any
            while peer.recv(65_536):
                # a page that went on byte by byte would take an hour
                assert time.monotonic() - began < DEADLINE
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=DEADLINE)


def test_a_server_never_started_may_be_stopped(server: DemoServer) -> None:
    server.stop()


def test_the_source_recovers_within_one_interval() -> None:
    source = demo_source("http://127.0.0.1:8080", EVERY)
    assert (source.name, source.kind, source.market) == ("demo", "brecorder", "PSX")
    assert source.url == "http://127.0.0.1:8080/"
    assert source.every == source.backoff_cap == EVERY
    assert source.allow_private


def test_the_names_of_the_faults_are_those_that_are_defined() -> None:
    assert tuple(DEFINED_FAULTS) == FAULTS
