"""Full garbage collections run while no keys are pressed."""

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
    ("now", "last_input", "due"),
    [
        pytest.param(MIN_INTERVAL - 1, 0, False, id="too soon", marks=pytest.mark.slow),
        pytest.param(MIN_INTERVAL, MIN_INTERVAL - IDLE_TIME, True, id="nobody types"),
        pytest.param(MIN_INTERVAL, MIN_INTERVAL - IDLE_TIME / 2, False, id="somebody types"),
        pytest.param(MAX_INTERVAL - 1, MAX_INTERVAL - 1, False, id="somebody types on", marks=pytest.mark.slow),
        pytest.param(MAX_INTERVAL, MAX_INTERVAL, True, id="somebody never stops"),
    ],
)
def test_a_full_collection_is_due_after_an_interval_while_nobody_types(
    now: float, last_input: float, due: bool
) -> None:
    collector = IdleGarbageCollector(0)
    assert collector.is_due(now, last_input) is due

    collector.collect(now)
    assert not collector.is_due(now + MIN_INTERVAL - 1, last_input)


@pytest.fixture
def generations() -> Iterator[list[int]]:
    """The generations that were collected."""
    thresholds, collected = gc.get_threshold(), list[int]()

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            collected.append(info["generation"])

    gc.callbacks.append(note)
    yield collected
    gc.callbacks.remove(note)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


class _Cycle:
    """Refers to itself."""

    def __init__(self) -> None:
        self.itself = self


def test_many_objects_cause_collections_of_the_young_alone(generations: list[int]) -> None:
    freeze_startup_objects()
    alive = [[n] for n in range(200_000)]
    for _ in range(100_000):
        _Cycle()

    assert len(alive) == 200_000
    assert {0, 1} <= set(generations)
    assert 2 not in generations

    IdleGarbageCollector(0).collect(1)
    assert generations[-1] == 2
