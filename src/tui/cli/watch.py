"""`bigboard watch`: each change on a line of its own, as it comes, until stopped."""

from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from threading import Condition
from typing import Final, Protocol

from tui.cli.exit_codes import CRASHED
from tui.cli.output import configure_logging, print_error, print_lines, print_utf8
from tui.cli.parser import Arguments
from tui.cli.records import to_json
from tui.cli.sentences import describe_event, events_between
from tui.config.calendars import interval_lookup, is_open_lookup, load_calendars, trading_day_lookup
from tui.config.loader import Config, load_config
from tui.domain import Market
from tui.engine.clock import Timeline, utc_now
from tui.storage.paths import state_dir

MAX_PENDING: Final = 16
"""Polls that may wait for a slow reader of the output; beyond that the oldest are merged into the next."""

_LOOK_EVERY: Final = 1.0


class Poller(Protocol):
    """What is needed of the engine."""

    @property
    def market(self) -> Market:
        """The latest market."""

    @property
    def is_alive(self) -> bool:
        """Whether it still polls."""

    @property
    def failed(self) -> str | None:
        """Why it ended, if it did."""

    def start(self) -> None:
        """Begin to poll."""


FeedFactory = Callable[[Config, Callable[[Market], None]], Poller]


def run_watch(arguments: Arguments, make: FeedFactory | None = None, clock: Callable[[], datetime] = utc_now) -> int:
    """Print what changes. Ends by a signal, or with 1 if the engine dies."""
    config = load_config(arguments.config)
    configure_logging(config)
    published = _Pending()
    timeline = Timeline(clock)
    poller = (make or partial(_engine, timeline))(config, published.put)
    known = poller.market
    poller.start()
    for market in _markets(poller, published):
        for move in events_between(known, market, timeline.now(), timeline.on_wall):
            if arguments.format == "jsonl":
                print_utf8("\n".join(map(to_json, move.records())))
            else:
                print_lines([describe_event(move)])
        known = market
    print_error(f"the poller stopped: {poller.failed or 'for no known reason'}")
    return CRASHED


def _engine(timeline: Timeline, config: Config, publish: Callable[[Market], None]) -> Poller:
    from tui.engine.engine import Engine  # noqa: PLC0415 - after the configuration is known to be right

    calendars = load_calendars(config.calendar_file)
    return Engine(
        config.sources,
        publish=publish,
        clock=timeline.now,
        on_wall=timeline.on_wall,
        day_of=trading_day_lookup(calendars),
        is_open=is_open_lookup(calendars),
        pace=interval_lookup(calendars),
        state=state_dir(),
    )


class _Pending:
    """The markets that wait to be printed: put by the poller's thread, taken by ours."""

    def __init__(self) -> None:
        self._markets: deque[Market] = deque()
        self._merged = 0
        self._changed = Condition()

    def put(self, market: Market) -> None:
        """Add the newest; never waits."""
        with self._changed:
            if len(self._markets) == MAX_PENDING:
                self._markets.popleft()
                self._merged += 1
            self._markets.append(market)
            self._changed.notify_all()

    def take(self, patience: float) -> tuple[Market, int] | None:
        """The oldest, with how many before it were left out; None where none comes within so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._markets, patience):
                return None
            merged, self._merged = self._merged, 0
            return self._markets.popleft(), merged


def _markets(poller: Poller, published: _Pending) -> Iterator[Market]:
    """Each market as it comes, for as long as the poller lives."""
    while True:
        taken = published.take(_LOOK_EVERY)
        if taken is not None:
            market, merged = taken
            if merged:
                print_error(f"the output is read too slowly: {merged + 1} polls are shown as one")
            yield market
        elif not poller.is_alive:
            return
