"""Waits of tests: for a condition, or for tasks to go on; never for a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable

PATIENCE = 60.0
"""Seconds after which a condition is believed never to hold; far more than it takes, also on a busy machine."""


def wait_until(is_true: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until a condition holds that has no event to wait for; fail if it never does."""
    deadline = time.monotonic() + patience
    while not is_true():
        assert time.monotonic() < deadline, f"not within {patience} s"
        time.sleep(0.005)


async def let_tasks_run(rounds: int = 20) -> None:
    """Give every task so many turns of the event loop."""
    for _ in range(rounds):
        await asyncio.sleep(0)


async def hurried(test: Callable[[float], Awaitable[None]]) -> None:
    """Run with a time limit of less than a second; where that fails with longer ones, for a machine that is busy."""
    for limit in (0.3, 3.0):
        try:
            await test(limit)
        except Exception:  # noqa: BLE001 - whatever it is, the longest limit decides
            continue
        return
    await test(30.0)
