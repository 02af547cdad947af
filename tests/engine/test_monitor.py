"""The market as it grows poll by poll, and what failing sources do to it."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.clock import MINUTE, START
from tests.kit.fetcher import HANGS, UNCHANGED, http_error
from tests.kit.marks import for_each
from tests.kit.monitor import MonitorHarness
from tests.kit.sources import PAIRS, environment, pairs_adapter, prices_by_id, source
from tests.kit.waiting import PATIENCE, let_tasks_run
from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceState
from tui.domain.trading_calendar import always_open
from tui.engine.environment import AdapterFor
from tui.engine.http.errors import FetchResult
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, Response, SourceConfig


def parsing(parse: object) -> AdapterFor:
    assert callable(parse)
    adapter = Adapter(kind="pairs", summary="", min_interval=MINUTE, parse=parse)
    return lambda _kind: adapter


async def test_before_the_first_poll_every_source_waits() -> None:
    harness = MonitorHarness(source("br"), source("yahoo"))
    assert list(harness.monitor.market.health) == ["br", "yahoo"]
    assert harness.health().state is SourceState.WAITING


async def test_the_last_values_stay_after_a_failure_until_the_next_response_replaces_them() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=101.25 PPL=88", http_error(503), "OGDC=101.50 PPL=88")
    await harness.poll()
    assert prices_by_id(harness.monitor.market) == {"PSX:OGDC": "101.25", "PSX:PPL": "88"}
    assert harness.health().http_status == 200
    await harness.poll()
    assert prices_by_id(harness.monitor.market) == {"PSX:OGDC": "101.25", "PSX:PPL": "88"}
    assert (harness.health().state, harness.health().reason, harness.health().http_status) == (
        SourceState.FAILING,
        "HTTP 503",
        503,
    )
    await harness.poll()
    assert prices_by_id(harness.monitor.market)["PSX:OGDC"] == "101.50"
    assert (harness.health().state, harness.health().failures) == (SourceState.LIVE, 0)


async def test_every_poll_is_published_once_with_its_next_try() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=101.25", UNCHANGED, http_error(503))
    await harness.poll(3)
    assert [market.health["br"].state for market in harness.published] == ["live", "unchanged", "failing"]
    assert [market.health["br"].next_try for market in harness.published] == [START + MINUTE * n for n in (1, 2, 3)]
    assert harness.published[-1] is harness.monitor.market


async def test_an_unchanged_response_confirms_the_known_rows() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=101.25", UNCHANGED)
    await harness.poll(2)
    (row,) = harness.monitor.market.quotes.values()
    assert harness.monitor.market.polled_at(row) == START + MINUTE


async def test_health_has_the_bytes_of_the_latest_response() -> None:
    harness = MonitorHarness()
    counted = FetchResult(
        response=Response(url="http://br.example/", body=b"OGDC=101.25", received=4_096), http_status=200
    )
    harness.fetcher.respond("br", counted, UNCHANGED, counted, http_error(503), "OGDC=101.50")
    took = []
    for _ in range(5):
        await harness.poll()
        took.append(harness.health().received)
    assert took == [4_096, 0, 4_096, 4_096, None]


def broken(_page: Response, _source: SourceConfig, _at: datetime) -> Snapshot:
    raise ValueError("secret \x1b[2J detail")


def impostor(_page: Response, _source: SourceConfig, at: datetime) -> Snapshot:
    return Snapshot(source="somebody else", at=at)


def leaving(_page: Response, _source: SourceConfig, _at: datetime) -> Snapshot:
    raise SystemExit(3)


@for_each(
    ("adapter_for", "scene", "reason"),
    [
        (parsing(broken), "page", "parsing failed: ValueError"),
        (parsing(leaving), "page", "parsing failed: RuntimeError"),
        (parsing(impostor), "page", "parsing failed: KeyError"),
        (pairs_adapter, "captcha", "not the page: captcha"),
        (pairs_adapter, "OGDC", "parsing failed: ValueError"),
        (pairs_adapter, RuntimeError("bug"), "request failed: RuntimeError"),
        (pairs_adapter, OSError("socket"), "request failed: OSError"),
        (pairs_adapter, http_error(404), "HTTP 404"),
    ],
)
async def test_whatever_a_source_does_is_a_reason_and_disturbs_no_other(
    adapter_for: AdapterFor, scene: str | Exception, reason: str
) -> None:
    harness = MonitorHarness(source("bad"), source("br", kind="good"))
    good = {"good": PAIRS}
    harness.monitor = Monitor(
        (source("bad"), source("br", kind="good")),
        fetcher=harness.fetcher.respond("bad", scene).respond("br", "OGDC=101.25"),
        environment=environment(harness.clock, adapter_for=lambda kind: good.get(kind) or adapter_for(kind)),
    )
    await harness.monitor.poll_all()
    assert (harness.health("bad").state, harness.health("bad").reason) == (SourceState.FAILING, reason)
    assert harness.health("br").state is SourceState.LIVE
    assert prices_by_id(harness.monitor.market) == {"PSX:OGDC": "101.25"}


async def test_a_bug_in_an_adapter_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    harness = MonitorHarness(adapter_for=parsing(broken))
    harness.fetcher.respond("br", "page")
    await harness.poll()
    assert "in broken" in caplog.text


async def test_a_source_that_hangs_does_not_delay_another() -> None:
    harness = MonitorHarness(source("hangs"), source("br"))
    harness.fetcher.respond("hangs", HANGS).respond("br", "OGDC=101.25")
    hanging = asyncio.create_task(harness.monitor.poll("hangs"))
    async with asyncio.timeout(PATIENCE):
        await harness.poll()
    assert harness.health().state is SourceState.LIVE
    hanging.cancel()


async def test_no_poll_begins_while_none_may() -> None:
    harness = MonitorHarness()
    answers = iter([False, True])
    harness.monitor = Monitor(
        (source(),),
        fetcher=harness.fetcher.respond("br", "OGDC=101.25"),
        environment=environment(harness.clock, adapter_for=pairs_adapter),
        may_poll=lambda: next(answers),
    )
    assert await harness.monitor.poll("br") == timedelta(seconds=1)
    assert harness.health().state is SourceState.WAITING
    await harness.monitor.poll("br")
    assert harness.health().state is SourceState.LIVE


@for_each(
    ("scenes", "forgotten"),
    [
        (["OGDC=1 PPL=2", UNCHANGED], []),
        (["OGDC=1 PPL=2", http_error(503)], []),
        (["captcha"], ["br"]),
        (["OGDC=broken"], ["br"]),
        (["A=1 B=2 C=3 D=4", "A=1"], ["br"]),
        (["A=1 B=2 C=3 D=4", ""], ["br"]),
    ],
)
async def test_a_page_that_could_not_be_used_is_requested_in_full_next_time(
    scenes: list[str], forgotten: list[str]
) -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", *scenes)
    await harness.poll(len(scenes))
    assert harness.fetcher.forgotten == forgotten


async def test_half_a_page_is_a_failure_that_takes_nothing_from_the_board() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "A=1 B=2 C=3 D=4", "A=9")
    await harness.poll(2)
    assert (harness.health().state, harness.health().reason) == (SourceState.FAILING, "layout changed: 1 of 4 rows")
    assert prices_by_id(harness.monitor.market)["PSX:A"] == "1"


BRIEF = timedelta(milliseconds=100)
"""How long parsing may take, where a page is to take too long."""


@pytest.fixture
def slow() -> Iterator[tuple[AdapterFor, threading.Event]]:
    release = threading.Event()

    def parse(page: Response, asked: SourceConfig, at: datetime) -> Snapshot:
        if page.body == b"SLOW=1":
            release.wait(PATIENCE)
        return PAIRS.parse(page, asked, at)

    yield parsing(parse), release
    release.set()


async def test_a_page_that_takes_too_long_to_parse_is_given_up(slow: tuple[AdapterFor, threading.Event]) -> None:
    harness = MonitorHarness(source("br"), source("other"), adapter_for=slow[0], parse_timeout=BRIEF)
    harness.fetcher.respond("br", "SLOW=1").respond("other", "OGDC=101.25")
    await harness.monitor.poll_all()
    assert harness.health().reason == "page took too long to read"
    async with asyncio.timeout(PATIENCE):
        while harness.health("other").state is not SourceState.LIVE:  # a busy machine takes long over any page
            await harness.poll(name="other")
    assert not slow[1].is_set()


async def test_no_second_page_is_parsed_while_the_first_still_is(slow: tuple[AdapterFor, threading.Event]) -> None:
    harness = MonitorHarness(adapter_for=slow[0], parse_timeout=BRIEF)
    harness.fetcher.respond("br", "SLOW=1", "OGDC=101.25")
    await harness.poll(2)
    assert harness.health().reason == "an earlier page is still being parsed"
    assert harness.fetcher.polled == ["br"]
    slow[1].set()
    async with asyncio.timeout(PATIENCE):
        while harness.health().state is SourceState.FAILING:  # until the thread that parses has ended
            await harness.poll()
            await let_tasks_run(1)
    assert prices_by_id(harness.monitor.market) == {"PSX:OGDC": "101.25"}


@pytest.mark.parametrize("code", [403, 500])
async def test_failures_in_a_row_wait_longer_up_to_the_sources_cap(code: int) -> None:
    harness = MonitorHarness(source(backoff_cap=timedelta(minutes=8)), jitter=0.999)
    harness.fetcher.respond("br", "OGDC=1", http_error(code))
    await harness.poll()
    delays = []
    for _ in range(25):
        delay = await harness.monitor.poll("br")
        harness.clock.advance(delay)
        delays.append(delay.total_seconds() / 60)
    assert delays[0] < 1.11
    assert delays == sorted(delays)
    assert 7 < delays[-1] < 8 * 1.1
    harness.fetcher.responses["br"] = ["OGDC=1"]
    assert await harness.poll() < MINUTE * 1.1


@for_each("spread", [0.0, 0.5, 0.999])
async def test_jitter_only_adds_and_never_more_than_a_tenth(spread: float) -> None:
    harness = MonitorHarness(jitter=spread)
    harness.fetcher.respond("br", "OGDC=1", http_error(429, 600))
    assert await harness.poll() == MINUTE * (1 + 0.1 * spread)
    assert await harness.poll() == 10 * MINUTE * (1 + 0.1 * spread)


async def test_a_requested_wait_holds_even_if_the_user_requests_a_poll() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", http_error(429, 600), "OGDC=101.25")
    await harness.poll()
    published = len(harness.published)
    for minute in range(1, 10):
        assert await harness.monitor.poll("br") == (10 - minute) * MINUTE
        harness.clock.advance(MINUTE)
    assert (harness.fetcher.polled, len(harness.published)) == (["br"], published)
    await harness.poll()
    assert harness.health().state is SourceState.LIVE


async def test_symbols_keep_moving_from_the_next_source_while_the_first_is_dead_and_return_with_it() -> None:
    harness = MonitorHarness(
        source("br", every=MINUTE / 4), source("yahoo", every=MINUTE / 4), source("feed", every=MINUTE / 4)
    )
    harness.fetcher.respond("br", *[f"OGDC=10{n}" for n in range(4)], *[http_error(503)] * 8, "OGDC=200")
    harness.fetcher.respond("yahoo", *[f"OGDC=15{n:02} PPL=2{n:02}" for n in range(14)])
    harness.fetcher.respond("feed", "MARI=1")
    rows: list[tuple[str, str]] = []
    for _ in range(13):
        for name in ("br", "yahoo", "feed"):
            await harness.monitor.poll(name)
        quotes = harness.monitor.market.quotes
        assert [key.symbol for key in quotes] == ["OGDC", "PPL", "MARI"]
        rows.append((quotes[InstrumentId("PSX", "OGDC")].source, prices_by_id(harness.monitor.market)["PSX:OGDC"]))
        harness.clock.advance(MINUTE / 2)
    assert [row[0] for row in rows] == ["br"] * 6 + ["yahoo"] * 6 + ["br"]
    assert [row[1] for row in rows[6:]] == ["1506", "1507", "1508", "1509", "1510", "1511", "200"]


async def test_two_polls_of_one_source_follow_each_other() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", HANGS, "OGDC=101.25")
    first = asyncio.create_task(harness.monitor.poll("br"))
    second = asyncio.create_task(harness.monitor.poll("br"))
    await let_tasks_run()
    assert harness.fetcher.polled == ["br"]
    first.cancel()
    await second
    assert prices_by_id(harness.monitor.market) == {"PSX:OGDC": "101.25"}


async def test_a_clock_set_back_does_not_silence_a_source() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=101.25", "OGDC=101.50", UNCHANGED, http_error(503), "OGDC=101.75")
    await harness.poll()
    harness.clock.set_back(timedelta(hours=1))
    at = harness.clock.now
    await harness.poll()
    assert prices_by_id(harness.monitor.market) == {"PSX:OGDC": "101.50"}
    assert (harness.on_wall(harness.health().last_good), harness.on_wall(harness.health().last_poll)) == (at, at)
    for state in ("unchanged", "failing", "live"):
        harness.clock.set_back(timedelta(hours=1))
        await harness.poll()
        assert harness.health().state == state
        since = harness.health().since
        assert since is not None
        assert harness.on_wall(since) <= harness.clock.now


async def test_a_source_polled_rarely_while_its_market_is_closed_is_judged_by_that_longer_interval() -> None:
    harness = MonitorHarness(source("br"), calendars={"PSX": always_open("PSX", UTC)._replace(week={})})
    harness.fetcher.respond("br", "OGDC=101.25")

    delay = await harness.monitor.poll("br")

    assert timedelta(minutes=5) <= delay <= timedelta(minutes=5, seconds=30)
    assert harness.health().every == timedelta(minutes=5)
