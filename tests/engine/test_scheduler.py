"""When sources are polled: in time, one poll at a time, whatever the clocks do. All of it in virtual time."""

import asyncio
import logging
from datetime import timedelta

import pytest
import time_machine

from tests.kit.clock import START, VirtualTime, virtual_time
from tui.engine.clock import monotonic_boottime
from tui.engine.scheduler import Scheduler

SHORT = timedelta(milliseconds=150)
NOW = timedelta(0)
LONG = timedelta(hours=1)
SLACK = 0.06
"""Seconds by which a poll may be early or late: the wall clock, by which APScheduler plans, is rounded."""


class Source:
    """Counts its polls; each takes `takes` seconds and requests the next one after `wait`."""

    def __init__(self, clock: VirtualTime, wait: timedelta = SHORT, takes: float = 0.0) -> None:
        self.wait = wait
        self.takes = takes
        self.began: list[float] = []
        self.at_once = 0
        self.max_at_once = 0
        self._clock = clock
        self._started = asyncio.Event()

    async def poll(self) -> timedelta:
        self.began.append(self._clock.steady())
        self.at_once += 1
        self.max_at_once = max(self.max_at_once, self.at_once)
        self._started.set()
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.at_once -= 1
        return self.wait

    async def next_poll(self) -> float:
        """Wait for the next poll to begin; seconds it took."""
        self._started.clear()
        began = self._clock.steady()
        async with asyncio.timeout(86_400):
            await self._started.wait()
        return self._clock.steady() - began


def about(seconds: float) -> object:
    return pytest.approx(seconds, abs=SLACK)


@virtual_time
async def test_polls_follow_each_other_by_the_wait_that_each_one_returns(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock)
        schedule.add("br", LONG, source.poll)
        await source.next_poll()
        assert await source.next_poll() == about(0.15)
        source.wait = timedelta(minutes=3)
        await source.next_poll()
        assert await source.next_poll() == about(180)


@pytest.mark.parametrize("jump", [-3600, -30, 3600, 86400 * 400, -86400 * 400])
@virtual_time
async def test_a_jump_of_the_wall_clock_neither_delays_nor_hastens_a_poll(clock: VirtualTime, jump: float) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source, slow = Source(clock, timedelta(seconds=15)), Source(clock, LONG)
        schedule.add("br", LONG, source.poll)
        schedule.add("slow", LONG, slow.poll)
        await source.next_poll()
        clock.set_wall(jump)
        # a check each second corrects the plan
        assert await source.next_poll() == pytest.approx(15, abs=1.1)
        assert await source.next_poll() == about(15)
        assert len(slow.began) == 1


@virtual_time
async def test_a_poll_due_during_a_suspended_night_comes_once_and_soon(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, LONG)
        schedule.add("br", LONG, source.poll)
        await source.next_poll()
        await asyncio.sleep(0)  # that poll ends
        clock.advance(8 * 3600)
        assert await source.next_poll() < 1.1
        assert len(source.began) == 2


