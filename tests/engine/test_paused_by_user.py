"""A source that the user pauses: not polled, and it says so, until the user resumes or polls it."""

import asyncio

import pytest

from tests.kit.monitor import MonitorHarness
from tests.kit.sources import environment, source
from tests.kit.waiting import wait_until
from tui.domain.source_health import SourceState
from tui.engine.engine import Engine


async def test_a_paused_source_is_not_polled_and_says_who_paused_it() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=1")
    await harness.poll()
    harness.monitor.pause("br")
    assert harness.state_and_reason() == (SourceState.PAUSED, "paused by you")
    assert harness.health().next_try is None
    assert harness.prices == {"PSX:OGDC": "1"}
    await harness.poll(3)
    assert harness.state_and_reason() == (SourceState.PAUSED, "paused by you")
    assert harness.published[-1] is harness.monitor.market


async def test_a_resumed_source_waits_for_its_response_and_is_as_it_was() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=1", "OGDC=2")
    await harness.poll()
    harness.monitor.pause("br")
    harness.monitor.resume("br")
    assert harness.state_and_reason() == (SourceState.WAITING, None)
    await harness.poll()
    assert harness.state_and_reason() == (SourceState.LIVE, None)
    assert harness.prices == {"PSX:OGDC": "2"}


async def test_to_resume_a_source_that_is_not_paused_changes_nothing() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=1")
    await harness.poll()
    before = harness.monitor.market
    harness.monitor.resume("br")
    assert harness.monitor.market is before


async def test_a_poll_under_way_ends_and_the_source_stays_paused() -> None:
    harness = MonitorHarness()
    harness.fetcher.respond("br", "OGDC=1")
    polling = asyncio.create_task(harness.monitor.poll("br"))
    await asyncio.sleep(0)
    harness.monitor.pause("br")
    await polling
    assert harness.prices == {"PSX:OGDC": "1"}
    assert harness.state_and_reason() == (SourceState.PAUSED, "paused by you")
    assert harness.health().next_try is None


def test_an_engine_pauses_and_polls_from_any_thread() -> None:
    engine = Engine([source()], environment())
    engine.start()
    try:
        wait_until(lambda: engine.market.health["br"].last_poll is not None)
        engine.pause("br")
        wait_until(lambda: engine.market.health["br"].state is SourceState.PAUSED)
        engine.resume("br")
        wait_until(lambda: engine.market.health["br"].state is not SourceState.PAUSED)
        with pytest.raises(KeyError):
            engine.pause("nothing")
    finally:
        engine.stop()
