"""When alerts are told by one way: together, within quiet hours and rate, after a failure, once over a restart."""

import asyncio
from collections.abc import Sequence
from datetime import time, timedelta

from tests.engine.alert_ways.ways import a_way, an_alert
from tests.kit.clock import START, VirtualTime, virtual_time
from tests.kit.marks import for_each
from tui.config.alert_ways import Way, WayKind
from tui.domain.alerts.hours import DailyHours
from tui.domain.alerts.way import MAX_WAITING, Notice
from tui.engine.alert_ways.errors import NotToldError
from tui.engine.alert_ways.way_queue import GATHER, RETRIES, WayQueue
from tui.engine.clock import utc_now
from tui.storage.alert_outbox import Untold

REFUSED = NotToldError("HTTP 503", may_retry=True)


class Telling:
    """A queue with what it told, and when, in virtual time; `failures` are raised first."""

    def __init__(
        self, clock: VirtualTime, way: Way, *failures: NotToldError, untold: Untold | None = None, takes: float = 0
    ) -> None:
        self.told: list[tuple[float, Notice]] = []
        self.tries: list[float] = []
        self.kept: list[Untold] = []
        self.said: list[str] = []
        self._clock, self._failures, self._takes = clock, list(failures), takes
        self.queue = WayQueue(way, self._tell, self._keep, wall=utc_now, announce=self.said.append, untold=untold)
        self._task = asyncio.create_task(self.queue.run())

    def _keep(self) -> None:
        self.kept.append(self.queue.untold)

    async def _tell(self, _way: Way, notice: Notice) -> None:
        self.tries.append(self._clock.steady())
        # what is told is stored before
        assert self.kept[-1].is_underway
        await asyncio.sleep(self._takes)
        if self._failures:
            raise self._failures.pop(0)
        self.told.append((self._clock.steady(), notice))

    async def passes(self, seconds: float) -> Sequence[tuple[float, int]]:
        """Let time pass; return when each notice was told, and of how many alerts."""
        await asyncio.sleep(seconds)
        return [(at, notice.number) for at, notice in self.told]


@virtual_time
async def test_a_storm_becomes_one_notice_with_a_list(clock: VirtualTime) -> None:
    telling = Telling(clock, a_way())
    for number in range(500):
        telling.queue.put([an_alert(number)])
        await asyncio.sleep(GATHER / 1000)
    assert await telling.passes(600) == [(GATHER, 500)]
    assert telling.queue.untold == Untold()


@virtual_time
async def test_what_rings_within_the_least_time_between_two_is_told_as_one(clock: VirtualTime) -> None:
    telling = Telling(clock, a_way(every=timedelta(seconds=60)))
    for number in range(120):
        telling.queue.put([an_alert(number)])
        await asyncio.sleep(1 if number else 0.5)
    assert await telling.passes(600) == [(1, 2), (61, 60), (121, 58)]


@virtual_time
async def test_each_way_has_its_own_rate(clock: VirtualTime) -> None:
    slow, fast = (Telling(clock, a_way(every=timedelta(seconds=each))) for each in (600, 10))
    for number in range(3):
        for telling in (slow, fast):
            telling.queue.put([an_alert(number)])
        await asyncio.sleep(20)
    assert await slow.passes(1000) == [(1, 1), (601, 2)]
    assert await fast.passes(0) == [(1, 1), (21, 1), (41, 1)]


@virtual_time
async def test_in_quiet_hours_nothing_is_told_and_afterwards_all_of_it_as_one(clock: VirtualTime) -> None:
    local = START.astimezone()
    quiet = DailyHours(local.time(), (local + timedelta(minutes=30)).time())
    telling = Telling(clock, a_way(quiet=quiet))
    for number in range(10):
        telling.queue.put([an_alert(number)])
        await asyncio.sleep(60)
    assert await telling.passes(0) == []
    ((at, number),) = await telling.passes(1800)
    assert number == 10
    assert 1800 <= at <= 1832


@virtual_time
async def test_more_than_can_wait_are_counted(clock: VirtualTime) -> None:
    telling = Telling(clock, a_way())
    telling.queue.put([an_alert(number) for number in range(MAX_WAITING + 200)])
    telling.queue.put([an_alert(9999)])
    assert await telling.passes(5) == [(1, MAX_WAITING + 201)]
    assert len(telling.told[0][1].alerts) == MAX_WAITING


