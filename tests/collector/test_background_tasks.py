import asyncio

import pytest

from tests.kit.waiting import let_tasks_run
from tui.collector.background_tasks import BackgroundTasks


async def test_why_a_task_failed_that_nobody_awaits_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    done = asyncio.Event()

    async def fail() -> None:
        raise KeyError("figures")

    async def succeed() -> None:
        done.set()

    tasks = BackgroundTasks()
    tasks.start(fail())
    tasks.start(succeed())
    await let_tasks_run()
    assert done.is_set()
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [KeyError]
