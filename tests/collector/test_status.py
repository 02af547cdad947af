from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from tests.kit.clock import ManualClock
from tests.kit.feed import ScriptedFeed
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW
from tui.collector.collector import Collector
from tui.collector.outbox import Outbox
from tui.collector.service import health_page
from tui.collector.status import CollectorWatch, Status, problem_of

LEADING = Status(is_polling=True, term=3, poller_silence=0.2)
STANDING_BY = Status(stands_by=True)
UNDECIDED = Status(is_decided=False)


def cut_off_for(seconds: float) -> Status:
    return LEADING._replace(is_connected=False, without_line=seconds, problem="nothing answers at a:4222")


@for_each(
    ("status", "code", "line"),
    [
        (LEADING, 200, "well: polls in turn 3"),
        (STANDING_BY, 200, "well: stands by"),
        (cut_off_for(29.0), 200, "well: polls in turn 3; no line to the server for 29 s"),
        (cut_off_for(31.0), 503, "no line to the server for 31 s: nothing answers at a:4222"),
        (UNDECIDED, 503, "it is not known yet whose turn it is: starting"),
        (UNDECIDED._replace(problem="no login"), 503, "it is not known yet whose turn it is: no login"),
        (LEADING._replace(is_alive=False), 503, "it stopped, for no known reason"),
        (LEADING._replace(failed="what polls has ended: KeyError"), 503, "what polls has ended: KeyError"),
        (LEADING._replace(silence=11.0), 503, "it has shown no sign of life for 11 s"),
        (LEADING._replace(poller_silence=11.0), 503, "what polls has shown no sign of life for 11 s"),
        (LEADING._replace(outbox_problem="the disk is full"), 503, "the disk is full"),
        (LEADING._replace(dropped=1200, since_dropped=59.0), 503, "the outbox is full: 1,200 events were dropped"),
        (LEADING._replace(dropped=1200, since_dropped=61.0), 200, "well: polls in turn 3"),
        (LEADING._replace(failed="a\nb\x1b[31m"), 503, "a b"),
    ],
)
def test_health_is_one_line_that_all_is_well_or_what_is_wrong(status: Status, code: int, line: str) -> None:
    page = health_page(status)

    assert (page.status.value, page.body.decode()) == (code, f"{line}\n")
    assert (problem_of(status) == "") is (code == 200)


class StagedCollector:
    """A collector as it is looked at, whose state a test sets."""

    def __init__(self, outbox: Outbox, clock: ManualClock) -> None:
        self.outbox, self.heartbeat = outbox, clock.steady()
        self.is_alive, self.is_connected, self.failed, self.problem, self.viewers = True, True, None, "", 2
        self.feed: ScriptedFeed | None = None
        self.keeper = SimpleNamespace(holder=None, term=0)
        self.publisher = SimpleNamespace(number=0, acknowledged=0, published=0, published_bytes=0, lost=0, waiting=0)


def watched(tmp_path: Path, clock: ManualClock) -> tuple[StagedCollector, CollectorWatch]:
    collector = StagedCollector(Outbox(tmp_path, 1 << 14), clock)
    return collector, CollectorWatch(cast("Collector", collector), lambda: FIXED_NOW, clock.steady)


def shows_life(watch: CollectorWatch) -> bool:
    return watch.shows_life


def pass_time(clock: ManualClock, seconds: float) -> None:
    clock.advance(timedelta(seconds=seconds))


def test_what_lasts_is_known_from_the_looks(tmp_path: Path) -> None:
    clock = ManualClock()
    collector, watch = watched(tmp_path, clock)
    watch.look()
    assert not watch.status().is_decided

    collector.keeper.holder = "other"
    watch.look()
    collector.keeper.holder = None
    collector.is_connected = False
    pass_time(clock, 8)
    watch.look()
    for number in range(30):
        collector.outbox.append("s", f"all/1/{number}", b"x" * 1000)
    watch.look()
    pass_time(clock, 3)

    status = watch.status()
    assert status.is_decided
    assert (status.without_line, status.since_dropped) == (11, 3)
    assert status.dropped == collector.outbox.dropped > 0


def test_it_shows_life_while_its_loop_that_of_what_polls_and_who_looks_do(tmp_path: Path) -> None:
    clock = ManualClock()
    collector, watch = watched(tmp_path, clock)
    assert shows_life(watch)

    pass_time(clock, 11)
    watch.look()
    assert not shows_life(watch)
    collector.heartbeat = clock.steady()
    assert shows_life(watch)

    collector.feed = ScriptedFeed()
    collector.feed.heartbeat = clock.steady() - 11
    assert not shows_life(watch)
    collector.feed.heartbeat = clock.steady()
    assert shows_life(watch)
    collector.feed.is_alive = False
    assert not shows_life(watch)