@virtual_time
async def test_a_notice_that_is_refused_is_told_again_with_the_same_id(clock: VirtualTime) -> None:
    ids: list[str] = []
    telling = Telling(clock, a_way(), REFUSED, REFUSED)
    telling.queue.put([an_alert(1)])
    await asyncio.sleep(2)
    ids.append(Notice("phone", telling.queue.untold.sending).id)
    telling.queue.put([an_alert(2)])
    assert await telling.passes(100) == [(1 + sum(RETRIES[:2]), 1), (1 + sum(RETRIES[:2]) + 30, 1)]
    assert [notice.id for _, notice in telling.told[:1]] == ids
    assert telling.said == []


@virtual_time
async def test_a_wait_that_the_server_requests_is_kept(clock: VirtualTime) -> None:
    telling = Telling(clock, a_way(), NotToldError("HTTP 429", may_retry=True, after=timedelta(seconds=90)))
    telling.queue.put([an_alert()])
    assert await telling.passes(1000) == [(91, 1)]


@virtual_time
async def test_it_is_given_up_in_the_end_and_that_is_said_once(clock: VirtualTime) -> None:
    telling = Telling(clock, a_way(), *[REFUSED] * 2 * (len(RETRIES) + 1))
    telling.queue.put([an_alert(1)])
    await asyncio.sleep(1000)
    telling.queue.put([an_alert(2)])
    await asyncio.sleep(1000)
    assert len(telling.tries) == 2 * (len(RETRIES) + 1)
    assert telling.said == ["1 alert not told by phone: HTTP 503"]
    telling.queue.put([an_alert(3)])
    assert len(await telling.passes(100)) == 1


@virtual_time
async def test_what_no_repetition_helps_is_not_told_again(clock: VirtualTime) -> None:
    telling = Telling(clock, a_way(), NotToldError("HTTP 404"))
    telling.queue.put([an_alert()])
    assert await telling.passes(1000) == []
    assert telling.tries == [1]


@virtual_time
async def test_what_waits_at_the_end_is_told_by_the_next_run(clock: VirtualTime) -> None:
    untold = Untold(waiting=(an_alert(1), an_alert(2)), left_out=3)
    assert await Telling(clock, a_way(), untold=untold).passes(10) == [(1, 5)]


for_kinds = [(WayKind.WEBHOOK, 1), (WayKind.NTFY, 0), (WayKind.MAIL, 0), (WayKind.COMMAND, 0)]


@for_each(("kind", "again"), for_kinds)
def test_what_was_being_told_at_the_end_is_told_again_only_to_a_receiver_that_knows_its_key(
    kind: WayKind, again: int
) -> None:
    async def restarted(clock: VirtualTime) -> None:
        telling = Telling(clock, a_way(kind), untold=Untold(sending=(an_alert(1),), is_underway=True))
        assert len(await telling.passes(10)) == again

    virtual_time(restarted)()


@for_each("kind", [kind for kind, _ in for_kinds])
def test_what_was_refused_before_the_end_is_told_again(kind: WayKind) -> None:
    async def restarted(clock: VirtualTime) -> None:
        telling = Telling(clock, a_way(kind), untold=Untold(sending=(an_alert(1),)))
        assert len(await telling.passes(10)) == 1

    virtual_time(restarted)()


@for_each(
    ("first", "last", "at", "is_quiet"),
    [
        ("22:00", "07:00", "23:00", True),
        ("22:00", "07:00", "06:59", True),
        ("22:00", "07:00", "07:00", False),
        ("22:00", "07:00", "21:59", False),
        ("12:00", "13:00", "12:00", True),
        ("12:00", "13:00", "13:00", False),
        ("12:00", "13:00", "11:59", False),
    ],
)
def test_quiet_hours_may_be_past_midnight(first: str, last: str, at: str, *, is_quiet: bool) -> None:
    hours = DailyHours(time.fromisoformat(first), time.fromisoformat(last))
    when = START.replace(hour=int(at[:2]), minute=int(at[3:]))
    assert hours.include(when, START.tzinfo) is is_quiet
