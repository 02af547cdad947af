"""The board after an outage, in a real terminal: how soon it has a new figure, and what it says until then."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.server import TEXT, LocalServer, Request, ServerResponse
from tests.kit.terminal import Terminal, bigboard

OUTAGE = 10.0
"""Seconds."""


class Site(LocalServer):
    """One ticker, which it may refuse or keep waiting for."""

    def __init__(self) -> None:
        self.price = "100.10"
        self.status = 200
        self.ready = threading.Event()
        self.ready.set()
        super().__init__(self._ticker)

    def _ticker(self, _request: Request) -> ServerResponse:
        self.ready.wait(30)
        return ServerResponse(
            body=f"OGDC {self.price} Increased By ▲ 0.35 (0.35%)\n", status=self.status, content_type=TEXT
        )


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running
        running.ready.set()


def board(site: Site, home: Path, every: str = "1s") -> Terminal:
    config = home / "board.toml"
    config.write_text(f'[[sources]]\nname = "br"\nkind = "brecorder"\nurl = "{site.url}/"\nevery = "{every}"\n')
    where = {"XDG_CONFIG_HOME": str(home), "XDG_STATE_HOME": str(home)}
    return Terminal(bigboard("--config", str(config)), env=where)


@pytest.mark.slow
def test_ten_seconds_of_503_cost_two_seconds_more_at_most(site: Site, tmp_path: Path) -> None:
    with board(site, tmp_path) as terminal:
        terminal.wait_for(r"OGDC +100\.10")
        site.status = 503
        terminal.wait_for("HTTP 503")
        terminal.pump(OUTAGE)
        site.price, site.status = "101.20", 200
        ended = time.monotonic() - terminal.started
        took = terminal.wait_for(r"OGDC +101\.20") - ended

    assert took <= 2.4, "two for the next try, the rest for the way to the screen"


@pytest.mark.slow
def test_while_no_answer_comes_the_bar_says_that_it_asks_and_for_how_long(site: Site, tmp_path: Path) -> None:
    with board(site, tmp_path) as terminal:
        terminal.wait_for(r"OGDC +100\.10")
        site.ready.clear()
        terminal.wait_for(r"br .* asking +[2-5]s")
        site.ready.set()
        terminal.wait_for(r"br .* next ")
