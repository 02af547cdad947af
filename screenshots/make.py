"""Draws the README's pictures: the real application on the demo exchange, with a fixed seed and a fixed clock.

Run as `python -m screenshots.make`; the same program gives the same pictures.
"""

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from textual.color import Color
from textual.pilot import Pilot

from screenshots.picture import draw
from tui.config.themes.loader import shipped_theme
from tui.demo import demo_calendars, demo_source
from tui.demo.exchange import Exchange
from tui.demo.server import DemoServer
from tui.engine.clock import Timeline
from tui.engine.environment import Environment
from tui.engine.http.fetcher import Fetcher
from tui.engine.monitor import Monitor
from tui.ui.app import BoardApp
from tui.view.settings import BoardSettings
from tui.view.terminal_profile import TerminalProfile

FOLDER: Final = Path(__file__).parent
SEED: Final = 20
OPENED: Final = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
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


SHOTS: Final = (
    Shot(name="board", keys=("down", "down", "down")),
    Shot(name="board-light", keys=("down", "down", "down"), theme="light"),
    Shot(name="board-ember", keys=("down", "down", "down"), theme="ember"),
    Shot(name="board-blue-orange", keys=("down", "down", "down"), theme="blue-orange-dark"),
    Shot(name="themes", keys=("C", *["down"] * 7)),
    Shot(name="board-160x50", size=(160, 50), keys=("enter",)),
    Shot(name="board-200x60", size=(200, 60), keys=("M",)),
    Shot(name="columns", keys=("c", "down", "space")),
    Shot(name="board-80x24", size=(80, 24)),
    Shot(name="board-40x12", size=(40, 12)),
    Shot(name="reader", keys=("a", "z")),
    Shot(name="failing", fault="503"),
    Shot(name="health", size=(100, 30), fault="layout", keys=("ctrl+r",)),
    Shot(name="help", keys=("question_mark",)),
)


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
        app = BoardApp(
            clock=self.clock,
            settings=BoardSettings(theme=shipped_theme(shot.theme)),
            terminal_profile=TerminalProfile(),
            flushing=False,
        )
        app.set_calendars(calendars)
        async with Fetcher(clock=self.clock) as fetcher, app.run_test(size=shot.size) as pilot:
            monitor = Monitor(
                (source,),
                fetcher=fetcher,
                environment=Environment(timeline=Timeline(self.clock, self.steady), calendars=calendars),
            )
            monitor.latest.subscribe(app.post_market)
            await self._poll(app, monitor, source.name, shot, pilot)
            self._save(app, shot)
        self.server.stop()

    async def _poll(self, app: BoardApp, monitor: Monitor, name: str, shot: Shot, pilot: Pilot[None]) -> None:
        for _ in range(shot.polls):
            await monitor.poll(name)
            app.show_latest()
            self.now += EVERY
        for key in shot.keys:
            await pilot.press(key)
        if shot.fault:
            self.server.set_fault(shot.fault)
            for _ in range(9):
                await monitor.poll(name)
                self.now += EVERY
            self.now -= EVERY - timedelta(seconds=2)
        else:
            await monitor.poll(name)
        app.show_latest()
        await pilot.pause()

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
