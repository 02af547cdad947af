"""Clocks for tests: one that a test moves, and virtual time, in which an hour of waiting takes no time at all."""

import asyncio
import inspect
import selectors
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec

import time_machine

P = ParamSpec("P")

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
"""What the wall clock shows at first."""
MINUTE = timedelta(minutes=1)


class ManualClock:
    """A wall clock that only a test moves, and the steady clock beside it, which is never set back."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self._steady = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def steady(self) -> float:
        """Return the seconds of the steady clock."""
        return self._steady

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.now += by
        self._steady += by.total_seconds()

    def set_back(self, by: timedelta) -> None:
        """Set the wall clock back."""
        self.now -= by


class VirtualTime:
    """A steady clock and a wall clock that go on together, until a test sets the wall clock.

    Args:
        wall: the wall clock of the process, which this one moves.
    """

    def __init__(self, wall: time_machine.Traveller) -> None:
        self._wall = wall
        self._steady = 0.0

    def steady(self) -> float:
        """Return the seconds since the beginning; a test of suspension hands on another clock of its own."""
        return self._steady

    def advance(self, seconds: float) -> None:
        """Let time pass; called by a test, it passes while the event loop is held up."""
        self._steady += seconds
        self._wall.shift(seconds)

    def set_wall(self, seconds: float) -> None:
        """Set the wall clock ahead, or back, as a user or a time server does."""
        self._wall.shift(seconds)


class _Selector(selectors.DefaultSelector):
    """A selector that never waits: it advances the clock by the timeout instead."""

    def __init__(self, clock: VirtualTime) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready:
            assert timeout is not None, "every task waits, and no timer is set"
            self._clock.advance(timeout)
        return ready


class _Loop(asyncio.SelectorEventLoop):
    """An event loop on such a clock. Nothing in it may wait for a thread or a network."""

    def __init__(self, clock: VirtualTime) -> None:
        self._clock = clock
        super().__init__(_Selector(clock))

    def time(self) -> float:
        return self._clock.steady()

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as a loop has it
        """Do nothing: the usual one waits for a thread, and fails where that is not quick enough."""


def virtual_time(test: Callable[Concatenate[VirtualTime, P], Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an async test in virtual time; its first argument is the clock, the others are as pytest gives them."""

    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        with time_machine.travel(START, tick=False) as wall:
            clock = VirtualTime(wall)
            with asyncio.Runner(loop_factory=lambda: _Loop(clock)) as runner:
                runner.run(test(clock, *args, **kwargs))

    signature = inspect.signature(test)
    run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
    run.__signature__ = signature.replace(parameters=list(signature.parameters.values())[1:])  # type: ignore[attr-defined]
    return run
