"""The one door to the scheduler: when each source is asked next, whatever happens to the machine's clock.

APScheduler plans by the wall clock. Set that back an hour and it is silent for an hour (measured). So every due
time is kept here on a steady clock as well, and a look each second puts right whatever the wall clock moved.
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

_LOOK_EVERY: Final = 1.0
_TOLERATED: Final = timedelta(milliseconds=250)
_EARLY: Final = 0.05
_LATE: Final = 0.25
_LEAST_WAIT: Final = timedelta(milliseconds=10)
_WISHES_APART: Final = timedelta(seconds=1)
_GRACE: Final = 0.2


@dataclass(slots=True, kw_only=True)
class _Turn:
    """One source's place in the schedule; times are steady seconds."""

    name: str
    every: timedelta
    poll: Poll
    due: float
    began: float = field(default=float("-inf"))
    task: asyncio.Task[None] | None = None


class Scheduler:
    """One job per source: never two polls of a source at once, none dropped for lateness, several late ones made one.

    Used inside one event loop.

    Args:
        wall: the clock the machine shows, aware UTC.
        monotonic: steady seconds, counting the time the machine was suspended.
        look_every: seconds between two looks at what the clocks did.
    """

    def __init__(
        self,
        *,
        wall: Clock = utc_now,
        monotonic: Callable[[], float] = monotonic_boottime,
        look_every: float = _LOOK_EVERY,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._look_every = look_every
        self._turns: dict[str, _Turn] = {}
        self._stopping = False
        self._next_look: asyncio.TimerHandle | None = None
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
        self._look()

    def add(self, name: str, every: timedelta, poll: Poll, first: timedelta = timedelta(0)) -> None:
        """Ask a source from now on.

        Args:
            name: unique.
            every: the wait after a poll that fails to say its own.
            poll: what to run.
            first: how long to wait for the first run.
        """
        turn = _Turn(name=name, every=every, poll=poll, due=self._monotonic() + first.total_seconds())
        self._turns[name] = turn
        # each run sets the time of the next one; the trigger only keeps the job from ending with its first run
        self._scheduler.add_job(
            self._run,
            IntervalTrigger(days=1, timezone=UTC),
            args=[turn],
            id=name,
            next_run_time=self._at(turn),
            replace_existing=True,
        )

    def run_now(self, name: str) -> None:
        """Ask a source at once, or a second after its last poll began. A poll under way is the poll wished for.

        Raises:
            KeyError: there is no such source.
        """
        self.run_within(name, timedelta(0))

    def run_within(self, name: str, wait: timedelta) -> None:
        """Ask a source after this wait, if that is sooner than planned; else as for `run_now`.

        Raises:
            KeyError: there is no such source.
        """
        turn = self._turns[name]
        wished = self._monotonic() + wait.total_seconds()
        soonest = max(wished, turn.began + min(turn.every, _WISHES_APART).total_seconds())
        if turn.task is None and soonest < turn.due:
            self._aim(turn, soonest)

    def next_run(self, name: str) -> datetime | None:
        """When the source is asked next, aware UTC by the wall clock of this moment; None while it is being asked.

        Raises:
            KeyError: there is no such source.
        """
        turn = self._turns[name]
        return None if turn.task else self._at(turn)

    async def stop(self) -> None:
        """End every poll under way, quietly, and plan no more."""
        self._stopping = True
        if self._next_look is not None:
            self._next_look.cancel()
        under_way = {turn.task for turn in self._turns.values() if turn.task}
        for task in under_way:
            task.cancel()
        if under_way:
            await asyncio.wait(under_way, timeout=_GRACE)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
            await asyncio.sleep(0)  # it shuts down in a callback of the loop

    async def _run(self, turn: _Turn) -> None:
        if self._stopping:
            return
        if self._monotonic() < turn.due - _EARLY:
            self._aim(turn, turn.due)  # the wall clock leapt ahead; no source is asked before its time for that
            return
        wait = turn.every
        turn.began = self._monotonic()
        turn.task = asyncio.current_task()
        try:
            wait = await turn.poll()
        except asyncio.CancelledError:
            # left to run on, it would be logged as a failed job with its traceback
            if not self._stopping:
                raise
        finally:
            turn.task = None
            if not self._stopping:
                self._aim(turn, self._monotonic() + max(wait, _LEAST_WAIT).total_seconds())

    def _aim(self, turn: _Turn, due: float) -> None:
        turn.due = due
        self._scheduler.modify_job(turn.name, next_run_time=self._at(turn))

    def _at(self, turn: _Turn) -> datetime:
        return self._wall() + timedelta(seconds=turn.due - self._monotonic())

    def _look(self) -> None:
        """Put right what a jump of the wall clock or a suspended machine did to the plan."""
        for turn in self._turns.values():
            if turn.task is None:
                planned = self._scheduler.get_job(turn.name).next_run_time
                if abs(planned - self._at(turn)) > _TOLERATED or turn.due < self._monotonic() - _LATE:
                    self._aim(turn, turn.due)
        self._next_look = asyncio.get_running_loop().call_later(self._look_every, self._look)
