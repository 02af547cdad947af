"""When sources are asked: in time, one poll at a time, whatever the clocks do."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tui.engine.clock import monotonic_boottime
from tui.engine.scheduler import Scheduler

SHORT = timedelta(milliseconds=150)
LONG = timedelta(hours=1)


class Source:
    """Counts its polls; each takes `takes` seconds and asks for the next one after `wait`."""

    def __init__(self, wait: timedelta = SHORT, takes: float = 0.0) -> None:
        self.wait = wait
        self.takes = takes
        self.began: list[float] = []
        self.at_once = 0
        self.most_at_once = 0
        self._bell = asyncio.Event()

    async def poll(self) -> timedelta:
        self.began.append(time.monotonic())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self._bell.set()
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.at_once -= 1
        return self.wait

    async def next_poll(self, within: float = 2.0) -> float:
        """Wait for the next poll to begin; seconds it took."""
        self._bell.clear()
        began = time.monotonic()
        async with asyncio.timeout(within):
            await self._bell.wait()
        return time.monotonic() - began


class Leaping:
    """A steady clock that can be made to leap, as over a night in which the machine slept."""

    def __init__(self) -> None:
        self.leapt = 0.0

    def __call__(self) -> float:
        return monotonic_boottime() + self.leapt


@pytest.fixture
async def schedule() -> AsyncIterator[Scheduler]:
    async with Scheduler(check_interval=0.05) as running:
        yield running


async def test_polls_follow_each_other_by_the_wait_each_one_returns(schedule: Scheduler) -> None:
    source = Source(SHORT)
    schedule.add("br", LONG, source.poll)
    await source.next_poll()
    took = await source.next_poll()
    assert 0.14 <= took < 0.5
    source.wait = timedelta(milliseconds=300)
    await source.next_poll()
    assert 0.28 <= await source.next_poll() < 0.7


@pytest.mark.parametrize("jump", [-3600, -30, 3600, 86400 * 400, -86400 * 400])
async def test_a_jump_of_the_wall_clock_neither_delays_nor_hastens_a_poll(jump: float) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) as wall:
        async with Scheduler(check_interval=0.05) as schedule:
            source, patient = Source(timedelta(milliseconds=300)), Source(LONG)
            schedule.add("br", LONG, source.poll)
            schedule.add("slow", LONG, patient.poll)
            await source.next_poll()
            wall.shift(jump)
            assert 0.25 <= await source.next_poll() < 0.6
            assert 0.25 <= await source.next_poll() < 0.6
            assert len(patient.began) == 1


async def test_after_a_night_asleep_what_fell_due_comes_once_and_at_once() -> None:
    asleep = Leaping()
    with time_machine.travel(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) as wall:
        async with Scheduler(monotonic=asleep, check_interval=0.05) as schedule:
            source = Source(LONG)
            schedule.add("br", LONG, source.poll)
            await source.next_poll()
            await asyncio.sleep(0.02)  # that poll ends
            wall.shift(8 * 3600)
            asleep.leapt = 8 * 3600
            assert await source.next_poll() < 0.3
            assert len(source.began) == 2


async def test_a_clock_set_forward_does_not_break_a_promise_to_stay_away() -> None:
    with time_machine.travel(datetime(2026, 11, 22, 10, 0, tzinfo=UTC)) as wall:
        async with Scheduler(check_interval=3600) as schedule:
            source, patient = Source(SHORT), Source(LONG)
            schedule.add("br", LONG, source.poll)
            schedule.add("patient", LONG, patient.poll)
            await source.next_poll()
            await asyncio.sleep(0.02)  # both polls end
            wall.shift(2 * 3600)
            await source.next_poll()  # at this moment both seem due
            await asyncio.sleep(0.02)
            assert len(patient.began) == 1


async def test_two_polls_of_one_source_never_overlap(schedule: Scheduler) -> None:
    source = Source(timedelta(0), takes=0.1)
    schedule.add("br", timedelta(milliseconds=10), source.poll)
    await source.next_poll()
    for _ in range(20):
        schedule.run_now("br")
        await asyncio.sleep(0.02)
    assert source.most_at_once == 1
    assert len(source.began) >= 3


async def test_a_late_run_is_not_dropped(schedule: Scheduler) -> None:
    source = Source(LONG)
    schedule.add("br", LONG, source.poll, first=timedelta(milliseconds=50))
    time.sleep(1.5)  # noqa: ASYNC251  the loop itself is held up
    assert await source.next_poll() < 0.3


async def test_a_source_that_hangs_does_not_hold_up_another(schedule: Scheduler) -> None:
    hanging, other = Source(takes=3600), Source()
    schedule.add("hangs", SHORT, hanging.poll)
    schedule.add("other", SHORT, other.poll)
    for _ in range(3):
        await other.next_poll()
    assert len(hanging.began) == 1


async def test_a_poll_that_breaks_is_followed_by_another(schedule: Scheduler, caplog: pytest.LogCaptureFixture) -> None:
    source = Source()

    async def broken() -> timedelta:
        await source.poll()
        raise ValueError("bug")

    schedule.add("br", SHORT, broken)
    await source.next_poll()
    assert await source.next_poll() < 0.5
    assert "ValueError: bug" in caplog.text


async def test_a_request_is_served_at_once_and_many_requests_are_one(schedule: Scheduler) -> None:
    source = Source(LONG)
    schedule.add("br", SHORT, source.poll, first=LONG)
    for _ in range(5):
        schedule.run_now("br")
    assert await source.next_poll() < 0.1
    await asyncio.sleep(0.02)  # that poll ends
    schedule.run_now("br")
    schedule.run_now("br")
    assert 0.1 < await source.next_poll() < 0.4  # no sooner than an interval, at most a second, after the last one
    await asyncio.sleep(0.3)
    assert len(source.began) == 2


async def test_a_request_for_an_unknown_source_is_an_error(schedule: Scheduler) -> None:
    with pytest.raises(KeyError):
        schedule.run_now("nobody")


async def test_stopping_amid_a_poll_is_quick_and_quiet(caplog: pytest.LogCaptureFixture) -> None:
    schedule = Scheduler()
    schedule.start()
    source = Source(takes=3600)
    schedule.add("br", SHORT, source.poll)
    await source.next_poll()
    began = time.monotonic()
    with caplog.at_level(logging.DEBUG):
        await schedule.stop()
        await asyncio.sleep(0)
    assert time.monotonic() - began < 0.2
    assert source.at_once == 0
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_a_poll_that_will_not_be_ended_does_not_hold_up_the_stop() -> None:
    schedule = Scheduler()
    schedule.start()
    release, begun = asyncio.Event(), asyncio.Event()

    async def stubborn() -> timedelta:
        begun.set()
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            await release.wait()
        return SHORT

    schedule.add("br", SHORT, stubborn)
    await begun.wait()
    async with asyncio.timeout(0.5):
        await schedule.stop()
    release.set()
    await asyncio.sleep(0.01)


def test_the_steady_clock_goes_on_and_is_no_wall_clock() -> None:
    with time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC)) as wall:
        before = monotonic_boottime()
        wall.shift(-3600)
        assert 0 <= monotonic_boottime() - before < 5
