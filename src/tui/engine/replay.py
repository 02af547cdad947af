"""A recorded day in the place of an engine: the same markets at their time, at any speed, and nothing is polled."""

import queue
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.engine.market_feed import FollowingFeed, Publish
from tui.engine.replay_player import Find, Found, ReplayPlayer, ReplayState, find_article, find_move
from tui.engine.symbol_search import Receive, SearchResult
from tui.storage.history.errors import HistoryError

SPEEDS: Final = (1, 2, 5, 10, 20, 60, 100, 200, 500, 1000)
"""Those that the keys choose from."""
_MIN_WAIT, _MAX_WAIT = 0.02, 0.25

ReceiveFound = Callable[[Found | None], object]
"""Receives what was found, None where nothing was; called on the thread of the replay, must neither block nor raise."""


class ReplayFeed(FollowingFeed):
    """The thread that plays a recording. Other threads have this object and immutable markets, and send it requests.

    Args:
        player: plays the recording; used by the thread alone once it runs.
    """

    def __init__(self, player: ReplayPlayer) -> None:
        super().__init__(player.market)
        self._player = player
        self._requests: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._wake, self._stopping = threading.Event(), threading.Event()
        self._target: datetime | None = None
        """The time that was asked for last and is not reached yet."""
        self._speed = player.state.speed
        """As it was asked for last."""
        self._seek_number = 0
        """Counts the requests for another place: one that is under way ends when there is a newer one."""
        self._thread = threading.Thread(target=self._run, name="bigboard-replay", daemon=True)
        self.on_done: Callable[[], object] = int
        """Called on the thread when what was requested is done; must neither block nor raise."""

    @property
    def state(self) -> ReplayState:
        """How it goes on now."""
        return self._player.state

    @property
    def end(self) -> datetime:
        """When it stops, aware."""
        return self._player.end

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive()

    def follow(self, receive: Publish, restart: Callable[[Market, datetime], object]) -> None:
        """Send the market after each event to `receive`, and after a jump to `restart`, with the recorded time.

        Both are called on the thread of the replay, and must neither block nor raise.
        """
        self._player.on_event, self._player.on_jump = receive, restart

    def start(self) -> None:
        """Begin to play; returns at once."""
        self.heartbeat = time.monotonic()
        self.seek(self._player.start)
        self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """End the thread, waiting for it at most so many seconds."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)
        if not self._thread.is_alive():
            self._player.close()

    # what an engine does beyond that asks sources, and a recording has none

    def poll_now(self, name: str | None = None) -> None:
        """Do nothing: in a replay nothing is polled."""

    def pause(self, name: str) -> None:
        """Do nothing, see `poll_now`."""

    def resume(self, name: str) -> None:
        """Do nothing, see `poll_now`."""

    def set_attended(self, is_attended: bool) -> None:
        """Note whether anyone looks: a recording is played alike."""
        self.is_attended = is_attended

    def view_past(self, key: InstrumentId) -> None:
        """Do nothing, see `poll_now`."""

    def search(self, typed: str, receive: Receive) -> None:  # noqa: ARG002 - as an engine has it
        """Find nothing: no source is asked."""
        receive(SearchResult(problems=(CleanText("a replay asks no source"),)))

    def fetch_article(self, article_id: str) -> None:
        """Do nothing, see `poll_now`: the recording says what became of a page."""

    def cancel_article(self, article_id: str) -> None:
        """Do nothing, see `poll_now`."""

    # requests, from any thread

    def play(self, *, is_paused: bool) -> None:
        """Stand still, or go on; from the end it begins again."""
        if not is_paused and self.state.is_at_end:
            self.seek(self._player.start)
        self._request(partial(self._player.set_paused, is_paused=is_paused))

    def speed_beside(self, step: int) -> int:
        """Return the next speed above, or below, of those that the keys choose from."""
        speed = self._speed
        others = [each for each in SPEEDS if (each > speed if step > 0 else each < speed)]
        return speed if not others else others[0] if step > 0 else others[-1]

    def set_speed(self, speed: int) -> None:
        """Play so many recorded seconds a second."""
        self._speed = speed
        self._request(partial(self._player.set_speed, speed))

    def seek(self, at: datetime) -> None:
        """Go to a recorded time (aware), or as near to it as the recording reaches, and go on from there as before."""
        self._target = at = self._player.within(at)
        self._request_seek(partial(self._seek, at))

    def seek_by(self, by: timedelta) -> None:
        """Go so far ahead, or back; several requests add up."""
        self.seek((self._target or self._player.now) + by)

    def step(self, *, is_forward: bool) -> None:
        """Stand still after the next change of a figure or an article, or after the one before."""
        self._request(self._player.step_forward if is_forward else self._player.step_back)

    def seek_move(self, percent: Decimal, receive: ReceiveFound) -> None:
        """Stand still after the next move of a price by at least so many percent from one poll to the next."""
        self._request_seek(partial(self._find, find_move(percent), receive))

    def seek_article(self, receive: ReceiveFound) -> None:
        """Stand still after the next article came."""
        self._request_seek(partial(self._find, find_article, receive))

    def _request(self, call: Callable[[], object]) -> None:
        self._requests.put(call)
        self._wake.set()

    def _request_seek(self, call: Callable[[Callable[[], bool]], object]) -> None:
        self._seek_number += 1
        number = self._seek_number

        def goes_on() -> bool:
            self.heartbeat = time.monotonic()
            return number == self._seek_number and not self._stopping.is_set()

        self._request(lambda: call(goes_on))

    # on its thread

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self.work()
                wait = self._player.wait()
                self._wake.wait(_MAX_WAIT if wait is None else min(max(wait, _MIN_WAIT), _MAX_WAIT))
                self._wake.clear()
        except HistoryError as error:
            self.failed = CleanText(f"the recording cannot be read: {error}")

    def work(self) -> None:
        """Do what was requested and apply what is due; called on its thread, again and again.

        Raises:
            HistoryError: the file cannot be read any more.
        """
        self.heartbeat = time.monotonic()
        was_asked = not self._requests.empty()
        while not (self._requests.empty() or self._stopping.is_set()):
            self._requests.get()()
        self._player.play()
        self._publish()
        if was_asked:
            self.on_done()

    def _publish(self) -> None:
        market = self._player.market
        if market is not self._latest.market:
            self._latest.market = market
            self._latest.publish()

    def _seek(self, at: datetime, goes_on: Callable[[], bool]) -> None:
        self._player.seek(at, goes_on)
        if goes_on():
            self._target = None

    def _find(self, find: Find, receive: ReceiveFound, goes_on: Callable[[], bool]) -> None:
        found = self._player.find(find, goes_on)
        if goes_on():
            self._publish()
            receive(found)
