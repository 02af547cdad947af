from pathlib import Path

import pytest

from tests.collector.stream_reader import settings_for
from tests.kit.feed import ScriptedFeed
from tests.kit.markets import a_market
from tests.kit.nats import nats_server, needs_nats
from tests.kit.quotes import FIXED_NOW
from tests.kit.waiting import wait_until
from tui.collector.collector import Collector
from tui.collector.lease import Lease
from tui.collector.lease_keeper import LeaseKeeper
from tui.collector.outbox import Outbox
from tui.config.collect import CollectSettings
from tui.domain.events import NotModified
from tui.domain.instants import same_time
from tui.domain.market import Market
from tui.engine.market_feed import Record

pytestmark = [needs_nats, pytest.mark.slow]

EVENT = NotModified("br", FIXED_NOW)


def a_collector(settings: CollectSettings, name: str, feed: ScriptedFeed, given: list[Record]) -> Collector:
    """Return a collector, which gives its feed the last of what is in the list."""

    def open_feed(market: Market | None, publish: Record) -> ScriptedFeed:
        given.append(publish)
        return feed

    return Collector(
        settings,
        open_feed,
        LeaseKeeper(Lease(name, 3.0), "all"),
        Outbox(None, 1 << 20),
        calendars={},
        on_wall=same_time,
        history=lambda: None,
        say=lambda _message, _level: None,
    )


def test_a_collector_whose_poller_ended_ends_and_gives_its_turn_away(tmp_path: Path) -> None:
    with nats_server(tmp_path) as server:
        broken, well = ScriptedFeed(a_market()), ScriptedFeed(a_market())
        given: list[Record] = []
        first = a_collector(settings_for(server), "first", broken, given)
        second = a_collector(settings_for(server), "second", well, [])
        first.start()
        try:
            wait_until(lambda: first.feed is broken)
            given[0](EVENT, broken.market, broken.market)
            assert first.publisher.number == 1
            second.start()
            broken.failed, broken.is_alive = "no memory", False
            wait_until(lambda: not first.is_alive)
            assert first.failed == "RuntimeError: the poller stopped: no memory"
            # as an engine that did not end in time
            given[0](EVENT, broken.market, broken.market)
            assert first.publisher.number == 1
            wait_until(lambda: second.feed is well, 5)
        finally:
            first.stop()
            second.stop()
