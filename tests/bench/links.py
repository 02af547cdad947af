"""The board on slow lines: how long a key takes and what the line carries. Times; they decide nothing."""

import re
import statistics
import time

from tests.bench.served import all_rows, exchange
from tests.bench.table import Result
from tests.kit.terminal import Terminal

_RATES = (2_000, 20_000)
_PLACE = re.compile(r"(\d+) of")


def measured() -> list[Result]:
    """For each rate, on 1,000 rows with 1,000 changes a second."""
    return [result for rate in _RATES for result in _at(rate)]


def _at(rate: int, times: int = 12) -> list[Result]:
    label = f"on a line of {rate // 1000} kB/s"
    with exchange(1_000, 1_000) as argv, Terminal(argv, rate=rate) as terminal:
        start = terminal.wait_for(all_rows(1_000), patience=120)
        terminal.pump(5)
        began, sent = time.monotonic(), len(terminal.raw)
        terminal.pump(10)
        carried = (len(terminal.raw) - sent) / (time.monotonic() - began)
        delays = []
        for _ in range(times):
            delays.append(_delay(terminal))
            terminal.pump(1.7)
        began = time.monotonic()
        terminal.send("q")
        terminal.wait()
        end = time.monotonic() - began
    return [
        Result(what=f"start to the whole board, {label}", measured=start, unit="s"),
        Result(what=f"bytes to the terminal, {label}", measured=carried, unit="B/s"),
        Result(what=f"key to the cursor's row, median, {label}", measured=statistics.median(delays), unit="s"),
        Result(what=f"key to the cursor's row, longest, {label}", measured=max(delays), unit="s"),
        Result(what=f"q to the shell, {label}", measured=end, unit="s", budget=1),
    ]


def _delay(terminal: Terminal) -> float:
    def position() -> str:
        found = _PLACE.search(terminal.line(39))
        return found[1] if found else ""

    before, began = position(), time.monotonic()
    terminal.send("j")
    while position() in {before, ""} and time.monotonic() - began < 60:
        terminal.pump(0.01)
    return time.monotonic() - began
