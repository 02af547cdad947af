"""A poll that the user requests respects the minimum interval of the kind, unless the last one failed."""

from datetime import timedelta

from tests.kit.clock import MINUTE, ManualClock
from tests.kit.fetcher import UNCHANGED, ScriptedFetcher, ScriptedResponse, http_error
from tests.kit.marks import for_each
from tests.kit.monitor import MonitorHarness
from tests.kit.sources import PAIRS, environment, source
from tests.kit.waiting import wait_until
from tui.engine.engine import Engine
from tui.engine.http.errors import ConnectError
from tui.sources.adapter import Adapter, SourceConfig

HOUR = 60 * MINUTE
AT_ONCE = timedelta(0)
GOOD = "OGDC=1"


def slow_kind(_kind: str) -> Adapter:
    return PAIRS._replace(min_interval=10 * MINUTE)


def faster(polled: SourceConfig) -> SourceConfig:
    return polled._replace(may_poll_faster=True)


@for_each(
    ("responses", "passed", "wait"),
    [
        ((), AT_ONCE, AT_ONCE),
        ((GOOD,), AT_ONCE, 10 * MINUTE),
        ((GOOD,), 4 * MINUTE, 6 * MINUTE),
        ((GOOD,), 10 * MINUTE, AT_ONCE),
        ((GOOD,), 30 * MINUTE, AT_ONCE),
        ((GOOD, UNCHANGED), MINUTE, 9 * MINUTE),
        ((http_error(503),), AT_ONCE, AT_ONCE),
        ((GOOD, http_error(403)), AT_ONCE, AT_ONCE),
        ((GOOD, ConnectError("connection refused")), AT_ONCE, AT_ONCE),
        ((GOOD, "captcha"), AT_ONCE, AT_ONCE),
        ((http_error(503), GOOD), MINUTE, 9 * MINUTE),
    ],
)
async def test_a_requested_poll_waits_for_the_minimum_interval_after_a_success(
    responses: tuple[ScriptedResponse, ...], passed: timedelta, wait: timedelta
) -> None:
    harness = MonitorHarness(source(every=HOUR), adapter_for=slow_kind)
    harness.fetcher.respond("br", *responses)
    await harness.poll(len(responses), every=AT_ONCE)
    harness.clock.advance(passed)
    assert harness.monitor.wait_before_request("br") == wait


async def test_a_source_that_may_be_polled_faster_is_polled_at_once() -> None:
    harness = MonitorHarness(faster(source(every=HOUR)), adapter_for=slow_kind)
    harness.fetcher.respond("br", GOOD)
    await harness.poll(every=AT_ONCE)
    assert harness.monitor.wait_before_request("br") == AT_ONCE


def test_the_engine_polls_on_request_only_what_may_be_polled() -> None:
    names = ["recent", "failed", "faster"]
    fetcher, clock = ScriptedFetcher(), ManualClock()
    fetcher.respond("recent", GOOD).respond("failed", http_error(503)).respond("faster", GOOD)
    sources = [source("recent", every=HOUR), source("failed", every=HOUR), faster(source("faster", every=HOUR))]
    engine = Engine(sources, environment(clock, fetcher=fetcher, adapter_for=slow_kind))
    engine.start()
    try:
        wait_until(lambda: all(engine.market.health[name].next_try is not None for name in names))
        clock.advance(MINUTE)
        engine.poll_now()
        wait_until(lambda: len(fetcher.polled) >= 5)
    finally:
        engine.stop()
    assert sorted(fetcher.polled[3:]) == ["failed", "faster"]


@for_each(
    ("responses", "passed", "wait", "planned"),
    [
        ((GOOD,), AT_ONCE, AT_ONCE, AT_ONCE),
        ((GOOD,), 5 * MINUTE, AT_ONCE, AT_ONCE),
        ((GOOD,), 5 * MINUTE, MINUTE, MINUTE),
        ((GOOD,), 5 * MINUTE, 55 * MINUTE, None),
        ((GOOD,), 5 * MINUTE, 2 * HOUR, None),
        ((GOOD,), 2 * HOUR, AT_ONCE, None),
        ((http_error(503),), AT_ONCE, AT_ONCE, AT_ONCE),
        ((http_error(429, 1800),), AT_ONCE, AT_ONCE, 30 * MINUTE),
        ((http_error(410),) * 5, AT_ONCE, AT_ONCE, None),
        ((), AT_ONCE, AT_ONCE, None),
    ],
)
async def test_a_poll_that_is_sooner_than_planned_is_published_as_the_next(
    responses: tuple[ScriptedResponse, ...], passed: timedelta, wait: timedelta, planned: timedelta | None
) -> None:
    harness = MonitorHarness(source(every=HOUR))
    harness.fetcher.respond("br", *responses)
    await harness.poll(len(responses), every=AT_ONCE)
    harness.clock.advance(passed)
    before, published = harness.monitor.market.health["br"].next_try, len(harness.published)

    harness.monitor.plan_sooner({"br": wait})

    expected = before if planned is None else harness.clock.now + planned
    assert harness.monitor.market.health["br"].next_try == expected
    assert len(harness.published) - published == (planned is not None)
