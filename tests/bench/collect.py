"""One collector, many boards: `python -m tests.bench.collect`, on one machine, with a nats-server of its own.

Of the viewers some fold every event, one of them on a board in a terminal, and the others only receive: so many folding
programs have no place on one machine, and what each takes is measured on those that fold.
"""

import argparse
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

import psutil

from tests.bench.table import Result, shown
from tests.kit.markets import before_polls
from tests.kit.nats import nats_server
from tests.kit.terminal import Terminal, bigboard
from tui.collector.collector import Collector
from tui.collector.connect import open_link
from tui.collector.lease import Lease
from tui.collector.lease_keeper import LeaseKeeper
from tui.collector.outbox import Outbox
from tui.collector.remote_feed import RemoteFeed
from tui.config.collect import CollectSettings
from tui.domain.events import Snapshot
from tui.domain.instants import same_time
from tui.domain.market import Market, apply
from tui.domain.quote import InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import SourceHealth
from tui.engine.market_feed import Record

_CLOCK = InstrumentId("PSX", "CLOCK")
"""An index whose level is the time of its poll: on a screen it says how old the screen is."""
_CLOCK_SPAN = 100_000
_PREVIOUS = Decimal("100.00")
_WARM_UP = 8.0
_AWAY = 60.0
_SHOWN_CLOCK = re.compile(r"CLOCK.*\n\s*([\d,]+\.\d\d)")


class _Load(NamedTuple):
    """What is measured."""

    instruments: int
    rate: int
    """Changes a second."""
    sources: int
    viewers: int
    """Connections that receive all events, a board among them."""
    folding: int
    """Of these, programs that fold them, besides the board."""
    seconds: float


