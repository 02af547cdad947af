"""When a source may be asked for the past: slowly, and never where a poll of its host would wait for it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.config.urls import is_private
from tui.domain.source_health import SourceState
from tui.engine.clock import Timeline
from tui.engine.monitor import Monitor
from tui.engine.past_plan import Asking

OWN_PACE: Final = timedelta(seconds=1)
"""The time between two requests to a server of the user's own."""
MIN_WINDOW: Final = 3.0
"""Seconds until the next poll of a host below which nothing is asked of it."""
MIN_OWN_WINDOW: Final = 0.5
"""Likewise of this machine and its own network."""
MAX_REQUEST_TIME: Final = 15.0
RETRY_AFTER: Final = (60.0, 300.0)
"""Seconds after a request that failed, and after the next one; a third ends it for this run."""
OWN_RETRY_AFTER: Final = (5.0, 30.0)
"""Likewise of a server of the user's own, which a busy machine makes slow for a moment."""
MAX_WAIT: Final = 60.0
"""Seconds after which it is looked anew whether something may be asked."""


class _Trouble(NamedTuple):
    """Requests to a source that failed in a row."""

    times: int
    until: float
    """Steady seconds before which it is not asked again."""


class PastPace:
    """The waits of all sources and hosts.

    Args:
        monitor: polls the sources.
        timeline: its times.
    """

    def __init__(self, monitor: Monitor, timeline: Timeline) -> None:
        self._monitor, self._timeline = monitor, timeline
        self._asked_at: dict[str, float] = {}
        """When each host was asked last, in steady seconds."""
        self._blocked_until: dict[str, float] = {}
        """When the waits that hosts request end, likewise."""
        self._troubles: dict[str, _Trouble] = {}

    def wait_before(self, asking: Asking) -> float:
        """Return in how many seconds a request may be made: none where it may be now."""
        source, now = asking.query.source, self._timeline.monotonic()
        if self._monitor.market.health[source.name].failures:
            return MAX_WAIT
        pace = min(asking.past.pace, OWN_PACE) if source.may_poll_faster else asking.past.pace
        trouble = self._troubles.get(source.name)
        remaining_block = self._monitor.timing.remaining_block
        wait = max(
            self._asked_at.get(asking.host, float("-inf")) + pace.total_seconds() - now,
            self._blocked_until.get(asking.host, now) - now,
            trouble.until - now if trouble else 0.0,
            *(remaining_block(name).total_seconds() for name in self._of_host(source.name, asking.host)),
        )
        window = self._window(asking.host)
        return wait if wait > 0 or window >= _min_window(asking) else max(window, 0.1)

    def time_for(self, asking: Asking) -> float:
        """Return how many seconds a request that begins now may take, so that no poll waits for it."""
        return min(self._window(asking.host) - _min_window(asking) / 2, MAX_REQUEST_TIME)

    def note_asked(self, asking: Asking) -> None:
        """Note that a request begins."""
        self._asked_at[asking.host] = self._timeline.monotonic()

    def note_answered(self, asking: Asking) -> None:
        """Note that it succeeded."""
        self._troubles.pop(asking.name, None)

    def note_failed(self, asking: Asking) -> bool:
        """Note that it failed; return whether its source may be asked again."""
        waits = OWN_RETRY_AFTER if asking.query.source.may_poll_faster else RETRY_AFTER
        times = self._troubles[asking.name].times + 1 if asking.name in self._troubles else 1
        if times > len(waits):
            return False
        self._troubles[asking.name] = _Trouble(times, self._timeline.monotonic() + waits[times - 1])
        return True

    def block(self, host: str, wait: timedelta) -> None:
        """Ask a host for nothing for so long, since it requests it."""
        self._blocked_until[host] = self._timeline.monotonic() + wait.total_seconds()

    def host_of(self, name: str) -> str:
        """Return the host that a source is polled at, with its port; empty where it is not known yet."""
        requests = self._monitor.pollers[name].requests
        return urlsplit(requests[0].url).netloc if requests else ""

    def _of_host(self, name: str, host: str) -> Iterator[str]:
        """Yield a source, and each other one of the host that no user has paused: their waits are the host's."""
        health = self._monitor.market.health
        for each in self._monitor.pollers:
            if each == name or (self.host_of(each) == host and health[each].state is not SourceState.PAUSED):
                yield each

    def _window(self, host: str) -> float:
        """Return in how many seconds a host is polled next: none while it is."""
        windows = [MAX_WAIT]
        for name, poller in self._monitor.pollers.items():
            if self.host_of(name) == host:
                next_try = self._monitor.market.health[name].next_try
                if poller.lock.locked():
                    return 0.0
                if next_try is not None:
                    windows.append((next_try - self._timeline.now()).total_seconds())
        return min(windows)


def _min_window(asking: Asking) -> float:
    return MIN_OWN_WINDOW if is_private(urlsplit(asking.request.url).hostname or "") else MIN_WINDOW
