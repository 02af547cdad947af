"""Memory is searched where nobody has to wait for it."""

import gc
from collections.abc import Iterator

import pytest

from tui.ui.terminal.gc_policy import (
    IDLE_TIME,
    MAX_INTERVAL,
    MIN_INTERVAL,
    IdleGarbageCollector,
    freeze_startup_objects,
)


@pytest.mark.parametrize(
    ("now", "touched", "due"),
    [
        pytest.param(MIN_INTERVAL - 1, 0, False, id="too soon"),
        pytest.param(MIN_INTERVAL, MIN_INTERVAL - IDLE_TIME, True, id="nobody types"),
        pytest.param(MIN_INTERVAL, MIN_INTERVAL - IDLE_TIME / 2, False, id="somebody types"),
        pytest.param(MAX_INTERVAL - 1, MAX_INTERVAL - 1, False, id="somebody types on"),
        pytest.param(MAX_INTERVAL, MAX_INTERVAL, True, id="somebody never stops"),
    ],
)
def test_all_memory_is_searched_now_and_then_while_nobody_types(now: float, touched: float, due: bool) -> None:
    garbage = IdleGarbageCollector(0)
    assert garbage.is_due(now, touched) is due

    garbage.collect(now)
    assert not garbage.is_due(now + MIN_INTERVAL - 1, touched)


@pytest.fixture
def searched() -> Iterator[list[int]]:
    """The generations that were searched."""
    thresholds, found = gc.get_threshold(), list[int]()

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            found.append(info["generation"])

    gc.callbacks.append(note)
    yield found
    gc.callbacks.remove(note)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


class _Knot:
    """Holds on to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_a_day_of_frames_searches_the_young_alone(searched: list[int]) -> None:
    freeze_startup_objects()
    kept = [[n] for n in range(200_000)]
    for _ in range(100_000):
        _Knot()

    assert len(kept) == 200_000
    assert {0, 1} <= set(searched)
    assert 2 not in searched

    IdleGarbageCollector(0).collect(1)
    assert searched[-1] == 2
