"""Memory over a long watch: the board keeps what it shows, not what it has shown."""

import asyncio
import gc
import subprocess
import sys
from datetime import datetime, timedelta

import psutil
import pytest

from tests.bench.boards import START, BenchBoard, taken
from tui.demo import demo_source
from tui.demo.exchange import Exchange
from tui.demo.page_cache import TEXT, PageCache
from tui.domain.quote import NOT_INDICES
from tui.engine.clock import Timeline
from tui.engine.environment import Environment
from tui.engine.http.errors import FetchResult, Permit
from tui.engine.monitor import Monitor
from tui.sources.adapter import Response, SourceConfig, SourceRequest

SECOND = timedelta(seconds=1)
KEYS = (
    "j",
    "pagedown",
    "k",
    "pageup",
    "S",
    "G",
    "g",
    "enter",
    "enter",
    "s",
    "slash",
    "a",
    "b",
    "escape",
    "escape",
    "i",
    "i",
)
GROWTH = 5.0
"""MB at most, from the warm board to the last poll."""


class TradingFetcher:
    """A fetcher whose exchange trades another second before each response."""

    def __init__(self, symbols: int, rate: float) -> None:
        self.now = START
        self._exchange = Exchange(7, symbols, rate, opened_at=START)
        self._page = PageCache(self._exchange)

    def clock(self) -> datetime:
        return self.now

    def steady(self) -> float:
        return self.now.timestamp()

    async def fetch(self, source: SourceConfig, ask: SourceRequest, _permit: Permit | None = None) -> FetchResult:
        self.now += SECOND
        self._exchange.advance(self.now)
        edition = self._page.page(TEXT)
        assert edition is not None
        return FetchResult(response=Response(url=source.url, body=edition.body, content_type=TEXT), http_status=200)

    def forget_validators(self, source_name: str) -> None:
        """Do nothing: no validators are stored."""


def resident() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6


def test_what_polls_brings_no_command_line_tool_along() -> None:
    code = (
        "import sys\nimport tui.engine.http\n"
        "sys.exit(str([name for name in ('click', 'pygments', 'rich', 'textual') if name in sys.modules] or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.stderr.strip() == ""


async def painted(board: BenchBoard) -> int:
    """Paint what Textual's own timer would paint within a sixtieth of a second; return how many bytes that took."""
    for _ in range(20):
        await asyncio.sleep(0)
    board.screen._on_timer_update()
    return taken()


# Seen to fail with 70 kB kept of every poll, as much as a page: 31 MB in the small dose.
@pytest.mark.slow
@pytest.mark.parametrize(
    ("polls", "symbols", "rate"),
    [
        (400, 200, 100),
        pytest.param(10_000, 1_000, 100, marks=pytest.mark.long),
        # by the first quarter every row has moved a hundred times, and its series is as long as it gets
        pytest.param(4_000, 10_000, 1_000, marks=pytest.mark.long),
    ],
    ids=["400 polls of 200 rows", "10,000 polls of 1,000 rows", "4,000 polls of 10,000 rows"],
)
async def test_memory_stays_flat_over_many_polls(
    patched_compositor: None, polls: int, symbols: int, rate: float
) -> None:
    fetcher = TradingFetcher(symbols, rate)
    board = BenchBoard()
    source = demo_source("http://127.0.0.1:1", SECOND)
    timeline = Timeline(fetcher.clock, fetcher.steady)
    monitor = Monitor([source], fetcher=fetcher, environment=Environment(timeline=timeline, calendars={}))
    monitor.latest.subscribe(board.post_market)
    async with board.run_test(headless=False, size=(120, 40)) as pilot:
        warm, sent = 0.0, 0
        for n in range(polls):
            await monitor.poll(source.name)
            board.time = fetcher.now
            board.show_latest()
            sent += await painted(board)
            if n % 10 == 0:
                await pilot.press(KEYS[n // 10 % len(KEYS)])
            if n == polls // 4:
                warm = resident()
        grown = resident() - warm
    assert sent > polls * 100, "the market moved, and it was not painted"
    assert len(monitor.market.of_kind(*NOT_INDICES)) == symbols
    assert grown < GROWTH
