import pytest

from tests.kit.marks import for_each


def test_a_test_runs_for_each_case_with_its_fixtures(request: pytest.FixtureRequest) -> None:
    ran = []

    @for_each("first", [1, 2])
    @for_each(("second", "third"), [("a", "b"), ("c", "d")])
    def test(name: str, first: int, second: str, third: str) -> None:
        ran.append((name, first, second, third))

    test(name=request.node.name)
    assert [(first, second + third) for _, first, second, third in ran] == [(1, "ab"), (1, "cd"), (2, "ab"), (2, "cd")]
    assert {name for name, *_ in ran} == {request.node.name}


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
