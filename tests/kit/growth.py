"""How the work of parsing grows with its input: judged as a ratio of processor time, never in seconds.

The processor time of the measuring thread is taken, not the clock on the wall, so that a busy machine changes little,
and of several measurements the least counts. A reader that is quadratic takes four times the work for twice the input,
one that is linear twice.
"""

import gc
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Final

MIN_NANOSECONDS: Final = 4_000_000
"""Nanoseconds of work below which a ratio would be noise."""
MAX_RATIO: Final = 3.0
"""Of the work for twice the input; 2 is linear, 4 is quadratic."""
_REPEATS: Final = 3
_ENOUGH: Final = 50_000_000
"""Nanoseconds of work after which it is not repeated: against a moment in which the machine is busy that is long."""
_ATTEMPTS: Final = 6
"""Measurements of a ratio that is too large: a quadratic reader exceeds it in each, a busy machine seldom twice."""
_DOUBLINGS: Final = 4
"""Ratios that are all too large until it is certain: a quadratic reader has no other."""


def work(read: Callable[[], object], expected: type[Exception] | tuple[type[Exception], ...] = ()) -> int:
    """Return the nanoseconds of processor time that one call takes; the expected errors are suppressed.

    It is the least of three, or of fewer where they take long.
    """
    times: list[int] = []
    errors = expected if isinstance(expected, tuple) else (expected,)
    gc.disable()
    try:
        while len(times) < _REPEATS and sum(times) < _ENOUGH:
            begun = time.thread_time_ns()
            with suppress(*errors):
                read()
            times.append(time.thread_time_ns() - begun)
    finally:
        gc.enable()
    return min(times)


def assert_linear(
    read: Callable[[int], object],
    *,
    start: int = 2_000,
    largest: int,
    expected: type[Exception] | tuple[type[Exception], ...] = (),
) -> None:
    """Double the input until it is worth measuring, then twice more: the work may not grow faster than the input.

    Args:
        read: reads an input of so many units; what it builds beforehand belongs outside, or is linear itself.
        start: the first size.
        largest: the size at which it ends: what takes next to no work at the largest size is proved by that.
        expected: the errors that such an input may raise.

    Raises:
        AssertionError: at each doubling, twice the input took more than `MAX_RATIO` times the work, in each attempt.
    """
    size = start
    while (taken := work(partial(read, size), expected)) < MIN_NANOSECONDS:
        if size * 2 > largest:
            return
        size *= 2
    ratios: list[float] = []
    # A reader may have one step, where a limit makes it count more exactly, and a busy machine may spoil the next
    # measurement: ratios that are all too large are confirmed by more, even beyond the largest size.
    while (len(ratios) < 2 and size < largest) or (ratios and len(ratios) < _DOUBLINGS and min(ratios) > MAX_RATIO):
        ratio, taken = _ratio(read, size, taken, expected)
        ratios.append(ratio)
        size *= 2
    assert not ratios or min(ratios) <= MAX_RATIO, f"{ratios} times the work for twice the input, up to {size}"


def _ratio(
    read: Callable[[int], object],
    size: int,
    taken: int,
    expected: type[Exception] | tuple[type[Exception], ...],
) -> tuple[float, int]:
    """Return by how much the work grows from this size, which took so long, to twice the size; and what that takes."""
    doubled = work(partial(read, size * 2), expected)
    for _ in range(_ATTEMPTS - 1):
        if doubled <= MAX_RATIO * taken:
            break
        taken = min(taken, work(partial(read, size), expected))
        doubled = min(doubled, work(partial(read, size * 2), expected))
    return doubled / taken, doubled
