"""A feed for tests of the commands: it publishes what it is given when it starts, and ends."""

from collections.abc import Callable, Sequence
from datetime import datetime

from tui.config.loader import DEFAULT_CONFIG
from tui.domain.market import Market
from tui.engine.clock import Timeline
from tui.wiring import Environment, Wiring


class ShortFeed:
    """Publishes these markets at once and then fails."""

    heartbeat = 0.0
    is_alive = False
    is_attended = True

    def __init__(self, first: Market, markets: Sequence[Market], failed: str) -> None:
        self.market = first
        self.failed: str | None = failed
        self._markets = markets
        self._subscribers: list[Callable[[Market], None]] = []

    def subscribe(self, receive: Callable[[Market], None]) -> Callable[[], object]:
        self._subscribers.append(receive)
        return lambda: self._subscribers.remove(receive)

    def start(self) -> None:
        for market in self._markets:
            for receive in self._subscribers:
                receive(market)

    def stop(self, timeout: float = 0.5) -> None: ...

    def poll_now(self, name: str | None = None) -> None: ...

    def set_attended(self, is_attended: bool) -> None: ...


class ShortWiring(Wiring):
    """Opens such a feed."""

    def __init__(self, feed: ShortFeed, now: datetime) -> None:
        super().__init__(DEFAULT_CONFIG.sources, Environment(timeline=Timeline(lambda: now)))
        self._feed = feed

    def open_feed(self, *, resume: bool = False) -> ShortFeed:
        return self._feed
