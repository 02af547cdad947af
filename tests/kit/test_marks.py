from pathlib import Path

import pytest

from tests.kit.marks import evenly, for_each


def test_a_test_runs_for_each_case_with_its_fixtures(request: pytest.FixtureRequest) -> None:
    ran = []

    @for_each("first", [1, 2])
    @for_each(("second", "third"), [("a", "b"), ("c", "d")])
    def test(name: str, first: int, second: str, third: str) -> None:
        ran.append((name, first, second, third))

    test(name=request.node.name)
    assert [(first, second + third) for _, first, second, third in ran] == [(1, "ab"), (1, "cd"), (2, "ab"), (2, "cd")]
    assert {name for name, *_ in ran} == {request.node.name}


def test_each_case_has_a_folder_of_its_own(tmp_path: Path) -> None:
    @for_each("number", [1, 2])
    def test(number: int, tmp_path: Path) -> None:
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "file").touch()

    test(tmp_path=tmp_path)


@for_each(
    "count, of, numbers",
    [(1, 5, {0}), (2, 5, {0, 4}), (3, 5, {0, 2, 4}), (5, 5, {0, 1, 2, 3, 4}), (9, 3, {0, 1, 2}), (3, 1, {0})],
)
def test_numbers_are_spread_from_the_first_to_the_last(count: int, of: int, numbers: set[int]) -> None:
    assert evenly(count, of) == numbers


def test_the_case_that_fails_is_named() -> None:
    @for_each("number, square", [(2, 4), (3, 8), (4, 16)])
    def test(number: int, square: int) -> None:
        assert number * number == square

    with pytest.raises(AssertionError) as failure:
        test()
    assert failure.value.__notes__ == ["case 2 of 3: {'number': 3, 'square': 8}"]


@for_each("name", ["", pytest.param("a", id="short")])
def test_only_what_no_case_gives_is_a_fixture(name: str, request: pytest.FixtureRequest) -> None:
    assert name in {"", "a"}
    assert "name" not in request.fixturenames


def test_no_cases_are_no_test() -> None:
    with pytest.raises(AssertionError):
        for_each("name", [])
