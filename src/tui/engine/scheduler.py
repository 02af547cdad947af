"""When each source is polled next, whatever happens to the machine's clock. APScheduler is imported here alone.

Each poll is a job of APScheduler that runs once; where it ends, the next is added. APScheduler plans by the wall clock
(set that back an hour and it does nothing for an hour), so due times are steady seconds, and every second the jobs
that wait are added again where the wall clock now puts them.

The first poll of a source waits for nothing and needs no job. APScheduler is loaded a moment after the first of them
has ended, for loading it would delay the first quotes.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from tui.engine.clock import monotonic_boottime, utc_now

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

Poll = Callable[[], Awaitable[timedelta]]
"""One poll of one source; returns how long to wait until the next."""

_CHECK_INTERVAL: Final = 1.0
_LOAD_DELAY: Final = 0.05
"""Seconds after the first plan within which its quotes are painted, before APScheduler is loaded."""
_EARLY: Final = 0.05
"""Seconds before it is due from which on a poll counts as due."""
_MIN_WAIT: Final = timedelta(milliseconds=10)
_MIN_POLL_GAP: Final = timedelta(seconds=1)
_STOP_TIMEOUT: Final = 0.2
"""Seconds that polls under way have to end when the scheduler stops."""


@dataclass(slots=True, kw_only=True)
class _PolledSource:
    """One source and its polls; times are steady seconds."""

    name: str
    every: timedelta
    poll: Poll
    due: float
    """When the next poll is planned."""
    began: float = float("-inf")
    task: asyncio.Task[None] | None = None
    """The poll under way."""
    is_removed: bool = False


class Scheduler:
    """Polls each source when it is due: never twice at once, and late rather than not at all.

    Used inside one event loop.

    Args:
        monotonic: steady seconds, counting the time the machine was suspended.
    """

    def __init__(self, *, monotonic: Callable[[], float] = monotonic_boottime) -> None:
        self._monotonic = monotonic
        self._sources: dict[str, _PolledSource] = {}
        self._stopping = False
        self._next_check: asyncio.TimerHandle | None = None
        self._jobs: AsyncIOScheduler | None = None
        self._loading: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def start(self) -> None:
        """Start, inside a running loop."""
        self._check()

    def add(self, name: str, every: timedelta, poll: Poll, first: timedelta = timedelta(0)) -> None:
        """Poll a source from now on.

        Args:
            name: unique.
            every: the wait after a poll that fails to return one.
            poll: the poll to run.
            first: how long to wait for the first run.
        """
        polled = _PolledSource(name=name, every=every, poll=poll, due=0)
        self._sources[name] = polled
        if first > timedelta(0):
            self._plan(polled, self._monotonic() + first.total_seconds())
        else:
            polled.due = self._monotonic()
            polled.task = asyncio.create_task(self._run(polled))

    def remove(self, name: str) -> None:
        """Poll a source no more; a poll under way ends without a result.

        Raises:
            KeyError: there is no such source.
        """
        polled = self._sources.pop(name)
        polled.is_removed = True
        if polled.task is not None:
            polled.task.cancel()
        if self._jobs is not None and self._jobs.get_job(name) is not None:
            self._jobs.remove_job(name)

    def run_within(self, name: str, wait: timedelta) -> None:
        """Poll a source after this wait, if that is sooner than planned, but not within a second of its last poll.

        A poll under way counts as the one requested.

        Raises:
            KeyError: there is no such source.
        """
        polled = self._sources[name]
        requested = self._monotonic() + wait.total_seconds()
        soonest = max(requested, polled.began + min(polled.every, _MIN_POLL_GAP).total_seconds())
        if polled.task is None and soonest < polled.due:
            self._plan(polled, soonest)

    async def stop(self) -> None:
        """End every poll under way, quietly, and schedule no more."""
        self._stopping = True
        for timer in (self._next_check, self._loading):
            if timer is not None:
                timer.cancel()
        under_way = {polled.task for polled in self._sources.values() if polled.task}
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(under_way, timeout=_STOP_TIMEOUT)
        if self._jobs is not None and self._jobs.running:
            self._jobs.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in a callback of the loop

    async def _run(self, polled: _PolledSource) -> None:
        if not self._is_polled(polled) or polled.task not in (None, asyncio.current_task()):
            return
        if self._monotonic() < polled.due - _EARLY:
            self._plan(polled, polled.due)  # the wall clock jumped ahead; no source is polled early for that
            return
        wait = polled.every
        polled.began = self._monotonic()
        polled.task = asyncio.current_task()
        try:
            wait = await polled.poll()
        except asyncio.CancelledError:
            # left to run on, it would be logged as a failed job with its traceback
            if self._is_polled(polled):
                raise
        finally:
            polled.task = None
            if self._is_polled(polled):
                self._plan(polled, self._monotonic() + max(wait, _MIN_WAIT).total_seconds())

    def _is_polled(self, polled: _PolledSource) -> bool:
        return not self._stopping and not polled.is_removed

    def _plan(self, polled: _PolledSource, due: float) -> None:
        """Plan the next poll of a source, in place of the one planned before."""
        polled.due = due
        if self._jobs is not None:
            self._add_job(polled, self._jobs)
        elif self._loading is None:
            self._loading = asyncio.get_running_loop().call_later(_LOAD_DELAY, self._load_jobs)

    def _load_jobs(self) -> None:
        from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 - not before the first quotes

        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        # a job counts as running until a moment after its end: with one instance a poll that is due just then is lost
        self._jobs = AsyncIOScheduler(timezone=UTC, job_defaults={"max_instances": 2, "misfire_grace_time": None})
        self._jobs.start()
        for polled in self._sources.values():
            if polled.task is None:
                self._add_job(polled, self._jobs)

    def _add_job(self, polled: _PolledSource, jobs: "AsyncIOScheduler") -> None:
        from apscheduler.triggers.date import DateTrigger  # noqa: PLC0415 - not before the first quotes

        at = utc_now() + timedelta(seconds=polled.due - self._monotonic())
        jobs.add_job(self._run, DateTrigger(at, UTC), args=[polled], id=polled.name, replace_existing=True)

    def _check(self) -> None:
        """Move the waiting jobs to where the wall clock now puts them, after it jumped or the machine was suspended."""
        for job in self._jobs.get_jobs() if self._jobs is not None else ():
            polled = self._sources[job.id]
            self._plan(polled, polled.due)
        self._next_check = asyncio.get_running_loop().call_later(_CHECK_INTERVAL, self._check)
