"""How often data is painted."""

from itertools import pairwise

from tests.kit.marks import for_each
from tui.ui.terminal.frames import INPUT_PRIORITY, MAX_DATA_DELAY, MAX_WAIT, FrameRateLimiter

LONG_AGO = float("-inf")


@for_each(
    ("interval", "states", "waits"),
    [
        (0.25, "fff", [0.25, 0.25, 0.25]),
        (0.25, "bbbbbb", [0.5, 1.0, 2.0, 2.0, 2.0, 2.0]),
        (0.25, "bbbbffff", [0.5, 1.0, 2.0, 2.0, 1.0, 0.5, 0.25, 0.25]),
        (0.25, "bfbfbb", [0.5, 0.25, 0.5, 0.25, 0.5, 1.0]),
        (0.5, "bbbff", [1.0, 2.0, 2.0, 1.0, 0.5]),
        (5.0, "bbf", [5.0, 5.0, 5.0]),
    ],
)
def test_the_wait_doubles_while_the_terminal_is_busy_and_returns_to_the_interval(
    interval: float, states: str, waits: list[float]
) -> None:
    rate, seen = FrameRateLimiter(interval), []
    for n, state in enumerate(states):
        rate.record(n * 10.0, free=state == "f")
        seen.append(rate.wait)
    assert seen == waits


def flushes(rate: FrameRateLimiter, until: float, free: bool, step: float = 0.25) -> list[float]:
    """Return when it flushes, checked at every step."""
    times = []
    for n in range(int(until / step)):
        if rate.is_due(n * step):
            rate.record(n * step, free=free)
            times.append(n * step)
    return times


def test_a_terminal_that_keeps_up_gets_a_flush_at_every_interval() -> None:
    assert len(flushes(FrameRateLimiter(0.25), 10, free=True)) == 40


def test_a_check_that_comes_a_little_early_does_not_wait_for_the_next() -> None:
    rate = FrameRateLimiter(0.25)
    rate.record(10.0, free=True)
    assert not rate.is_due(10.1)
    assert rate.is_due(10.24)


def test_a_busy_terminal_is_tried_at_growing_intervals() -> None:
    times = flushes(FrameRateLimiter(0.25), 10, free=False)
    gaps = [after - before for before, after in pairwise(times)]
    assert gaps[:4] == sorted(gaps[:4])
    assert max(gaps) <= MAX_WAIT
    assert len(times) <= 8


def test_on_a_slow_line_data_waits_for_keys_up_to_a_limit() -> None:
    rate = FrameRateLimiter(0.25)
    rate.record(100.0, free=True)
    rate.record(101.0, free=False)
    assert not rate.is_due(103.0, last_input=103.0 - INPUT_PRIORITY / 2)
    assert rate.is_due(103.0, last_input=103.0 - INPUT_PRIORITY * 2)
    assert rate.is_due(100.0 + MAX_DATA_DELAY, last_input=100.0 + MAX_DATA_DELAY)


def test_on_a_terminal_that_keeps_up_keys_delay_no_data() -> None:
    rate = FrameRateLimiter(0.25)
    rate.record(100.0, free=True)
    assert rate.is_due(100.25, last_input=100.25)
