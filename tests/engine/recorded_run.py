"""A scripted run of a monitor that keeps a history, on a clock of its own, and a player of what was recorded."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.kit.clock import ManualClock
from tests.kit.fetcher import UNCHANGED, ScriptedFetcher, http_error
from tests.kit.sources import PAIRS, environment, source
from tui.demo.exchange import Exchange
from tui.demo.http import Request
from tui.demo.site import DemoSite
from tui.domain.events import Event
from tui.domain.intraday import TradingDayOf
from tui.domain.market import Market
from tui.domain.trading_calendar import TradingCalendar, always_open
from tui.engine.http.errors import FetchResult, Permit
from tui.engine.monitor import Monitor
from tui.engine.recorded_markets import RecordedMarkets
from tui.engine.replay_clock import ReplayClock
from tui.engine.replay_player import ReplayPlayer
from tui.engine.source_changes import restarted_sources
from tui.sources import adapter_for
from tui.sources.adapter import Adapter, Response, SourceConfig, SourceRequest
from tui.storage.history.playback import Playback
from tui.storage.history.writer import HistoryLimits, HistoryWriter

OPENING = datetime(2026, 11, 27, 4, 30, tzinfo=UTC)
CALENDARS = {"PSX": always_open("DEMO", UTC)}
DAY = timedelta(days=1)
EVERY = timedelta(seconds=15)
SOURCES = (
    SourceConfig(name="demo", kind="brecorder", url="http://demo.example/", every=EVERY, market="PSX"),
    source("br", every=EVERY),
)


class Step(NamedTuple):
    """An event as it was applied in the run, and the market after it."""

    event: Event
    market: Market


class _Fetcher(ScriptedFetcher):
    """The pages of the demo's exchange at the time of the clock, and a second source; both fail now and then."""

    def __init__(self, clock: ManualClock, random: Random, rate: float) -> None:
        super().__init__()
        self._clock, self._random = clock, random
        self._site = DemoSite(Exchange(7, 12, rate, opened_at=OPENING), every=EVERY, clock=clock)

    async def fetch(self, source: SourceConfig, request: SourceRequest, _permit: Permit | None = None) -> FetchResult:
        chance = self._random.random()
        if chance < 0.1:
            raise http_error(503)
        if chance < 0.3 and self.polled.count(source.name):
            return UNCHANGED
        self.polled.append(source.name)
        if source.name == "demo":
            page = self._site.respond(Request(method="GET", path="/", headers={}, keep_alive=False), None)
            return FetchResult(response=Response(url=request.url, body=page.body), http_status=200)
        body = " ".join(f"OTH{number}={100 + self._random.randrange(3)}" for number in range(1, 4))
        return FetchResult(response=Response(url=request.url, body=body.encode()), http_status=200)


def _adapter(kind: str) -> Adapter:
    return PAIRS if kind == "pairs" else adapter_for(kind)


async def record_run(
    file: Path,
    polls: int,
    *,
    seed: int = 1,
    rate: float = 0.5,
    calendars: dict[str, TradingCalendar] | None = None,
    started_at: datetime = OPENING,
    day_of: TradingDayOf = lambda _, at: at.date(),
) -> list[Step]:
    """Poll both sources so many times, fifteen seconds apart, with a history in the file; return what happened."""
    clock, random = ManualClock(started_at), Random(seed)
    fetcher = _Fetcher(clock, random, rate)
    given = replace(
        environment(clock, adapter_for=_adapter, calendars=CALENDARS if calendars is None else calendars),
        make_fetcher=lambda _clock: fetcher,
    )
    writer = HistoryWriter(file, HistoryLimits(), given.timeline.on_wall, day_of, wall=clock, monotonic=clock.steady)
    steps: list[Step] = []

    def record(event: Event, before: Market, after: Market) -> None:
        steps.append(Step(event, after))
        writer.record(event, before, after)

    monitor = Monitor(SOURCES, fetcher=fetcher, environment=given, record=record)
    record(restarted_sources(SOURCES, given.timeline.now()), monitor.market, monitor.market)
    for _ in range(polls):
        for each in SOURCES:
            await monitor.poll(each.name)
            clock.advance(timedelta(seconds=1))
        writer.work()
        clock.advance(EVERY - timedelta(seconds=len(SOURCES)))
    writer.work(is_last=True)
    with closing(writer):
        writer.release()  # it has no thread here
    return steps


class Played:
    """A player of such a run, and the steady seconds that a test lets pass."""

    def __init__(self, file: Path, speed: int, start: datetime, end: datetime | None) -> None:
        self.seconds = 0.0
        playback = Playback(file, OPENING - DAY, OPENING + DAY)
        self.clock = ReplayClock(start, lambda: self.seconds)
        markets = RecordedMarkets(playback, file, CALENDARS)
        self.player = ReplayPlayer(playback, markets, self.clock, start=start, end=end or playback.end, speed=speed)
        self.player.seek(self.player.start)

    def run(self, seconds: float, *, step: float = 0.05) -> None:
        """Let real time pass, in small steps."""
        end = self.seconds + seconds
        while self.seconds < end:
            self.seconds = min(end, self.seconds + step)
            self.player.play()


@contextmanager
def playing(file: Path, *, speed: int = 1, start: datetime = OPENING, end: datetime | None = None) -> Iterator[Played]:
    """Play what was recorded, until the end of the recording or an earlier one."""
    played = Played(file, speed, start, end)
    with closing(played.player):
        yield played
