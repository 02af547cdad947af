import http.client
import re
import socket
import threading
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.clock import ManualClock
from tests.kit.waiting import wait_until
from tui.demo import FAULTS
from tui.demo.exchange import Exchange
from tui.demo.fault_schedule import FaultSchedule
from tui.demo.server import DemoServer

OPENING = datetime(2024, 11, 22, 9, 2, tzinfo=UTC)
EVERY = timedelta(seconds=7)
ROW = re.compile(rb"[A-Z0-9]+ [\d.,]+ (?:Increased By|Decreased By|No Change)[^(\n]*\([-\d.]+%\)")
PATHS = ("/", "/page.txt")
DEADLINE = 30.0


@pytest.fixture
def server() -> Iterator[DemoServer]:
    server = DemoServer(Exchange(7, opened_at=OPENING), every=EVERY, clock=ManualClock(OPENING))
    yield server
    server.stop()


@pytest.fixture
def port(server: DemoServer) -> int:
    return int(server.start().rpartition(":")[2])


def get(port: int, path: str = "/", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize("path", PATHS)
def test_503_is_a_page_without_rows(server: DemoServer, port: int, path: str) -> None:
    server.set_fault("503")
    response, body = get(port, path)
    assert response.status == 503
    assert not ROW.search(body)


def test_429_requests_a_wait_of_one_interval(server: DemoServer, port: int) -> None:
    server.set_fault("429")
    response, _ = get(port)
    assert response.status == 429
    assert response.headers["Retry-After"] == "7"


@pytest.mark.parametrize("path", PATHS)
def test_a_truncated_page_lacks_most_of_its_rows_and_has_a_correct_length(
    server: DemoServer, port: int, path: str
) -> None:
    _, complete = get(port, path)
    server.set_fault("truncated")
    response, body = get(port, path)
    assert response.status == 200
    assert int(response.headers["Content-Length"]) == len(body)
    assert complete.startswith(body)
    assert 0 < len(ROW.findall(body)) < 17


@pytest.mark.parametrize("path", PATHS)
def test_a_blank_page_is_good_in_all_but_its_content(server: DemoServer, port: int, path: str) -> None:
    server.set_fault("blank")
    response, body = get(port, path, Accept_Encoding="gzip")
    assert (response.status, body) == (200, b"")
    assert response.headers["Content-Length"] == "0"


@pytest.mark.parametrize("path", PATHS)
def test_a_new_layout_has_five_rows_left(server: DemoServer, port: int, path: str) -> None:
    server.set_fault("layout")
    response, body = get(port, path)
    assert response.status == 200
    assert len(ROW.findall(body)) == 5
    assert b"Comments are closed." in body


def test_a_captcha_is_a_200_that_is_not_the_page(server: DemoServer, port: int) -> None:
    server.set_fault("captcha")
    response, body = get(port, "/page.txt")
    assert response.status == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert b"human" in body
    assert not ROW.search(body)


@pytest.mark.slow
def test_a_bomb_is_small_on_the_wire_and_huge_unpacked(server: DemoServer, port: int) -> None:
    server.set_fault("bomb")
    response, body = get(port, Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(body) < 100_000
    unpacker = zlib.decompressobj(wbits=31)
    assert len(unpacker.decompress(body, 9 << 20)) == 9 << 20


def test_a_wrong_charset_is_mostly_undecodable(server: DemoServer, port: int) -> None:
    server.set_fault("charset")
    response, body = get(port)
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert body.decode("utf-8", errors="replace").count("�") > len(body) / 10


def test_a_reset_comes_in_the_middle_of_the_page(server: DemoServer, port: int) -> None:
    server.set_fault("reset")
    with pytest.raises((ConnectionResetError, http.client.IncompleteRead)):
        get(port)


@pytest.mark.slow
def test_a_slow_page_drips_and_is_complete_once_the_fault_ends(server: DemoServer, port: int) -> None:
    _, complete = get(port)
    server.set_fault("slow")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    connection.request("GET", "/")
    response = connection.getresponse()
    dripped = response.read1(100)
    assert 0 < len(dripped) < 100, "all that has come so far"
    assert complete.startswith(dripped)
    server.set_fault(None)
    assert dripped + response.read() == complete
    connection.close()


def test_a_hanging_response_comes_once_the_fault_ends_and_not_before(server: DemoServer, port: int) -> None:
    server.set_fault("hang")
    with socket.create_connection(("127.0.0.1", port), timeout=0.2) as client:
        client.sendall(b"GET /page.txt HTTP/1.1\r\n\r\n")
        with pytest.raises(TimeoutError):
            client.recv(1)
        client.settimeout(DEADLINE)
        server.set_fault(None)
        assert client.recv(100).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("fault", ["hang", "slow"])
def test_clients_that_give_up_leave_no_thread_behind(server: DemoServer, port: int, fault: str) -> None:
    server.set_fault(fault)
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as client:
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
    wait_until(lambda: not any(thread.name == "demo-client" for thread in threading.enumerate()))


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in {"hang", "slow", "reset"}])
def test_a_faulty_page_has_no_validator_and_is_sent_despite_one(server: DemoServer, port: int, fault: str) -> None:
    good, _ = get(port)
    server.set_fault(fault)
    response, _ = get(port, If_None_Match=good.headers["ETag"])
    assert response.status != 304
    assert response.headers["ETag"] is None
    server.set_fault(None)
    assert get(port, If_None_Match=good.headers["ETag"])[0].status == 304


def faults_seen(schedule: FaultSchedule, clock: ManualClock, intervals: int) -> str:
    seen = ""
    for _ in range(intervals):
        seen += "." if schedule.current_fault() is None else "x"
        clock.advance(EVERY)
    return seen


def test_a_fault_comes_and_goes() -> None:
    clock = ManualClock(OPENING)
    schedule = FaultSchedule("503", every=EVERY, clock=clock, window=(2, 3))
    assert faults_seen(schedule, clock, 12) == "..xxx..xxx.."


def test_by_default_there_is_no_fault_for_three_intervals_and_one_for_six() -> None:
    clock = ManualClock(OPENING)
    schedule = FaultSchedule("hang", every=EVERY, clock=clock, window=None)
    assert faults_seen(schedule, clock, 20) == "...xxxxxx...xxxxxx.."


def test_with_short_intervals_the_fault_lasts_longer_than_the_deadline_of_a_poll() -> None:
    clock = ManualClock(OPENING)
    schedule = FaultSchedule("hang", every=timedelta(seconds=1), clock=clock, window=None)
    clock.advance(timedelta(seconds=3))
    seconds = 0
    while schedule.current_fault() == "hang":
        seconds += 1
        clock.advance(timedelta(seconds=1))
    assert seconds == 40


def test_a_fault_that_is_set_by_hand_stays() -> None:
    clock = ManualClock(OPENING)
    schedule = FaultSchedule(None, every=EVERY, clock=clock, window=None)
    assert faults_seen(schedule, clock, 3) == "..."
    schedule.set_fault("429")
    assert faults_seen(schedule, clock, 20) == "x" * 20
    schedule.set_fault(None)
    assert faults_seen(schedule, clock, 20) == "." * 20


def test_an_unknown_fault_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(ValueError, match=r"503.*charset"):
        FaultSchedule("flood", every=EVERY, clock=ManualClock(OPENING), window=None)
