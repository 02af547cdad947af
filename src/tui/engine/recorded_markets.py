"""The market at any event of a recording, made by the same fold as the live one."""

import logging
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.config.calendars.lookups import is_open_lookup, trading_day_lookup
from tui.domain.events import DayRestored, Event, NotModified, ReplacedSource
from tui.domain.market import Market, apply
from tui.domain.source_health import SourceHealth, SourceState
from tui.domain.trading_calendar import TradingCalendar
from tui.storage.history.delta_decoder import DeltaDecoder
from tui.storage.history.errors import HistoryError
from tui.storage.history.playback import Playback
from tui.storage.history.today import read_today

_log = logging.getLogger(__name__)

MAX_CHECKPOINTS: Final = 64
"""Markets that are put aside to go back to; they share with each other what is the same in both."""
FIRST_SPACING: Final = 64
"""Events between two of them, at first; twice as many each time that there are too many of them."""
_MINUTE: Final = timedelta(minutes=1)
_GOES_ON: Final = (SourceState.UNCHANGED, SourceState.STALE)
"""The states in which a source is polled on without anything that is kept."""

Goal = Callable[[Market, Market], bool]
"""Returns whether what is looked for happened between two markets that follow each other."""


class _Checkpoint(NamedTuple):
    number: int
    market: Market
    decoder: DeltaDecoder
    last: Mapping[str, int]


