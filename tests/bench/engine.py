"""CPU of the engine and the grid: medians, to be read as ratios; they decide nothing."""

import asyncio
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from tests.bench.boards import EVERY, START, BenchBoard, MovingMarket, taken
from tests.bench.table import Result
from tui.domain import absorb, diff
from tui.sources import adapter_for
from tui.sources.source import Page, Source
from tui.ui.wire import lighten

_RUNS = 15
_TICKER = Path(__file__).with_name("ticker.txt")


def _median(work: Callable[[], object], runs: int = _RUNS) -> float:
    """Milliseconds of CPU."""
    times = []
    for _ in range(runs):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def measured() -> list[Result]:
    """All of them."""
    return [_absorb_and_diff(), *_parses(), *asyncio.run(_grid(10_000))]


def _absorb_and_diff() -> Result:
    moving = MovingMarket(1_100)
    before = moving.market
    moving.move(moving.keys[:500])
    snapshot = moving.snapshot()

    def work() -> None:
        after = absorb(before, snapshot)
        assert len(diff(before.quotes, after.quotes)) == 500

    return Result(what="absorb and diff, 1,100 quotes, 500 changed", measured=_median(work), unit="ms", budget=3)


def _parses() -> list[Result]:
    source = Source(name="br", kind="brecorder", url="http://127.0.0.1/", every=EVERY)
    parse = adapter_for("brecorder").parse
    ticker = _TICKER.read_text(encoding="utf-8")
    small = Page(url=source.url, body=ticker.encode(), content_type="text/plain; charset=utf-8")
    rows = "".join(f"<li class='ticker__item'><span>{line}</span></li>\n" for line in _lines(500))
    filler = "<p>" + "The session was quiet and volumes were thin. " * 40 + "</p>\n"
    html = f"<!doctype html><html><body><ul>{rows}</ul>{filler * 230}</body></html>"
    large = Page(url=source.url, body=html.encode(), content_type="text/html; charset=utf-8")
    size = len(large.body) // 1000
    return [
        Result(
            what="reading the 34-line page",
            unit="ms",
            budget=2,
            measured=_median(lambda: parse(small, source, START), 51),
        ),
        Result(
            what=f"reading a 500-row page of {size} kB",
            unit="ms",
            budget=60,
            measured=_median(lambda: parse(large, source, START)),
        ),
    ]


def _lines(count: int) -> list[str]:
    shown = []
    for n, quote in enumerate(MovingMarket(count).market.quotes.values()):
        word = ("Increased By ▲", "Decreased By ▼")[n % 2]
        sign = "-" * (n % 2)
        shown.append(f"{quote.id.symbol} {quote.price} {word} {sign}0.10 ({sign}0.5%)")
    return shown


async def _grid(rows: int) -> list[Result]:
    lighten()
    moving = MovingMarket(rows)
    board = BenchBoard()
    board.expect(moving.market)
    async with board.run_test(headless=False, size=(120, 40)) as pilot:
        await board.settled()
        now = START
        updates = []
        for n in range(_RUNS):
            market = moving.restate([moving.keys[n]])
            now += EVERY
            began = time.process_time()
            board.time = now
            board.deliver(market)
            board.flush()
            await pilot.pause()
            updates.append((time.process_time() - began) * 1000)
        taken()
        sorts = []
        for _ in range(_RUNS):
            board.time = now = now + timedelta(seconds=1)
            began = time.process_time()
            await pilot.press("S")
            sorts.append((time.process_time() - began) * 1000)
    return [
        Result(what=f"one cell on the screen, {rows:,} rows", measured=statistics.median(updates), unit="ms", budget=3),
        Result(what=f"sort by key, {rows:,} rows", measured=statistics.median(sorts), unit="ms", budget=15),
    ]
