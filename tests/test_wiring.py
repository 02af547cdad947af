"""What the composition root gives: a feed for any number of subscribers, a stored market, hours and a zone."""

import queue
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.kit.server import TEXT, LocalServer, Request, ServerResponse
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.domain.trading_calendar import always_open
from tui.sources.adapter import SourceConfig
from tui.wiring import Environment, Wiring

DEADLINE = 60.0


@pytest.fixture
def sources() -> Iterator[tuple[SourceConfig, ...]]:
    """A ticker whose price rises with each request."""
    prices = count(101)

    def respond(_: Request) -> ServerResponse:
        return ServerResponse(body=f"OGDC {next(prices)}.00 Increased By ▲ 1.00 (1%)\n", content_type=TEXT)

    with LocalServer(respond) as server:
        every = timedelta(milliseconds=100)
        yield (SourceConfig(name="br", kind="brecorder", url=f"{server.url}/", every=every, allow_private=True),)


def test_every_subscriber_gets_each_market_until_it_leaves(sources: tuple[SourceConfig, ...]) -> None:
    # without hours, because a source is polled each second at most while its market is closed
    feed = Wiring(sources, Environment(calendars={})).open_feed()
    staying: queue.Queue[Market] = queue.Queue()
    leaving: queue.Queue[Market] = queue.Queue()
    feed.subscribe(staying.put)
    leave = feed.subscribe(leaving.put)
    feed.start()
    try:
        first = staying.get(timeout=DEADLINE)
        assert leaving.get(timeout=DEADLINE) is first
        leave()
        staying.get(timeout=DEADLINE)  # it may have been on its way when the other one left
        seen = leaving.qsize()
        latest = staying.get(timeout=DEADLINE)
        assert leaving.qsize() == seen
        assert latest.quotes != first.quotes
        leave()  # once more does no harm
    finally:
        feed.stop()


def test_a_resumed_feed_begins_where_the_one_before_ended(sources: tuple[SourceConfig, ...], tmp_path: Path) -> None:
    received: queue.Queue[Market] = queue.Queue()
    first = Wiring(sources, Environment(state=tmp_path)).open_feed(resume=True)
    first.subscribe(received.put)
    first.start()
    received.get(timeout=DEADLINE)
    first.stop(timeout=DEADLINE)
    resumed = Wiring(sources, Environment(state=tmp_path)).open_feed(resume=True)
    assert resumed.market.quotes == first.market.quotes != {}
    fresh = Wiring(sources, Environment(state=tmp_path)).open_feed()
    assert fresh.market.quotes == {}
    assert fresh.market.health["br"].state is SourceState.WAITING


def test_given_hours_replace_the_built_in_ones(sources: tuple[SourceConfig, ...]) -> None:
    own = {"MOON": always_open("MOON", ZoneInfo("UTC"))}
    wiring = Wiring(sources, Environment(calendars=own))
    assert wiring.calendars == own