class _Exchange:
    """A feed whose sources are each polled once a second: of the rows of each, so many change with each poll."""

    def __init__(self, instruments: int, rate: int, sources: int, publish: Record) -> None:
        self._publish, self._changes = publish, rate // sources
        names = [f"s{number}" for number in range(sources)]
        health = [SourceHealth(name, "json", timedelta(seconds=1), ("PSX",)) for name in names]
        self.market, self._names = before_polls(*health), names
        self._rows = {
            name: [_quote(f"{name}X{row:04d}", name) for row in range(instruments // sources)] for name in names
        }
        self._next_row, self._moves = dict.fromkeys(names, 0), 0
        self.heartbeat, self.failed, self.is_attended = time.monotonic(), None, True
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        for name in names:
            self._poll(name)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 0.5) -> None:
        self._stopping.set()
        self._thread.join(timeout)

    def set_attended(self, is_attended: bool) -> None: ...

    def _run(self) -> None:
        began, number = time.monotonic(), 0
        while not self._stopping.wait(max(0.0, began + number / len(self._names) - time.monotonic())):
            self._poll(self._names[number % len(self._names)])
            number += 1

    def _poll(self, name: str) -> None:
        now, rows = datetime.now(UTC), self._rows[name]
        for _ in range(self._changes):
            place = self._next_row[name] = (self._next_row[name] + 7) % len(rows)
            self._moves += 1
            # figures that repeat would be packed into next to nothing
            step = Decimal(self._moves * 7_919 % 199 - 99).scaleb(-2)
            price = max((rows[place].price or Decimal(0)) + step, Decimal("0.01"))
            volume = (rows[place].volume or 0) + self._moves * 104_729 % 9_973
            change = price - _PREVIOUS
            rows[place] = rows[place]._replace(
                price=price, change=change, percent=round(change / _PREVIOUS * 100, 2), volume=volume, polled_at=now
            )
        clock = _quote(_CLOCK.symbol, name)._replace(
            kind=InstrumentKind.INDEX, price=Decimal(int(now.timestamp() * 100) % (_CLOCK_SPAN * 100)).scaleb(-2)
        )
        quotes = (*rows, clock) if name == self._names[0] else tuple(rows)
        before, event = self.market, Snapshot(name, now, quotes=quotes, http_status=200)
        self.market = apply(before, event)
        self._publish(event, before, self.market)


def _quote(symbol: str, source: str) -> Quote:
    return Quote(id=InstrumentId("PSX", symbol), price=_PREVIOUS, polled_at=datetime.now(UTC), source=source)


def _collect(settings: CollectSettings, instruments: int, rate: int, sources: int) -> None:
    """Collect from an exchange inside this process until it is ended."""

    def open_feed(market: Market | None, publish: Record) -> _Exchange:
        return _Exchange(instruments, rate, sources, publish)

    with tempfile.TemporaryDirectory() as folder:
        collector = Collector(
            settings,
            open_feed,  # type: ignore[arg-type]  # the part of a feed that a collector uses
            LeaseKeeper(Lease("bench", 6.0), "all"),
            Outbox(Path(folder), 256 << 20),
            calendars={},
            on_wall=same_time,
            history=lambda: None,
            say=lambda message, _level: sys.stderr.write(f"{message}\n"),
        )
        collector.start()
        signal.pause()


def _view(settings: CollectSettings) -> None:
    """Follow and fold; print each second how long events took from their poll to the market here."""
    waits: list[float] = []
    feed = RemoteFeed(settings, record=lambda event, _before, _after: waits.append(_seconds_since(event)))
    feed.start()
    while True:
        time.sleep(1)
        some, waits[:] = waits[:], []
        _tell({"waits": some, "skipped": feed.skipped, "rows": len(feed.market.quotes)})


def _tell(values: dict[str, object]) -> None:
    """Print one line for the process that measures."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _seconds_since(event: object) -> float:
    at = getattr(event, "at", None)
    return 0.0 if at is None else time.time() - at.timestamp()


def _receive(settings: CollectSettings, count: int) -> None:
    """Follow by so many connections without folding; print each second how many bytes came by all."""

    async def run() -> None:
        received = 0

        def take(delivered: object) -> None:
            nonlocal received
            received += len(delivered.body) + len(delivered.subject) + len(delivered.id)  # type: ignore[attr-defined]

        links = [await open_link(settings) for _ in range(count)]
        for link in links:
            await link.follow(await link.last_place(), take)
        while True:
            await asyncio.sleep(1)
            _tell({"bytes": received, "broken": sum(link.broken.is_set() for link in links)})

    asyncio.run(run())


class _Child:
    """A part of the benchmark in a process of its own, and what it prints each second."""

    def __init__(self, stack: ExitStack, *arguments: str) -> None:
        command = [sys.executable, "-m", "tests.bench.collect", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        stack.callback(self.process.wait, 10)
        stack.callback(self.process.kill)
        self._usage = psutil.Process(self.process.pid)
        self.lines: list[dict[str, object]] = []
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def cpu(self) -> float:
        times = self._usage.cpu_times()
        return float(times.user + times.system)

    @property
    def memory(self) -> float:
        return float(self._usage.memory_info().rss) / 1e6

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(json.loads(line))

    def waits_since(self, line: int) -> list[float]:
        return [wait for each in self.lines[line:] for wait in each["waits"]]  # type: ignore[attr-defined]


def measured(load: _Load) -> list[Result]:
    """Run all of it, and return what it takes."""
    instruments, rate, sources, viewers, folding, seconds = load
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(nats_server(folder))
        address = f"{server.address}/bench"
        size = ("--instruments", str(instruments), "--rate", str(rate), "--sources", str(sources))
        collector = _Child(stack, "--role", "collector", "--address", address, *size)
        time.sleep(_WARM_UP)
        fold = [_Child(stack, "--role", "viewer", "--address", address) for _ in range(folding)]
        light = viewers - folding - 1
        receivers = _Child(stack, "--role", "receivers", "--address", address, "--viewers", str(light))
        # the server of a test is a child of this process
        broker = psutil.Process(server.pid)
        terminal = stack.enter_context(Terminal([*bigboard(), "--from", address], (120, 40)))
        board = psutil.Process(terminal.pid)
        while not (receivers.lines and all(each.lines and each.lines[-1]["rows"] for each in fold)):
            terminal.pump(1)
        terminal.pump(_WARM_UP)
        lines, begun = [len(each.lines) for each in fold], time.monotonic()
        before = [collector.cpu, _cpu(broker), sum(each.cpu for each in fold), receivers.cpu, _cpu(board)]
        received = _bytes(receivers)
        on_screen = _screen_waits(terminal, seconds)
        took = time.monotonic() - begun
        after = [collector.cpu, _cpu(broker), sum(each.cpu for each in fold), receivers.cpu, _cpu(board)]
        cpu = [(new - old) / took * 100 for old, new in zip(before, after, strict=True)]
        per_viewer = (_bytes(receivers) - received) / took / max(light, 1)
        waits = [wait for each, line in zip(fold, lines, strict=True) for wait in each.waits_since(line)]
        away = _catch_up(fold[0])
        label = f"{instruments:,} instruments of {sources}, {rate:,} changes/s, {viewers} viewers"
        return [
            Result(what=f"{label}: bytes to each viewer", measured=per_viewer, unit="B/s"),
            Result(what="CPU of the collector, without polling", measured=cpu[0], unit="%"),
            Result(what="CPU of nats-server", measured=cpu[1], unit="%"),
            Result(what="memory of nats-server", measured=broker.memory_info().rss / 1e6, unit="MB"),
            Result(what="CPU of one viewer that folds", measured=cpu[2] / folding, unit="%"),
            Result(what="CPU of one board", measured=cpu[4], unit="%"),
            Result(what=f"CPU of {light} that only receive, together", measured=cpu[3], unit="%"),
            Result(what="memory of one viewer that folds", measured=fold[-1].memory, unit="MB"),
            Result(what="memory of one board", measured=board.memory_info().rss / 1e6, unit="MB"),
            Result(what="poll to a viewer's market, p50", measured=median(waits) * 1e3, unit="ms"),
            Result(what="poll to a viewer's market, p99", measured=quantiles(waits, n=100)[98] * 1e3, unit="ms"),
            Result(what="poll to a board's screen, p50", measured=median(on_screen) * 1e3, unit="ms"),
            Result(what="poll to a board's screen, p99", measured=quantiles(on_screen, n=100)[98] * 1e3, unit="ms"),
            Result(what=f"to be up to date after {_AWAY:.0f} s away", measured=away * 1e3, unit="ms"),
            Result(what="events that viewers passed over", measured=sum(_skipped(each) for each in fold), unit=""),
        ]


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _bytes(receivers: _Child) -> int:
    return int(str(receivers.lines[-1]["bytes"])) if receivers.lines else 0


def _skipped(viewer: _Child) -> int:
    return int(str(viewer.lines[-1]["skipped"]))


def _screen_waits(terminal: Terminal, seconds: float) -> list[float]:
    """Return how old each new level of the clock was when the screen had it."""
    waits: list[float] = []
    shown_last, end = "", time.monotonic() + seconds
    while time.monotonic() < end:
        terminal.pump(0.01)
        found = _SHOWN_CLOCK.search(terminal.text)
        if found and found[1] != shown_last:
            if shown_last:
                polled = float(found[1].replace(",", ""))
                waits.append((time.time() % _CLOCK_SPAN) - polled)
            shown_last = found[1]
    return waits


def _catch_up(viewer: _Child) -> float:
    """Stop a viewer for a minute; return the seconds until what it folds is less than a second old again."""
    os.kill(viewer.process.pid, signal.SIGSTOP)
    time.sleep(_AWAY)
    line, begun = len(viewer.lines), time.monotonic()
    os.kill(viewer.process.pid, signal.SIGCONT)
    while time.monotonic() < begun + 60:
        time.sleep(0.02)
        recent = viewer.waits_since(line)
        if recent and recent[-1] < 1:
            break
    return time.monotonic() - begun


def main(arguments: Sequence[str]) -> None:
    """Measure and print, or be a part of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.collect")
    parser.add_argument("--instruments", type=int, default=10_000)
    parser.add_argument("--rate", type=int, default=5_000, help="changes a second")
    parser.add_argument("--sources", type=int, default=1, help="of which each is polled once a second")
    parser.add_argument("--viewers", type=int, default=200, help="connections that receive all events")
    parser.add_argument("--folding", type=int, default=2, help="of these, programs that fold them, besides a board")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--role", choices=("collector", "viewer", "receivers"), help=argparse.SUPPRESS)
    parser.add_argument("--address", default="", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    server, _, board = options.address.rpartition("/")
    settings = CollectSettings(servers=(server,), board=board)
    roles: dict[str, Callable[[], None]] = {
        "collector": lambda: _collect(settings, options.instruments, options.rate, options.sources),
        "viewer": lambda: _view(settings),
        "receivers": lambda: _receive(settings, options.viewers),
    }
    if options.role:
        roles[options.role]()
        return
    load = _Load(options.instruments, options.rate, options.sources, options.viewers, options.folding, options.seconds)
    results = measured(load)
    sys.stdout.write(shown(results) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
