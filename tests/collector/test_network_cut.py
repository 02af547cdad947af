"""The server answers nothing for a while, with its connections standing: no change is lost."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.collector.running import CountingExchange, collecting, viewing
from tests.collector.stream_reader import read_stream, settings_for
from tests.kit.nats import nats_server, needs_nats
from tests.kit.waiting import wait_until

pytestmark = [needs_nats, pytest.mark.slow]


@pytest.mark.parametrize(("polls", "changes"), [(8, 130), pytest.param(30, 40, marks=pytest.mark.long)])
def test_a_thousand_changes_during_a_cut_reach_every_viewer_in_order(tmp_path: Path, polls: int, changes: int) -> None:
    with (
        CountingExchange(rows=400, changes=changes) as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange) as (collector,),
        viewing(server) as first,
        viewing(server) as second,
    ):
        wait_until(lambda: all(len(viewer.numbers) > 1 for viewer in (first, second)))
        begun = exchange.number
        server.freeze()
        wait_until(lambda: exchange.number >= begun + polls)
        wait_until(lambda: all(viewer.feed.line.problem for viewer in (first, second)))
        server.thaw()
        exchange.is_frozen = True
        for viewer in (first, second):
            wait_until(lambda viewer=viewer: viewer.shows(exchange))  # type: ignore[misc]
            assert viewer.numbers == list(range(viewer.numbers[0], exchange.number + 1))
            wait_until(lambda viewer=viewer: not viewer.feed.line.problem)  # type: ignore[misc]
        ids = [message.id for message in read_stream(settings_for(server))]

        assert len(ids) == len(set(ids))
        assert max(later - before for before, later in pairwise(exchange.polls())) < 4
        assert "no answer from" in collector.said or "the connection has ended" in collector.said
