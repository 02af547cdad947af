"""Plays a recording by recorded time: what is due is applied, and it goes to any other time. It has no thread."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final, NamedTuple

from tui.domain.market import Market
from tui.domain.tape import ArticleSeen, Move, entries_between
from tui.engine.recorded_markets import RecordedMarkets
from tui.engine.replay_clock import ReplayClock
from tui.storage.history.playback import Playback

MIN_SPEED: Final = 1
MAX_SPEED: Final = 1000
_INSTANT: Final = timedelta(microseconds=1)
_LONGEST_TURN: Final = 0.1
"""Seconds for which events are applied before the market is shown."""

Found = Move | ArticleSeen
Find = Callable[[Market, Market, datetime], Found | None]
"""Returns what is looked for, where it happened between two markets that follow each other, at a time (aware)."""


class ReplayState(NamedTuple):
    """How a replay goes on."""

    speed: int
    """Recorded seconds a second."""
    is_paused: bool = False
    is_at_end: bool = False
    is_seeking: bool = False
    """Whether it is on its way to another time."""


class ReplayPlayer:
    """A recording that is played; used by one thread at a time, but for its state and its clock.

    Args:
        playback: the recorded events.
        markets: the market at any of them.
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
        self.first, self.end = playback.start, end
        """Between which times it is played, aware."""
        self.start = min(max(start, self.first), end)
        """Where it begins, aware."""
        self.on_event: Callable[[Market], object] = id
        """Called with the market after each event that is played in turn."""
        self.on_jump: Callable[[Market, datetime], object] = lambda _market, _at: None
        """Called with the market, and the recorded time, after a jump: it does not follow the one before."""
        self.state = ReplayState(speed)
        """How it goes on now."""
        clock.run(self.start, 0, self.start)

    @property
    def now(self) -> datetime:
        """The recorded time, aware UTC."""
        return self._clock.now()

    @property
    def market(self) -> Market:
        """The market at the recorded time."""
        return self._markets.at(self.now)

    def close(self) -> None:
        """Close the file of the recording."""
        self._playback.close()

    def play(self) -> None:
        """Apply what is due, as much as there is time for."""
        if self.state.is_paused:
            return
        due, end_of_turn = min(self._clock.due(), self.end), time.monotonic() + _LONGEST_TURN
        while (at := self._markets.next_at) is not None and at <= due:
            self._markets.forward()
            self.on_event(self._markets.market)
            if time.monotonic() > end_of_turn:
                # the recorded time waits for what is applied
                self._run_clock(at)
                break
        self._clock.limit(self._limit())
        if self.now >= self.end:
            self.state = self.state._replace(is_paused=True, is_at_end=True)
            self._run_clock(self.end)

    def wait(self) -> float | None:
        """Return the seconds until the next event is due; None while it stands still."""
        if self.state.is_paused:
            return None
        return (self._limit() - self.now).total_seconds() / self.state.speed

    def set_speed(self, speed: int) -> None:
        """Play so many recorded seconds a second, within MIN_SPEED and MAX_SPEED."""
        self.state = self.state._replace(speed=min(max(speed, MIN_SPEED), MAX_SPEED))
        self._run_clock(self.now)

    def set_paused(self, *, is_paused: bool) -> None:
        """Stand still, or go on."""
        now = self.now
        self.state = self.state._replace(is_paused=is_paused, is_at_end=is_paused and now >= self.end)
        self._run_clock(now)

    def seek(self, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> None:
        """Go to a recorded time (aware), or as near to it as the recording reaches, and go on from there as before.

        Args:
            at: the time.
            goes_on: asked before each event whether to go on; it ends on the way then.
        """
        at = self.within(at)
        self.state = self.state._replace(is_seeking=True)
        self._markets.go_to(self._playback.after(at), goes_on)
        if goes_on():
            self._arrive(at)

    def within(self, at: datetime) -> datetime:
        """Return the time of the recording that is nearest to a time (aware)."""
        return min(max(at, self.first), self.end)

    def find(self, find: Find, goes_on: Callable[[], bool] = lambda: True) -> Found | None:
        """Stand still after the next event at which something happens, and return that.

        None where nothing does any more, and it is where it was, or where it is to end on the way.
        """
        self.state = self.state._replace(is_seeking=True)
        before, now = self._markets.number, self.now
        found: list[Found] = []

        def is_found(was: Market, market: Market) -> bool:
            entry = find(was, market, self._at_last())
            found.extend([entry] if entry is not None else [])
            return entry is not None or self._at_last() > self.end

        self._markets.find(is_found, goes_on)
        if not goes_on():
            return None
        if found and self._at_last() <= self.end:
            self._arrive(self._at_last(), is_paused=True)
            return found[0]
        self._markets.go_to(before)
        self._arrive(now)
        return None

    def step_forward(self) -> None:
        """Stand still after the next change of a figure or an article; at the end where there is none."""
        event = self._markets.find(lambda was, market: _is_change(was, market) or self._at_last() > self.end)
        if event is None or self._at_last() > self.end:
            self._markets.go_to(self._playback.after(self.end))
            self._arrive(self.end)
        else:
            self._arrive(self._at_last(), is_paused=True)

    def step_back(self) -> None:
        """Stand still after the change before the one that is shown; at the start where there is none."""
        number = self._markets.find_last(self._playback.before(self.now), _is_change)
        if number is None:
            self._markets.go_to(self._playback.after(self.first))
            self._arrive(self.first, is_paused=True)
        else:
            self._markets.go_to(number + 1)
            self._arrive(self._playback.at(number), is_paused=True)

    def _limit(self) -> datetime:
        """Return the time until which the market is as it is."""
        at = self._markets.next_at
        return self.end if at is None or at > self.end else at - _INSTANT

    def _run_clock(self, at: datetime) -> None:
        self._clock.run(at, 0 if self.state.is_paused else self.state.speed, max(at, self._limit()))

    def _at_last(self) -> datetime:
        """Return when the last event that was applied happened."""
        return self._playback.at(max(self._markets.number - 1, 0))

    def _arrive(self, at: datetime, *, is_paused: bool | None = None) -> None:
        """Have the recorded time be this; `is_paused` None leaves it as it is."""
        is_at_end = at >= self.end
        self.state = self.state._replace(
            is_seeking=False,
            is_at_end=is_at_end,
            is_paused=is_at_end or (self.state.is_paused if is_paused is None else is_paused),
        )
        self._run_clock(at)
        self.on_jump(self._markets.market, at)


def find_move(percent: Decimal) -> Find:
    """Return what finds the largest move of a price from one poll to the next, of at least so many percent."""
    return partial(_largest_move, percent=percent)


def _largest_move(before: Market, after: Market, at: datetime, percent: Decimal) -> Move | None:
    moves = (each for each in entries_between(before, after, at) if isinstance(each, Move))
    sizes = [(abs(size), each) for each in moves if (size := each.percent) is not None and abs(size) >= percent]
    return max(sizes, key=lambda each: each[0])[1] if sizes else None


def find_article(before: Market, after: Market, at: datetime) -> ArticleSeen | None:
    """Return the first article that came between two markets."""
    return next((each for each in entries_between(before, after, at) if isinstance(each, ArticleSeen)), None)


def _is_change(before: Market, after: Market) -> bool:
    return before.quotes is not after.quotes or before.articles is not after.articles
