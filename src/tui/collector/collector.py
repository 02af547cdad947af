"""The collector: an engine without a screen, whose events go to a NATS server for as long as it is its turn to poll."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from tui.collector.answers import Answers
from tui.collector.background_tasks import end_tasks
from tui.collector.connect import open_link
from tui.collector.heartbeat import INTERVAL, Heartbeat, encode_heartbeat
from tui.collector.history_answer import HistoryAnswers
from tui.collector.known_market import known_market
from tui.collector.lease_keeper import LeaseKeeper
from tui.collector.link import Link
from tui.collector.link_errors import LinkError
from tui.collector.names import BoardNames
from tui.collector.outbox import Outbox
from tui.collector.publisher import Publisher
from tui.config.collect import CollectSettings
from tui.domain.events import Event
from tui.domain.instants import OnWall
from tui.domain.market import Market
from tui.domain.text import CleanText
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.loop_thread import LoopThread
from tui.engine.market_feed import MarketFeed, Record
from tui.storage.log import redacted_text

_log = logging.getLogger(__name__)

_TURN_INTERVAL: Final = 0.2
"""Seconds between two looks whether it is our turn: so much later than the lease ends polling may end."""
_HEARTBEAT_INTERVAL: Final = 0.5
_RETRY_FIRST, _RETRY_LAST = 0.5, 5.0
_STOP_TIMEOUT: Final = 2.0
_LAST_SEND: Final = 5.0
"""Seconds that the end of the program waits for the server to take what is left."""


class OpenFeed(Protocol):
    """Makes the engine of a turn."""

    def __call__(self, market: Market | None, publish: Record) -> MarketFeed:
        """Return a feed that begins with a market, None for what is stored, and gives every event to `publish`."""


class Collector:
    """Polls while it is its turn, and publishes. Its thread begins with `start`.

    Args:
        settings: where it publishes, and how much is kept there.
        open_feed: makes the engine of a turn.
        keeper: of the lease.
        outbox: keeps what the server does not have yet.
        calendars: trading hours by market code.
        on_wall: what the wall clock shows at a time of the engine.
        history: returns the path of the history that viewers may ask for; None where nothing is kept.
        say: called on its thread, once for each new state, with what the operator should know, and its level as
            `logging` has them.
    """

    def __init__(
        self,
        settings: CollectSettings,
        open_feed: OpenFeed,
        keeper: LeaseKeeper,
        outbox: Outbox,
        *,
        calendars: Mapping[str, TradingCalendar],
        on_wall: OnWall,
        history: Callable[[], Path | None],
        say: Callable[[str, int], object],
    ) -> None:
        self._settings, self._names = settings, BoardNames(settings.board)
        self._open_feed, self._keeper, self._outbox, self._say = open_feed, keeper, outbox, say
        self._calendars = calendars
        self._publisher = Publisher(self._names, settings.group, outbox, on_wall, self._wake_sender)
        self._thread = LoopThread("bigboard-collector", self._serve, self._note_failure)
        self._stop_requested, self._wake = asyncio.Event(), asyncio.Event()
        self._executor = ThreadPoolExecutor(1, "bigboard-answers")
        self._history = history
        self._answers: Answers | None = None
        self._link: Link | None = None
        self._problem = ""
        self._wait_said = ""
        self._dropped = 0
        self._turn: object | None = None
        """What the engine of this turn is known by."""
        self._refusal = ""
        self.feed: MarketFeed | None = None
        """What polls; None while another collector does, or nobody can know."""
        self.failed: CleanText | None = None
        """Why it ended, if it failed."""
        self.heartbeat = time.monotonic()
        """`time.monotonic()` of the latest heartbeat of its loop; one that runs has two each second."""
        self.viewers = 0
        """How many follow the board."""

    @property
    def keeper(self) -> LeaseKeeper:
        """What knows whose turn it is."""
        return self._keeper

    @property
    def outbox(self) -> Outbox:
        """What keeps events until the server has them."""
        return self._outbox

    @property
    def publisher(self) -> Publisher:
        """What counts the events."""
        return self._publisher

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive

    @property
    def is_connected(self) -> bool:
        """Whether there is a line to the server."""
        return self._link is not None

    @property
    def problem(self) -> str:
        """What is wrong with the line or the outbox; empty where all is well."""
        return self._problem or str(self._outbox.problem or "")

    def start(self) -> None:
        """Begin; returns at once."""
        self.heartbeat = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        """End polling, send what is left, and give the turn to another collector."""
        self._thread.call(self._stop_requested.set)
        self._thread.call(self._wake.set)
        self._thread.join(_STOP_TIMEOUT + 2 * _LAST_SEND)
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _wake_sender(self) -> None:
        self._thread.call(self._wake.set)

    def _note_failure(self, error: BaseException) -> None:
        _log.error("the collector failed", exc_info=error)
        self.failed = redacted_text(f"{type(error).__name__}: {error}")

    async def _serve(self) -> None:
        self._answers = Answers(
            lambda: self.feed,
            self._settings.group,
            self._publisher.want_state,
            HistoryAnswers(self._history, self._executor, self._settings.group),
            time.monotonic,
        )
        self._update_heartbeat(self._answers)
        turns = asyncio.create_task(self._take_turns())
        lines = asyncio.create_task(self._keep_line())
        stopped = asyncio.create_task(self._stop_requested.wait())
        try:
            await asyncio.wait({turns, lines, stopped}, return_when=asyncio.FIRST_COMPLETED)
            await self._end_turn()
            await self._send_rest()
        finally:
            await end_tasks((turns, lines, stopped))
            if self._link is not None:
                await self._link.close()
            self._publisher.encode_applied()
            self._outbox.close()
        for task in (turns, lines):
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _send_rest(self) -> None:
        """Wait until the server has what is left, for a short time, and give the turn away."""
        link = self._link
        if link is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(_LAST_SEND):
                while self._publisher.waiting and not link.broken.is_set():
                    self._wake.set()
                    await asyncio.sleep(0.05)
        try:
            await self._keeper.release(link)
        except LinkError as error:
            _log.info("the lease was not released: %s", error)

    def _update_heartbeat(self, answers: Answers) -> None:
        self.heartbeat = time.monotonic()
        self.viewers = answers.viewers.count
        asyncio.get_running_loop().call_later(_HEARTBEAT_INTERVAL, self._update_heartbeat, answers)

    # whose turn it is

    async def _take_turns(self) -> None:
        while True:
            feed, is_our_turn = self.feed, self._keeper.may_poll
            if feed is None and is_our_turn:
                await self._begin_turn()
            elif feed is not None and not (is_our_turn and self._keeper.term == self._publisher.term):
                await self._end_turn()
                self._say("polls no more: its turn is over", logging.WARNING)
            elif feed is not None and not feed.is_alive:
                # another collector, or this one started anew, polls on
                raise RuntimeError(f"the poller stopped: {feed.failed or 'for no known reason'}")
            self._say_wait()
            await asyncio.sleep(_TURN_INTERVAL)

    def _say_wait(self) -> None:
        wait = self._keeper.wait_words()
        if wait and wait != self._wait_said:
            self._say(wait, logging.INFO)
        self._wait_said = wait

    async def _begin_turn(self) -> None:
        """Begin with what the last collector knew, so that no figure goes that it had."""
        term, market = self._keeper.term, None
        if self._link is not None:
            try:
                market = await known_market(self._link, self._settings.group)
            except LinkError as error:
                _log.info("begins without the state on the server: %s", error)
        if not (self._keeper.may_poll and self._keeper.term == term):
            # reading took too long
            return
        turn = self._turn = object()

        def publish(event: Event, before: Market, after: Market) -> None:
            # an engine that did not end in time has no part in the next turn
            if self._turn is turn:
                self._publisher.record(event, before, after)

        feed = self._open_feed(market, publish)
        self._publisher.begin(term, feed.market, self._calendars)
        feed.start()
        self.feed = feed
        if self._answers is not None:
            self._answers.apply_attention()
        self._say(f"polls now, in turn {term}", logging.INFO)
        self._wake.set()

    async def _end_turn(self) -> None:
        feed, self.feed = self.feed, None
        if feed is not None:
            await asyncio.to_thread(feed.stop, _STOP_TIMEOUT)
            self._turn = None
            self._publisher.encode_applied()

    # the line to the server

    async def _keep_line(self) -> None:
        wait = _RETRY_FIRST
        while True:
            began, published = time.monotonic(), self._publisher.published
            try:
                link = await open_link(self._settings, self._note_refusal)
                try:
                    await link.prepare(self._settings.keep.total_seconds(), self._settings.max_size)
                    self._link = link
                    self._note_problem("")
                    self._say(f"connected to {link.server}, board {self._names.board}", logging.INFO)
                    await self._use(link)
                finally:
                    self._link = None
                    await link.close()
            except LinkError as error:
                self._note_problem(str(error))
            if self._publisher.published > published or time.monotonic() - began > _RETRY_LAST:
                # unlike one to a server that refuses all it is sent
                wait = _RETRY_FIRST
            await asyncio.sleep(wait)
            wait = min(wait * 2, _RETRY_LAST)

    def _note_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            if problem:
                self._say(f"no events reach the server: {problem}", logging.WARNING)

    def _note_refusal(self, reason: str) -> None:
        """Say what the server refuses while the connection stands; events may reach it all the same."""
        if reason != self._refusal:
            self._refusal = reason
            self._say(f"the server: {reason}", logging.WARNING)

    async def _use(self, link: Link) -> None:
        """Do all that needs the line, until it breaks. Raises LinkError."""
        answers = self._answers
        assert answers is not None
        await link.listen(self._names.request("*"), answers.answer)
        tasks = {
            asyncio.create_task(each)
            for each in (
                self._publisher.send(link, self._wake),
                self._keeper.keep(link),
                self._send_heartbeats(link),
                link.broken.wait(),
            )
        }
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
            raise LinkError("the connection has ended")
        finally:
            await end_tasks(tasks)

    async def _send_heartbeats(self, link: Link) -> None:
        while True:
            if self.feed is not None:
                if self._outbox.dropped != self._dropped:
                    # what viewers miss now, only a state can give them
                    self._dropped = self._outbox.dropped
                    self._publisher.want_state()
                await link.say(self._names.heartbeats(self._settings.group), encode_heartbeat(self._heartbeat()))
                if self._answers is not None:
                    self._answers.apply_attention()
            await asyncio.sleep(INTERVAL)

    def _heartbeat(self) -> Heartbeat:
        return Heartbeat(
            self._publisher.term,
            self._publisher.acknowledged,
            datetime.now(UTC),
            self._outbox.problem or CleanText(""),
        )
