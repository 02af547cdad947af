"""What viewers ask of a collector that runs, and what it says to that."""

import time
from pathlib import Path

import pytest

from tests.collector.running import SOURCE, CountingExchange, collecting, viewing
from tests.collector.scripted_collector import ScriptedCollector
from tests.kit.markets import prices
from tests.kit.nats import nats_server, needs_nats
from tests.kit.waiting import wait_until
from tui.collector.answers import TOO_OFTEN
from tui.domain.source_health import SourceState

pytestmark = needs_nats


@pytest.mark.slow
def test_a_collector_polls_more_rarely_while_nobody_looks_and_at_once_when_somebody_does(tmp_path: Path) -> None:
    with (
        CountingExchange() as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange),
    ):
        wait_until(lambda: len(exchange.polls()) > 1)
        first, second = exchange.polls()[:2]
        assert second - first > 3
        begun = time.monotonic()
        with viewing(server) as viewer:
            wait_until(lambda: len(exchange.polls()) > 4)
            assert exchange.polls()[4] - begun < 10
            viewer.feed.set_attended(False)
            polled = len(exchange.polls())
            wait_until(lambda: len(exchange.polls()) > polled + 1)
            assert exchange.polls()[-1] - exchange.polls()[-2] > 3


@pytest.mark.slow
def test_a_source_is_paused_and_polled_for_who_asks_and_a_flood_is_limited(tmp_path: Path) -> None:
    with (
        CountingExchange() as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange),
        viewing(server) as viewer,
        viewing(server) as other,
    ):
        wait_until(lambda: bool(viewer.numbers and other.numbers))
        with pytest.raises(KeyError):
            viewer.feed.poll_now("nobody")
        viewer.feed.pause(SOURCE)
        wait_until(lambda: other.feed.market.health[SOURCE].state is SourceState.PAUSED)
        polled = len(exchange.polls())
        viewer.feed.resume(SOURCE)
        wait_until(lambda: len(exchange.polls()) > polled)
        begun, polled = time.monotonic(), len(exchange.polls())
        for _ in range(500):
            viewer.feed.poll_now(SOURCE)
        wait_until(lambda: TOO_OFTEN in viewer.said)
        other.feed.pause(SOURCE)
        wait_until(lambda: viewer.feed.market.health[SOURCE].state is SourceState.PAUSED)

        assert len(exchange.polls()) - polled <= time.monotonic() - begun + 2


def test_what_a_collector_says_is_cleaned(tmp_path: Path) -> None:
    with nats_server(tmp_path) as server, ScriptedCollector(server) as collector, viewing(server) as viewer:
        collector.answer = b"\x1b[2J\x1b]0;evil\x07not now\xff\n" + b"x" * 5_000
        collector.price(1)
        wait_until(lambda: bool(viewer.numbers))
        viewer.feed.poll_now("br")
        wait_until(lambda: bool(viewer.said))

        (said,) = viewer.said
        assert "not now" in said
        assert said.isprintable()
        assert len(said) < 500


@pytest.mark.slow
def test_a_viewer_that_is_slow_skips_to_the_latest_and_delays_no_other(tmp_path: Path) -> None:
    with (
        nats_server(tmp_path) as server,
        ScriptedCollector(server) as collector,
        viewing(server, max_behind=50) as slow,
        viewing(server) as fast,
    ):
        collector.price(1)
        wait_until(lambda: bool(slow.numbers and fast.numbers))
        slow.may_fold.clear()
        for price in range(2, 200):
            collector.price(price)
        wait_until(lambda: {int(price or 0) for price in prices(fast.feed.market).values()} == {199})
        assert len(fast.numbers) == 199
        assert len(slow.numbers) < 3
        slow.may_fold.set()
        wait_until(lambda: {int(price or 0) for price in prices(slow.feed.market).values()} == {199})

        assert any("events behind: went on with the latest state" in said for said in slow.said)
        assert slow.feed.skipped > 50
        collector.price(200)
        wait_until(lambda: {int(price or 0) for price in prices(slow.feed.market).values()} == {200})
