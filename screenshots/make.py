"""Draws the README's pictures: the real application on the demo exchange, with a fixed seed and a fixed clock.

Run as `python -m screenshots.make`; the same program gives the same pictures.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple, cast

from textual.color import Color
from textual.pilot import Pilot

from screenshots.past import StageHistory
from screenshots.picture import draw
from tui.config.alerts import rule_of
from tui.config.themes.loader import shipped_theme
from tui.demo import demo_adapter, demo_calendars, demo_source
from tui.demo.exchange import Exchange
from tui.demo.server import DemoServer
from tui.domain.events import Snapshot
from tui.domain.trading_calendar import TradingCalendar
from tui.engine.alert_control import AlertControl
from tui.engine.alert_watch import AlertWatch
from tui.engine.clock import Timeline
from tui.engine.environment import Environment
from tui.engine.http.fetcher import Fetcher
from tui.engine.market_feed import MarketFeed
from tui.engine.monitor import Monitor
from tui.engine.recorded_markets import RecordedMarkets
from tui.engine.replay import ReplayFeed
from tui.engine.replay_clock import ReplayClock
from tui.engine.replay_player import ReplayPlayer
from tui.engine.source_changes import restarted_sources
from tui.sources.adapter import Adapter, Response, SourceConfig
from tui.storage.alert_store import AlertStore
from tui.storage.history.playback import Playback
from tui.ui.app import BoardApp
from tui.ui.replay_app import ReplayApp
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import TerminalProfile

FOLDER: Final = Path(__file__).parent
SEED: Final = 20
OPENED: Final = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
ADDRESS: Final = "http://demo.example/"
EVERY: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture."""

    name: str
    size: tuple[int, int] = (120, 40)
    keys: Sequence[str] = ()
    theme: str = "dark"
    polls: int = 120
    fault: str | None = None
    early_keys: Sequence[str] = ()
    """Pressed after so many polls; the server fails for some of those that follow."""
    early_at: int = 40
    outage: int = 20
    is_replay: bool = False
    """Whether what was polled is played, from the middle on."""
    rules: Sequence[Mapping[str, object]] = ()
    """The tables of alerts."""
    judged_from: int = 0
    """The poll from which on they are judged."""


RULES: Final[Sequence[Mapping[str, object]]] = (
    {"when": "pct > 4", "on": "market:PSX"},
    {"name": "KSE100 runs", "when": "points(5m) > 250 or points(5m) < -250", "on": "KSE100", "repeat": "each"},
    {"when": "last > 150", "on": "OGDC"},
    {"name": "broad fall", "when": "breadth < 25"},
    {"name": "PPL through its high", "when": "new_high(20d)", "on": "PPL"},
    {"when": "last(OGDC) - last(PPL) > 40"},
    {"name": "silence", "when": "silent(any, 10m)"},
    {"when": "vol > 3 * avg_volume(20d)", "on": "LUCK"},
    {"name": "dividends", "when": 'headline("dividend")', "enabled": False},
)
SHOTS: Final = (
    Shot(name="board", keys=("down", "down", "down")),
    Shot(name="board-light", keys=("down", "down", "down"), theme="light"),
    Shot(name="board-ember", keys=("down", "down", "down"), theme="ember"),
    Shot(name="board-blue-orange", keys=("down", "down", "down"), theme="blue-orange-dark"),
    Shot(name="themes", keys=("C", *["down"] * 7)),
    Shot(name="board-160x50", size=(160, 50), keys=("enter",)),
    Shot(name="board-200x60", size=(200, 60), keys=("M",)),
    Shot(name="chart", keys=("enter", "tab", "z", "Y", "l", "l", "e")),
    Shot(name="chart-day", size=(160, 50), keys=("colon", *"chart", "enter", "z", *["left"] * 40)),
    Shot(name="compare", keys=("enter", "tab", "z", "x", "j", "x", "j", "N")),
    Shot(name="tape", keys=("T", *["down"] * 3), early_keys=("apostrophe",), early_at=118, outage=1),
    Shot(name="missed", size=(100, 54), keys=("w",), early_keys=("apostrophe",)),
    Shot(name="alerts-80x24", size=(80, 24), keys=("L", "x", "down", "s", "g"), rules=RULES, judged_from=90),
    Shot(name="alert-form-80x24", size=(80, 24), keys=("exclamation_mark",)),
    Shot(name="alert-toast", rules=RULES[1:2], judged_from=120),
    Shot(name="replay", is_replay=True),
    Shot(name="replay-40x12", size=(40, 12), is_replay=True),
    Shot(name="columns", keys=("c", "down", "space")),
    Shot(name="board-80x24", size=(80, 24)),
    Shot(name="board-40x12", size=(40, 12)),
    Shot(name="reader", keys=("a", "z")),
    Shot(name="failing", fault="503"),
    Shot(name="health", size=(100, 30), fault="layout", keys=("ctrl+r",)),
    Shot(name="help", keys=("question_mark",)),
)


def _adapter(kind: str) -> Adapter:
    """Return the demo's adapter, to which its server is at an address of its own, not at any free port."""
    adapter = demo_adapter(kind)

    def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
        return adapter.parse(response._replace(url=ADDRESS), source, at)

    return adapter._replace(parse=parse)


def _control(timeline: Timeline, calendars: Mapping[str, TradingCalendar]) -> AlertControl:
    """Return what judges the rules on the stage, at once."""
    control = AlertControl(lambda: AlertWatch((), timeline, calendars, AlertStore(None)), has_rules=False)
    control.wake = control.apply_requests
    return control


