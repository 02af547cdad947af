"""Server, collectors and viewers are killed and started again at random: in the end all have all of it."""

import random
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.collector.running import CollectorProcess, CountingExchange, Viewer, collecting, viewing
from tests.collector.stream_reader import Turn, read_stream, settings_for, turns_of
from tests.kit.histories import everything
from tests.kit.nats import NatsServer, nats_server, needs_nats
from tests.kit.waiting import wait_until

pytestmark = [needs_nats, pytest.mark.slow]

LEASE: Final = 3


@pytest.mark.parametrize(
    ("seed", "seconds"), [(1, 12), *(pytest.param(seed, 300, marks=pytest.mark.long) for seed in (2, 3))]
)
def test_whatever_is_killed_every_viewer_has_each_event_once(tmp_path: Path, seed: int, seconds: float) -> None:
    chance = random.Random(seed)
    with (
        CountingExchange() as exchange,
        nats_server(tmp_path) as server,
        collecting(tmp_path, server, exchange, "ab", lease=LEASE) as collectors,
        viewing(server) as first,
        viewing(server) as second,
        ExitStack() as others,
    ):
        actions = Actions(chance, server, collectors, others)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            chance.choice(actions.all)()
            time.sleep(chance.uniform(0.2, 2.5))
        actions.mend()
        polled = len(exchange.polls())
        wait_until(lambda: len(exchange.polls()) > polled + 2)
        exchange.is_frozen = True
        joined = others.enter_context(viewing(server))
        for viewer in (first, second, joined):
            wait_until(lambda viewer=viewer: viewer.shows(exchange), 30)  # type: ignore[misc]
        for viewer in (first, second):
            wait_until(lambda viewer=viewer: same_market(viewer, joined), 30)  # type: ignore[misc]
        messages = read_stream(settings_for(server))

    ids = [message.id for message in messages]
    assert len(ids) == len(set(ids))
    turns = turns_of(messages)
    for viewer in (first, second):
        assert viewer.numbers == sorted(set(viewer.numbers))
        assert not holes(turns, viewer)
    assert longest_overlap(exchange.pollers()) <= LEASE


class Actions:
    """What can happen to what runs."""

    def __init__(
        self, chance: random.Random, server: NatsServer, collectors: Sequence[CollectorProcess], viewers: ExitStack
    ) -> None:
        self._chance, self._server, self._collectors, self._viewers = chance, server, collectors, viewers
        self._is_served = True
        self.all: Sequence[Callable[[], object]] = (
            self._toggle_server,
            self._toggle_server,
            self._toggle_collector,
            self._toggle_collector,
            self._stop_for_a_while,
            self._replace_viewer,
        )

    def mend(self) -> None:
        """Have all run again."""
        if not self._is_served:
            self._toggle_server()
        for collector in self._collectors:
            collector.thaw()
            if not collector.is_running:
                collector.start()

    def _toggle_server(self) -> None:
        if not self._is_served:
            self._server.start()
        elif self._chance.random() < 0.5:
            self._server.kill()
        else:
            self._server.stop()
        self._is_served = not self._is_served

    def _toggle_collector(self) -> None:
        collector = self._chance.choice(self._collectors)
        if not collector.is_running:
            collector.start()
        elif self._chance.random() < 0.7:
            collector.kill()
        else:
            collector.stop()

    def _stop_for_a_while(self) -> None:
        collector = self._chance.choice(self._collectors)
        if collector.is_running:
            collector.freeze()
            time.sleep(self._chance.uniform(0.5, LEASE + 2))
            collector.thaw()

    def _replace_viewer(self) -> None:
        self._viewers.close()
        self._viewers.enter_context(viewing(self._server))


def same_market(one: Viewer, other: Viewer) -> bool:
    """Return whether two viewers have the same by value, at this moment."""
    return bool(everything(one.feed.market) == everything(other.feed.market))


def holes(turns: Sequence[Turn], viewer: Viewer) -> list[Turn]:
    """Return of each turn what a viewer missed between the first and the last response that it saw of it."""
    seen = set(viewer.numbers)
    found: list[Turn] = []
    for turn in turns:
        applied = [number for number in turn.numbers if number in seen]
        if applied:
            between = [number for number in turn.numbers if applied[0] <= number <= applied[-1]]
            missed = [number for number in between if number not in seen]
            found += [Turn(turn.term, missed)] if missed else []
    return found


def longest_overlap(polls: Sequence[tuple[float, str]]) -> float:
    """Return the seconds for which a collector polled between the polls of another one."""
    longest, began = 0.0, None
    for number, (at, name) in enumerate(polls):
        others = [each for each, other in polls[max(0, number - 5) : number + 6] if other != name]
        is_amid = any(at - 1.5 < each < at for each in others) and any(at < each < at + 1.5 for each in others)
        began = (began or at) if is_amid else None
        longest = max(longest, at - (began or at))
    return longest
