"""Collectors as processes, the exchange that they poll, and viewers that note each event they apply."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final, Self

from tests.kit.home import at_home
from tests.kit.markets import prices
from tests.kit.nats import NatsServer
from tests.kit.server import JSON, LocalServer, Request, ServerResponse
from tests.kit.terminal import bigboard
from tests.kit.waiting import wait_until
from tui.collector.board_fold import MAX_BEHIND
from tui.collector.remote_feed import RemoteFeed
from tui.config.collect import CollectSettings
from tui.domain.events import Event, Snapshot
from tui.domain.market import Market

BOARD: Final = "desk"
SOURCE: Final = "venue"
_ROWS: Final = 8
_FIRST: Final = 100
_CONFIG: Final = """
[collect]
board = "{board}"
lease = "{lease}s"

[[sources]]
name = "{source}"
kind = "table"
url = "{url}/quotes.json"
every = "1s"
faster_than_polite = true
steady = true
allow_private = true
headers = {{ X-Collector = "{name}" }}
table = {{ format = "json", columns = {{ symbol = "s", price = "p", volume = "n" }}{key_header} }}
{key}
"""


class CountingExchange:
    """Serves quotes over HTTP, of which each response has new prices: its own number.

    Response 111 has 111 as the price of some, and of all as their volume. While it is frozen, all are the same.

    Args:
        rows: its instruments.
        changes: prices that change from one response to the next.
    """

    def __init__(self, rows: int = _ROWS, changes: int = 1) -> None:
        self.number = _FIRST
        """Of the last response."""
        self.is_frozen = False
        self.refusal: ServerResponse | None = None
        """What it sends in the place of quotes; None for quotes."""
        self._changes = changes
        self._prices = dict.fromkeys((f"S{row}" for row in range(rows)), _FIRST)
        self._server = LocalServer(self._respond)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.__exit__(*error)

    @property
    def url(self) -> str:
        """The address without a path."""
        return self._server.url

    @property
    def prices(self) -> dict[str, Decimal]:
        """What the last response has, by symbol."""
        return {symbol: Decimal(price) for symbol, price in self._prices.items()}

    @property
    def requests(self) -> Sequence[Request]:
        """All that it was asked."""
        return tuple(self._server.requests)

    def polls(self, name: str | None = None) -> list[float]:
        """Return the monotonic times of the requests of a collector, or of all."""
        return [request.at for request in self.requests if name in (None, request.headers["x-collector"])]

    def pollers(self) -> list[tuple[float, str]]:
        """Return who asked and when, by monotonic seconds, in order."""
        return [(request.at, request.headers["x-collector"]) for request in self.requests]

    def _respond(self, _request: Request) -> ServerResponse:
        if self.refusal is not None:
            return self.refusal
        if not self.is_frozen:
            self.number += 1
            for change in range(self._changes):
                row = (self.number * self._changes + change) % len(self._prices)
                self._prices[f"S{row}"] = self.number
        rows = [{"s": symbol, "p": str(price), "n": self.number} for symbol, price in self._prices.items()]
        return ServerResponse(body=json.dumps(rows), content_type=JSON)


class CollectorProcess:
    """The real program, `bigboard collect`, with files of its own.

    Args:
        folder: for its files, which outlast it.
        server: to which it publishes.
        exchange: that it polls.
        name: by which the exchange knows it.
        lease: seconds.
        key: the name of the variable with the key of its source; empty for none.
        env: variables besides.
    """

    def __init__(
        self,
        folder: Path,
        server: NatsServer,
        exchange: CountingExchange,
        name: str = "a",
        *,
        lease: int = 6,
        key: str = "",
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._folder, self._server, self.name = folder / name, server, name
        self._env = {**os.environ, **{key: str(value) for key, value in at_home(self._folder).items()}, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None
        self._folder.mkdir()
        self.config = self._folder / "config.toml"
        self.config.write_text(
            _CONFIG.format(
                board=BOARD,
                lease=lease,
                source=SOURCE,
                url=exchange.url,
                name=name,
                key=f'key_env = "{key}"' if key else "",
                key_header=', key_header = "X-Key"' if key else "",
            )
        )
        self._said = self._folder / "said"

    @property
    def said(self) -> str:
        """All that it printed."""
        return self._said.read_text(errors="replace") if self._said.exists() else ""

    @property
    def pid(self) -> int:
        """Of its process, which runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether its process runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def folder(self) -> Path:
        """Of all its files."""
        return self._folder

    def start(self, *arguments: str) -> None:
        """Start it; returns at once."""
        assert not self.is_running
        with self._said.open("ab") as output:
            self._process = subprocess.Popen(
                [*bigboard("collect", "--to", self._server.address, "--config", str(self.config)), *arguments],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def kill(self) -> None:
        """End it as if the power had gone."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it in order, and return its exit status."""
        return self._end(signal.SIGTERM)

    def freeze(self) -> None:
        """Have it do nothing more, for as long as it is not thawed."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Have it go on."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def _end(self, number: signal.Signals) -> int:
        if self._process is None:
            return 0
        process, self._process = self._process, None
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.send_signal(number)
        return process.wait(60)


@contextmanager
def collecting(
    folder: Path,
    server: NatsServer,
    exchange: CountingExchange,
    names: Sequence[str] = "a",
    *,
    lease: int = 6,
) -> Iterator[list[CollectorProcess]]:
    """Run collectors for as long as the block runs; the first of them polls when it begins."""
    collectors = [CollectorProcess(folder, server, exchange, name, lease=lease) for name in names]
    try:
        for collector in collectors:
            collector.start()
            wait_until(lambda: bool(exchange.polls()))
        yield collectors
    finally:
        for collector in collectors:
            collector.kill()


class Viewer:
    """A viewer in this process, and what it noted."""

    def __init__(self, settings: CollectSettings, max_behind: int) -> None:
        self.feed = RemoteFeed(settings, record=self.note, max_behind=max_behind)
        self.feed.announce = self._take_word
        self.numbers: list[int] = []
        """Of the responses of the exchange, in the order in which their events were applied."""
        self._response: tuple[datetime, int] | None = None
        """The latest: when it was polled, and its number."""
        self.said: list[str] = []
        self.may_fold = threading.Event()
        """While it is clear, no event is applied."""
        self.may_fold.set()

    def note(self, event: Event, _before: Market, _after: Market) -> None:
        """Note an event that is applied."""
        self.may_fold.wait()
        if isinstance(event, Snapshot) and event.quotes:
            number, before = event.quotes[0].volume or 0, self._response
            self._response = event.at, number
            # a later response may be the same, while the exchange is frozen; the same event may not come twice
            if before is None or number != before[1] or event.at == before[0]:
                self.numbers.append(number)

    def _take_word(self, text: str) -> None:
        self.said.append(text)

    def shows(self, exchange: CountingExchange) -> bool:
        """Return whether it has what the exchange serves."""
        return prices(self.feed.market) == exchange.prices


@contextmanager
def viewing(server: NatsServer, *, max_behind: int = MAX_BEHIND) -> Iterator[Viewer]:
    """Run a viewer for as long as the block runs."""
    viewer = Viewer(CollectSettings(servers=(server.address,), board=BOARD), max_behind)
    viewer.feed.start()
    try:
        yield viewer
    finally:
        viewer.may_fold.set()
        viewer.feed.stop(5)
