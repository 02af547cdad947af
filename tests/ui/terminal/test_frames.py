"""How often data is painted."""

from itertools import pairwise

import pytest

from tui.ui.terminal.frames import INPUT_PRIORITY, MAX_DATA_DELAY, MAX_WAIT, FrameRateLimiter

LONG_AGO = float("-inf")


@pytest.mark.parametrize(
    ("rate", "found", "waits"),
    [
        (0.25, "fff", [0.25, 0.25, 0.25]),
        (0.25, "tttttt", [0.5, 1.0, 2.0, 2.0, 2.0, 2.0]),
        (0.25, "ttttffff", [0.5, 1.0, 2.0, 2.0, 1.0, 0.5, 0.25, 0.25]),
        (0.25, "tftftt", [0.5, 0.25, 0.5, 0.25, 0.5, 1.0]),
        (0.5, "tttff", [1.0, 2.0, 2.0, 1.0, 0.5]),
        (5.0, "ttf", [5.0, 5.0, 5.0]),
    ],
    ids=["free", "dead", "dead and back", "slow", "ssh", "slower than it stretches"],
)
def test_the_wait_doubles_while_the_line_is_taken_and_returns_to_the_rate(
    rate: float, found: str, waits: list[float]
) -> None:
    pace, seen = FrameRateLimiter(rate), []
    for n, letter in enumerate(found):
        pace.record(n * 10.0, free=letter == "f")
        seen.append(pace.wait)
    assert seen == waits


def flushes(pace: FrameRateLimiter, until: float, free: bool, tick: float = 0.25) -> list[float]:
    """When it flushes, looked at every tick."""
    times = []
    for n in range(int(until / tick)):
        if pace.is_due(n * tick):
            pace.record(n * tick, free=free)
            times.append(n * tick)
    return times


def test_a_line_that_keeps_up_is_used_at_the_rate() -> None:
    assert len(flushes(FrameRateLimiter(0.25), 10, free=True)) == 40


def test_a_tick_that_comes_a_little_early_does_not_cost_a_whole_wait() -> None:
    pace = FrameRateLimiter(0.25)
    pace.record(10.0, free=True)
    assert not pace.is_due(10.1)
    assert pace.is_due(10.24)


def test_a_dead_line_is_tried_ever_more_rarely() -> None:
    times = flushes(FrameRateLimiter(0.25), 10, free=False)
    gaps = [after - before for before, after in pairwise(times)]
    assert gaps[:4] == sorted(gaps[:4])
    assert max(gaps) <= MAX_WAIT
    assert len(times) <= 8


def test_on_a_slow_line_data_waits_for_hands_at_the_keys_but_not_for_ever() -> None:
    pace = FrameRateLimiter(0.25)
    pace.record(100.0, free=True)
    pace.record(101.0, free=False)
    assert not pace.is_due(103.0, last_input=103.0 - INPUT_PRIORITY / 2)
    assert pace.is_due(103.0, last_input=103.0 - INPUT_PRIORITY * 2)
    assert pace.is_due(100.0 + MAX_DATA_DELAY, last_input=100.0 + MAX_DATA_DELAY)


def test_on_a_line_that_keeps_up_keys_hold_no_data_up() -> None:
    pace = FrameRateLimiter(0.25)
    pace.record(100.0, free=True)
    assert pace.is_due(100.25, last_input=100.25)