@virtual_time
async def test_a_clock_set_forward_polls_no_source_before_its_wait_ends(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source, slow = Source(clock), Source(clock, LONG)
        schedule.add("br", LONG, source.poll)
        schedule.add("slow", LONG, slow.poll)
        await source.next_poll()
        await asyncio.sleep(0.02)  # both polls end
        clock.set_wall(2 * 3600)
        await source.next_poll()  # by the wall clock both are due now
        await asyncio.sleep(0.02)
        assert len(slow.began) == 1


@virtual_time
async def test_two_polls_of_one_source_never_overlap(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, timedelta(0), takes=0.09)
        schedule.add("br", timedelta(milliseconds=10), source.poll)
        await source.next_poll()
        for _ in range(20):
            schedule.run_within("br", NOW)
            await asyncio.sleep(0.02)
        assert source.max_at_once == 1
        assert len(source.began) >= 3


@virtual_time
async def test_a_late_run_is_not_dropped(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, LONG)
        schedule.add("br", LONG, source.poll, first=timedelta(milliseconds=50))
        clock.advance(90)  # the loop itself is blocked
        assert await source.next_poll() < 1.1


@virtual_time
async def test_a_source_that_hangs_delays_no_other(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        hanging, other = Source(clock, takes=3600), Source(clock)
        schedule.add("hangs", SHORT, hanging.poll)
        schedule.add("other", SHORT, other.poll)
        for _ in range(3):
            await other.next_poll()
        assert len(hanging.began) == 1


@virtual_time
async def test_a_poll_that_raises_is_followed_by_another(clock: VirtualTime, caplog: pytest.LogCaptureFixture) -> None:
    source = Source(clock)

    async def broken() -> timedelta:
        await source.poll()
        raise ValueError("bug")

    async with Scheduler(monotonic=clock.steady) as schedule:
        schedule.add("br", SHORT, broken)
        await source.next_poll()
        assert await source.next_poll() == about(0.15)
    assert "ValueError: bug" in caplog.text


@virtual_time
async def test_a_requested_poll_begins_at_once_and_many_requests_are_one(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, LONG)
        schedule.add("br", SHORT, source.poll, first=LONG)
        for _ in range(5):
            schedule.run_within("br", NOW)
        assert await source.next_poll() == about(0)
        await asyncio.sleep(0)  # that poll ends
        schedule.run_within("br", NOW)
        schedule.run_within("br", NOW)
        # no sooner than an interval, at most a second, after the last one
        assert await source.next_poll() == about(0.15)
        await asyncio.sleep(30)
        assert len(source.began) == 2


@virtual_time
async def test_a_poll_requested_the_instant_another_ends_begins_at_once(
    clock: VirtualTime, caplog: pytest.LogCaptureFixture
) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, LONG, takes=2)

        async def poll() -> timedelta:
            wait = await source.poll()
            if len(source.began) == 1:
                asyncio.get_running_loop().call_soon(schedule.run_within, "br", NOW)
            return wait

        schedule.add("br", SHORT, poll)
        await source.next_poll()
        assert await source.next_poll() == about(2)
        await asyncio.sleep(30)
    assert len(source.began) == 2
    assert not caplog.records


@virtual_time
async def test_a_request_for_an_unknown_source_is_an_error(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        with pytest.raises(KeyError):
            schedule.run_within("unknown", NOW)


@virtual_time
async def test_stopping_amid_a_poll_is_quick_and_quiet(clock: VirtualTime, caplog: pytest.LogCaptureFixture) -> None:
    schedule = Scheduler(monotonic=clock.steady)
    schedule.start()
    source = Source(clock, takes=3600)
    schedule.add("br", SHORT, source.poll)
    await source.next_poll()
    began = clock.steady()
    with caplog.at_level(logging.DEBUG):
        await schedule.stop()
        await asyncio.sleep(0)
    assert clock.steady() == began
    assert source.at_once == 0
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


@virtual_time
async def test_a_poll_that_ignores_its_cancellation_does_not_delay_the_stop(clock: VirtualTime) -> None:
    schedule = Scheduler(monotonic=clock.steady)
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
    await asyncio.sleep(0)


def test_the_steady_clock_goes_on_and_is_no_wall_clock() -> None:
    with time_machine.travel(START) as wall:
        before = monotonic_boottime()
        wall.shift(-3600)
        assert 0 <= monotonic_boottime() - before < 1_800


@virtual_time
async def test_the_first_poll_begins_at_once_and_is_never_doubled(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, LONG, takes=5.0)
        schedule.add("br", LONG, source.poll)
        schedule.run_within("br", NOW)
        assert await source.next_poll() == about(0)
        schedule.run_within("br", NOW)
        await asyncio.sleep(10)
        assert (len(source.began), source.max_at_once) == (1, 1)


@virtual_time
async def test_a_scheduler_that_stops_amid_the_first_polls_ends_them(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, LONG, takes=3600.0)
        schedule.add("br", LONG, source.poll)
        schedule.add("later", LONG, source.poll, timedelta(seconds=30))
        await source.next_poll()
    assert (len(source.began), source.at_once) == (1, 0)


@virtual_time
async def test_a_poll_requested_before_the_jobs_are_loaded_is_made(clock: VirtualTime) -> None:
    async with Scheduler(monotonic=clock.steady) as schedule:
        source = Source(clock, LONG)
        schedule.add("br", LONG, source.poll)
        await source.next_poll()
        await asyncio.sleep(0)
        schedule.run_within("br", NOW)
        assert await source.next_poll() == about(1)
