"""Stopping and continuing by signals to this process; each real stop is cancelled before it happens."""

import asyncio
import os
import pty
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack

import pytest

from tui.ui.terminal.job_control import JobControl, temporary_handler

STOPPING = [signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU]


class Jobs:
    """Job control, and what it did with the terminal."""

    def __init__(self, tty: int) -> None:
        self.done: list[str] = []
        self.while_leaving: Callable[[], None] = lambda: None
        self.control = JobControl(tty, self._leave, lambda: self.done.append("taken"))

    def _leave(self) -> None:
        self.done.append("left")
        self.while_leaving()


@pytest.fixture
async def jobs() -> AsyncIterator[Jobs]:
    with ExitStack() as handlers:
        for number in (*STOPPING, signal.SIGCONT):
            handlers.enter_context(temporary_handler(number, signal.getsignal(number)))
        end, tty = pty.openpty()
        yield Jobs(tty)
        os.close(end)
        os.close(tty)


def send_continue() -> None:
    signal.raise_signal(signal.SIGCONT)


async def run_loop() -> None:
    for _ in range(3):
        await asyncio.sleep(0)


async def test_a_continuation_takes_the_terminal_once_and_not_within_the_signal(jobs: Jobs) -> None:
    send_continue()
    send_continue()
    assert not jobs.done, "done inside the signal, where this thread may have a lock"
    await run_loop()
    assert jobs.done == ["taken"]


@pytest.mark.parametrize("number", STOPPING)
async def test_a_stop_is_left_to_the_loop_and_a_continuation_meanwhile_cancels_it(jobs: Jobs, number: int) -> None:
    jobs.while_leaving = send_continue
    signal.raise_signal(number)
    assert not jobs.done, "done inside the signal, where this thread may have a lock"
    await run_loop()
    assert jobs.done == ["left", "taken"]


@pytest.mark.parametrize("number", STOPPING)
async def test_a_continuation_before_the_stop_has_begun_leaves_the_terminal_taken(jobs: Jobs, number: int) -> None:
    signal.raise_signal(number)
    send_continue()
    await run_loop()
    assert jobs.done == ["taken"]


@pytest.mark.parametrize("number", [*STOPPING, signal.SIGCONT])
async def test_a_program_that_is_ending_neither_stops_nor_takes_the_terminal(jobs: Jobs, number: int) -> None:
    signal.raise_signal(number)
    jobs.control.end()
    await run_loop()
    assert not jobs.done


async def test_an_end_that_comes_while_the_terminal_is_left_cancels_the_stop(jobs: Jobs) -> None:
    jobs.while_leaving = jobs.control.end
    signal.raise_signal(signal.SIGTSTP)
    await run_loop()
    assert jobs.done == ["left"]


async def test_suspending_is_refused_where_the_terminal_controls_no_jobs(jobs: Jobs) -> None:
    jobs.control.suspend(lambda: jobs.done.append("refused"))
    await run_loop()
    assert jobs.done == ["refused"]


async def test_a_program_that_the_system_does_not_stop_takes_the_terminal_again(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "kill", lambda *_: None)
    signal.raise_signal(signal.SIGTSTP)
    await run_loop()
    assert jobs.done == ["left", "taken"]


async def test_closing_restores_the_default_handlers(jobs: Jobs) -> None:
    jobs.control.close()
    assert {signal.getsignal(number) for number in (*STOPPING, signal.SIGCONT)} == {signal.SIG_DFL}
