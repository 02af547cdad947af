from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tui.domain.diff import Change, changed_identities, diff

known = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3))


@given(known, known)
def test_every_difference_is_returned_once_and_nothing_else(old: dict[str, int], new: dict[str, int]) -> None:
    changes = diff(old, new)

    expected = {key: Change(key, old.get(key), new.get(key)) for key in old.keys() | new.keys()}
    assert {change.key: change for change in changes} == {
        key: change for key, change in expected.items() if change.old != change.new
    }
    assert len({change.key for change in changes}) == len(changes)


@given(known, known)
def test_the_changes_turn_the_old_into_the_new(old: dict[str, int], new: dict[str, int]) -> None:
    state = dict(old)
    for change in diff(old, new):
        if change.new is None:
            del state[change.key]
        else:
            state[change.key] = change.new
    assert state == new


def test_changes_come_in_the_order_of_the_new_then_what_is_gone() -> None:
    changes = diff({"gone": 1, "b": 1, "a": 1}, {"new": 1, "a": 2, "b": 2})

    assert [change.key for change in changes] == ["new", "a", "b", "gone"]


@for_each(
    ("old", "new", "gone"),
    [
        pytest.param({"a": 1, "b": 1}, {"b": 1}, ["a"], id="one gone"),
        pytest.param({"a": 1, "b": 1}, {"b": 1, "c": 1}, ["a"], id="as many gone as came"),
        pytest.param({"a": 1, "b": 1}, {"c": 1, "d": 1, "e": 1}, ["a", "b"], id="more came than went"),
        pytest.param({"a": 1}, {}, ["a"], id="all gone"),
        pytest.param({}, {"a": 1}, [], id="none gone"),
    ],
)
def test_removed_keys_are_returned_however_many_are_new(
    old: Mapping[str, int], new: Mapping[str, int], gone: list[str]
) -> None:
    assert [change.key for change in diff(old, new) if change.new is None] == gone


class _Untouchable(dict[str, int]):
    """A mapping that must not be walked."""

    def items(self) -> object:  # type: ignore[override]  # it never returns
        raise AssertionError


def test_the_same_mapping_is_not_even_looked_into() -> None:
    same = _Untouchable(a=1)

    assert diff(same, same) == ()


def test_a_row_repeated_by_another_source_is_no_change() -> None:
    first, again = a_quote(), a_quote(source="other")
    proxies = MappingProxyType({first.id: first}), MappingProxyType({again.id: again})

    assert diff(*proxies) == ()


@given(known, known, st.booleans())
def test_every_replaced_object_is_returned_whether_equal_or_not(
    was: dict[str, int], now: dict[str, int], same_order: bool
) -> None:
    old = {key: [value] for key, value in was.items()}
    new = dict(old) if same_order else {key: old[key] for key in reversed(old)}
    for key, value in now.items():
        new[key] = [value]

    changes = list(changed_identities(old, new))
    assert {key: (before, value) for key, before, value in changes} == {key: (old.get(key), new[key]) for key in now}
    assert [key for key, _, _ in changes] == [key for key in new if key in now]
