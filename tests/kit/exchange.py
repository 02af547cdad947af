"""The demo's exchange, polled by one board: it records when it was polled, and its prices can be frozen."""

import re
import socket
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from tui.demo.connection_handler import ConnectionHandler
from tui.demo.exchange import Exchange
from tui.demo.fault_schedule import FaultSchedule
from tui.demo.faults import Fault
from tui.demo.http import Request, Response
from tui.demo.site import DemoSite
from tui.engine.clock import utc_now

_LINE = re.compile(r"^([A-Z0-9]+) ([0-9,.]+) (?:Increased|Decreased|No Change)", re.MULTILINE)


class _RecordingSite(DemoSite):
    """The demo's site, which records the time of each request."""

    requested_at: list[float]

    def respond(self, request: Request, fault: Fault | None) -> Response:
        self.requested_at.append(time.monotonic())
        return super().respond(request, fault)


class RecordingExchange:
    """A running exchange with so many symbols and price changes a second; polled each second."""

    def __init__(self, symbols: int = 1000, rate: float = 1000) -> None:
        self._frozen_at: datetime | None = None
        every = timedelta(seconds=1)
        exchange = Exchange(7, symbols, rate, opened_at=utc_now())
        self._site = _RecordingSite(exchange, every=every, clock=self._now)
        self._site.requested_at = []
        self._stopping = threading.Event()
        faults = FaultSchedule(None, every=every, clock=utc_now, window=None)
        self._handler = ConnectionHandler(self._site, faults, self._stopping)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._handler.serve_forever, args=(self._listener,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join(5)
        self._listener.close()
        self._handler.close_all()

    def _now(self) -> datetime:
        return self._frozen_at or utc_now()

    def config(self, folder: Path, more: str = "") -> Path:
        """Write a configuration whose only source is this exchange; return its path."""
        file = folder / "config.toml"
        address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        source = f'name = "venue"\nkind = "brecorder"\nurl = "{address}"\nevery = "1s"\nallow_private = true\n'
        file.write_text(f"{more}\n[[sources]]\n{source}", encoding="utf-8")
        return file

    def freeze_prices(self) -> None:
        """Let no price change from now on."""
        self._frozen_at = utc_now()

    @property
    def prices(self) -> dict[str, str]:
        """The price of each symbol, as the page shows it."""
        page = Request(method="GET", path="/page.txt", headers={}, keep_alive=False)
        return dict(_LINE.findall(super(_RecordingSite, self._site).respond(page, None).body.decode()))

    def requests_since(self, begun: float) -> list[float]:
        """Return the monotonic times of the requests since then."""
        return [at for at in self._site.requested_at if at >= begun]
