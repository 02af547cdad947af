"""The driver: sizes in order, replies that come early, and the bytes that were sent."""

import asyncio
import signal
import threading
import time
from unittest.mock import Mock

import pytest
from textual import events

from tui.ui.terminal.driver import TerminalDriver
from tui.ui.terminal.writer import (
    CURSOR_POSITION_REQUEST,
    PROBE_BYTES,
    PROMPT_REPLY,
    RATE_WINDOW,
    BandwidthMeter,
    FlowControl,
    TerminalWriter,
)


async def test_a_size_that_arrives_while_another_is_reported_is_reported_after_it() -> None:
    sizes, reported = [(80, 24)], list[tuple[int, int]]()

    def report_size(_number: int, _frame: object) -> None:
        read = sizes[-1]
        if read == (80, 24):
            sizes.append((100, 30))
            signal.raise_signal(signal.SIGWINCH)
        reported.append(read)

    # without its own start, which needs a terminal as standard input; the private names are what that would set
    driver = TerminalDriver.__new__(TerminalDriver)
    driver._loop = asyncio.get_running_loop()
    handler = signal.getsignal(signal.SIGWINCH)
    try:
        driver._report_sizes_from_loop(report_size)
        signal.raise_signal(signal.SIGWINCH)
        for _ in range(5):
            await asyncio.sleep(0)
    finally:
        signal.signal(signal.SIGWINCH, handler)

    assert reported == [(80, 24), (100, 30)], "the older size was reported last, and stayed"


class _QuickTerminal(TerminalWriter):
    """It has replied to a request before the write of it returns."""

    def __init__(self, driver: TerminalDriver) -> None:
        super().__init__(-1)
        self._driver = driver

    def send(self, data: bytes) -> None:
        if data == CURSOR_POSITION_REQUEST.encode():
            self._driver.process_message(events.CursorPosition(1, 1))


def test_a_reply_that_arrives_before_the_write_of_its_request_returns_is_not_awaited_again() -> None:
    # without its own start, which needs a terminal as standard input; the private names are what that would set
    driver = TerminalDriver.__new__(TerminalDriver)
    driver.meter, driver._flow, driver._on_ready = BandwidthMeter(), FlowControl(), None
    driver._writer = _QuickTerminal(driver)

    for _ in range(2):
        driver._flow.count_sent(PROBE_BYTES)
        driver.flush()

    assert driver._flow.should_probe() is False
    assert driver._flow.can_send(time.monotonic() + PROMPT_REPLY * 2), (
        "every frame would wait for the timeout of the reply"
    )


def test_two_threads_that_find_the_terminal_ready_at_once_call_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    # without its own start, which needs a terminal as standard input; the private names are what that would set
    driver = TerminalDriver.__new__(TerminalDriver)
    driver._ready_lock, driver._writer = threading.Lock(), None
    loop, callback = Mock(), Mock()
    driver._loop, driver._app = loop, Mock()
    others = [driver._notify_if_ready]

    def is_ready() -> bool:
        # what the other thread does between the look at what is awaited and taking it
        while others:
            others.pop()()
        return True

    monkeypatch.setattr(driver, "is_ready", is_ready)
    driver.notify_when_ready(callback)
    driver._notify_if_ready()

    loop.call_soon_threadsafe.assert_called_once_with(driver._app.call_later, callback)


def test_the_meter_gives_the_rate_of_the_last_seconds_and_the_total() -> None:
    meter = BandwidthMeter()
    meter.add(1000, 0.0)
    meter.add(500, 4.0)

    assert meter.rate(4.0) == 1500 / RATE_WINDOW
    assert meter.rate(6.0) == 500 / RATE_WINDOW
    assert meter.rate(60.0) == 0
    assert meter.total == 1500
