"""A recorded day in the place of an engine: the same markets at their time, at any speed, and nothing is polled."""

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.tape import ArticleSeen, Move, entries_between
from tui.domain.text import CleanText
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.market_feed import LatestMarket, Publish
from tui.engine.recorded_markets import RecordedMarkets
from tui.engine.replay_clock import ReplayClock
from tui.engine.symbol_search import Receive, SearchResult
from tui.sources.adapter import SourceConfig
from tui.storage.history.errors import HistoryError
from tui.storage.history.playback import Playback

MIN_SPEED: Final = 1
MAX_SPEED: Final = 1000
SPEEDS: Final = (1, 2, 5, 10, 20, 60, 100, 200, 500, 1000)
"""Those that the keys choose from."""
_INSTANT: Final = timedelta(microseconds=1)
_LONGEST_TURN: Final = 0.1
"""Seconds for which it applies events before it publishes."""
_MIN_WAIT, _MAX_WAIT = 0.02, 0.25


class ReplayState(NamedTuple):
    """How a replay goes on."""

    speed: int
    """Recorded seconds a second."""
    is_paused: bool = False
    is_at_end: bool = False
    is_seeking: bool = False
    """Whether it is on its way to another time."""


class Stop(NamedTuple):
    """Where a jump to something ended."""

    entry: Move | ArticleSeen | None
    """What was found; None where nothing was, and the replay is where it was."""


