"""How the demo's server treats its clients: it takes each, hears its requests, and answers well or badly."""

import socket
import threading
from contextlib import suppress
from typing import Final

from tui.demo.fault_schedule import FaultSchedule
from tui.demo.faults import FAULTS, Delivery
from tui.demo.http import BadRequestError, Connection, Request, Response
from tui.demo.site import DemoSite

_MOST_CONNECTIONS: Final = 32
_PATIENCE: Final = 90.0
_DRIP_EVERY: Final = 0.25
_LOOK_EVERY: Final = 0.05


class ConnectionHandler:
    """Takes clients on a listening socket. All its threads are daemons."""

    def __init__(self, press: DemoSite, weather: FaultSchedule, stopping: threading.Event) -> None:
        self._press = press
        self._weather = weather
        self._stopping = stopping
        self._lock = threading.Lock()
        self._connections: set[Connection] = set()
        self.requests = 0
        """How many were taken."""

    def close_all(self) -> None:
        """End every connection, whatever is under way on it."""
        with self._lock:
            for connection in self._connections:
                connection.shutdown()

    def serve_forever(self, listener: socket.socket) -> None:
        """Take every client that comes, each on a thread of its own, until told to stop."""
        while not self._stopping.is_set():
            try:
                connection = Connection(listener.accept()[0], patience=_PATIENCE)
            except OSError:
                # one client's trouble, or no socket to spare just now
                self._stopping.wait(_LOOK_EVERY)
                continue
            with self._lock:
                is_welcome = not self._stopping.is_set() and len(self._connections) < _MOST_CONNECTIONS
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
            is_open = self._deliver(connection, request, self._weather.current_fault())

    def _deliver(self, connection: Connection, request: Request, name: str | None) -> bool:
        """Answer one request under the fault of that name, if any; returns whether the connection lives on."""
        fault = FAULTS[name] if name else None
        delivery = fault.delivery if fault else Delivery.WHOLE
        if delivery is Delivery.HANG and not self._wait(connection, name):
            return False
        response = self._press.respond(request, fault)
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
        """Send a byte now and then while the fault is in force; returns how many were sent."""
        sent = 0
        while sent < len(body) and self._is_in_force(name):
            connection.send(body[sent : sent + 1])
            sent += 1
            if not connection.is_open(_DRIP_EVERY):
                break
        return sent

    def _wait(self, connection: Connection, name: str | None) -> bool:
        """Say nothing while the fault is in force; returns whether the client waited that long."""
        while self._is_in_force(name):
            if not connection.is_open(_LOOK_EVERY):
                return False
        return True

    def _is_in_force(self, name: str | None) -> bool:
        return self._weather.current_fault() == name and not self._stopping.is_set()
