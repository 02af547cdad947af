"""The market as it grows poll by poll, and what failing sources do to it."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.engine.stories import HANGS, MINUTE, START, TOLD, UNCHANGED, environment, prices, source, status, told
from tests.kit.world import World
from tui.domain import InstrumentId, Snapshot, SourceState
from tui.domain.trading_calendar import always_open
from tui.engine.environment import AdapterFor
from tui.engine.http.errors import FetchResult
from tui.engine.monitor import Monitor
from tui.sources.adapter import Adapter, Response, SourceConfig


def parsing(parse: object) -> AdapterFor:
    assert callable(parse)
    adapter = Adapter(kind="told", summary="", min_interval=MINUTE, parse=parse)
    return lambda _kind: adapter


async def test_before_the_first_poll_every_source_waits() -> None:
    world = World(source("br"), source("yahoo"))
    assert list(world.monitor.market.health) == ["br", "yahoo"]
    assert world.health().state is SourceState.WAITING


async def test_the_last_values_stay_after_a_failure_until_the_next_response_replaces_them() -> None:
    world = World()
    world.story.feed("br", "OGDC=101.25 PPL=88", status(503), "OGDC=101.50 PPL=88")
    await world.poll()
    assert prices(world.monitor.market) == {"PSX:OGDC": "101.25", "PSX:PPL": "88"}
    assert world.health().http_status == 200
    await world.poll()
    assert prices(world.monitor.market) == {"PSX:OGDC": "101.25", "PSX:PPL": "88"}
    assert (world.health().state, world.health().reason, world.health().http_status) == (
        SourceState.FAILING,
        "HTTP 503",
        503,
    )
    await world.poll()
    assert prices(world.monitor.market)["PSX:OGDC"] == "101.50"
    assert (world.health().state, world.health().failures) == (SourceState.LIVE, 0)


async def test_every_poll_is_published_once_with_its_next_try() -> None:
    world = World()
    world.story.feed("br", "OGDC=101.25", UNCHANGED, status(503))
    await world.poll(3)
    assert [market.health["br"].state for market in world.published] == ["live", "unchanged", "failing"]
    assert [market.health["br"].next_try for market in world.published] == [START + MINUTE * n for n in (1, 2, 3)]
    assert world.published[-1] is world.monitor.market


async def test_an_unchanged_response_confirms_the_known_rows() -> None:
    world = World()
    world.story.feed("br", "OGDC=101.25", UNCHANGED)
    await world.poll(2)
    (row,) = world.monitor.market.quotes.values()
    assert world.monitor.market.polled_at(row) == START + MINUTE


async def test_health_has_the_bytes_of_the_latest_response() -> None:
    world = World()
    counted = FetchResult(
        response=Response(url="http://br.example/", body=b"OGDC=101.25", received=4_096), http_status=200
    )
    world.story.feed("br", counted, UNCHANGED, counted, status(503), "OGDC=101.50")
    took = []
    for _ in range(5):
        await world.poll()
        took.append(world.health().received)
    assert took == [4_096, 0, 4_096, 4_096, None]


def broken(_page: Response, _source: SourceConfig, _at: datetime) -> Snapshot:
    raise ValueError("secret \x1b[2J detail")


def impostor(_page: Response, _source: SourceConfig, at: datetime) -> Snapshot:
    return Snapshot(source="somebody else", at=at)


def leaving(_page: Response, _source: SourceConfig, _at: datetime) -> Snapshot:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("adapter_for", "scene", "reason"),
    [
        (parsing(broken), "page", "reader failed: ValueError"),
        (parsing(leaving), "page", "reader failed: RuntimeError"),
        (parsing(impostor), "page", "reader failed: KeyError"),
        (told, "captcha", "not the page: captcha"),
        (told, "OGDC", "reader failed: ValueError"),
        (told, RuntimeError("bug"), "fetcher failed: RuntimeError"),
        (told, OSError("socket"), "fetcher failed: OSError"),
        (told, status(404), "HTTP 404"),
    ],
)
async def test_whatever_a_source_does_is_a_reason_and_disturbs_no_other(
    adapter_for: AdapterFor, scene: str | Exception, reason: str
) -> None:
    world = World(source("bad"), source("br", kind="good"))
    good = {"good": TOLD}
    world.monitor = Monitor(
        (source("bad"), source("br", kind="good")),
        fetcher=world.story.feed("bad", scene).feed("br", "OGDC=101.25"),
        environment=environment(world.clock, adapter_for=lambda kind: good.get(kind) or adapter_for(kind)),
    )
    await world.monitor.poll_all()
    assert (world.health("bad").state, world.health("bad").reason) == (SourceState.FAILING, reason)
    assert world.health("br").state is SourceState.LIVE
    assert prices(world.monitor.market) == {"PSX:OGDC": "101.25"}


async def test_a_bug_in_an_adapter_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    world = World(adapter_for=parsing(broken))
    world.story.feed("br", "page")
    await world.poll()
    assert "in broken" in caplog.text


async def test_a_source_that_hangs_does_not_delay_another() -> None:
    world = World(source("hangs"), source("br"))
    world.story.feed("hangs", HANGS).feed("br", "OGDC=101.25")
    hanging = asyncio.create_task(world.monitor.poll("hangs"))
    async with asyncio.timeout(1):
        await world.poll()
    assert world.health().state is SourceState.LIVE
    hanging.cancel()


@pytest.mark.parametrize(
    ("scenes", "forgotten"),
    [
        (["OGDC=1 PPL=2", UNCHANGED], []),
        (["OGDC=1 PPL=2", status(503)], []),
        (["captcha"], ["br"]),
        (["OGDC=broken"], ["br"]),
        (["A=1 B=2 C=3 D=4", "A=1"], ["br"]),
        (["A=1 B=2 C=3 D=4", ""], ["br"]),
    ],
)
async def test_a_page_that_could_not_be_used_is_requested_in_full_next_time(
    scenes: list[str], forgotten: list[str]
) -> None:
    world = World()
    world.story.feed("br", *scenes)
    await world.poll(len(scenes))
    assert world.story.forgotten == forgotten


async def test_half_a_page_is_a_failure_that_takes_nothing_from_the_board() -> None:
    world = World()
    world.story.feed("br", "A=1 B=2 C=3 D=4", "A=9")
    await world.poll(2)
    assert (world.health().state, world.health().reason) == (SourceState.FAILING, "layout changed: 1 of 4 rows")
    assert prices(world.monitor.market)["PSX:A"] == "1"


@pytest.fixture
def slow() -> Iterator[tuple[AdapterFor, threading.Event]]:
    release = threading.Event()

    def parse(page: Response, asked: SourceConfig, at: datetime) -> Snapshot:
        if page.body == b"SLOW=1":
            release.wait(5)
        return TOLD.parse(page, asked, at)

    yield parsing(parse), release
    release.set()


async def test_a_page_that_takes_too_long_to_parse_is_given_up(slow: tuple[AdapterFor, threading.Event]) -> None:
    world = World(source("br"), source("other"), adapter_for=slow[0])
    world.story.feed("br", "SLOW=1").feed("other", "OGDC=101.25")
    async with asyncio.timeout(1):
        await world.monitor.poll_all()
    assert world.health().reason == "page took too long to read"
    assert world.health("other").state is SourceState.LIVE


async def test_no_second_page_is_parsed_while_the_first_still_is(slow: tuple[AdapterFor, threading.Event]) -> None:
    world = World(adapter_for=slow[0])
    world.story.feed("br", "SLOW=1", "OGDC=101.25")
    await world.poll(2)
    assert world.health().reason == "an earlier page is still being parsed"
    assert world.story.asked == ["br"]
    slow[1].set()
    async with asyncio.timeout(1):
        while world.health().state is SourceState.FAILING:
            await world.poll()
            await asyncio.sleep(0.01)
    assert prices(world.monitor.market) == {"PSX:OGDC": "101.25"}


@pytest.mark.parametrize("code", [403, 500])
async def test_failures_in_a_row_wait_longer_up_to_the_sources_cap(code: int) -> None:
    world = World(source(backoff_cap=timedelta(minutes=8)), spread=0.999)
    world.story.feed("br", "OGDC=1", status(code))
    await world.poll()
    delays = []
    for _ in range(25):
        delay = await world.monitor.poll("br")
        world.clock.move(delay)
        delays.append(delay.total_seconds() / 60)
    assert delays[0] < 1.11
    assert delays == sorted(delays)
    assert 7 < delays[-1] < 8 * 1.1
    world.story.scenes["br"] = ["OGDC=1"]
    assert await world.poll() < MINUTE * 1.1


@pytest.mark.parametrize("spread", [0.0, 0.5, 0.999])
async def test_jitter_only_adds_and_never_more_than_a_tenth(spread: float) -> None:
    world = World(spread=spread)
    world.story.feed("br", "OGDC=1", status(429, 600))
    assert await world.poll() == MINUTE * (1 + 0.1 * spread)
    assert await world.poll() == 10 * MINUTE * (1 + 0.1 * spread)


async def test_a_requested_wait_holds_even_if_the_user_requests_a_poll() -> None:
    world = World()
    world.story.feed("br", status(429, 600), "OGDC=101.25")
    await world.poll()
    published = len(world.published)
    for minute in range(1, 10):
        assert await world.monitor.poll("br") == (10 - minute) * MINUTE
        world.clock.move(MINUTE)
    assert (world.story.asked, len(world.published)) == (["br"], published)
    await world.poll()
    assert world.health().state is SourceState.LIVE


async def test_symbols_keep_moving_from_the_next_source_while_the_first_is_dead_and_return_with_it() -> None:
    world = World(source("br", every=MINUTE / 4), source("yahoo", every=MINUTE / 4), source("feed", every=MINUTE / 4))
    world.story.feed("br", *[f"OGDC=10{n}" for n in range(4)], *[status(503)] * 8, "OGDC=200")
    world.story.feed("yahoo", *[f"OGDC=15{n:02} PPL=2{n:02}" for n in range(14)])
    world.story.feed("feed", "MARI=1")
    rows: list[tuple[str, str]] = []
    for _ in range(13):
        for name in ("br", "yahoo", "feed"):
            await world.monitor.poll(name)
        quotes = world.monitor.market.quotes
        assert [key.symbol for key in quotes] == ["OGDC", "PPL", "MARI"]
        rows.append((quotes[InstrumentId("PSX", "OGDC")].source, prices(world.monitor.market)["PSX:OGDC"]))
        world.clock.move(MINUTE / 2)
    assert [row[0] for row in rows] == ["br"] * 6 + ["yahoo"] * 6 + ["br"]
    assert [row[1] for row in rows[6:]] == ["1506", "1507", "1508", "1509", "1510", "1511", "200"]


async def test_two_polls_of_one_source_follow_each_other() -> None:
    world = World()
    world.story.feed("br", HANGS, "OGDC=101.25")
    first = asyncio.create_task(world.monitor.poll("br"))
    second = asyncio.create_task(world.monitor.poll("br"))
    await asyncio.sleep(0.02)
    assert world.story.asked == ["br"]
    first.cancel()
    await second
    assert prices(world.monitor.market) == {"PSX:OGDC": "101.25"}


async def test_a_clock_set_back_does_not_silence_a_source() -> None:
    world = World()
    world.story.feed("br", "OGDC=101.25", "OGDC=101.50", UNCHANGED, status(503), "OGDC=101.75")
    await world.poll()
    world.clock.set_back(timedelta(hours=1))
    at = world.clock.now
    await world.poll()
    assert prices(world.monitor.market) == {"PSX:OGDC": "101.50"}
    assert (world.on_wall(world.health().last_good), world.on_wall(world.health().last_poll)) == (at, at)
    for state in ("unchanged", "failing", "live"):
        world.clock.set_back(timedelta(hours=1))
        await world.poll()
        assert world.health().state == state
        since = world.health().since
        assert since is not None
        assert world.on_wall(since) <= world.clock.now


async def test_a_source_polled_rarely_while_its_market_is_closed_is_judged_by_that_longer_interval() -> None:
    world = World(source("br"), calendars={"PSX": always_open("PSX", UTC)._replace(week={})})
    world.story.feed("br", "OGDC=101.25")

    delay = await world.monitor.poll("br")

    assert timedelta(minutes=5) <= delay <= timedelta(minutes=5, seconds=30)
    assert world.health().every == timedelta(minutes=5)
