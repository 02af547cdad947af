"""The feed of who follows a collector: the same events, folded here to the same market."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Final

from tui.collector.asker import Asker
from tui.collector.board_fold import MAX_BEHIND, BoardFold
from tui.collector.board_states import ASK_INTERVAL, BoardStates
from tui.collector.connect import open_link
from tui.collector.group_fold import GroupFold
from tui.collector.heartbeats import Heartbeats
from tui.collector.link import Delivered, Link, Request
from tui.collector.link_errors import ENDED, NOT_PERMITTED, LinkError
from tui.collector.names import BoardNames
from tui.collector.requests import ARTICLE, CANCEL, HERE_INTERVAL, PAST, PAUSE, POLL, RESUME
from tui.config.collect import CollectSettings
from tui.domain.events import Event
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import utc_now
from tui.engine.loop_thread import LoopThread
from tui.engine.market_feed import FollowingFeed, Record
from tui.engine.symbol_search import Receive, SearchResult
from tui.storage.log import redacted_text
from tui.view.line_status import LineStatus

if TYPE_CHECKING:
    from tui.engine.alert_control import AlertControl

_log = logging.getLogger(__name__)

CONNECTING: Final = "connecting"
"""What is wrong with a line that was not tried yet."""
_TICK: Final = 0.5
_RETRY_FIRST, _RETRY_LAST = 0.5, 5.0
"""Seconds between two tries to connect: at first, and after many."""
_QUIET_FOR: Final = 5.0
"""Seconds without an event after which one is missing that the collector says the server has."""
_SAID_INTERVAL: Final = 60.0
"""Seconds between two words to the user about events that are refused."""
_JUDGE_INTERVAL: Final = 5.0


class RemoteFeed(FollowingFeed):
    """The thread that follows a collector. Other threads have this object and immutable markets, and send it requests.

    Args:
        settings: where the server is, who asks, and for which board.
        record: called with every event that is applied, to keep it; None keeps none.
        alerts: judges the rules of this user; None judges none.
        wall: the time of day, aware UTC.
        max_behind: events by which it may be behind; beyond them it goes on with the latest state.
        from_now: whether subscribers get nothing before all events that the server has at the start are folded.
    """

    def __init__(
        self,
        settings: CollectSettings,
        *,
        record: Record | None = None,
        alerts: "AlertControl | None" = None,
        wall: Callable[[], datetime] = utc_now,
        max_behind: int = MAX_BEHIND,
        from_now: bool = False,
    ) -> None:
        super().__init__(Market())
        self._settings, self._names = settings, BoardNames(settings.board)
        self._record, self._alerts, self._from_now = record, alerts, from_now
        self._has_caught_up = False
        """Whether all events are folded that the server had at the start: what came before them is no news."""
        self._thread = LoopThread("bigboard-line", self._serve, self._note_failure)
        self._stop_requested = asyncio.Event()
        self._wake = asyncio.Event()
        self._link: Link | None = None
        self._board, self._heartbeats = BoardFold(self._follow, max_behind), Heartbeats(wall)
        self._moved_at = self._looked_at = self._said_here_at = 0.0
        """Steady seconds: of the last event, look for groups, and message that somebody is here."""
        self._refused_said, self._refused_said_at = 0, float("-inf")
        self._refusals: set[str] = set()
        """What the server does not permit, said once each."""
        self._asker = Asker(self._names, lambda text: self.announce(text))  # noqa: PLW0108 - it is replaced later
        self._states = BoardStates(
            settings.board,
            self._board,
            self._asker,
            note=self._note_problem,
            announce=lambda text: self.announce(text),  # noqa: PLW0108 - as above
            publish=self._publish,
            stop=self._stop_requested,
        )
        self._problem = CONNECTING
        self.announce: Callable[[str], object] = _log.info
        """Called on its thread with what the user should know; must neither block nor raise."""
        self.on_problem: Callable[[str], object] = _log.info
        """Likewise, with what is wrong with the line, each time that it is something else."""

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive

    @property
    def line(self) -> LineStatus:
        """Where the figures come from, and what is wrong with that; on any thread."""
        link = self._link
        # a connection that has just broken has none
        server = (link and link.server) or self._settings.servers[0].partition("://")[2]
        return LineStatus(self._names.board, server, self._heartbeats.heard_at, self._trouble)

    @property
    def _trouble(self) -> str:
        if self._problem:
            return self._problem
        # its own thread may change it meanwhile
        unreadable = next((f"{name}: {why}" for name, why in tuple(self._states.unreadable.items())), "")
        said, silent = self._heartbeats.problem, self._heartbeats.silent_among(tuple(self._board.groups))
        return unreadable or (said and f"collector: {said}") or (f"nobody polls {silent}" if silent else "")

    @property
    def ahead(self) -> timedelta:
        """How far the collector's clock is ahead of this machine's, where that is more than messages take."""
        return self._heartbeats.ahead

    @property
    def skipped(self) -> int:
        """Events that were passed over to keep up."""
        return self._states.skipped

    @property
    def refused(self) -> int:
        """Events that could not be applied."""
        return self._board.refused

    @property
    def calendars(self) -> Mapping[str, TradingCalendar]:
        """The trading hours of the collector, by market code; empty before its state is here."""
        return {code: each for group in tuple(self._board.groups.values()) for code, each in group.calendars.items()}

    def start(self) -> None:
        """Begin to follow; returns at once."""
        self.heartbeat = time.monotonic()
        self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        """End the thread, waiting for it at most so many seconds."""
        self._thread.call(self._stop_requested.set)
        self._thread.call(self._wake.set)
        self._thread.join(timeout)

    # requests, from any thread

    def poll_now(self, name: str | None = None) -> None:
        """Ask the collector to poll a source, or all. Raises KeyError where there is no such source."""
        self._ask(POLL, self._known(name))

    def pause(self, name: str) -> None:
        """Ask the collector to pause a source. Raises KeyError where there is no such source."""
        self._ask(PAUSE, self._known(name))

    def resume(self, name: str) -> None:
        """Ask the collector to poll a paused source again. Raises KeyError where there is no such source."""
        self._ask(RESUME, self._known(name))

    def set_attended(self, is_attended: bool) -> None:
        """Tell the collector whether somebody looks here: where nobody does anywhere, it polls more rarely."""
        self.is_attended = is_attended
        self._thread.call(self._say_here)

    def fetch_article(self, article_id: str) -> None:
        """Ask the collector to fetch the page of an article; the market says what becomes of it."""
        self._ask(ARTICLE, article_id)

    def cancel_article(self, article_id: str) -> None:
        """Ask the collector to await the page of an article no longer."""
        self._ask(CANCEL, article_id)

    def view_past(self, key: InstrumentId) -> None:
        """Ask the collector for the past of an instrument before that of all others."""
        self._ask(PAST, f"{key.market}:{key.symbol}")

    def search(self, typed: str, receive: Receive) -> None:  # noqa: ARG002 - as an engine has it
        """Find nothing: who adds instruments does so where the collector runs."""
        receive(SearchResult(problems=(CleanText("instruments are added where the collector runs"),)))

    def _known(self, name: str | None) -> str:
        if name is not None and name not in self.market.health:
            raise KeyError(name)
        return name or ""

    def _ask(self, kind: str, about: str = "") -> None:
        self._thread.call(lambda: self._asker.ask(self._link, kind, about))

    # on its thread

    def _note_failure(self, error: BaseException) -> None:
        _log.error("the line to the collector failed", exc_info=error)
        self.failed = redacted_text(f"{type(error).__name__}: {error}")

    def _say_here(self) -> None:
        self._said_here_at = time.monotonic()
        self._asker.say_here(self._link, is_attended=self.is_attended)

    async def _serve(self) -> None:
        """Follow until a stop is requested."""
        self._update_heartbeat()
        if self._alerts is not None:
            alerts = self._alerts
            alerts.wake = lambda: self._thread.call(alerts.apply_requests)
            alerts.start()
            self._judge_as_time_passes()
        wait = _RETRY_FIRST
        while not self._stop_requested.is_set():
            try:
                self._link = link = await open_link(self._settings, self._note_refusal)
            except LinkError as error:
                self._note_problem(str(error))
            else:
                if await self._follow_until_broken(link):
                    wait = _RETRY_FIRST
                self._link = None
                await link.close()
            await self._pause(wait)
            wait = min(wait * 2, _RETRY_LAST)
        if self._alerts is not None:
            self._alerts.wake = None
            self._alerts.apply_requests()
            self._alerts.save()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stop_requested.wait()

    def _note_problem(self, problem: str) -> None:
        if problem != self._problem:
            self._problem = problem
            if problem:
                self.on_problem(problem)

    def _note_refusal(self, reason: str) -> None:
        if not reason.startswith(NOT_PERMITTED):
            self._note_problem(reason)
        elif reason not in self._refusals:
            # who may only read has all figures
            self._refusals.add(reason)
            self.announce(reason)

    async def _follow_until_broken(self, link: Link) -> bool:
        """Follow for as long as the connection stands; return whether it came to that."""
        has_followed = False
        try:
            await link.listen(self._names.heartbeats("*"), self._hear)
            await self._states.load_first(link)
            end = await self._begin_following(link)
            has_followed = True
            last_at_start = 0 if self._has_caught_up else await link.last_place()
            self._say_here()
            self._note_problem("")
            while self._goes_on(link):
                if not self._board.is_waiting:
                    await self._wait_for_more()
                if time.monotonic() - self._said_here_at >= HERE_INTERVAL:
                    self._say_here()
                renew = self._what_to_renew()
                self._note_caught_up(last_at_start)
                if renew is None:
                    await asyncio.sleep(0)
                    continue
                # what comes meanwhile comes again
                await end()
                await renew(link)
                end = await self._begin_following(link)
            if not self._stop_requested.is_set():
                self._note_problem(ENDED)
        except LinkError as error:
            self._note_problem(str(error))
        finally:
            self._board.forget_queued()
        return has_followed

    def _note_caught_up(self, last_at_start: int) -> None:
        if not self._has_caught_up and self._board.groups and self._board.place >= last_at_start:
            self._has_caught_up = True
            self._publish()

    def _goes_on(self, link: Link) -> bool:
        return not (link.broken.is_set() or self._stop_requested.is_set())

    async def _wait_for_more(self) -> None:
        self._wake.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(_TICK):
                await self._wake.wait()

    def _what_to_renew(self) -> Callable[[Link], Awaitable[None]] | None:
        """Fold what has come; return what has to be read from the server before more can be; None for nothing."""
        if self._board.is_too_far_behind:
            return self._states.skip
        before = self._board.market
        lost = self._board.fold_some() or self._find_silent()
        if self._board.market is not before:
            self._publish()
        self._say_refused()
        if lost is not None:
            return partial(self._states.reload, lost)
        if self._board.has_unknown_group and time.monotonic() - self._looked_at >= ASK_INTERVAL:
            self._looked_at = time.monotonic()
            return self._states.load_new
        return None

    def _find_silent(self) -> GroupFold | None:
        """Return a group of which the server has events that do not come."""
        if time.monotonic() - self._moved_at < _QUIET_FOR:
            return None
        for name, group in self._board.groups.items():
            heartbeat = self._heartbeats.latest.get(name)
            if heartbeat is not None and (heartbeat.term, heartbeat.number) > (group.term, group.number):
                # if it is wrong it does not count a second time
                del self._heartbeats.latest[name]
                group.needed = (heartbeat.term, heartbeat.number)
                return group
        return None

    def _say_refused(self) -> None:
        refused, now = self._board.refused, time.monotonic()
        if refused > self._refused_said and now - self._refused_said_at >= _SAID_INTERVAL:
            self.announce(f"{refused - self._refused_said:,} events refused: {self._board.reason}")
            self._refused_said, self._refused_said_at = refused, now

    async def _begin_following(self, link: Link) -> Callable[[], Awaitable[None]]:
        self._board.forget_queued()
        self._moved_at = time.monotonic()
        return await link.follow(self._board.place, self._take)

    def _take(self, delivered: Delivered) -> None:
        self._board.take(delivered)
        self._moved_at = time.monotonic()
        self._wake.set()

    async def _hear(self, request: Request) -> None:
        self._heartbeats.hear(request.subject.rpartition(".")[2], request.body)

    def _follow(self, event: Event, before: Market, after: Market) -> Event | None:
        if self._record is not None:
            self._record(event, before, after)
        # what rang before this program began was told by others
        if self._alerts is None or not self._has_caught_up:
            return None
        return self._alerts.judge(event, before, after)

    def _publish(self) -> None:
        self._latest.market = self._board.market
        if self._has_caught_up or not self._from_now:
            self._latest.publish()

    def _judge_as_time_passes(self) -> None:
        if self._alerts is not None and self._has_caught_up:
            rang = self._alerts.judge_time(self.market)
            if rang is not None:
                self._board.apply_here(rang)
                self._publish()
        asyncio.get_running_loop().call_later(_JUDGE_INTERVAL, self._judge_as_time_passes)

    def _update_heartbeat(self) -> None:
        self.heartbeat = time.monotonic()
        asyncio.get_running_loop().call_later(_TICK, self._update_heartbeat)
