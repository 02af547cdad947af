"""The demo's newspaper on this machine: a real HTTP server on threads of its own.

It stands on the way to the first paint, so it opens its port at once and leaves all other work, importing included, to
its thread and to the time when somebody calls: two threads that work at once share one interpreter. Who calls first
waits in the socket's queue.
"""

import select
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tui.demo.fault_schedule import FaultSchedule

if TYPE_CHECKING:
    from tui.demo.connection_handler import ConnectionHandler
    from tui.demo.exchange import Exchange

HOST: Final = "127.0.0.1"

_QUEUE: Final = 32
_FAREWELL: Final = 0.1


class DemoServer:
    """Serves `/`, `/page.txt` and `/news/<id>` on a free port of the loopback address.

    Every request first lets the exchange trade up to the clock's time. All its threads are daemons.
    """

    def __init__(
        self,
        exchange: "Exchange | Callable[[], Exchange]",
        *,
        every: timedelta,
        fault: str | None = None,
        clock: Callable[[], datetime],
        fault_window: tuple[float, float] | None = None,
    ) -> None:
        """Prepare a server; `start` opens it.

        Args:
            exchange: from now on touched by this server alone; or what opens one, called on the server's own thread
                so that the caller need not wait for it, and not allowed to fail.
            every: the interval at which it will be polled; what faults and `Retry-After` are measured in.
            fault: a name of `tui.demo.FAULTS`, which comes and goes, or None.
            clock: tells the time, aware; asked from several threads.
            fault_window: for how many intervals all is well, then for how many it is not; None for 3 and 6, the 6
                stretched to at least 40 seconds, so that a poll can run into its deadline.

        Raises:
            ValueError: no such fault.
        """
        self._exchange = exchange
        self._every = every
        self._clock = clock
        self._weather = FaultSchedule(fault, every=every, clock=clock, window=fault_window)
        self._stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._reception: ConnectionHandler | None = None

    @property
    def requests(self) -> int:
        """How many were taken so far."""
        return self._reception.requests if self._reception else 0

    def start(self) -> str:
        """Open the server; returns its address without a slash at the end, `http://127.0.0.1:41234`."""
        self._listener = listener = socket.create_server((HOST, 0), backlog=_QUEUE)
        self._thread = threading.Thread(target=self._run, args=(listener,), name="demo-server", daemon=True)
        self._thread.start()
        return f"http://{HOST}:{listener.getsockname()[1]}"

    def stop(self) -> None:
        """Close the server and every connection at once, whatever is under way on it."""
        if self._listener is None or self._thread is None or self._stopping.is_set():
            return
        self._stopping.set()
        # closing a socket does not everywhere wake a thread that waits on it: a call does
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=_FAREWELL).close()
        self._thread.join(_FAREWELL)
        self._listener.close()
        if self._reception is not None:
            self._reception.close_all()

    def set_fault(self, name: str | None) -> None:
        """Go wrong in this way, or be well, from now on until told otherwise.

        Raises:
            ValueError: no such fault.
        """
        self._weather.set_fault(name)

    def _run(self, listener: socket.socket) -> None:
        select.select([listener], [], [])
        if self._stopping.is_set():
            return
        from tui.demo.connection_handler import ConnectionHandler  # noqa: PLC0415 likewise
        from tui.demo.site import DemoSite  # noqa: PLC0415 not before the first paint

        exchange = self._exchange() if callable(self._exchange) else self._exchange
        press = DemoSite(exchange, every=self._every, clock=self._clock)
        self._reception = ConnectionHandler(press, self._weather, self._stopping)
        self._reception.serve_forever(listener)
