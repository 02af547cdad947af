"""The demo's site on this machine: a real HTTP server on threads of its own.

It opens its port at once and leaves all other work, imports included, to its thread and to the first connection: before
the first paint, two busy threads would share one interpreter. The first client waits in the backlog of the socket.
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

_BACKLOG: Final = 32
_STOP_TIMEOUT: Final = 0.1


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
            exchange: used by this server alone from now on; or a function that opens one, called on the server's own
                thread so that the caller need not wait. It must not fail.
            every: the poll interval, the unit of faults and `Retry-After`.
            fault: a name of `tui.demo.FAULTS`, which comes and goes, or None.
            clock: returns the time, aware; called from several threads.
            fault_window: the number of intervals without the fault, then with it; None for 3 and 6, the 6 extended to
                at least 40 seconds, so that a poll can exceed its deadline.

        Raises:
            ValueError: no such fault.
        """
        self._exchange = exchange
        self._every = every
        self._clock = clock
        self._faults = FaultSchedule(fault, every=every, clock=clock, window=fault_window)
        self._stopping = threading.Event()
        self._listener: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._handler: ConnectionHandler | None = None

    @property
    def requests(self) -> int:
        """The number of requests so far."""
        return self._handler.requests if self._handler else 0

    def start(self) -> str:
        """Open the server; return its address without a slash at the end, `http://127.0.0.1:41234`."""
        self._listener = listener = socket.create_server((HOST, 0), backlog=_BACKLOG)
        self._thread = threading.Thread(target=self._run, args=(listener,), name="demo-server", daemon=True)
        self._thread.start()
        return f"http://{HOST}:{listener.getsockname()[1]}"

    def stop(self) -> None:
        """Close the server and every connection at once."""
        if self._listener is None or self._thread is None or self._stopping.is_set():
            return
        self._stopping.set()
        # not every platform wakes a thread that waits on a socket when it closes: a connection does
        with suppress(OSError):
            socket.create_connection(self._listener.getsockname(), timeout=_STOP_TIMEOUT).close()
        self._thread.join(_STOP_TIMEOUT)
        self._listener.close()
        if self._handler is not None:
            self._handler.close_all()

    def set_fault(self, name: str | None) -> None:
        """Make this fault, or none, the current one from now on.

        Raises:
            ValueError: no such fault.
        """
        self._faults.set_fault(name)

    def _run(self, listener: socket.socket) -> None:
        select.select([listener], [], [])
        if self._stopping.is_set():
            return
        from tui.demo.connection_handler import ConnectionHandler  # noqa: PLC0415 not before the first paint
        from tui.demo.site import DemoSite  # noqa: PLC0415 not before the first paint

        exchange = self._exchange() if callable(self._exchange) else self._exchange
        site = DemoSite(exchange, every=self._every, clock=self._clock)
        self._handler = ConnectionHandler(site, self._faults, self._stopping)
        self._handler.serve_forever(listener)