class RecordedMarkets:
    """A place in a recording, and the market there. Used by one thread at a time.

    Args:
        playback: the recorded events.
        file: the history that they are read from, with the prices of the day before them.
        calendars: trading hours by market code.
        sources: those of the recording's start, in order of preference, where it does not state them itself.
    """

    def __init__(
        self,
        playback: Playback,
        file: Path,
        calendars: Mapping[str, TradingCalendar],
        sources: Sequence[ReplacedSource] = (),
    ) -> None:
        self._playback = playback
        self._day_of, self._is_open = trading_day_lookup(calendars), is_open_lookup(calendars)
        stated = playback.stated_sources()
        known = stated.sources if stated is not None else tuple(sources)
        self.market = _market_before(known)
        """After the events up to this place."""
        self.number = 0
        """Of the next event."""
        self.skipped = 0
        """Events that could not be read, or are of no source that is known."""
        self._decoder = DeltaDecoder()
        self._last: dict[str, int] = {}
        """The number of the last event of each source."""
        self._shown: tuple[Market, Sequence[NotModified], Market] = (self.market, (), self.market)
        """The market here, the polls after it that found nothing new, and the market with these."""
        while self.number < playback.first:
            self.forward()
        self._restore_day(file)
        self._spacing = FIRST_SPACING
        self._checkpoints = [self._checkpoint()]

    def _restore_day(self, file: Path) -> None:
        """Add the prices that the trading day had before the recording begins, as a start of the board does."""
        try:
            series = read_today(file, self._playback.since - _MINUTE, self._day_of)
        except HistoryError as error:
            _log.warning("the day before the recording is not read: %s", error)
        else:
            self.market = apply(self.market, DayRestored(series), self._day_of, self._is_open)

    @property
    def is_at_end(self) -> bool:
        """Whether no event follows."""
        return self.number >= len(self._playback)

    @property
    def next_at(self) -> datetime | None:
        """When the next event happened, aware UTC; None at the end."""
        return None if self.is_at_end else self._playback.at(self.number)

    def forward(self) -> Event | None:
        """Apply the next event and return it; None where it cannot be read or concerns nothing that is known.

        Raises:
            HistoryError: the file cannot be read any more.
        """
        number = self.number
        self.number += 1
        event = self._decoded(number)
        if event is not None:
            try:
                self.market = apply(self.market, event, self._day_of, self._is_open)
            except KeyError:  # of a source that is not in the configuration any more
                event = None
        if event is None:
            self.skipped += 1
        else:
            self._last[self._playback.source(number)] = number
        if number >= self._playback.first and self.number - self._checkpoints[-1].number >= self._spacing:
            self._put_aside()
        return event

    def _decoded(self, number: int) -> Event | None:
        body = self._playback.body(number)
        try:
            return None if body is None else self._decoder.decode(body)
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
            _log.warning("event %d of the recording is not read: %s", number, type(error).__name__)
            return None

    def _checkpoint(self) -> _Checkpoint:
        return _Checkpoint(self.number, self.market, self._decoder.copy(), MappingProxyType({**self._last}))

    def _put_aside(self) -> None:
        self._checkpoints.append(self._checkpoint())
        if len(self._checkpoints) > MAX_CHECKPOINTS:
            self._spacing *= 2
            self._checkpoints = self._checkpoints[::2]

    def go_to(self, number: int, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Go to the place before an event, from the nearest market that was put aside before it.

        Args:
            number: of the event; the number of events for the end.
            goes_on: asked before each event whether to go on.
        """
        number = min(max(number, self._playback.first), len(self._playback))
        nearest = self._nearest(number)
        if not nearest.number <= self.number <= number:
            self.number, self.market = nearest.number, nearest.market
            self._decoder, self._last = nearest.decoder.copy(), {**nearest.last}
        while self.number < number and goes_on():
            self.forward()

    def _nearest(self, number: int) -> _Checkpoint:
        """Return the last market that was put aside at a place or before it."""
        place = bisect_right(self._checkpoints, number, key=lambda each: each.number)
        return self._checkpoints[max(place - 1, 0)]

    def find_last(self, end: int, is_found: Goal) -> int | None:
        """Return the number of the last event before another at which something happens; None where there is none.

        It leaves the place wherever it is then.
        """
        while end > self._playback.first:
            start, found = self._nearest(end - 1).number, None
            self.go_to(start)
            while self.number < end:
                number, before = self.number, self.market
                self.forward()
                if is_found(before, self.market):
                    found = number
            if found is not None:
                return found
            end = start
        return None

    def find(self, is_found: Goal, goes_on: Callable[[], bool] = lambda: True) -> Event | None:
        """Go on past the next event at which something happens, and return that; None at the end, or to stop."""
        while not self.is_at_end and goes_on():
            before = self.market
            event = self.forward()
            if event is not None and self.market is not before and is_found(before, self.market):
                return event
        return None

    def at(self, now: datetime) -> Market:
        """Return the market here with the polls until a time (aware) that found nothing new.

        They are not kept one by one: a source that went on to be polled is taken to have confirmed its figures at its
        interval.
        """
        polls = [
            NotModified(source=name, at=confirmed, http_status=health.http_status)
            for name, health in self.market.health.items()
            if (confirmed := self._confirmed_at(health, now)) is not None
        ]
        if self._shown[:2] != (self.market, polls):
            market = self.market
            for poll in polls:
                market = apply(market, poll, self._day_of, self._is_open)
            self._shown = (self.market, polls, market)
        return self._shown[2]

    def _confirmed_at(self, health: SourceHealth, now: datetime) -> datetime | None:
        number = self._last.get(health.name)
        if number is None or health.state not in _GOES_ON or health.last_good is None or not health.every:
            return None
        until = min(now, self._playback.polled_until(number))
        polls = (until - health.last_good) // health.every
        return health.last_good + polls * health.every if polls > 0 else None


def _market_before(sources: Sequence[ReplacedSource]) -> Market:
    waiting = (
        SourceHealth(name=source.name, kind=source.kind, every=source.every, markets=source.markets)
        for source in sources
    )
    return Market(health=MappingProxyType({health.name: health for health in waiting}))


def recorded_events(markets: RecordedMarkets) -> Iterator[tuple[Event, Market]]:
    """Yield every event of a recording from here on, with the market after it."""
    while not markets.is_at_end:
        event = markets.forward()
        if event is not None:
            yield event, markets.market
