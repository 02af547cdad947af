"""A collector as a service: it says to the service manager and to whoever asks that it lives, or what is wrong."""

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from tui.collector.metrics_server import Page
from tui.collector.service_manager import ALIVE, READY, notify_service_manager
from tui.collector.status import LOOK_INTERVAL, CollectorWatch, Status, problem_of
from tui.domain.text import sanitize_line

if TYPE_CHECKING:
    from tui.collector.collector import Collector

_READY_WITHIN: Final = 30.0
"""Seconds after which it counts as started although nobody knows whose turn it is: it waits for its server as long as
that takes, and what is started after it must not."""


def attend(collector: "Collector", watch: CollectorWatch) -> None:
    """Look at a collector each second, and tell the service manager, until its thread ends.

    It is ready once it is known whose turn it is. Signs of life are sent only while its loop and that of what polls
    run, so that the service manager starts anew what hangs.
    """
    is_ready, began = False, time.monotonic()
    while collector.is_alive:
        watch.look()
        if not is_ready and (watch.is_decided or time.monotonic() - began > _READY_WITHIN):
            is_ready = True
            notify_service_manager(READY)
        if watch.shows_life:
            notify_service_manager(ALIVE)
        time.sleep(LOOK_INTERVAL)


def health_page(status: Status) -> Page:
    """Return one line: that all is well, with 200; or the first thing that is wrong, with 503."""
    if problem := sanitize_line(problem_of(status)):
        return Page(f"{problem}\n".encode(), HTTPStatus.SERVICE_UNAVAILABLE)
    turn = f"polls in turn {status.term}" if status.is_polling else "stands by"
    line = "" if status.is_connected else f"; no line to the server for {status.without_line:.0f} s"
    return Page(f"well: {turn}{line}\n".encode())
