"""The whole program in a terminal of its own: keys, CPU, memory. Medians and times; they decide nothing."""

import time
from collections.abc import Sequence

import psutil

from tests.bench import links
from tests.bench.served import all_rows, exchange
from tests.bench.table import Result
from tests.kit.terminal import Terminal, bigboard

_DEMO = ("demo", "--seed", "7")
_BOTTOM = b"\x1b[40;"
"""Whatever addresses the bottom line: it says where the cursor is, how the rows are sorted, and what is typed."""
_KEYS: dict[str, str | tuple[str, ...]] = {
    "moving": "jjjjjkkkkk",
    "a page down or up": ("\x1b[6~", "\x1b[6~", "\x1b[5~", "\x1b[5~"),
    "turning the sort": "S",
    "a letter of a filter": "abre",
}
_TIMES = 100


def measured() -> list[Result]:
    """All of them."""
    return [*_busy(1_000, 1_000), *_busy(10_000, 1_000), *_steady(), *_in_one(), *links.measured()]


class _Load:
    """What a board costs over a stretch of time."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._process = psutil.Process(terminal.pid)

    @property
    def memory(self) -> float:
        """Resident, in MB."""
        return float(self._process.memory_info().rss) / 1e6

    def over(self, seconds: float) -> tuple[float, float]:
        """Per cent of one core, and bytes a second to the terminal, with nobody at the keys."""
        began, cpu, sent = time.monotonic(), self._cpu(), len(self._terminal.raw)
        self._terminal.pump(seconds)
        elapsed = time.monotonic() - began
        return (self._cpu() - cpu) / elapsed * 100, (len(self._terminal.raw) - sent) / elapsed

    def _cpu(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)


def _busy(rows: int, rate: int) -> list[Result]:
    load = f"{rows:,} rows, {rate:,} changes/s"
    is_small = rows <= 1_000
    with exchange(rows, rate) as argv, Terminal(argv) as terminal:
        terminal.wait_for(all_rows(rows), patience=60)
        terminal.pump(3)
        watched = _Load(terminal)
        before = watched.memory
        keys = [result for what, letters in _KEYS.items() for result in _delays(terminal, what, letters, load)]
        share, sent = watched.over(10)
        after = watched.memory
    return [
        *keys,
        Result(what=f"CPU of one core, {load}", measured=share, unit="%"),
        Result(what=f"bytes to the terminal, {load}", measured=sent, unit="B/s"),
        Result(what=f"resident memory, {load}", measured=after, unit="MB", budget=60 if is_small else None),
        # ten thousand trails of the day are 8 MB once they are full, which tests/ui/test_memory.py waits for
        Result(
            what=f"its growth meanwhile, {load}", measured=after - before, unit="MB", budget=5 if is_small else None
        ),
    ]


def _delays(terminal: Terminal, what: str, letters: Sequence[str], load: str) -> list[Result]:
    typing = what.endswith("filter")
    if typing:
        terminal.send("/")
        terminal.pump(0.5)
    clocked = []
    for n in range(_TIMES):
        if typing and n and n % len(letters) == 0:
            terminal.send("\x7f" * len(letters))
            terminal.pump(0.2)
        clocked.append(terminal.catch(letters[n % len(letters)], _BOTTOM))
        terminal.pump(0.03)
    if typing:
        terminal.send("\x1b")
        terminal.pump(0.5)
    results = []
    for name, times in zip(("first byte", "bottom line"), zip(*clocked, strict=True), strict=True):
        sorted_ms = sorted(seconds * 1000 for seconds in times)
        for share, budget in ((0.5, 10), (0.99, 50)):
            results.append(
                Result(
                    what=f"{what}, key to {name}, p{share * 100:.0f}, {load}",
                    measured=sorted_ms[int(len(sorted_ms) * share)],
                    unit="ms",
                    budget=budget,
                )
            )
    return results


def _steady() -> list[Result]:
    load = "1,000 rows, 460 changes/s, 4 Hz"
    with exchange(1_000, 460) as argv, Terminal(argv) as terminal:
        terminal.wait_for(all_rows(1_000), patience=60)
        terminal.pump(5)
        share, sent = _Load(terminal).over(15)
    return [
        Result(what=f"CPU of one core, {load}", measured=share, unit="%", budget=8),
        Result(what=f"bytes to the terminal, {load}", measured=sent, unit="B/s"),
    ]


def _in_one() -> list[Result]:
    """The demo, whose exchange trades and serves within the same process."""
    load = "demo in one process, 1,000 rows, 1,000 changes/s"
    busy = bigboard(*_DEMO, "--symbols", "1000", "--rate", "1000", "--every", "1s")
    with Terminal(busy) as terminal:
        terminal.wait_for(all_rows(1_000))
        terminal.pump(3)
        watched = _Load(terminal)
        keys = _delays(terminal, "moving", _KEYS["moving"], load)
        share, _ = watched.over(10)
        memory = watched.memory
    return [
        *keys,
        Result(what=f"CPU of one core, {load}", measured=share, unit="%"),
        Result(what=f"resident memory, {load}", measured=memory, unit="MB"),
    ]
