"""CPU of reading pages and of the exchange that prints them: medians on one thread; they decide nothing."""

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from tests.bench.boards import EVERY, START
from tests.bench.served import INDICES
from tests.bench.table import Result
from tests.sources.pages import MARKUPS, article_markup, document, lines_of, strip_of
from tui.demo.exchange import Exchange
from tui.demo.page_cache import HTML, TEXT, PageCache, RenderedPage
from tui.domain.events import Snapshot
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig

_RUNS = 15
_MANY = 51
_SECOND = timedelta(seconds=1)
_FILLER = "<p>" + "The session was quiet and volumes were thin. " * 40 + "</p>\n"


def measured() -> list[Result]:
    """All of them: pages read for the first time, then polls of a lively exchange."""
    return [*_small_pages(), _large_page(), *_exchange(1_000), *_exchange(10_000)]


def _median(work: Callable[[], object], runs: int) -> float:
    """Milliseconds of CPU of this thread."""
    return statistics.median(_timed(work) for _ in range(runs))


def _timed(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1000


def _read(body: bytes, kind: str) -> Snapshot:
    asked = SourceConfig(name="bench", kind="brecorder", url="http://127.0.0.1/", every=EVERY)
    page = Response(url=asked.url, body=body, content_type=kind)
    return adapter_for("brecorder").parse(page, asked, START)


def _small_pages() -> list[Result]:
    lines = lines_of("seed")
    pages = {"text": ("\n".join(lines).encode(), TEXT)} | {
        name: (document(strip_of(lines, name) + article_markup()).encode(), HTML) for name in MARKUPS
    }
    return [
        Result(
            what=f"first reading of the 34-line page, {name}",
            measured=_median(partial(_read, body, kind), _MANY),
            unit="ms",
            budget=2,
        )
        for name, (body, kind) in pages.items()
    ]


def _large_page() -> Result:
    rows = "".join(f"<li class='ticker__item'><span>{line}</span></li>\n" for line in _lines(500))
    body = f"<!doctype html><html><body><ul>{rows}</ul>{_FILLER * 230}</body></html>".encode()
    return Result(
        what=f"first reading of a 500-row page of {len(body) // 1000} kB",
        measured=_median(lambda: _read(body, HTML), _RUNS),
        unit="ms",
        budget=60,
    )


def _lines(rows: int) -> list[str]:
    exchange = Exchange(1, rows, 0, opened_at=START)
    page = PageCache(exchange).page(TEXT)
    assert page is not None
    return page.body.decode().splitlines()[:rows]


def _exchange(symbols: int) -> list[Result]:
    """Polls once a second of an exchange with a thousand changes a second."""
    exchange = Exchange(1, symbols, 1_000, opened_at=START)
    front_page = PageCache(exchange)
    first = _printed(front_page)
    fresh = _timed(lambda: _read(first.body, HTML))
    printing, reading = [], []
    for poll in range(_RUNS):
        began = time.thread_time()
        exchange.advance(START + (poll + 1) * _SECOND)
        page = _printed(front_page)
        assert page.digest
        printed = time.thread_time()
        snapshot = _read(page.body, HTML)
        printing.append((printed - began) * 1000)
        reading.append((time.thread_time() - printed) * 1000)
        assert len(snapshot.quotes) == symbols + INDICES
    polled = statistics.median(reading)
    return [
        Result(what=f"a second's trading and page, {symbols:,} rows", measured=statistics.median(printing), unit="ms"),
        Result(what=f"first reading of that page, {symbols:,} rows", measured=fresh, unit="ms"),
        Result(what=f"reading it 1,000 changes later, {symbols:,} rows", measured=polled, unit="ms"),
    ]


def _printed(front_page: PageCache) -> RenderedPage:
    page = front_page.page(HTML)
    assert page is not None
    return page
