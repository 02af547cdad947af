"""Tasks that nobody awaits, and the end of tasks."""

import asyncio
import logging
from collections.abc import Collection, Coroutine
from typing import Any, Final

_log = logging.getLogger(__name__)

_CANCEL_INTERVAL: Final = 0.5


class BackgroundTasks:
    """Keeps tasks until they end, and logs why one failed. Used on one loop."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None]) -> None:
        """Begin a task; returns at once."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._note_end)

    def _note_end(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a task in the background failed", exc_info=error)


async def end_tasks(tasks: "Collection[asyncio.Task[Any]]") -> None:
    """Cancel tasks, and wait until each has ended, whatever it raises.

    One cancellation may be lost: `asyncio.wait_for`, by which the client of the server waits, swallows it before Python
    3.12 where what it waits for comes at that very moment.
    """
    while pending := [task for task in tasks if not task.done()]:
        for task in pending:
            task.cancel()
        await asyncio.wait(pending, timeout=_CANCEL_INTERVAL)
    await asyncio.gather(*tasks, return_exceptions=True)
