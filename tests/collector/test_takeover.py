"""One of two collectors ends, by itself or by a kill: the other one polls."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.collector.running import CollectorProcess, CountingExchange, collecting, viewing
from tests.collector.stream_reader import standbys_of
from tests.kit.nats import nats_server, needs_nats
from tests.kit.waiting import wait_until

pytestmark = [needs_nats, pytest.mark.slow]


@pytest.mark.parametrize(
    ("end", "least", "most"),
    [
        pytest.param(CollectorProcess.kill, 0.0, 10.0, id="killed"),
        pytest.param(CollectorProcess.stop, 0.0, 3.0, id="stopped"),
    ],
)
def test_the_other_collector_takes_over(
    tmp_path: Path, end: Callable[[CollectorProcess], object], least: float, most: float
) -> None:
    with (
        CountingExchange() as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange, "ab") as (first, _),
        viewing(server) as viewer,
    ):
        wait_until(lambda: bool(standbys_of(server)))
        wait_until(lambda: len(viewer.numbers) > 2)
        begun = time.monotonic()
        end(first)
        wait_until(lambda: bool(exchange.polls("b")))

        assert least <= exchange.polls("b")[0] - begun <= most
        assert max(exchange.polls("a")) < min(exchange.polls("b"))
        exchange.is_frozen = True
        wait_until(lambda: viewer.shows(exchange))
        # none was passed over, but for the last one of a collector that was killed: it may have reached nobody
        missed = set(range(viewer.numbers[0], exchange.number + 1)) - set(viewer.numbers)
        assert missed <= {100 + len(exchange.polls("a"))}
        assert viewer.numbers == sorted(set(viewer.numbers))


@pytest.mark.long
def test_a_collector_that_slept_through_its_turn_polls_no_more_once_it_wakes(tmp_path: Path) -> None:
    with (
        CountingExchange() as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange, "ab", lease=3) as (first, _),
    ):
        wait_until(lambda: bool(standbys_of(server)))
        first.freeze()
        wait_until(lambda: len(exchange.polls("b")) > 1)
        polled = len(exchange.polls("a"))
        first.thaw()
        wait_until(lambda: "polls no more" in first.said, 10)
        before = len(exchange.polls("b"))
        wait_until(lambda: len(exchange.polls("b")) > before + 2)

        assert len(exchange.polls("a")) <= polled + 1
