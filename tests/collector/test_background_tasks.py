import asyncio
from contextlib import suppress

from tui.collector.background_tasks import end_tasks


async def test_a_task_that_loses_a_cancellation_is_ended_by_another() -> None:
    lost = 0

    async def work() -> None:
        nonlocal lost
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        lost += 1
        await asyncio.Event().wait()

    tasks = [asyncio.create_task(work()) for _ in range(3)]
    await asyncio.sleep(0)
    async with asyncio.timeout(30):
        await end_tasks(tasks)

    assert lost == 3
    assert all(task.cancelled() for task in tasks)
