"""What a user missed on a scripted morning, line by line against what the server served."""

import asyncio
import json
import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.kit.clock import ManualClock
from tests.kit.server import LocalServer, Request, ServerResponse
from tests.kit.sources import environment
from tests.kit.view import a_board_state, text_of
from tui.domain.article import Article, Comments
from tui.domain.events import Snapshot
from tui.domain.market import Market, utc_date
from tui.domain.missed import MissedSpan
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.text import CleanText
from tui.engine.http.fetcher import Fetcher
from tui.engine.http.rate_limit import HostRateLimiter
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, ParseError, Response, SourceConfig
from tui.storage.history.missed import read_missed
from tui.storage.history.reader import HistoryReader
from tui.storage.history.writer import HistoryLimits, HistoryWriter
from tui.view.missed import missed_lines
from tui.view.tabs import ALL, Tab

pytestmark = pytest.mark.slow

OPENS = datetime(2026, 3, 17, 4, 45, tzinfo=UTC)
LEAVES = datetime(2026, 3, 17, 5, 17, 40, tzinfo=UTC)
"""Amid a minute, with polls before and after it in that minute."""
RETURNS = datetime(2026, 3, 17, 6, 0, tzinfo=UTC)
EVERY = timedelta(seconds=30)
SHARES = ("AIRLINK", "BOP", "FCCL", "HUBC", "LUCK", "MARI", "OGDC", "PPL", "PSO", "SYS", "TRG", "UBL")
INDICES = ("KSE100", "KSE30")
DOWN = (
    (datetime(2026, 3, 17, 5, 30, tzinfo=UTC), datetime(2026, 3, 17, 5, 42, tzinfo=UTC)),
    (datetime(2026, 3, 17, 5, 50, tzinfo=UTC), datetime(2026, 3, 17, 23, 0, tzinfo=UTC)),
)
"""When the source of news fails."""
NEWS = {
    datetime(2026, 3, 17, 4, 50, tzinfo=UTC): "Before the user left",
    datetime(2026, 3, 17, 5, 20, tzinfo=UTC): "Central bank holds its rate",
    datetime(2026, 3, 17, 5, 45, tzinfo=UTC): "Cement sales rise in March",
}


CLOSED = {"Connection": "close"}
"""On a connection that stays open, the system holds the second packet of each response back for 40 ms."""


class Served(NamedTuple):
    """One response of the exchange: the price of each instrument, and its close of the day before."""

    at: datetime
    prices: dict[str, Decimal]


def _closes() -> dict[str, Decimal]:
    numbers = random.Random(12)
    return {name: Decimal(numbers.randrange(1_000, 60_000)) / 100 for name in SHARES} | {
        name: Decimal(numbers.randrange(2_000_000, 8_000_000)) / 100 for name in INDICES
    }


CLOSES = _closes()


