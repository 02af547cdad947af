"""A web that tells a story: what each source answers, poll by poll; and a reader that takes it word for word."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self

from tui.domain.events import Snapshot
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.domain.source_health import MAX_BACKOFF
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.clock import Timeline, utc_now
from tui.engine.engine import Engine
from tui.engine.environment import AdapterFor, Environment
from tui.engine.http.errors import FetchError, FetchResult
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig, SourceRequest

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

UNCHANGED = FetchResult(response=None, http_status=304)
HANGS = "hangs"

Scene = str | FetchResult | Exception
"""A page's text, an answer, an error to raise, or HANGS."""


def source(
    name: str = "br", *, every: timedelta = MINUTE, kind: str = "told", backoff_cap: timedelta = MAX_BACKOFF
) -> SourceConfig:
    """A source of the story."""
    return SourceConfig(name=name, kind=kind, url=f"http://{name}.example/", every=every, backoff_cap=backoff_cap)


@dataclass
class Story:
    """A fetcher that answers what it was fed, in turn; the last scene repeats."""

    scenes: dict[str, list[Scene]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    ended: bool = False

    def feed(self, name: str, *scenes: Scene) -> Self:
        """What the named source will say."""
        self.scenes.setdefault(name, []).extend(scenes)
        return self

    async def fetch(self, asked: SourceConfig, ask: SourceRequest | str) -> FetchResult:
        """The next scene."""
        url = ask if isinstance(ask, str) else ask.url
        self.asked.append(asked.name)
        scenes = self.scenes[asked.name]
        scene = scenes.pop(0) if len(scenes) > 1 else scenes[0]
        if scene == HANGS:
            await asyncio.Event().wait()
        if isinstance(scene, Exception):
            raise scene
        if isinstance(scene, FetchResult):
            return scene
        return FetchResult(response=Response(url=url, body=scene.encode()), http_status=200)

    def forget_validators(self, source_name: str) -> None:
        """Note what was to be forgotten."""
        self.forgotten.append(source_name)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended = True


def read(page: Response, asked: SourceConfig, at: datetime) -> Snapshot:
    """Pages of this world are `OGDC=101.25 PPL=88` and say nothing else."""
    text = page.body.decode()
    if "captcha" in text:
        raise ParseError("not the page: captcha")
    quotes = tuple(row(pair, asked, at) for pair in text.split())
    return Snapshot(source=asked.name, at=at, quotes=quotes)


def row(pair: str, asked: SourceConfig, at: datetime) -> Quote:
    """One quote out of `OGDC=101.25`."""
    symbol, price = pair.split("=")
    key = InstrumentId.parse(asked.market, symbol)
    return Quote(id=key, price=Decimal(price), polled_at=at, source=asked.name)


TOLD = Adapter(kind="told", summary="word for word", min_interval=timedelta(seconds=1), parse=read)


def told(kind: str) -> Adapter:
    """The readers of this world."""
    return {"told": TOLD}[kind]


def prices(market: Market) -> dict[str, str]:
    """What the market says, as text."""
    return {str(key): str(row.price) for key, row in market.quotes.items()}


def status(code: int, wait: float | None = None) -> FetchError:
    """A server's refusal."""
    asked = None if wait is None else timedelta(seconds=wait)
    return FetchError(f"HTTP {code}", http_status=code, retry_after=asked)


class Ticking:
    """A wall clock that moves only when told to, and the steady one beside it that is never set back."""

    def __init__(self) -> None:
        self.now = START
        self._steady = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def steady(self) -> float:
        """Steady seconds."""
        return self._steady

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by
        self._steady += by.total_seconds()

    def set_back(self, by: timedelta) -> None:
        """Someone sets the wall clock."""
        self.now -= by


def environment(
    clock: Ticking | None = None,
    *,
    story: Story | None = None,
    adapter_for: AdapterFor = told,
    spread: Callable[[], float] = lambda: 0.0,
    calendars: Mapping[str, TradingCalendar] = MappingProxyType({}),
    state: Path | None = None,
) -> Environment:
    """What surrounds the polls of a test: its clock and story, this world's readers, no trading hours, no chance."""
    given = Environment(
        timeline=Timeline(clock, clock.steady) if clock else Timeline(utc_now),
        random=spread,
        calendars=calendars,
        adapter_for=adapter_for,
        state=state,
    )
    return given if story is None else replace(given, make_fetcher=lambda _clock: story)


def subscribed(engine: Engine, receive: Callable[[Market], None]) -> Engine:
    """The engine, with a subscriber from its first market on."""
    engine.subscribe(receive)
    return engine
