"""Sources that tell the past, polled and asked in virtual time by a fetcher that records every request."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import NamedTuple, ParamSpec, TypeVar

import pytest

from tests.kit.clock import START, VirtualTime
from tests.kit.sources import PAIRS
from tui.domain.bars import Bar, FilledBars
from tui.domain.past import PastSpan
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.back_fill import BackFill, PastStore, StoredPast
from tui.engine.clock import Timeline, utc_now
from tui.engine.daemon_executor import DaemonThreadExecutor
from tui.engine.environment import Environment
from tui.engine.http.errors import FetchResult, Permit
from tui.engine.monitor import Monitor
from tui.engine.scheduler import Scheduler
from tui.sources.adapter import Adapter, ParseError, Past, PastQuery, Response, SourceConfig, SourceRequest
from tui.sources.past import RawBar, build_bars, day_of_text, spell_by

P = ParamSpec("P")
T = TypeVar("T")
EVERY = timedelta(seconds=60)


def build_past(query: PastQuery) -> SourceRequest:
    if "NOKEY" in query.symbols:
        raise ParseError("no key")
    return SourceRequest(url=f"{query.source.url}{query.span}/{','.join(query.symbols)}")


def parse_past(response: Response, query: PastQuery, at: datetime) -> Mapping[str, Sequence[Bar]]:
    """Parse lines such as `OGDC 2026-11-22T09:00 100`."""
    text = response.body.decode()
    if not text.strip():
        raise ParseError("no page")
    if "limit" in text:
        raise ParseError("provider limit reached: enough")
    assert "bug" not in text
    raw: dict[str, list[RawBar]] = {}
    for symbol, time, close in map(str.split, text.splitlines()):
        begun = datetime.fromisoformat(time).replace(tzinfo=UTC) if "T" in time else day_of_text(time, at)
        raw.setdefault(symbol, []).append(RawBar(begun, close))
    return {symbol: build_bars(each, query.span) for symbol, each in raw.items()}


def past(*, only_viewed: bool = False) -> Past:
    """Return how such a source is asked: two symbols a request, years one by one."""
    batches = {PastSpan.MINUTES: 2, PastSpan.DAYS: 2, PastSpan.YEARS: 1}
    spell = spell_by(lambda symbol, source: source.instrument(symbol))
    return Past(batches=batches, build=build_past, parse=parse_past, spell=spell, only_viewed=only_viewed)


def a_source(name: str, *symbols: str, every: timedelta = EVERY, host: str = "") -> SourceConfig:
    return SourceConfig(
        name=name, kind="pairs", url=f"https://{host or name}.example/", every=every, symbols=symbols or ("OGDC",)
    )


def adapter(*, only_viewed: bool = False) -> Adapter:
    return PAIRS._replace(load_past=lambda: past(only_viewed=only_viewed))


class Requested(NamedTuple):
    """One request."""

    at: float
    """Seconds from the start."""
    source: str
    path: str


class Web:
    """Fetches from servers that a test scripts, which answer at once.

    Args:
        clock: of the test.
        pages: the body for the past by path; an error is raised; by default the price of each symbol at 09:00.
        delay: seconds until the past is answered.
    """

    def __init__(
        self, clock: VirtualTime, pages: Mapping[str, str | Exception] = MappingProxyType({}), *, delay: float = 0.0
    ) -> None:
        self.requests: list[Requested] = []
        self.pages = dict(pages)
        self.delay = delay
        self.cancelled = 0
        self.headers: dict[str, tuple[tuple[str, str], ...]] = {}
        """The headers of its source that the last request had, by path."""
        self.prices: dict[str, str] = {}
        self._clock = clock
        self._began = clock.steady()

    async def fetch(self, source: SourceConfig, request: SourceRequest, _permit: Permit | None = None) -> FetchResult:
        host, _, path = request.url.removeprefix("https://").partition("/")
        self.requests.append(Requested(round(self._clock.steady() - self._began, 2), source.name, f"/{path}"))
        self.headers[f"/{path}"] = source.headers
        body: object = self.pages.get(f"{host}/{path}", self.pages.get(f"/{path}"))
        if not path:
            body = body or " ".join(f"{symbol}={self.prices.get(symbol, '101')}" for symbol in source.symbols)
        else:
            try:
                await asyncio.sleep(self.delay)
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
            span, _, symbols = path.partition("/")
            time = f"{START:%Y-%m-%d}T09:00" if span == "minutes" else "2026-11-20"
            body = body if body is not None else "\n".join(f"{each} {time} 100" for each in symbols.split(","))
        if isinstance(body, Exception):
            raise body
        assert isinstance(body, str)
        return FetchResult(response=Response(url=request.url, body=body.encode()), http_status=200)

    def forget_validators(self, source_name: str) -> None:
        """It has none."""

    @property
    def past(self) -> list[tuple[float, str]]:
        """What was asked of the past: when, and the path."""
        return [(each.at, each.path) for each in self.requests if each.path != "/"]


def run_inline(_executor: object, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    future: Future[T] = Future()
    try:
        future.set_result(function(*args, **kwargs))
    except (ParseError, AssertionError, KeyError) as error:
        future.set_exception(error)
    return future


@pytest.fixture(autouse=True)
def no_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do at once what else is done on other threads: virtual time waits for none."""
    monkeypatch.setattr(DaemonThreadExecutor, "submit", run_inline)


class Board:
    """What polls the sources and asks for the past, in virtual time.

    Args:
        clock: of the test.
        web: what is fetched from.
        sources: in order of preference.
        adapter: of all of them.
        stored: what earlier runs asked for.
        calendars: trading hours by market.
    """

    def __init__(
        self,
        clock: VirtualTime,
        web: Web,
        *sources: SourceConfig,
        of: Adapter | None = None,
        stored: StoredPast | None = None,
        calendars: Mapping[str, TradingCalendar] = MappingProxyType({}),
    ) -> None:
        self.kept: list[FilledBars] = []
        self.sources: Sequence[SourceConfig] = sources or (a_source("a"),)
        kind = of or adapter()
        self.environment = Environment(
            timeline=Timeline(utc_now, clock.steady),
            random=lambda: 0.0,
            calendars=calendars,
            adapter_for=lambda _kind: kind,
        )
        self.monitor = Monitor(self.sources, fetcher=web, environment=self.environment)
        store = PastStore(lambda: stored or StoredPast(), self.kept.append)
        self.back_fill = BackFill(self.monitor, self.sources, web, self.environment, store)
        self._clock = clock

    async def run(self, seconds: float, then: Callable[[], Awaitable[None]] | None = None) -> None:
        """Poll and ask for so long."""
        asyncio.get_running_loop().set_default_executor(DaemonThreadExecutor())
        async with Scheduler(monotonic=self._clock.steady) as schedule:
            for source in self.sources:
                schedule.add(source.name, source.every, partial(self.monitor.poll, source.name))
            filling = asyncio.create_task(self.back_fill.run())
            if then is not None:
                await then()
            await asyncio.sleep(seconds)
            assert not filling.done(), filling
            filling.cancel()
            await asyncio.wait({filling})