class Exchange:
    """Serves a walk of prices at /prices and articles at /news, and records what it served."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock
        self._numbers = random.Random(7)
        self._prices = dict(CLOSES)
        self.served: list[Served] = []

    def respond(self, request: Request) -> ServerResponse:
        at = self._clock.now
        if request.path == "/news":
            if any(start <= at < end for start, end in DOWN):
                return ServerResponse(body="busy", status=503, headers=CLOSED)
            return ServerResponse(
                body=json.dumps([title for when, title in NEWS.items() if when <= at]), headers=CLOSED
            )
        for name, price in self._prices.items():
            if self._numbers.random() < 0.4:
                step = price * Decimal(self._numbers.randrange(-40, 41)) / 10_000
                self._prices[name] = (price + step).quantize(Decimal("0.01"))
        self.served.append(Served(at, dict(self._prices)))
        return ServerResponse(
            body=json.dumps({name: str(price) for name, price in self._prices.items()}), headers=CLOSED
        )


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    try:
        content = json.loads(response.body)
    except ValueError:
        raise ParseError("no JSON") from None
    if isinstance(content, list):
        articles = tuple(_article(title, source.name, at) for title in content)
        return Snapshot(source=source.name, at=at, articles=articles)
    return Snapshot(
        source=source.name,
        at=at,
        quotes=tuple(_quote(symbol, price, source.name, at) for symbol, price in content.items()),
    )


def _article(title: str, source: str, at: datetime) -> Article:
    return Article(
        id=CleanText(title),
        title=CleanText(title),
        dateline=None,
        byline=None,
        published=None,
        link=None,
        comments=Comments.CLOSED,
        polled_at=at,
        source=source,
    )


def _quote(symbol: str, price: str, source: str, at: datetime) -> Quote:
    change = Decimal(price) - CLOSES[symbol]
    kind = InstrumentKind.INDEX if symbol in INDICES else InstrumentKind.SHARE
    direction = Direction.UP if change > 0 else Direction.DOWN if change < 0 else Direction.UNCHANGED
    key = InstrumentId("PSX", symbol)
    return Quote(at, source, key, Decimal(price), kind=kind, change=change, direction=direction)


class Morning(NamedTuple):
    file: Path
    served: list[Served]
    market: Market


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Morning]:
    file = tmp_path_factory.mktemp("morning") / "history.db"
    clock = ManualClock(OPENS)
    exchange = Exchange(clock)
    with LocalServer(exchange.respond) as server:
        sources = [
            SourceConfig(name=name, kind="morning", url=f"{server.url}/{name}", every=EVERY, allow_private=True)
            for name in ("prices", "news")
        ]
        adapter = Adapter(kind="morning", summary="", min_interval=timedelta(seconds=1), parse=parse)
        given = environment(clock, adapter_for=lambda _kind: adapter)
        writer = HistoryWriter(
            file, HistoryLimits(), given.timeline.on_wall, utc_date, wall=clock, monotonic=clock.steady
        )

        async def run() -> Market:
            limiter = HostRateLimiter(min_interval=lambda _host: 0.0)
            async with Fetcher(clock=clock, rate_limiter=limiter) as fetcher:
                monitor = Monitor(sources, fetcher=fetcher, environment=given, record=writer.record)
                while clock.now <= RETURNS:
                    await monitor.poll("prices")
                    await monitor.poll("news")
                    writer.work()
                    clock.advance(EVERY)
                return monitor.market

        market = asyncio.run(run())
        writer.close()
        writer.work(is_last=True)
        writer.release()
        yield Morning(file, exchange.served, market)


def shown(morning: Morning, since: datetime = LEAVES, cells: int = 90) -> list[str]:
    """Return the lines of the page, with one space between two words, without the bars of the breadth."""
    with closing(HistoryReader(morning.file)) as reader:
        asked = MissedSpan(since, RETURNS, {"PSX": OPENS.replace(hour=0)}, frozenset())
        missed = read_missed(reader, asked)
    state = a_board_state(morning.market, now=RETURNS)
    return [
        " ".join(text_of(each.line).replace("━", "").split())
        for each in missed_lines(state, Tab(name=ALL), missed, cells)
    ]


# --- what is to be expected, computed of what was served alone


def _figure(price: Decimal) -> str:
    return f"{price:,.2f}"


def _signed(change: Decimal) -> str:
    return f"{change:+,.2f}" if change else "0.00"


def _percent(change: Decimal, then: Decimal) -> str:
    rounded = (change * 100 / then).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{rounded:+,f}%" if rounded else "0.00%"


class Course(NamedTuple):
    then: Decimal
    now: Decimal
    low: Decimal
    high: Decimal
    low_before: Decimal
    high_before: Decimal


def courses(served: list[Served], since: datetime) -> dict[str, Course]:
    before = [each.prices for each in served if each.at < since]
    after = [each.prices for each in served if each.at >= since]
    found: dict[str, Course] = {}
    for name in (*SHARES, *INDICES):
        earlier, later = [prices[name] for prices in before], [prices[name] for prices in after]
        seen = [earlier[-1], *later]
        found[name] = Course(seen[0], seen[-1], min(seen), max(seen), min(earlier), max(earlier))
    return found


def price_line(name: str, course: Course) -> str:
    change = course.now - course.then
    glyph = "▲" if change > 0 else "▼" if change < 0 else "="
    return (
        f"{name} {_figure(course.then)} → {_figure(course.now)} {glyph} {_signed(change)}"
        f" {_percent(change, course.then)} {_figure(course.low)} – {_figure(course.high)}"
    )


def expected_movers(found: dict[str, Course]) -> list[str]:
    ranked = sorted(SHARES, key=lambda name: ((found[name].now - found[name].then) / found[name].then, name))
    fallen = [name for name in ranked if found[name].now < found[name].then]
    risen = [name for name in reversed(ranked) if found[name].now > found[name].then]
    lines: list[str] = []
    for title, names in (("GAINERS", risen), ("LOSERS", fallen)):
        if names:
            count = f"{len(names)}" if len(names) <= 5 else f"5 of {len(names)}"
            lines += ["", f"{title} {count}", *(price_line(name, found[name]) for name in names[:5])]
    return lines


def expected_extremes(found: dict[str, Course]) -> list[str]:
    lines: list[str] = []
    for title, made, before in (("NEW HIGHS", "high", "high_before"), ("NEW LOWS", "low", "low_before")):
        sizes = {
            name: abs(getattr(found[name], made) - getattr(found[name], before)) / getattr(found[name], before)
            for name in SHARES
        }
        names = sorted((name for name in SHARES if sizes[name] and _is_new(found[name], made)), key=lambda n: -sizes[n])
        if names:
            count = f"{len(names)}" if len(names) <= 5 else f"5 of {len(names)}"
            lines += ["", f"{title} OF THE DAY {count}"]
            lines += [
                f"{name} {_figure(getattr(found[name], before))} → {_figure(getattr(found[name], made))}"
                for name in names[:5]
            ]
    return lines


def _is_new(course: Course, made: str) -> bool:
    return course.high > course.high_before if made == "high" else course.low < course.low_before


def breadth(prices: dict[str, Decimal]) -> str:
    up = sum(prices[name] > CLOSES[name] for name in SHARES)
    down = sum(prices[name] < CLOSES[name] for name in SHARES)
    return f"▲ {up} {down} ▼ {len(SHARES) - up - down} unchanged"


def test_the_page_says_what_the_server_served(morning: Morning) -> None:
    found = courses(morning.served, LEAVES)
    lines = shown(morning)

    then = next(each.prices for each in reversed(morning.served) if each.at < LEAVES)
    expected = [
        "INDICES",
        *(price_line(name, found[name]) for name in INDICES),
        "",
        "BREADTH All",
        f"then {breadth(then)}",
        f"now {breadth(morning.served[-1].prices)}",
        *expected_movers(found),
        *expected_extremes(found),
        "",
        "NEWS 2",
        "05:45 Cement sales rise in March news",
        "05:20 Central bank holds its rate news",
        "",
        "SOURCES",
        "news ✗ failed 2 times, 22m 00s in all, fails since 05:50: HTTP 503: busy",
    ]
    assert lines == expected
    assert sum(line.startswith(("NEW HIGHS", "NEW LOWS")) for line in lines) == 2, "the walk makes both"


@pytest.mark.parametrize("seconds", [0, 1, 29, 30, 31, 59])
def test_the_price_then_is_exact_whatever_the_second(morning: Morning, seconds: int) -> None:
    since = LEAVES.replace(second=seconds)
    found = courses(morning.served, since)
    lines = shown(morning, since)
    assert [price_line(name, found[name]) for name in INDICES] == lines[1 : 1 + len(INDICES)]


def test_the_way_of_an_index_has_each_price_when_it_was_served(morning: Morning) -> None:
    keys = frozenset(InstrumentId("PSX", name) for name in INDICES)
    with closing(HistoryReader(morning.file)) as reader:
        missed = read_missed(reader, MissedSpan(LEAVES, RETURNS, {}, keys))
    for name in INDICES:
        path = missed.spans[InstrumentId("PSX", name)].path
        for minute in range(1, int((RETURNS - LEAVES) / timedelta(minutes=1))):
            end = LEAVES.replace(second=0) + timedelta(minutes=minute)
            drawn = [point.price for point in path if point.at < end.timestamp()][-1]
            served = [each.prices[name] for each in morning.served if each.at < end][-1]
            assert drawn == float(served)


def test_a_span_that_is_longer_than_the_day_has_no_breadth_then_and_no_new_highs(morning: Morning) -> None:
    lines = shown(morning, OPENS - timedelta(days=2))
    assert lines[0] == "only since 04:45: nothing older was kept"
    assert not any(line.startswith(("then", "NEW ")) for line in lines)
    assert any(line.startswith("now") for line in lines)
