"""The feed of who follows a collector: the same events, folded here to the same market."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tui.collector.asker import Asker
from tui.collector.connect import open_link
from tui.collector.group_fold import GroupFold, Outcome, joined
from tui.collector.heartbeat import Heartbeat, decode_heartbeat
from tui.collector.link import Delivered, Link, Request
from tui.collector.link_errors import LinkError
from tui.collector.names import BoardNames, MessageId
from tui.collector.requests import ARTICLE, CANCEL, HERE_INTERVAL, PAST, PAUSE, POLL, RESUME, STATE
from tui.collector.state import StateError, groups_of, read_state
from tui.config.collect import CollectSettings
from tui.domain.article import Article
from tui.domain.events import ArticleFetched, Event
from tui.domain.intraday import IntradaySeries
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.domain.text import CleanText
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import utc_now
from tui.engine.loop_thread import LoopThread
from tui.engine.market_feed import LatestMarket, Publish, Record
from tui.engine.symbol_search import Receive, SearchResult
from tui.sources.adapter import SourceConfig
from tui.storage.log import redacted_text
from tui.view.line_status import LineStatus

if TYPE_CHECKING:
    from tui.engine.alert_control import AlertControl

_log = logging.getLogger(__name__)

CONNECTING: Final = "connecting"
"""What is wrong with a line that was not tried yet."""
MAX_BEHIND: Final = 20_000
"""Events that a viewer may be behind: beyond them it goes on with the latest state."""
_SLICE: Final = 0.02
"""Seconds of folding after which the market is shown, and the connection read."""
_TICK: Final = 0.5
_RETRY_FIRST, _RETRY_LAST = 0.5, 5.0
"""Seconds between two tries to connect: at first, and after many."""
_EARLY_FOR: Final = 5.0
"""Seconds for which events that are missing are waited for."""
_JUDGE_INTERVAL: Final = 5.0
_MIN_CLOCK_DIFFERENCE: Final = timedelta(seconds=1)
"""Between the clocks of two machines: below it they count as equal."""


class RemoteFeed:
    """The thread that follows a collector. Other threads have this object and immutable markets, and send it requests.

    Args:
        settings: where the server is, who asks, and for which board.
        record: called with every event that is applied, to keep it; None keeps none.
        alerts: judges the rules of this user; None judges none.
        wall: the time of day, aware UTC.
    """

    def __init__(
        self,
        settings: CollectSettings,
        *,
        record: Record | None = None,
        alerts: "AlertControl | None" = None,
        wall: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings, self._names = settings, BoardNames(settings.board)
        self._record, self._alerts, self._wall = record, alerts, wall
        self._latest = LatestMarket(Market())
        self._thread = LoopThread("bigboard-line", self._serve, self._note_failure)
        self._stop_requested = asyncio.Event()
        self._wake = asyncio.Event()
        self._link: Link | None = None
        self._groups: dict[str, GroupFold] = {}
        self._queue: deque[Delivered] = deque()
        self._place: int | None = None
        """Of the last message that was folded; None before the first state."""
        self._has_gap = False
        self._early_since: float | None = None
        self._asker = Asker(self._names, lambda text: self.announce(text))  # noqa: PLW0108 - it is replaced later
        self._heartbeats: dict[str, Heartbeat] = {}
        self._heard_at: datetime | None = None
        self._problem = CONNECTING
        self.skipped = 0
        """Events that were passed over to keep up."""
        self.ahead = timedelta(0)
        """How far the collector's clock is ahead of this machine's, where that is more than messages take."""
        self._differences: deque[timedelta] = deque(maxlen=30)
        self.announce: Callable[[str], object] = _log.info
        """Called on its thread with what the user should know; must neither block nor raise."""
        self.is_attended = True
        self.heartbeat = time.monotonic()
        """`time.monotonic()` of the thread's latest heartbeat."""
        self.failed: CleanText | None = None
        """Why it ended, if it failed."""

    @property
    def market(self) -> Market:
        """The latest market."""
        return self._latest.market

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread.is_alive

    @property
    def line(self) -> LineStatus:
        """Where the figures come from, and what is wrong with that; on any thread."""
        link = self._link
        server = link.server if link is not None else self._settings.servers[0].partition("://")[2]
        return LineStatus(self._names.board, server, self._heard_at, self._problem)

    @property
    def refused(self) -> int:
        """Events that could not be applied."""
        return sum(group.refused for group in self._groups.values())

    @property
    def calendars(self) -> Mapping[str, TradingCalendar]:
        """The trading hours of the collector, by market code; empty before its state is here."""
        return {code: each for group in self._groups.values() for code, each in group.calendars.items()}

    def subscribe(self, receive: Publish) -> Callable[[], object]:
        """Send every later market to `receive` too, on its thread; call what is returned to end that."""
        return self._latest.subscribe(receive)

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

    def past_outlook(self, key: InstrumentId) -> None:
        """Know of none: the collector says nothing of what it is about to ask."""

    def search(self, typed: str, receive: Receive) -> None:  # noqa: ARG002 - as an engine has it
        """Find nothing: who adds instruments does so where the collector runs."""
        receive(SearchResult(problems=(CleanText("instruments are added where the collector runs"),)))

    def restore_day(self, series: Mapping[InstrumentId, IntradaySeries]) -> None:
        """Do nothing: the collector's state has the day."""

    def restore_articles(self, articles: Sequence[Article], pages: Sequence[ArticleFetched] = ()) -> None:
        """Do nothing: the collector's state has the articles."""

    def replace_sources(
        self, sources: Sequence[SourceConfig], calendars: Mapping[str, TradingCalendar] | None = None
    ) -> None:
        """Do nothing: the sources are those of the collector."""

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
                self._problem = str(error)
            else:
                wait = _RETRY_FIRST
                await self._follow_until_broken(link)
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
            await asyncio.wait_for(self._stop_requested.wait(), seconds)

    def _note_refusal(self, reason: str) -> None:
        self._problem = reason

    async def _follow_until_broken(self, link: Link) -> None:
        try:
            await link.listen(self._names.line("*"), self._hear)
            await self._load_all(link)
            end = await self._begin_following(link)
            self._say_here()
            self._problem = ""
            said_here = time.monotonic()
            while not (link.broken.is_set() or self._stop_requested.is_set()):
                if not self._queue:
                    await self._wait_for_more()
                if time.monotonic() - said_here >= HERE_INTERVAL:
                    said_here = time.monotonic()
                    self._say_here()
                if self._is_too_far_behind():
                    await self._skip(link)
                elif (lost := self._fold_some()) is not None:
                    await self._reload(link, lost)
                else:
                    await asyncio.sleep(0)
                    continue
                await end()
                end = await self._begin_following(link)
            if not self._stop_requested.is_set():
                self._problem = "the connection has ended"
        except LinkError as error:
            self._problem = str(error)
        finally:
            self._queue.clear()

    async def _wait_for_more(self) -> None:
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), _TICK)

    async def _load_all(self, link: Link) -> None:
        """Read the states of the groups that are not known yet; wait until there is one."""
        while not self._stop_requested.is_set() and not link.broken.is_set():
            for name in await groups_of(link):
                if name not in self._groups:
                    state = await read_state(link, name)
                    self._groups[name] = GroupFold(state, self._follow)
                    self._place = state.place if self._place is None else min(self._place, state.place)
            if self._groups:
                self._publish()
                return
            self._problem = f"no collector has published the board {self._names.board} yet"
            await self._pause(1.0)

    async def _begin_following(self, link: Link) -> Callable[[], Awaitable[None]]:
        self._queue.clear()
        self._has_gap = False
        return await link.follow(self._place or 0, self._take)

    def _take(self, delivered: Delivered) -> None:
        self._queue.append(delivered)
        self._wake.set()

    async def _hear(self, request: Request) -> None:
        try:
            heartbeat = decode_heartbeat(request.body)
        except ValueError:
            return
        self._heartbeats[request.subject.rpartition(".")[2]] = heartbeat
        if len(self._heartbeats) > len(self._groups) + 100:
            self._heartbeats.clear()
        now = self._wall()
        self._differences.append(heartbeat.at - now)
        # the one that took the shortest time is the nearest to the difference of the clocks
        ahead = max(self._differences)
        self.ahead = ahead if abs(ahead) > _MIN_CLOCK_DIFFERENCE else timedelta(0)
        self._heard_at = now + self.ahead
        if heartbeat.problem or self._problem.startswith("collector: "):
            self._problem = f"collector: {heartbeat.problem}" if heartbeat.problem else ""

    def _is_too_far_behind(self) -> bool:
        return bool(self._queue) and self._queue[-1].behind + len(self._queue) > MAX_BEHIND

    def _fold_some(self) -> GroupFold | None:
        """Fold what has come, for a short time; return the group whose state has to be read anew, if one has."""
        until, before = time.perf_counter() + _SLICE, {name: each.market for name, each in self._groups.items()}
        lost: GroupFold | None = None
        while self._queue and time.perf_counter() < until and lost is None:
            lost = self._fold(self._queue.popleft())
        if lost is None and self._is_overdue():
            lost = next((group for group in self._groups.values() if group.is_waiting), None)
        if any(each.market is not before.get(name) for name, each in self._groups.items()):
            self._publish()
        return lost

    def _is_overdue(self) -> bool:
        if not any(group.is_waiting for group in self._groups.values()):
            self._early_since = None
            return False
        self._early_since = self._early_since or time.monotonic()
        return time.monotonic() - self._early_since > _EARLY_FOR

    def _fold(self, delivered: Delivered) -> GroupFold | None:
        if self._place is not None and delivered.place > self._place + 1:
            self._has_gap = True
        self._place = max(self._place or 0, delivered.place)
        message = MessageId.parse(delivered.id)
        if message is None:
            return None
        group = self._groups.get(message.group)
        if group is None:
            # a collector of a new group has begun: its state says the same
            return None
        outcome = group.take(message, delivered.body)
        if outcome is Outcome.LOST or (outcome is Outcome.EARLY and self._has_gap):
            return group
        return None

    def _follow(self, event: Event, before: Market, after: Market) -> Event | None:
        if len(self._groups) > 1:
            before, after = self.market, joined({name: each.market for name, each in self._groups.items()})
        if self._record is not None:
            self._record(event, before, after)
        return None if self._alerts is None else self._alerts.judge(event, before, after)

    async def _reload(self, link: Link, group: GroupFold) -> None:
        """Read the state of a group anew, once it has what could not be folded."""
        reason, self._early_since = group.reason, None
        is_asked = False
        while not (link.broken.is_set() or self._stop_requested.is_set()):
            try:
                state = await read_state(link, group.group)
                if (state.term, state.number) >= group.needed and (state.term, state.number) > (
                    group.term,
                    group.number - 1,
                ):
                    group.load(state)
                    self._place = min(each.place for each in self._groups.values())
                    self._problem = ""
                    self._publish()
                    return
                self._problem = f"an event was refused: {reason}" if reason else "waiting for the collector's state"
            except StateError as error:
                self._problem = str(error)
            if not is_asked:
                is_asked = True
                self._asker.ask(link, STATE, group.group)
            await self._pause(_TICK)

    async def _skip(self, link: Link) -> None:
        """Go on with the latest states: this viewer does not keep up."""
        behind = self._queue[-1].behind + len(self._queue)
        for group in self._groups.values():
            group.needed = (group.term, group.number + 1)
            await self._reload(link, group)
        self.skipped += behind
        self.announce(f"{behind:,} events behind: went on with the latest state")

    def _publish(self) -> None:
        self._latest.market = joined({name: each.market for name, each in sorted(self._groups.items())})
        self._latest.publish()

    def _judge_as_time_passes(self) -> None:
        if self._alerts is not None and self._groups:
            rang = self._alerts.judge_time(self.market)
            if rang is not None:
                next(iter(self._groups.values())).apply_event(rang)
                self._publish()
        asyncio.get_running_loop().call_later(_JUDGE_INTERVAL, self._judge_as_time_passes)

    def _update_heartbeat(self) -> None:
        self.heartbeat = time.monotonic()
        asyncio.get_running_loop().call_later(_TICK, self._update_heartbeat)
