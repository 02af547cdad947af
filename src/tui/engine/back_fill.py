"""Ask the sources for the time before they were polled: once, slowly, and behind every poll."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tui.config.calendars import trading_day_lookup
from tui.domain.bars import Bar, FilledBars
from tui.domain.events import DayFilled
from tui.domain.exchanges import exchange_of
from tui.domain.intraday import IntradaySeries
from tui.domain.past import BAR_SPANS, PastOutlook, PastSpan, day_series, is_same_unit
from tui.domain.quote import InstrumentId
from tui.domain.trading_calendar import session_at
from tui.engine.environment import Environment
from tui.engine.http.errors import FetcherProtocol, FetchError
from tui.engine.monitor import Monitor
from tui.engine.past_pace import MAX_WAIT, MIN_WINDOW, PastPace
from tui.engine.past_plan import MARKS, Asked, Asking, PastPlan
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.blocked_pages import is_refusal
from tui.sources.redaction.poll_data import redact_response
from tui.sources.redaction.redact import secrets_of

_log = logging.getLogger(__name__)

START_DELAY: Final = 3.0
"""Seconds from the first good poll until something is asked: what was seen comes first."""
PARSE_TIMEOUT: Final = 5.0
_NOTHING_THERE: Final = frozenset({400, 404, 410, 422})
"""Statuses by which a server says that it does not have one symbol."""
_REFUSALS: Final = frozenset({401, 402, 403, 418, 451})


class StoredPast(NamedTuple):
    """What earlier runs asked for."""

    asked: Asked = MappingProxyType({})
    today: Mapping[InstrumentId, Sequence[Bar]] = MappingProxyType({})
    """The bars of minutes since the trading day began."""


class PastStore(NamedTuple):
    """Where the past is kept."""

    read: Callable[[], StoredPast]
    """Returns what earlier runs asked for, nothing where that cannot be read; called on a thread of its own."""
    keep: Callable[[FilledBars], object]
    """Keeps what a source gave, and that it was asked for it; must neither block nor raise."""


class BackFill:
    """Asks for the past while a monitor polls. Used inside one event loop.

    One request is under way at a time, within the limits of the fetcher; it gives way to a poll of the same host.

    Args:
        monitor: polls the sources, and has the market.
        sources: in order of preference.
        fetcher: makes the requests.
        environment: its timeline and its adapters.
        store: where the past is kept.
    """

    def __init__(
        self,
        monitor: Monitor,
        sources: Sequence[SourceConfig],
        fetcher: FetcherProtocol,
        environment: Environment,
        store: PastStore,
    ) -> None:
        self._monitor, self._fetcher, self._store = monitor, fetcher, store
        self._timeline, self._proxy_secrets = environment.timeline, environment.proxy_secrets
        self._plan, self._pace = PastPlan(sources, environment.adapter_for), PastPace(monitor, self._timeline)
        self._seen_since = self._timeline.on_wall(self._timeline.now())
        self._today: dict[InstrumentId, Sequence[Bar]] = {}
        """Stored bars that no row on the board has taken yet."""
        self._polled: set[str] = set()
        """The sources whose first good poll is to be looked at."""
        self._wake = asyncio.Event()
        self._turn: asyncio.Task[float] | None = None
        self.outlook: Mapping[InstrumentId, PastOutlook] = MappingProxyType({})
        """What is still to come of the instruments that a user looks at; replaced as a whole, for other threads."""
        self._host_asked = ""
        """The host of the request under way."""
        monitor.before_poll, monitor.after_poll = self._give_way, self._note_poll

    def set_sources(self, sources: Sequence[SourceConfig]) -> None:
        """Ask these from now on."""
        self._plan.set_sources(sources)
        if self._turn is not None:
            self._turn.cancel()
        self._wake.set()

    def view(self, key: InstrumentId) -> None:
        """Ask for an instrument before all others: a user looks at it."""
        self._plan.view(key)
        self._wake.set()

    def _give_way(self, name: str) -> None:
        """End the request under way to the host of a source that is polled now; it is made again later."""
        if self._turn is not None and self._host_asked == self._pace.host_of(name):
            self._turn.cancel()

    def _note_poll(self, name: str) -> None:
        if not self._plan.is_open(name) and not self._monitor.market.health[name].failures:
            self._polled.add(name)
            self._wake.set()

    async def run(self) -> None:
        """Ask until this is cancelled."""
        while not self._polled:
            self._wake.clear()
            await self._wake.wait()
        await asyncio.sleep(START_DELAY)
        stored = await asyncio.to_thread(self._store.read)
        self._plan.add_asked(stored.asked, self._now())
        self._today.update(stored.today)
        wait = 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            self._wake.clear()
            wait = await self._supervised_turn()

    async def _supervised_turn(self) -> float:
        """Do what is due; return after how many seconds something may be. No error of one source ends the others."""
        self._turn = asyncio.create_task(self._do_next())
        try:
            await asyncio.wait({self._turn})
            if self._turn.cancelled():
                return MIN_WINDOW
            error = self._turn.exception()
            if error is None:
                return self._turn.result()
            if not self._plan.in_use:
                raise error
            _log.error("source %s: asking for the past failed", self._plan.in_use, exc_info=error)
            self._plan.give_up(self._plan.in_use)
            return 0.0
        finally:
            self._turn.cancel()
            self._turn, self._host_asked = None, ""

    async def _do_next(self) -> float:
        while self._polled:
            self._plan.open(self._polled.pop())
        self._apply_stored()
        self.outlook = self._plan.outlook(self._monitor.market)
        soonest = MAX_WAIT
        for asking in self._plan.askings(self._monitor.market):
            wait = self._pace.wait_before(asking)
            if wait <= 0:
                await self._ask(asking)
                return 0.0
            soonest = min(soonest, wait)
        return soonest

    def _now(self) -> datetime:
        return self._timeline.on_wall(self._timeline.now())

    async def _ask(self, asking: Asking) -> None:
        self._plan.in_use, self._host_asked = asking.name, asking.host
        self._pace.note_asked(asking)
        asked = self._as_asked(asking)
        try:
            async with asyncio.timeout(self._pace.time_for(asking)):
                result = await self._fetcher.fetch(asked, asking.request)
            self._host_asked = ""
            bars = await self._parse(asking, result.response)
        except TimeoutError:
            self._retry_later(asking, "took too long")
        except FetchError as error:
            await self._failed(asking, error)
        except ParseError as error:
            # a page that cannot be read will not be better: its instruments are left out
            self._plan.note(asking, ())
            self._retry_later(asking, error.reason, is_final=is_refusal(error.reason))
        else:
            self._pace.note_answered(asking)
            self._take(asking, bars)
        finally:
            self._fetcher.forget_validators(asked.name)

    def _as_asked(self, asking: Asking) -> SourceConfig:
        """Return the source as the fetcher gets it: its headers are for its own server alone.

        It has a name of its own: what a server says of one page holds for no other.
        """
        source = asking.query.source._replace(name=f"{asking.name} past")
        address, polled = urlsplit(asking.request.url), self._monitor.pollers[asking.name].requests
        is_own = any(urlsplit(request.url)[:2] == address[:2] for request in polled)
        return source if is_own else source._replace(headers=())

    async def _parse(self, asking: Asking, response: Response | None) -> Mapping[str, Sequence[Bar]]:
        if response is None:
            raise ParseError("responded without a page")
        secrets = secrets_of(asking.query.source, (asking.request,)) | self._proxy_secrets
        redacted = redact_response(response, secrets)
        async with asyncio.timeout(PARSE_TIMEOUT):
            return await asyncio.to_thread(asking.past.parse, redacted, asking.query, self._now())

    async def _failed(self, asking: Asking, error: FetchError) -> None:
        if error.retry_after is not None:
            self._pace.block(asking.host, error.retry_after)
            await self._monitor.block(self._monitor.pollers[asking.name], error.retry_after)
        if error.http_status in _NOTHING_THERE and len(asking.keys) == 1:
            self._take(asking, {})
        else:
            self._retry_later(asking, error.reason, is_final=error.http_status in _REFUSALS)

    def _retry_later(self, asking: Asking, reason: str, *, is_final: bool = False) -> None:
        _log.info("source %s: no past: %s", asking.name, reason, extra={"source": asking.name})
        if not self._pace.note_failed(asking) or is_final:
            self._plan.give_up(asking.name)

    def _take(self, asking: Asking, bars: Mapping[str, Sequence[Bar]]) -> None:
        """Keep what a source gave, and show what of it is today's."""
        span, market = asking.query.span, self._monitor.market
        rows = market.quotes_by_source[asking.name].rows
        found: dict[InstrumentId, Sequence[Bar]] = {}
        for symbol, key in asking.keys.items():
            row = rows.get(key)
            given = self._complete(key, span, bars.get(symbol, ()))
            if given and row is not None and row.price is not None and is_same_unit(given[-1].close, row.price):
                found[key] = given
        self._plan.note(asking, found)
        for key in asking.keys.values():
            kept = FilledBars(key, BAR_SPANS[span], asking.name, tuple(found.get(key, ())))
            self._store.keep(kept)
            if span is PastSpan.YEARS:
                self._store.keep(kept._replace(span=MARKS[span], bars=()))
        _log.info("source %s: the past of %d of %d instruments, %s", asking.name, len(found), len(asking.keys), span)
        if span is PastSpan.MINUTES:
            self._fill_day(found)

    def _complete(self, key: InstrumentId, span: PastSpan, bars: Sequence[Bar]) -> Sequence[Bar]:
        """Return the bars without that of a day which is not over."""
        now = self._now()
        if span is PastSpan.MINUTES:
            return bars
        calendar = self._monitor.calendars.get(exchange_of(key))
        is_over = calendar is not None and session_at(calendar, now).is_final(now)
        end = self._day_of(key)(now) + timedelta(days=is_over)
        return [bar for bar in bars if bar.at.date() < end]

    def _day_of(self, key: InstrumentId) -> Callable[[datetime], date]:
        """Return what gives the trading day of an instrument that a time of the wall clock (aware) falls on."""
        return partial(trading_day_lookup(self._monitor.calendars), exchange_of(key))

    def _apply_stored(self) -> None:
        shown = self._today.keys() & self._monitor.market.series.keys()
        if shown:
            self._fill_day({key: self._today.pop(key) for key in shown})

    def _fill_day(self, bars: Mapping[InstrumentId, Sequence[Bar]]) -> None:
        """Give the day's series the values of the time when nobody looked."""
        now, series = self._now(), self._monitor.market.series
        filled: dict[InstrumentId, IntradaySeries] = {}
        for key, each in bars.items():
            day_at = self._day_of(key)
            line = day_series(each, BAR_SPANS[PastSpan.MINUTES], day_at(now), day_at, now)
            # the price that is shown may be of another source, in pounds where this one has pence
            if line is not None and key in series and is_same_unit(line.last, series[key].last):
                filled[key] = line
        if filled:
            self._monitor.apply_restored(DayFilled(filled, self._seen_since))
