"""The one door to APScheduler: when each source is polled next, whatever happens to the machine's clock.

APScheduler plans by the wall clock. Set that back an hour and it does nothing for an hour (measured). So every due
time is stored here on a steady clock as well, and a check each second corrects what a jump of the wall clock moved.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Final, Self

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from tui.engine.clock import Clock, monotonic_boottime, utc_now

Poll = Callable[[], Awaitable[timedelta]]
"""One poll of one source; returns how long to wait until the next."""

_CHECK_INTERVAL: Final = 1.0
_MAX_DRIFT: Final = timedelta(milliseconds=250)
_EARLY: Final = 0.05
_LATE: Final = 0.25
_MIN_WAIT: Final = timedelta(milliseconds=10)
_MIN_POLL_GAP: Final = timedelta(seconds=1)
_GRACE: Final = 0.2


@dataclass(slots=True, kw_only=True)
class _Job:
    """The polls of one source; times are steady seconds."""

    name: str
    every: timedelta
    poll: Poll
    due: float
    began: float = field(default=float("-inf"))
    task: asyncio.Task[None] | None = None


class Scheduler:
    """One job per source: never two polls of a source at once, none dropped for lateness, several late ones coalesced.

    Used inside one event loop.

    Args:
        wall: the clock the machine shows, aware UTC.
        monotonic: steady seconds, counting the time the machine was suspended.
        check_interval: seconds between two checks for jumps of the clock.
    """

    def __init__(
        self,
        *,
        wall: Clock = utc_now,
        monotonic: Callable[[], float] = monotonic_boottime,
        check_interval: float = _CHECK_INTERVAL,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._check_interval = check_interval
        self._jobs: dict[str, _Job] = {}
        self._stopping = False
        self._next_check: asyncio.TimerHandle | None = None
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        logging.getLogger("apscheduler").setLevel(logging.WARNING)

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def start(self) -> None:
        """Begin, inside a running loop."""
        self._scheduler.start()
        self._check()

    def add(self, name: str, every: timedelta, poll: Poll, first: timedelta = timedelta(0)) -> None:
        """Poll a source from now on.

        Args:
            name: unique.
            every: the wait after a poll that fails to return one.
            poll: what to run.
            first: how long to wait for the first run.
        """
        job = _Job(name=name, every=every, poll=poll, due=self._monotonic() + first.total_seconds())
        self._jobs[name] = job
        # each run sets the time of the next one; the trigger only keeps the job from ending with its first run
        self._scheduler.add_job(
            self._run,
            IntervalTrigger(days=1, timezone=UTC),
            args=[job],
            id=name,
            next_run_time=self._at(job),
            replace_existing=True,
        )

    def run_now(self, name: str) -> None:
        """Poll a source at once, or a second after its last poll began; a poll under way counts as the one requested.

        Raises:
            KeyError: there is no such source.
        """
        self.run_within(name, timedelta(0))

    def run_within(self, name: str, wait: timedelta) -> None:
        """Poll a source after this wait, if that is sooner than planned; else as for `run_now`.

        Raises:
            KeyError: there is no such source.
        """
        job = self._jobs[name]
        requested = self._monotonic() + wait.total_seconds()
        soonest = max(requested, job.began + min(job.every, _MIN_POLL_GAP).total_seconds())
        if job.task is None and soonest < job.due:
            self._reschedule(job, soonest)

    async def stop(self) -> None:
        """End every poll under way, quietly, and schedule no more."""
        self._stopping = True
        if self._next_check is not None:
            self._next_check.cancel()
        under_way = {job.task for job in self._jobs.values() if job.task}
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(under_way, timeout=_GRACE)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in a callback of the loop

    async def _run(self, job: _Job) -> None:
        if self._stopping:
            return
        if self._monotonic() < job.due - _EARLY:
            self._reschedule(job, job.due)  # the wall clock jumped ahead; no source is polled early for that
            return
        wait = job.every
        job.began = self._monotonic()
        job.task = asyncio.current_task()
        try:
            wait = await job.poll()
        except asyncio.CancelledError:
            # left to run on, it would be logged as a failed job with its traceback
            if not self._stopping:
                raise
        finally:
            job.task = None
            if not self._stopping:
                self._reschedule(job, self._monotonic() + max(wait, _MIN_WAIT).total_seconds())

    def _reschedule(self, job: _Job, due: float) -> None:
        job.due = due
        self._scheduler.modify_job(job.name, next_run_time=self._at(job))

    def _at(self, job: _Job) -> datetime:
        return self._wall() + timedelta(seconds=job.due - self._monotonic())

    def _check(self) -> None:
        """Correct what a jump of the wall clock or a suspended machine did to the schedule."""
        for job in self._jobs.values():
            if job.task is None:
                planned = self._scheduler.get_job(job.name).next_run_time
                if abs(planned - self._at(job)) > _MAX_DRIFT or job.due < self._monotonic() - _LATE:
                    self._reschedule(job, job.due)
        self._next_check = asyncio.get_running_loop().call_later(self._check_interval, self._check)
