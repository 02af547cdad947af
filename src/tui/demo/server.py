"""The demo's newspaper on this machine: a real HTTP server on threads of its own."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from tui.demo.exchange import Exchange
from tui.demo.faults import Delivery, Fault
from tui.demo.press import Press
from tui.demo.weather import Weather
from tui.demo.wire import BadRequestError, Connection, Request, Response

HOST: Final = "127.0.0.1"

_MOST_CONNECTIONS: Final = 32
_PATIENCE: Final = 90.0
_DRIP_EVERY: Final = 0.25
_LOOK_EVERY: Final = 0.05
_FAREWELL: Final = 0.1


class DemoServer:
    """Serves `/`, `/page.txt` and `/news/<id>` on a free port of the loopback address.

    Every request first lets the exchange trade up to the clock's time. All its threads are daemons.
    """

    def __init__(
        self,
        exchange: Exchange,
        *,
        every: timedelta,
        fault: str | None = None,
        clock: Callable[[], datetime],
        fault_window: tuple[float, float] | None = None,
    ) -> None:
        """Prepare a server; `start` opens it.

        Args:
            exchange: from now on touched by this server alone.
            every: the interval at which it will be polled; what faults and `Retry-After` are measured in.
            fault: a name of `tui.demo.FAULTS`, which comes and goes, or None.
            clock: tells the time, aware; asked from several threads.
            fault_window: for how many intervals all is well, then for how many it is not; None for 3 and 6, the 6
                stretched to at least 40 seconds, so that a poll can run into its deadline.

        Raises:
            KeyError: no such fault.
        """
        self._press = Press(exchange, every=every, clock=clock)
        self._weather = Weather(fault, every=every, clock=clock, window=fault_window)
        self._lock = threading.Lock()
        self._connections: set[Connection] = set()
        self._stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._porter: threading.Thread | None = None
        self.requests = 0
        """How many were taken."""

    def start(self) -> str:
        """Open the server; returns its address without a slash at the end, `http://127.0.0.1:41234`."""
        self._listener = listener = socket.create_server((HOST, 0), backlog=_MOST_CONNECTIONS)
        self._porter = threading.Thread(target=self._accept, args=(listener,), name="demo-server", daemon=True)
        self._porter.start()
        return f"http://{HOST}:{listener.getsockname()[1]}"

    def stop(self) -> None:
        """Close the server and every connection at once, whatever is under way on it."""
        if self._listener is None or self._porter is None or self._stopping.is_set():
            return
        self._stopping.set()
        # closing a socket does not everywhere wake a thread that waits on it: a call does
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=_FAREWELL).close()
        self._porter.join(_FAREWELL)
        self._listener.close()
        with self._lock:
            for connection in self._connections:
                connection.cut()

    def set_fault(self, name: str | None) -> None:
        """Go wrong in this way, or be well, from now on until told otherwise.

        Raises:
            KeyError: no such fault.
        """
        self._weather.settle(name)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            if self._stopping.is_set():
                peer.close()
                return
            connection = Connection(peer, patience=_PATIENCE)
            with self._lock:
                is_welcome = len(self._connections) < _MOST_CONNECTIONS
                if is_welcome:
                    self._connections.add(connection)
            if is_welcome:
                threading.Thread(target=self._serve, args=(connection,), name="demo-reader", daemon=True).start()
            else:
                connection.close()

    def _serve(self, connection: Connection) -> None:
        # a client that goes away, or is silent for too long, is no news
        with suppress(OSError):
            self._converse(connection)
        with self._lock:
            self._connections.discard(connection)
        connection.close()

    def _converse(self, connection: Connection) -> None:
        is_open = True
        while is_open and not self._stopping.is_set():
            try:
                request = connection.request()
            except BadRequestError:
                connection.send(Response(status=400).head(keep_alive=False))
                return
            if request is None:
                return
            self.requests += 1
            is_open = self._deliver(connection, request, self._weather.fault())

    def _deliver(self, connection: Connection, request: Request, fault: Fault | None) -> bool:
        """Answer one request; returns whether the connection lives on."""
        delivery = fault.delivery if fault else Delivery.WHOLE
        if delivery is Delivery.HANG and not self._wait(connection, fault):
            return False
        response = self._press.answer(request, fault)
        head = response.head(keep_alive=request.keep_alive)
        body = response.body if request.method != "HEAD" else b""
        if delivery is Delivery.RESET:
            connection.send(head + body[: len(body) // 2])
            connection.reset()
            return False
        if delivery is Delivery.DRIP:
            connection.send(head)
            connection.send(body[self._drip(connection, body, fault) :])
        else:
            connection.send(head + body)
        return request.keep_alive

    def _drip(self, connection: Connection, body: bytes, fault: Fault | None) -> int:
        """Send a byte now and then while the fault is in force; returns how many were sent."""
        sent = 0
        while sent < len(body) and self._is_in_force(fault):
            connection.send(body[sent : sent + 1])
            sent += 1
            if not connection.is_waiting(_DRIP_EVERY):
                break
        return sent

    def _wait(self, connection: Connection, fault: Fault | None) -> bool:
        """Say nothing while the fault is in force; returns whether the client waited that long."""
        while self._is_in_force(fault):
            if not connection.is_waiting(_LOOK_EVERY):
                return False
        return True

    def _is_in_force(self, fault: Fault | None) -> bool:
        return self._weather.fault() is fault and not self._stopping.is_set()
