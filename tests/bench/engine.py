"""CPU of the engine and the grid: medians, to be read as ratios; they decide nothing."""

import asyncio
import statistics
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.bench import counts, grid
from tests.bench.boards import EVERY, START, MovingMarket
from tests.bench.table import Result
from tests.kit.markets import a_market
from tui.domain.diff import diff
from tui.domain.events import Snapshot
from tui.domain.market import Market, apply
from tui.domain.quote import InstrumentId, Quote
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig

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
    grids = [result for rows in (1_000, 10_000) for result in asyncio.run(grid.measured(rows))]
    return [
        _apply_and_diff(1_100, 500, budget=3),
        _apply_and_diff(10_000, 1_000),
        _fail_over(1_000, 3),
        _fail_over(10_000),
        *_parses(),
        *grids,
    ]


def counted() -> list[Result]:
    """How often the costly steps are taken: what is exact, and so may decide whether a change lands."""
    return [*counts.absorbed(), *asyncio.run(counts.drawn())]


def _apply_and_diff(rows: int, changed: int, budget: float | None = None) -> Result:
    """Of a response parsed again, in which every value is a new object."""
    moving = MovingMarket(rows)
    before = moving.market
    moving.move(moving.keys[:changed])
    first = moving.snapshot()
    snapshot = first._replace(quotes=tuple(map(_parsed_again, first.quotes)))

    def work() -> None:
        after = apply(before, snapshot)
        assert len(diff(before.quotes, after.quotes)) == changed

    what = f"apply and diff, {rows:,} quotes, {changed:,} changed"
    return Result(what=what, measured=_median(work), unit="ms", budget=budget)


def _fail_over(rows: int, budget: float | None = None) -> Result:
    """Of a response of one of two sources that have the same rows, a tenth of them changed."""
    moving = MovingMarket(rows)
    before = _market_of_two(moving.snapshot())
    moving.move(moving.keys[::10])
    snapshot = moving.snapshot()
    what = f"apply, {rows:,} quotes of two sources, {rows // 10:,} changed"
    return Result(what=what, measured=_median(lambda: apply(before, snapshot)), unit="ms", budget=budget)


def _market_of_two(snapshot: Snapshot) -> Market:
    names = ("br", "second")
    market = a_market(sources=names)
    for name in names:
        quotes = tuple(quote._replace(source=name) for quote in snapshot.quotes)
        market = apply(market, snapshot._replace(source=name, quotes=quotes))
    return market


def _parsed_again(quote: Quote) -> Quote:
    key = InstrumentId("".join(quote.id.market), "".join(quote.id.symbol))
    price, change, percent = (Decimal(str(each)) for each in (quote.price, quote.change, quote.percent))
    return quote._replace(id=key, price=price, change=change, percent=percent)


def _parses() -> list[Result]:
    source = SourceConfig(name="br", kind="brecorder", url="http://127.0.0.1/", every=EVERY)
    parse = adapter_for("brecorder").parse
    ticker = _TICKER.read_text(encoding="utf-8")
    small = Response(url=source.url, body=ticker.encode(), content_type="text/plain; charset=utf-8")
    rows = "".join(f"<li class='ticker__item'><span>{line}</span></li>\n" for line in _lines(500))
    filler = "<p>" + "The session was quiet and volumes were thin. " * 40 + "</p>\n"
    html = f"<!doctype html><html><body><ul>{rows}</ul>{filler * 230}</body></html>"
    large = Response(url=source.url, body=html.encode(), content_type="text/html; charset=utf-8")
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
