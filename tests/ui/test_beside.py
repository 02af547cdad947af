"""A hostile source beside a healthy one: keys, polls and the end of the program stay on time."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.home import at_home
from tests.kit.server import TEXT, LocalServer, Request, ServerResponse
from tests.kit.terminal import Terminal, bigboard
from tests.kit.waiting import PATIENCE
from tests.sources.pages import lines_of
from tests.ui.hostile_responses import HOSTILE_RESPONSES, HostileResponse

EVERY = 1.0
"""Seconds between two polls of the healthy source."""
ON_TIME = 10.0
"""Seconds by which a poll may be late. What stops polls or keys does so for good; how long is up to the machine."""
SIGTERM = 15

pytestmark = pytest.mark.slow


class Site(LocalServer):
    """Serves a good page, a price of which rises with each poll, and one hostile answer."""

    def __init__(self, answer: HostileResponse) -> None:
        self.polled: list[float] = []
        self.answered = threading.Event()
        self._answer = answer
        self._body, self._is_packed = answer.packed()
        super().__init__(self._page)

    def _page(self, request: Request) -> ServerResponse:
        if request.path.startswith("/healthy"):
            self.polled.append(request.at)
            price = f"{100 + len(self.polled)}.00"
            page = "\n".join((f"AGL {price} No Change 0.00 (0.00%)", *lines_of("seed")[1:]))
            return ServerResponse(body=page, content_type=TEXT)
        self.answered.set()
        return ServerResponse(
            body=self._body,
            status=self._answer.status,
            content_type=self._answer.content_type,
            headers={"Content-Encoding": "gzip"} if self._is_packed else {},
        )


@pytest.fixture(params=HOSTILE_RESPONSES)
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with Site(HOSTILE_RESPONSES[request.param]) as running:
        yield running


@pytest.fixture
def board(site: Site, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    answer = HOSTILE_RESPONSES[request.node.callspec.params["site"]]
    file = tmp_path / "bigboard.toml"
    rest = 'every = "1s"\nallow_private = true\n'
    file.write_text(
        f'[[sources]]\nname = "good"\nkind = "brecorder"\nurl = "{site.url}/healthy"\n{rest}'
        f'[[sources]]\nname = "bad"\nurl = "{site.url}/hostile"\n{rest}{answer.source}\n'
    )
    with Terminal(bigboard("--config", str(file)), env=at_home(tmp_path)) as terminal:
        terminal.wait_for(r"AGL +[▴▾]?10\d\.00")
        yield terminal


@pytest.mark.dose(3)
def test_keys_polls_and_the_end_are_on_time_beside_a_hostile_answer(site: Site, board: Terminal) -> None:
    assert site.answered.wait(PATIENCE)
    polls = len(site.polled)
    for _ in range(3):
        # `r` asks every source again, so that keys come while the hostile answer is read
        site.answered.clear()
        board.send("r")
        assert is_answered(board, site.answered)
        for keys, shown in (("?", r"Help|HELP|help"), ("\x1b", r"AGL")):
            board.send(keys)
            board.wait_for(shown)
        board.pump(1.5)
    gaps = [after - before for before, after in zip(site.polled[polls - 1 :], site.polled[polls:], strict=False)]
    assert len(gaps) >= 4
    assert max(gaps) < EVERY + ON_TIME
    board.wait_for(rf"AGL +[▴▾]?{100 + len(site.polled) + 1}\.00")
    site.answered.clear()
    board.send("r")
    assert is_answered(board, site.answered)
    assert board.ends(lambda: board.signal(SIGTERM)) == 128 + SIGTERM
    assert board.is_restored()


def is_answered(board: Terminal, answered: threading.Event) -> bool:
    """Whether the server has given its hostile answer; the screen is read meanwhile."""
    end = time.monotonic() + PATIENCE
    while not answered.is_set() and time.monotonic() < end:
        board.pump(0.02)
    return answered.is_set()
