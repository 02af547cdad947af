"""How much of a test runs in the quick suite, and how many of its cases are tests of their own."""

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from _pytest.mark import ParameterSet
from hypothesis import settings

Test = Callable[..., Any]
"""Returns nothing, or what is awaited."""


def quick(count: int, *cases: Any) -> list[Any]:  # noqa: ANN401 - whatever a test takes
    """Return the cases, all but the first `count` of them marked `slow`.

    A case of several arguments is a `pytest.param`.
    """
    return [*cases[:count], *map(_slow, cases[count:])]


def spread(count: int, *cases: Any) -> list[Any]:  # noqa: ANN401 - whatever a test takes
    """Return the cases, all but `count` of them, evenly spread from the first to the last, marked `slow`."""
    chosen = evenly(count, len(cases))
    return [case if number in chosen else _slow(case) for number, case in enumerate(cases)]


def evenly(count: int, of: int) -> set[int]:
    """Return so many of the numbers below `of`, evenly spread from the first to the last; all where they are fewer."""
    return {round(step * (of - 1) / max(1, count - 1)) for step in range(count)} if count < of else set(range(of))


def for_each(names: str | tuple[str, ...], cases: Iterable[Any]) -> Callable[[Test], Test]:
    """Run a test for each of the cases, as one test that says for which of them it failed.

    A test of its own takes 2 to 3 ms to collect, start and report, which is more than most cases take to run. The
    fixtures of the test are made once for all cases, but for `tmp_path`: each case has a folder of its own. The names
    are written as for `parametrize`. A test may be async: its cases run one after another.
    """
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    rows = [dict(zip(keys, _values(case, len(keys)), strict=True)) for case in cases]
    assert rows, "a test without cases tests nothing"

    def decorate(test: Test) -> Test:
        @contextmanager
        def named(number: int, row: dict[str, Any]) -> Iterator[None]:
            try:
                yield
            except BaseException as error:
                error.add_note(f"case {number} of {len(rows)}: {row!r:.500}")
                raise

        @functools.wraps(test)
        def run(**fixtures: Any) -> None:  # noqa: ANN401 - whatever a test takes
            for number, row in enumerate(rows, 1):
                with named(number, row):
                    test(**_in_own_folder(fixtures, number), **row)

        @functools.wraps(test)
        async def run_async(**fixtures: Any) -> None:  # noqa: ANN401 - whatever a test takes
            for number, row in enumerate(rows, 1):
                with named(number, row):
                    await test(**_in_own_folder(fixtures, number), **row)

        run_all = run_async if inspect.iscoroutinefunction(test) else run
        signature = inspect.signature(test)
        others = [each for name, each in signature.parameters.items() if name not in keys]
        # pytest makes a fixture for every parameter that it finds here
        vars(run_all)["__signature__"] = signature.replace(parameters=others)
        return run_all

    return decorate


def _in_own_folder(fixtures: dict[str, Any], number: int) -> dict[str, Any]:
    if "tmp_path" not in fixtures:
        return fixtures
    folder = fixtures["tmp_path"] / str(number)
    folder.mkdir()
    return {**fixtures, "tmp_path": folder}


def _values(case: Any, count: int) -> Sequence[Any]:  # noqa: ANN401 - whatever a test takes
    if isinstance(case, ParameterSet):
        assert not case.marks, "one test has one set of marks"
        return case.values
    return (case,) if count == 1 else tuple(case)


def _slow(case: Any) -> ParameterSet:  # noqa: ANN401 - whatever a test takes
    if isinstance(case, ParameterSet):
        return pytest.param(*case.values, id=case.id, marks=[*case.marks, pytest.mark.slow])
    return pytest.param(case, marks=pytest.mark.slow)


def examples(count: int) -> int:
    """Return so many examples of a property for the full profile, and the same part of them as of all for the quick."""
    assert settings.default is not None
    return count * settings.default.max_examples // 100
