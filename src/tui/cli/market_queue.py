"""The markets of a feed as a command takes them, one by one, however slowly its output is read."""

from collections import deque
from collections.abc import Iterator
from threading import Condition
from typing import Final

from tui.cli.output import print_error
from tui.domain.market import Market
from tui.engine.market_feed import MarketFeed

MAX_PENDING_MARKETS: Final = 16
"""Polls that may wait for a slow reader of the output; the oldest of more are merged into the next."""

_CHECK_INTERVAL: Final = 1.0
"""Seconds between two checks that the feed runs."""


class MarketQueue:
    """The markets that wait to be printed: put by the feed's thread, taken by the main thread."""

    def __init__(self) -> None:
        self._markets: deque[Market] = deque()
        self._merged = 0
        self._changed = Condition()

    def put(self, market: Market) -> None:
        """Add the newest market; where too many wait, the oldest is left out. Never blocks."""
        with self._changed:
            if len(self._markets) == MAX_PENDING_MARKETS:
                self._markets.popleft()
                self._merged += 1
            self._markets.append(market)
            self._changed.notify_all()

    def take(self, timeout: float) -> tuple[Market, int] | None:
        """Return the oldest market and how many before it were left out; None where none comes in so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._markets, timeout):
                return None
            merged, self._merged = self._merged, 0
            return self._markets.popleft(), merged


def markets_of(feed: MarketFeed, queue: MarketQueue) -> Iterator[Market]:
    """Yield each market as it comes, for as long as the feed runs."""
    while True:
        taken = queue.take(_CHECK_INTERVAL)
        if taken is not None:
            market, merged = taken
            if merged:
                print_error(f"the output is read too slowly: {merged + 1} polls are shown as one")
            yield market
        elif not feed.is_alive:
            return
