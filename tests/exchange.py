"""An exchange on loopback that notes when it was asked, and that can stand still."""

import re
import socket
import threading
import time
from datetime import datetime, timedelta
from itertools import pairwise
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


class Ledger(DemoSite):
    """Answers as the demo does, and keeps the time of each request."""

    asked: list[float]

    def respond(self, request: Request, fault: Fault | None) -> Response:
        self.asked.append(time.monotonic())
        return super().respond(request, fault)


class Venue:
    """So many symbols and so many price changes a second; asked by one board, each second."""

    def __init__(self, symbols: int = 1000, rate: float = 1000) -> None:
        self._stopped: datetime | None = None
        every = timedelta(seconds=1)
        exchange = Exchange(7, symbols, rate, opened_at=utc_now())
        self._ledger = Ledger(exchange, every=every, clock=self._now)
        self._ledger.asked = []
        self._stopping = threading.Event()
        weather = FaultSchedule(None, every=every, clock=utc_now, window=None)
        self._reception = ConnectionHandler(self._ledger, weather, self._stopping)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._reception.serve_forever, args=(self._listener,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        socket.create_connection(self._listener.getsockname()).close()
        self._thread.join(5)
        self._listener.close()
        self._reception.close_all()

    def _now(self) -> datetime:
        return self._stopped or utc_now()

    def config(self, folder: Path, more: str = "") -> Path:
        """A configuration that watches this exchange and nothing else."""
        file = folder / "config.toml"
        address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/"
        source = f'name = "venue"\nkind = "brecorder"\nurl = "{address}"\nevery = "1s"\nallow_private = true\n'
        file.write_text(f"{more}\n[[sources]]\n{source}", encoding="utf-8")
        return file

    def stand_still(self) -> None:
        """From now on no price changes."""
        self._stopped = utc_now()

    @property
    def prices(self) -> dict[str, str]:
        """What each symbol costs, as the page says it."""
        page = Request(method="GET", path="/page.txt", headers={}, keep_alive=False)
        return dict(_LINE.findall(super(Ledger, self._ledger).respond(page, None).body.decode()))

    def asked_since(self, begun: float) -> list[float]:
        """Monotonic times of the requests since then."""
        return [at for at in self._ledger.asked if at >= begun]

    def longest_silence(self, begun: float, ended: float) -> float:
        """Seconds between two requests at most, in a stretch of time."""
        times = [begun, *(at for at in self._ledger.asked if begun < at < ended), ended]
        return max(after - before for before, after in pairwise(times))
