"""`bigboard watch`: print each change on a line of its own, as it comes, until stopped."""

from collections import deque
from collections.abc import Iterator
from threading import Condition
from typing import Final

from tui.cli.exit_codes import CRASHED
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.sentences import ReportedChange, changes_between, describe_change
from tui.config.loader import load_config
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.engine.market_feed import MarketFeed
from tui.view.records import SymbolFilter, to_json
from tui.wiring import Wiring, environment_for

MAX_PENDING_MARKETS: Final = 16
"""Polls that may wait for a slow reader of the output; the oldest of more are merged into the next."""

_CHECK_INTERVAL: Final = 1.0
"""Seconds between two checks that the feed runs."""


def run_watch(arguments: Arguments, wiring: Wiring | None = None) -> int:
    """Print what changes. Ends by a signal, or with 1 if the feed ends.

    Args:
        arguments: the command line.
        wiring: what makes the feed; by default that of the user's configuration.

    Raises:
        ConfigError: the configuration or its calendar is wrong.
    """
    config = load_config(arguments.config)
    configure_logging(config)
    wiring = wiring or Wiring(config.sources, environment_for(config))
    feed, timeline = wiring.open_feed(), wiring.environment.timeline
    symbols = SymbolFilter(arguments.symbols)
    queue = _MarketQueue()
    feed.subscribe(queue.put)
    known = feed.market
    symbols_checked = False
    feed.start()
    for market in _markets(feed, queue):
        for change in changes_between(known, market, timeline.now(), timeline.on_wall):
            if _is_selected(change, symbols):
                _print_change(change, arguments.format)
        if not symbols_checked and _shows_what_exists(market):
            symbols_checked = True
            error = symbols.missing_error(market)
            if error is not None:
                print_error(error)
        known = market
    print_error(f"the poller stopped: {feed.failed or 'for no known reason'}")
    return CRASHED


def _print_change(change: ReportedChange, output_format: str) -> None:
    if output_format == "jsonl":
        print_utf8("\n".join(map(to_json, change.records())))
    else:
        print_lines([describe_change(change)])


def _shows_what_exists(market: Market) -> bool:
    """Return whether every source was polled and at least one answered, so that a missing symbol is worth an error."""
    health = market.health.values()
    return all(each.state is not SourceState.WAITING for each in health) and any(each.last_good for each in health)


def _is_selected(change: ReportedChange, symbols: SymbolFilter) -> bool:
    """Return whether a change is printed: with symbols, only that of their rows, and how the sources do."""
    return symbols.is_all or change.kind == "source" or (change.id is not None and symbols.matches(change.id))


class _MarketQueue:
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


def _markets(feed: MarketFeed, queue: _MarketQueue) -> Iterator[Market]:
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
