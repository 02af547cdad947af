"""The time line: moments that never jump, and what the wall clock shows at each of them."""

from datetime import timedelta

from tests.kit.clock import MINUTE, START, ManualClock
from tests.kit.marks import for_each
from tui.engine.clock import Timeline

SIZES = (1, 3600, 86_400, 365 * 86_400, 56 * 365 * 86_400)
JUMPS = [sign * timedelta(seconds=seconds) for seconds in SIZES for sign in (1, -1)]


@for_each("jump", JUMPS)
def test_the_timeline_continues_whatever_the_wall_clock_does(jump: timedelta) -> None:
    clock = ManualClock()
    timeline = Timeline(clock, clock.steady)
    assert (timeline.now(), timeline.on_wall(timeline.now())) == (START, START)
    clock.advance(MINUTE)
    clock.set_back(-jump)
    assert timeline.now() == START + MINUTE
    assert timeline.on_wall(timeline.now()) == clock.now
    assert timeline.on_wall(START) == START + jump
    clock.advance(MINUTE)
    assert timeline.on_wall(timeline.now()) == clock.now
    clock.set_back(jump)
    assert timeline.on_wall(START) == START


def test_a_time_shown_does_not_waver_with_the_time_between_reading_two_clocks() -> None:
    clock = ManualClock()
    timeline = Timeline(clock, clock.steady)
    for late in (3, -3, 80, -200, 1):
        clock.set_back(timedelta(milliseconds=late))
        assert timeline.on_wall(START) == START
        clock.set_back(-timedelta(milliseconds=late))


def test_time_suspended_counts_as_passed() -> None:
    clock = ManualClock()
    timeline = Timeline(clock, clock.steady)
    clock.advance(timedelta(hours=8))
    assert timeline.now() - START == timedelta(hours=8)