class ReplayFeed:
    """The thread that plays a recording. Other threads have this object and immutable markets, and send it requests.

    Args:
        playback: the recorded events.
        markets: the market at any of them; used by the thread alone once it runs.
        clock: shows the recorded time.
        start: where to begin, aware.
        end: where to stop, aware.
        speed: recorded seconds a second.
    """

    def __init__(
        self,
        playback: Playback,
        markets: RecordedMarkets,
        clock: ReplayClock,
        *,
        start: datetime,
        end: datetime,
        speed: int = MIN_SPEED,
    ) -> None:
        self._playback, self._markets, self._clock = playback, markets, clock
        self._first, self._end = playback.start, end
        self._start = min(max(start, self._first), end)
        self._latest = LatestMarket(markets.market)
        self.state = ReplayState(speed)
        """How it goes on now."""
        self._requests: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._target: datetime | None = None
        """The time that was asked for last and is not reached yet."""
        self._journey = 0
        """Counts the requests for another place: one that is under way ends when there is a newer one."""
        self._thread = threading.Thread(target=self._run, name="bigboard-replay", daemon=True)
        self.is_attended = True
        self.heartbeat = time.monotonic()
        """`time.monotonic()` of the thread's latest heartbeat."""
        self.failed: CleanText | None = None
        """Why it ended, if it failed."""
        clock.run(self._start, 0, self._start)

    @property
    def market(self) -> Market:
        """The latest market."""
        return self._latest.market

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def subscribe(self, receive: Publish) -> Callable[[], object]:
        """Send every later market to `receive` too; call what is returned to end that."""
        return self._latest.subscribe(receive)

    def start(self) -> None:
        """Begin to play; returns at once."""
        self.heartbeat = time.monotonic()
        self.seek(self._start)
        self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """End the thread, waiting for it at most so many seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        if not self._thread.is_alive():
            self._playback.close()

    # what an engine does beyond that asks sources, and a recording has none

    def poll_now(self, name: str | None = None) -> None:
        """Do nothing: in a replay nothing is polled."""

    def pause(self, name: str) -> None:
        """Do nothing, see `poll_now`."""

    def resume(self, name: str) -> None:
        """Do nothing, see `poll_now`."""

    def set_attended(self, is_attended: bool) -> None:
        """Do nothing: a recording is played alike whether anyone looks."""

    def search(self, typed: str, receive: Receive) -> None:  # noqa: ARG002 - as an engine has it
        """Find nothing: no source is asked."""
        receive(SearchResult(problems=(CleanText("a replay asks no source"),)))

    def restore_day(self, series: Mapping[InstrumentId, IntradaySeries]) -> None:
        """Do nothing: the recording has its own day."""

    def replace_sources(
        self, sources: Sequence[SourceConfig], calendars: Mapping[str, TradingCalendar] | None = None
    ) -> None:
        """Do nothing: the recording has its own sources."""

    # requests, from any thread

    def play(self, *, is_paused: bool) -> None:
        """Stand still, or go on; from the end it begins again."""
        if not is_paused and self.state.is_at_end:
            self.seek(self._start)
        self._request(partial(self._go_on, is_paused=is_paused))

    def speed_beside(self, step: int) -> int:
        """Return the next speed above, or below, of those that the keys choose from."""
        speed = self.state.speed
        others = [each for each in SPEEDS if (each > speed if step > 0 else each < speed)]
        return speed if not others else others[0] if step > 0 else others[-1]

    def set_speed(self, speed: int) -> None:
        """Play so many recorded seconds a second, within MIN_SPEED and MAX_SPEED."""
        speed = min(max(speed, MIN_SPEED), MAX_SPEED)
        self.state = self.state._replace(speed=speed)
        self._request(lambda: self._run_clock(self._clock.now()))

    def seek(self, at: datetime) -> None:
        """Go to a recorded time (aware), or as near to it as the recording reaches, and go on from there as before."""
        at = min(max(at, self._first), self._end)
        self._target = at
        self._travel(partial(self._seek, at))

    def seek_by(self, by: timedelta) -> None:
        """Go so far ahead, or back; several requests add up."""
        self.seek((self._target or self._clock.now()) + by)

    def step(self, *, is_forward: bool) -> None:
        """Stand still after the next change of a figure or an article, or after the one before."""
        self._request(self._step_forward if is_forward else self._step_back)

    def seek_move(self, percent: Decimal, receive: Callable[[Stop], object]) -> None:
        """Stand still after the next move of a price by at least so many percent from one poll to the next.

        Args:
            percent: how far, in either direction.
            receive: called on the thread of the replay with what was found; must neither block nor raise.
        """
        self._travel(partial(self._find, partial(_largest_move, percent=percent), receive))

    def seek_article(self, receive: Callable[[Stop], object]) -> None:
        """Stand still after the next article came; `receive` as for `seek_move`."""
        self._travel(partial(self._find, _first_article, receive))

    def _request(self, call: Callable[[], object]) -> None:
        self._requests.put(call)
        self._wake.set()

    def _travel(self, call: Callable[[Callable[[], bool]], object]) -> None:
        self._journey += 1
        number = self._journey

        def goes_on() -> bool:
            self.heartbeat = time.monotonic()
            return number == self._journey and not self._stopping.is_set()

        self._request(lambda: call(goes_on))

    # on its thread

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self.heartbeat = time.monotonic()
                while not (self._requests.empty() or self._stopping.is_set()):
                    self._requests.get()()
                self._play()
                self._wake.wait(self._wait())
                self._wake.clear()
        except HistoryError as error:
            self.failed = CleanText(f"the recording cannot be read: {error}")

    def _play(self) -> None:
        """Apply what is due, as much as there is time for, and publish the market."""
        if not self.state.is_paused:
            due, end_of_turn = min(self._clock.due(), self._end), time.monotonic() + _LONGEST_TURN
            while (at := self._markets.next_at) is not None and at <= due:
                self._markets.forward()
                if time.monotonic() > end_of_turn:
                    # the recorded time waits for what is applied
                    self._run_clock(at)
                    break
            self._clock.limit(self._limit())
            if self._clock.now() >= self._end:
                self.state = self.state._replace(is_paused=True, is_at_end=True)
                self._run_clock(self._end)
        self._publish()

    def _limit(self) -> datetime:
        """Return the time until which the market is as it is."""
        at = self._markets.next_at
        return self._end if at is None or at > self._end else at - _INSTANT

    def _wait(self) -> float:
        if self.state.is_paused:
            return _MAX_WAIT
        left = (self._limit() - self._clock.now()).total_seconds() / self.state.speed
        return min(max(left, _MIN_WAIT), _MAX_WAIT)

    def _publish(self) -> None:
        market = self._markets.at(self._clock.now())
        if market is not self._latest.market:
            self._latest.market = market
            self._latest.publish()

    def _run_clock(self, at: datetime) -> None:
        self._clock.run(at, 0 if self.state.is_paused else self.state.speed, max(at, self._limit()))

    def _go_on(self, *, is_paused: bool) -> None:
        now = self._clock.now()
        self.state = self.state._replace(is_paused=is_paused, is_at_end=is_paused and now >= self._end)
        self._run_clock(now)

    def _at_last(self) -> datetime:
        """Return when the last event that was applied happened."""
        return self._playback.at(max(self._markets.number - 1, 0))

    def _seek(self, at: datetime, goes_on: Callable[[], bool]) -> None:
        self.state = self.state._replace(is_seeking=True)
        self._markets.go_to(self._playback.after(at), goes_on)
        if goes_on():
            self._target = None
            self._arrive(at)

    def _arrive(self, at: datetime, *, is_paused: bool | None = None) -> None:
        """Have the recorded time be this; `is_paused` None leaves it as it is."""
        is_at_end = at >= self._end
        self.state = self.state._replace(
            is_seeking=False,
            is_at_end=is_at_end,
            is_paused=is_at_end or (self.state.is_paused if is_paused is None else is_paused),
        )
        self._run_clock(at)

    def _find(
        self,
        find: Callable[[Market, Market, datetime], Move | ArticleSeen | None],
        receive: Callable[[Stop], object],
        goes_on: Callable[[], bool],
    ) -> None:
        self.state = self.state._replace(is_seeking=True)
        before, now, found = self._markets.number, self._clock.now(), []

        def is_found(was: Market, market: Market) -> bool:
            entry = find(was, market, self._at_last())
            found.extend([entry] if entry is not None else [])
            return entry is not None or self._at_last() > self._end

        self._markets.find(is_found, goes_on)
        if not goes_on():
            return
        if found and self._at_last() <= self._end:
            self._arrive(self._at_last(), is_paused=True)
            receive(Stop(found[0]))
        else:
            self._markets.go_to(before)
            self._arrive(now)
            receive(Stop(None))

    def _step_forward(self) -> None:
        before = self._markets.number
        self._markets.find(lambda was, market: _is_change(was, market) or self._at_last() > self._end)
        if self._at_last() > self._end or self._markets.number == before:
            self._markets.go_to(self._playback.after(self._end))
            self._arrive(self._end)
        else:
            self._arrive(self._at_last(), is_paused=True)

    def _step_back(self) -> None:
        """Go to the change before the one that is shown."""
        now = self._clock.now()
        number = self._markets.find_last(self._playback.before(now), _is_change)
        if number is None:
            self._markets.go_to(self._playback.first)
            self._arrive(self._first, is_paused=True)
        else:
            self._markets.go_to(number + 1)
            self._arrive(self._playback.at(number), is_paused=True)


def _is_change(before: Market, after: Market) -> bool:
    return before.quotes is not after.quotes or before.articles is not after.articles


def _largest_move(before: Market, after: Market, at: datetime, percent: Decimal) -> Move | None:
    """Return the largest move between two markets, where it is at least so many percent."""
    moves = (each for each in entries_between(before, after, at) if isinstance(each, Move))
    sizes = [(abs(size), each) for each in moves if (size := each.percent) is not None and abs(size) >= percent]
    return max(sizes, key=lambda each: each[0])[1] if sizes else None


def _first_article(before: Market, after: Market, at: datetime) -> ArticleSeen | None:
    """Return the first article that came between two markets."""
    return next((each for each in entries_between(before, after, at) if isinstance(each, ArticleSeen)), None)
