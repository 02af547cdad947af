"""Someone sets the machine's clock under the running program, in a real terminal."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.home import at_home
from tests.kit.server import PageServer
from tests.kit.terminal import Terminal

HOUR = 3600
TICKER = """\
KSE100 40,371 Decreased By -282.4 (-0.7%)
OGDC {} Increased By ▲ 0.35 (0.35%)
PPL 90.50 No Change ▼ 0.00 (0%)
"""
PROGRAM = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
import apscheduler.executors.base, apscheduler.schedulers.base, apscheduler.triggers.interval
import tui.engine.clock

ahead = Path(sys.argv.pop(1))

class Set(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + timedelta(seconds=float(ahead.read_text()))

modules = apscheduler.executors.base, apscheduler.schedulers.base, apscheduler.triggers.interval, tui.engine.clock
for each in modules:
    each.datetime = Set
from tui.cli import main
sys.exit(main())
"""
"""Every clock of the program that shows the time of day is set ahead; the scheduler has one of its own."""
HEALTHY = r"OGDC +{}[^\n]* [≤◦]3s  s\b"


class Clock:
    """How far the program's wall clock is set ahead of the true one."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "ahead"
        self.set(0)

    def set(self, seconds: float) -> None:
        draft = self.file.with_suffix(".new")
        draft.write_text(str(seconds))
        draft.replace(self.file)


@pytest.fixture
def site() -> Iterator[PageServer]:
    with PageServer(TICKER.format("100.10")) as running:
        yield running


def board(site: PageServer, clock: Clock, folder: Path) -> Terminal:
    config = folder / "config.toml"
    source = f'name = "s"\nkind = "brecorder"\nurl = "{site.url}/"\nevery = "1s"\nallow_private = true\nsteady = true\n'
    config.write_text(f"[[sources]]\n{source}")
    argv = [sys.executable, "-c", PROGRAM, str(clock.file), "--config", str(config)]
    return Terminal(argv, size=(100, 30), env=at_home(folder))


@pytest.mark.slow
@pytest.mark.parametrize("jump", [-HOUR, HOUR, -24 * HOUR, 365 * 24 * HOUR], ids=["-1h", "+1h", "-1d", "+1y"])
def test_ages_go_on_and_new_figures_come_whoever_sets_the_clock(site: PageServer, tmp_path: Path, jump: float) -> None:
    clock = Clock(tmp_path)
    with board(site, clock, tmp_path) as terminal:
        terminal.wait_for(HEALTHY.format("100.10"))
        clock.set(jump)
        for _ in range(10):
            terminal.pump(0.2)
            # of this minute, neither by the clock of another hour nor none at all
            assert re.search(r"OGDC +100.10[^\n]* [≤◦]?\d{1,2}s  s\b", terminal.text), terminal.text
        site.text = TICKER.format("101.20")
        terminal.wait_for(HEALTHY.format("101.20"))
        site.status = 503
        terminal.wait_for("HTTP 503")
        clock.set(0)
        terminal.wait_for(r"OGDC[^\n]*[ ◦]([5-9]|[1-5]\d)s  s\b")
        site.status, site.text = 200, TICKER.format("102.30")
        terminal.send("r")
        terminal.wait_for(HEALTHY.format("102.30"))
        assert "HTTP 503" not in terminal.text
        terminal.send("q")
        assert terminal.wait() == 0
