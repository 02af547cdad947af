"""The start of the whole program, up to the first frame: how long, how many frames, and what is loaded by then."""

import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.bench.served import all_rows, exchange
from tests.bench.table import Result
from tests.kit.home import at_home
from tests.kit.terminal import Terminal, bigboard

MOST_MODULES = 120
"""Our own modules loaded before the first frame: 120 when this was written; more is a thing to think about."""

_MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("MINIMAL")
Minimal().run()
"""
_UP_TO_THE_FIRST_FRAME = """
import json, os, sys
from pathlib import Path
from tui.cli import main
from tui.ui import app
listing = Path(sys.argv.pop())
def painted(self):
    if self.is_running and not self._batch_count:
        listing.write_text(json.dumps(sorted(sys.modules)))
        os._exit(0)
app.BoardApp.post_display_hook = painted
main()
"""
_SLOW_TO_LOAD = (
    "httpx",
    "apscheduler",
    "selectolax",
    "feedparser",
    "sqlite3",
    "msgspec",
    "tomllib",
    "zoneinfo",
    "importlib.metadata",
)
_RUNS = 31
_USUAL_ROWS = 30
_WITHOUT_LAST_FRAME = ("--link", "fast")
_METER = b"kB/s"
"""On the bar of the live board alone."""


class Start(NamedTuple):
    """One start."""

    wall: float
    """Milliseconds from the start of the process to the byte that ends the first frame."""
    cpu: float
    """Milliseconds of CPU by then, in steps of ten; hardly more on a busy machine."""


def counted() -> list[Result]:
    """What is exact."""
    loaded = modules_before_the_first_frame("demo", "--seed", "7")
    ours = [name for name in loaded if name.partition(".")[0] == "tui"]
    slow = [name for name in loaded if name in _SLOW_TO_LOAD]
    return [
        Result(
            what="modules of ours before the first frame", measured=len(ours), unit="", budget=MOST_MODULES, exact=True
        ),
        Result(what=f"of {', '.join(_SLOW_TO_LOAD)} by then", measured=len(slow), unit="", budget=0, exact=True),
    ]


def modules_before_the_first_frame(*arguments: str, env: Mapping[str, str | None] | None = None) -> list[str]:
    """Every module that the program has loaded when its first frame goes to the terminal."""
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "modules.json"
        argv = [sys.executable, "-c", _UP_TO_THE_FIRST_FRAME, *arguments, str(listing)]
        with Terminal(argv, env=env) as terminal:
            terminal.wait()
        loaded: list[str] = json.loads(listing.read_text())
    return loaded


def measured() -> list[Result]:
    """Times, as medians of starts that take turns with a minimal Textual app."""
    # an installed program has its bytecode
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(Path(__file__).parents[2] / "src")], check=True)
    demo = bigboard("demo", "--seed", "7")
    results = _beside("the demo's board", demo, b"quit", {})
    results += _beside("the demo's first quotes", demo, all_rows(_USUAL_ROWS).encode(), {}, budget=2.0)
    for rows in (_USUAL_ROWS, 1000):
        with exchange(rows, 0) as board, tempfile.TemporaryDirectory() as home:
            with Terminal(board, env=at_home(home)) as terminal:
                terminal.wait_for(all_rows(rows))
                terminal.send("q")
                terminal.wait()
            named = f"a board of {rows:,} rows from stored state"
            # an option with which no frame of the last run is shown: it has the same rows
            results += _beside(named, [*board, *_WITHOUT_LAST_FRAME], all_rows(rows).encode(), at_home(home))
            results += _beside("the same over the frame of the last run", board, _METER, at_home(home))
            if rows == _USUAL_ROWS:
                results += _as_it_was_left(board, at_home(home))
    return results


def _as_it_was_left(board: Sequence[str], env: Mapping[str, str | None]) -> list[Result]:
    """The frame of the last run, in turns with an interpreter that does nothing else."""
    ours, bare = [], []
    for _ in range(_RUNS):
        bare.append(_started([sys.executable, "-c", "print('BARE')"], b"BARE", env).wall)
        ours.append(_started(board, b"as it stood", env).wall)
    return [
        Result(
            what="start: the board as it was left",
            measured=statistics.median(ours),
            unit="ms",
            stock=statistics.median(bare),
            budget=60,
        )
    ]


def _beside(
    what: str, board: Sequence[str], last: bytes, env: Mapping[str, str | None], *, budget: float = 1.4
) -> list[Result]:
    ours, stock = [], []
    for _ in range(_RUNS):
        stock.append(_started([sys.executable, "-c", _MINIMAL], b"MINIMAL", env))
        ours.append(_started(board, last, env))
    ours_wall, stock_wall = (statistics.median(start.wall for start in starts) for starts in (ours, stock))
    ours_cpu, stock_cpu = (statistics.median(start.cpu for start in starts) for starts in (ours, stock))
    return [
        Result(what=f"start: {what}", measured=ours_wall, unit="ms", stock=stock_wall),
        Result(what="    against a minimal Textual app", measured=ours_wall / stock_wall, unit="x", budget=budget),
        Result(what="    the same of CPU", measured=ours_cpu / stock_cpu, unit="x"),
    ]


def _started(argv: Sequence[str], last: bytes, env: Mapping[str, str | None]) -> Start:
    """One start, watched without an emulator, which would cost the larger frame more than the smaller one."""
    with Terminal(argv, env={"PYTHONDONTWRITEBYTECODE": None, **env}) as terminal:
        came = b""
        end = time.monotonic() + 20
        while last not in came and time.monotonic() < end:
            ready, _, _ = select.select([terminal.fd], [], [], 0.1)
            with suppress(OSError):
                came += os.read(terminal.fd, 1 << 16) if ready else b""
        wall = (time.monotonic() - terminal.started) * 1000
        assert last in came, came[-200:]
        return Start(wall, sum(psutil.Process(terminal.pid).cpu_times()[:2]) * 1000)