class Scene(NamedTuple):
    """What a shot is made with."""

    app: BoardApp
    monitor: Monitor
    fetcher: Fetcher
    kept: StageHistory
    source: SourceConfig
    pilot: Pilot[None]


class Stage:
    """The demo exchange, polled by hand at a time that stands still between polls."""

    def __init__(self) -> None:
        self.now = OPENED
        exchange = Exchange(SEED, 30, 1.2, opened_at=OPENED)
        self.server = DemoServer(exchange, every=EVERY, clock=self.clock)

    def clock(self) -> datetime:
        """The time on the stage."""
        return self.now

    def steady(self) -> float:
        """Steady seconds on the stage."""
        return self.now.timestamp()

    async def play(self, shot: Shot) -> None:
        """Poll as often as the shot wants, then photograph."""
        calendars = demo_calendars()
        source = demo_source(self.server.start(), EVERY)
        timeline = Timeline(self.clock, self.steady)
        app = BoardApp(
            clock=self.clock,
            settings=BoardSettings(theme=shipped_theme(shot.theme), rules=tuple(map(rule_of, shot.rules))),
            terminal_profile=TerminalProfile(),
            flushing=False,
        )
        app.set_calendars(calendars)
        control = _control(timeline, calendars)
        with (
            TemporaryDirectory() as folder,
            closing(StageHistory(Path(folder, "demo.db"), timeline, calendars)) as kept,
        ):
            async with Fetcher(clock=self.clock) as fetcher, app.run_test(size=shot.size) as pilot:
                monitor = Monitor(
                    (source,),
                    fetcher=fetcher,
                    environment=Environment(timeline=timeline, calendars=calendars, adapter_for=_adapter),
                    record=kept.writer.record,
                    judge=control.judge,
                )
                app.judge_with(control)
                kept.attach(app)
                # the market and its subscribers are all that it takes of a feed
                app.collect_tape(cast("MarketFeed", monitor.latest))
                monitor.latest.subscribe(app.post_market)
                await self._run(Scene(app, monitor, fetcher, kept, source, pilot), shot)
                if not shot.is_replay:
                    self._save(app, shot)
            kept.close()
            if shot.is_replay:
                await self._play_again(kept.file, shot)
        self.server.stop()

    async def _run(self, scene: Scene, shot: Shot) -> None:
        app, monitor, kept, source, pilot = scene.app, scene.monitor, scene.kept, scene.source, scene.pilot
        kept.writer.record(restarted_sources((source,), self.now), monitor.market, monitor.market)
        await monitor.poll(source.name)
        await kept.fill(monitor, scene.fetcher, source)
        for number in range(shot.polls):
            if shot.early_keys and number == shot.early_at:
                for key in shot.early_keys:
                    await pilot.press(key)
                self.server.set_fault("503")
            if number == shot.early_at + shot.outage:
                self.server.set_fault(None)
            if shot.rules and number == shot.judged_from:
                app.replace_rules()
            await self._poll(scene)
            self.now += EVERY
        if shot.rules and shot.judged_from == shot.polls:
            app.replace_rules()
        for key in shot.keys:
            await pilot.press(key)
            await kept.settle(app, pilot)
        if shot.fault:
            self.server.set_fault(shot.fault)
            for _ in range(9):
                await self._poll(scene)
                self.now += EVERY
            self.now -= EVERY - timedelta(seconds=2)
        else:
            await self._poll(scene)
        app.show_latest()
        await kept.settle(app, pilot)

    async def _poll(self, scene: Scene) -> None:
        await scene.monitor.poll(scene.source.name)
        scene.kept.writer.work()
        scene.app.show_latest()

    async def _play_again(self, file: Path, shot: Shot) -> None:
        """Photograph the board of a replay in the middle of what was polled."""
        calendars = demo_calendars()
        middle = OPENED + (self.now - OPENED) / 2
        with closing(Playback(file, OPENED - timedelta(days=1), OPENED + timedelta(days=1))) as playback:
            clock = ReplayClock(OPENED, lambda: 0.0)
            markets = RecordedMarkets(playback, file, calendars)
            player = ReplayPlayer(playback, markets, clock, start=OPENED, end=playback.end, speed=60)
            feed = ReplayFeed(player)
            app = ReplayApp(
                replay=feed,
                day=OPENED.date(),
                zone=calendars["PSX"].zone,
                clock=clock.now,
                settings=BoardSettings(theme=shipped_theme(shot.theme)),
                terminal_profile=TerminalProfile(),
                flushing=False,
            )
            app.set_calendars(calendars)
            app.set_initial_market(feed.market)
            async with app.run_test(size=shot.size) as pilot:
                app.feed = feed
                feed.subscribe(app.post_market)
                player.seek(middle)
                feed.work()
                app.post_market(player.market)
                app.show_latest()
                await pilot.pause()
                self._save(app, shot)

    def _save(self, app: BoardApp, shot: Shot) -> None:
        (FOLDER / f"{shot.name}.svg").write_text(app.export_screenshot(title="bigboard"), encoding="utf-8")
        ground, text = Color.parse(app.board_theme.background).rgb, Color.parse(app.board_theme.palette.plain).rgb
        strips = app.screen._compositor.render_strips()  # noqa: SLF001 - the cells themselves, for exact pictures
        draw(strips, FOLDER / f"{shot.name}.png", ground=ground, text=text)
        print(f"{shot.name}: {shot.size[0]}x{shot.size[1]}")


def main(names: Sequence[str]) -> None:
    """Draw these pictures, or all of them."""
    for shot in SHOTS:
        if not names or shot.name in names:
            asyncio.run(Stage().play(shot))


if __name__ == "__main__":
    main(sys.argv[1:])
