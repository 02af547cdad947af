"""How much of a test runs in the quick suite."""

from typing import Any

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings


def quick(count: int, *cases: Any) -> list[Any]:  # noqa: ANN401 - whatever a test takes
    """Return the cases, all but the first `count` of them marked `slow`.

    A case of several arguments is a `pytest.param`.
    """
    return [*cases[:count], *map(_slow, cases[count:])]


def spread(count: int, *cases: Any) -> list[Any]:  # noqa: ANN401 - whatever a test takes
    """Return the cases, all but `count` of them, evenly spread from the first to the last, marked `slow`."""
    steps = max(1, count - 1)
    chosen = {round(step * (len(cases) - 1) / steps) for step in range(count)}
    return [case if number in chosen else _slow(case) for number, case in enumerate(cases)]


def _slow(case: Any) -> ParameterSet:  # noqa: ANN401 - whatever a test takes
    if isinstance(case, ParameterSet):
        return pytest.param(*case.values, id=case.id, marks=[*case.marks, pytest.mark.slow])
    return pytest.param(case, marks=pytest.mark.slow)


def examples(count: int) -> int:
    """Return so many examples of a property for the full profile, and the same part of them as of all for the quick."""
    assert settings.default is not None
    return count * settings.default.max_examples // 100
