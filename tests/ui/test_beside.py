"""A hostile source beside a healthy one: keys, polls and the end of the program stay on time."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.sources.pages import lines_of
from tests.terminal import Terminal, bigboard
from tests.ui.hostile_answers import ANSWERS, Answer

EVERY = 1.0
"""Seconds between two polls of the healthy source."""
ON_TIME = 1.5
"""Seconds within which a key is answered, and by which a poll may be late; a busy machine is allowed for."""
SIGTERM = 15

pytestmark = pytest.mark.slow


class Site:
    """Serves a good page, a price of which rises with each poll, and one hostile answer."""

    def __init__(self, answer: Answer) -> None:
        self.polled: list[float] = []
        self.answered = threading.Event()
        site = self
        body, is_packed = answer.packed()

        class Listener(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/healthy"):
                    site.polled.append(time.monotonic())
                    price = f"{100 + len(site.polled)}.00"
                    page = "\n".join((f"AGL {price} No Change 0.00 (0.00%)", *lines_of("seed")[1:]))
                    self.say(200, "text/plain; charset=utf-8", page.encode())
                    return
                self.say(answer.status, answer.content_type, body, packed=is_packed)
                site.answered.set()

            def say(self, status: int, kind: str, raw: bytes, *, packed: bool = False) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(raw)))
                if packed:
                    self.send_header("Content-Encoding", "gzip")
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(params=ANSWERS)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    site = Site(ANSWERS[request.param])
    yield site
    site.close()


@pytest.fixture
def board(site: Site, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    answer = ANSWERS[request.node.callspec.params["site"]]
    file = tmp_path / "bigboard.toml"
    rest = 'every = "1s"\nallow_private = true\n'
    file.write_text(
        f'[[sources]]\nname = "good"\nkind = "brecorder"\nurl = "{site.url}/healthy"\n{rest}'
        f'[[sources]]\nname = "bad"\nurl = "{site.url}/hostile"\n{rest}{answer.source}\n'
    )
    home: dict[str, str | None] = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    with Terminal(bigboard("--config", str(file)), env=home) as terminal:
        terminal.wait_for(r"AGL +[▴▾]?10\d\.00")
        yield terminal


def test_keys_polls_and_the_end_are_on_time_beside_a_hostile_answer(site: Site, board: Terminal) -> None:
    assert site.answered.wait(20)
    polls = len(site.polled)
    for _ in range(3):
        # `r` asks every source again, so that keys come while the hostile answer is read
        site.answered.clear()
        board.send("r")
        assert answered_within(board, site.answered, 10)
        for keys, shown in (("?", r"Help|HELP|help"), ("\x1b", r"AGL")):
            begun = time.monotonic()
            board.send(keys)
            board.wait_for(shown)
            assert time.monotonic() - begun < ON_TIME
        board.pump(1.5)
    gaps = [after - before for before, after in zip(site.polled[polls - 1 :], site.polled[polls:], strict=False)]
    assert len(gaps) >= 4
    assert max(gaps) < EVERY + ON_TIME
    board.wait_for(rf"AGL +[▴▾]?{100 + len(site.polled) + 1}\.00")
    site.answered.clear()
    board.send("r")
    assert answered_within(board, site.answered, 10)
    assert board.ends(lambda: board.signal(SIGTERM)) == 128 + SIGTERM
    assert board.is_restored()


def answered_within(board: Terminal, answered: threading.Event, seconds: float) -> bool:
    """Whether the server has given its hostile answer; the screen is read meanwhile."""
    end = time.monotonic() + seconds
    while not answered.is_set() and time.monotonic() < end:
        board.pump(0.02)
    return answered.is_set()
