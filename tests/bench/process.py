"""The whole program in a terminal of its own: start, keys, CPU and memory. Medians; they decide nothing."""

import statistics
import sys
import time

import psutil

from tests.bench.table import Result
from tests.terminal import Terminal, bigboard

_MINIMAL = (
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Minimal(App):\n"
    "    def compose(self):\n"
    "        yield Static('MINIMAL')\n"
    "Minimal().run()\n"
)
_DEMO = ("demo", "--seed", "7")


def measured() -> list[Result]:
    """All of them."""
    ratio = _start()
    return [*ratio, *_busy()]


def _first_paint(argv: list[str], wanted: str) -> float:
    with Terminal(argv) as terminal:
        return terminal.wait_for(wanted) * 1000


def _start(runs: int = 9) -> list[Result]:
    ours = []
    stock = []
    for _ in range(runs):
        stock.append(_first_paint([sys.executable, "-c", _MINIMAL], "MINIMAL"))
        ours.append(_first_paint(bigboard(*_DEMO), "SYMBOL"))
    ours_ms, stock_ms = statistics.median(ours), statistics.median(stock)
    return [
        Result(what="start to the board's first paint", measured=ours_ms, unit="ms", stock=stock_ms),
        Result(what="the same against a minimal Textual app", measured=ours_ms / stock_ms, unit="x", budget=1.4),
    ]


def _busy() -> list[Result]:
    with Terminal(bigboard(*_DEMO, "--symbols", "1000", "--rate", "1000", "--every", "1s")) as terminal:
        terminal.wait_for("of 1000")
        terminal.pump(2)
        delays = sorted(_key_to_paint(terminal, "j" if n % 60 < 30 else "k") for n in range(120))
        process = psutil.Process(terminal.pid)
        began, cpu = time.monotonic(), sum(process.cpu_times()[:2])
        sent = len(terminal.raw)
        terminal.pump(10)
        elapsed = time.monotonic() - began
        share = (sum(process.cpu_times()[:2]) - cpu) / elapsed * 100
        rate = (len(terminal.raw) - sent) / elapsed
        memory = process.memory_info().rss / 1e6
        terminal.send("q")
        terminal.wait()
    load = "1,000 rows, 1,000 changes/s"
    return [
        Result(what=f"key to paint, p50, {load}", measured=statistics.median(delays), unit="ms", budget=10),
        Result(what=f"key to paint, p99, {load}", measured=delays[int(len(delays) * 0.99)], unit="ms", budget=50),
        Result(what=f"CPU of one core, exchange included, {load}", measured=share, unit="%"),
        Result(what=f"bytes to the terminal, {load}", measured=rate, unit="B/s"),
        Result(what=f"resident memory, exchange included, {load}", measured=memory, unit="MB", budget=60),
    ]


def _key_to_paint(terminal: Terminal, key: str) -> float:
    """Milliseconds until the cursor's line in the corner has changed."""
    before = terminal.line(39)
    began = time.monotonic()
    terminal.send(key)
    while terminal.line(39) == before and time.monotonic() - began < 2:
        terminal.pump(0.001)
    delay = (time.monotonic() - began) * 1000
    terminal.pump(0.05)
    return delay
