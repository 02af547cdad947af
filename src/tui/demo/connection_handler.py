"""Serve the demo's clients: accept connections, read requests, and respond correctly or under a fault."""

import socket
import threading
from contextlib import suppress
from typing import Final

from tui.demo.fault_schedule import FaultSchedule
from tui.demo.faults import FAULTS, Delivery
from tui.demo.http import BadRequestError, Connection, Request, Response
from tui.demo.site import DemoSite

_MAX_CONNECTIONS: Final = 32
_CLIENT_TIMEOUT: Final = 90.0
_DRIP_INTERVAL: Final = 0.25
_CHECK_INTERVAL: Final = 0.05


class ConnectionHandler:
    """Serves each client of a listening socket on a daemon thread."""

    def __init__(self, site: DemoSite, faults: FaultSchedule, stopping: threading.Event) -> None:
        self._site = site
        self._faults = faults
        self._stopping = stopping
        self._lock = threading.Lock()
        self._connections: set[Connection] = set()
        self.requests = 0
        """The number of requests so far."""

    def close_all(self) -> None:
        """End every connection at once."""
        with self._lock:
            for connection in self._connections:
                connection.shutdown()

    def serve_forever(self, listener: socket.socket) -> None:
        """Accept clients, each on a thread of its own, until `stopping` is set."""
        while not self._stopping.is_set():
            try:
                connection = Connection(listener.accept()[0], timeout=_CLIENT_TIMEOUT)
            except OSError:
                # the client is gone already, or there is no free descriptor just now
                self._stopping.wait(_CHECK_INTERVAL)
                continue
            with self._lock:
                accepted = not self._stopping.is_set() and len(self._connections) < _MAX_CONNECTIONS
                if accepted:
                    self._connections.add(connection)
            if not accepted or not self._begin(connection):
                connection.close()

    def _begin(self, connection: Connection) -> bool:
        """Serve a client on a thread of its own; return False where the machine has none left."""
        try:
            threading.Thread(target=self._serve, args=(connection,), name="demo-client", daemon=True).start()
        except RuntimeError:
            with self._lock:
                self._connections.discard(connection)
            return False
        return True

    def _serve(self, connection: Connection) -> None:
        # a client may disconnect or time out at any point
        with suppress(OSError):
            self._serve_requests(connection)
        with self._lock:
            self._connections.discard(connection)
        connection.close()

    def _serve_requests(self, connection: Connection) -> None:
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
            is_open = self._deliver(connection, request, self._faults.current_fault())

    def _deliver(self, connection: Connection, request: Request, name: str | None) -> bool:
        """Respond to one request under the fault of that name, if any; return whether the connection stays open."""
        fault = FAULTS[name] if name else None
        delivery = fault.delivery if fault else Delivery.WHOLE
        if delivery is Delivery.HANG and not self._wait(connection, name):
            return False
        response = self._site.respond(request, fault)
        head = response.head(keep_alive=request.keep_alive)
        body = response.body if request.method != "HEAD" else b""
        if delivery is Delivery.RESET:
            connection.send(head + body[: len(body) // 2])
            connection.reset()
            return False
        if delivery is Delivery.DRIP:
            connection.send(head)
            connection.send(body[self._drip(connection, body, name) :])
        else:
            connection.send(head + body)
        return request.keep_alive

    def _drip(self, connection: Connection, body: bytes, name: str | None) -> int:
        """Send a byte at a time while the fault is active; return the number of bytes sent."""
        sent = 0
        while sent < len(body) and self._is_active(name):
            connection.send(body[sent : sent + 1])
            sent += 1
            if not connection.is_open(_DRIP_INTERVAL):
                break
        return sent

    def _wait(self, connection: Connection, name: str | None) -> bool:
        """Send nothing while the fault is active; return whether the client waited that long."""
        while self._is_active(name):
            if not connection.is_open(_CHECK_INTERVAL):
                return False
        return True

    def _is_active(self, name: str | None) -> bool:
        return self._faults.current_fault() == name and not self._stopping.is_set()
