"""The driver: what it may not do inside a signal, and what the line has carried."""

import asyncio
import signal
import time

from textual import events

from tui.ui.terminal.driver import WINDOW, BandwidthMeter, PacedDriver
from tui.ui.terminal.writer import CURSOR_POSITION_REQUEST, PROBE_BYTES, PROMPT_REPLY, FlowControl, TerminalWriter


async def test_a_size_that_comes_while_another_is_told_is_told_after_it() -> None:
    sizes, told = [(80, 24)], list[tuple[int, int]]()

    def tell_size(_number: int, _frame: object) -> None:
        read = sizes[-1]
        if read == (80, 24):
            sizes.append((100, 30))
            signal.raise_signal(signal.SIGWINCH)
        told.append(read)

    # put together by hand, because a driver starts on a real terminal only
    driver = PacedDriver.__new__(PacedDriver)
    driver._loop = asyncio.get_running_loop()
    found = signal.getsignal(signal.SIGWINCH)
    try:
        driver._report_sizes_from_loop(tell_size)
        signal.raise_signal(signal.SIGWINCH)
        for _ in range(5):
            await asyncio.sleep(0)
    finally:
        signal.signal(signal.SIGWINCH, found)

    assert told == [(80, 24), (100, 30)], "the older size was told last, and stayed"


class _QuickTerminal(TerminalWriter):
    """It has answered a question before the write that asks it returns."""

    def __init__(self, driver: PacedDriver) -> None:
        super().__init__(-1)
        self._driver = driver

    def send(self, data: bytes) -> None:
        if data == CURSOR_POSITION_REQUEST.encode():
            self._driver.process_message(events.CursorPosition(1, 1))


def test_an_answer_that_comes_while_the_question_is_still_being_written_is_not_awaited_again() -> None:
    # put together by hand, because a driver starts on a real terminal only
    driver = PacedDriver.__new__(PacedDriver)
    driver._flow, driver._on_ready = FlowControl(), None
    driver._writer = _QuickTerminal(driver)

    for _ in range(2):
        driver._flow.sent(PROBE_BYTES)
        driver.flush()

    assert driver._flow.should_probe() is False
    assert driver._flow.can_send(time.monotonic() + PROMPT_REPLY * 2), (
        "every frame would be held back until it is given up"
    )


def test_the_meter_tells_the_rate_of_the_last_seconds_and_forgets_the_rest() -> None:
    meter = BandwidthMeter()
    meter.add(1000, 0.0)
    meter.add(500, 4.0)

    assert meter.rate(4.0) == 1500 / WINDOW
    assert meter.rate(6.0) == 500 / WINDOW
    assert meter.rate(60.0) == 0
    assert meter.total == 1500
