from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.diff import Change, changed_identities, diff
from tui.domain.edition import Edition

keys = st.sampled_from("abcdefghijklmnop")
known = st.dictionaries(keys, st.integers(0, 3))


@given(known, known, st.sets(keys), st.booleans())
def test_an_edition_made_from_another_mapping_leaves_that_as_it_was(
    old: dict[str, int], changed: dict[str, int], gone: set[str], closed: bool
) -> None:
    before = dict(old)
    leaving = gone & (old.keys() | changed.keys())
    made = Edition(MappingProxyType(old) if closed else old, changed, leaving)

    assert dict(made) == {key: value for key, value in {**old, **changed}.items() if key not in leaving}
    assert old == before


@pytest.mark.parametrize(
    "write",
    [
        lambda edition: edition.__setitem__("a", 2),
        lambda edition: edition.__delitem__("a"),
        lambda edition: edition.__ior__({"a": 2}),
        lambda edition: edition.update(a=2),
        lambda edition: edition.setdefault("b", 2),
        lambda edition: edition.pop("a"),
        lambda edition: edition.popitem(),
        lambda edition: edition.clear(),
    ],
)
def test_no_edition_can_be_written_to(write: Any) -> None:  # noqa: ANN401 - each writes in its own way
    edition = Edition({"a": 1}, {})
    with pytest.raises(TypeError):
        write(edition)
    assert edition == {"a": 1}


steps = st.lists(
    st.tuples(st.dictionaries(keys, st.integers(0, 3), max_size=4), st.sets(keys, max_size=3)), max_size=30
)


@given(known, steps, st.data())
def test_what_differs_is_the_same_whether_it_is_known_or_looked_for(
    first: dict[str, int], story: list[tuple[dict[str, int], set[str]]], data: st.DataObject
) -> None:
    editions = [Edition(first, {})]
    for changed, gone in story:
        editions.append(Edition(editions[-1], changed, gone & (editions[-1].keys() | changed.keys())))
    older, newer = sorted(data.draw(st.tuples(*[st.integers(0, len(story))] * 2)))
    old, new = editions[older], editions[newer]

    def by_key(told: tuple[Change[str, int], ...]) -> dict[str, Change[str, int]]:
        assert len({change.key for change in told}) == len(told)
        return {change.key: change for change in told}

    assert by_key(diff(old, new)) == by_key(diff(dict(old), dict(new)))
    assert by_key(diff(new, old)) == by_key(diff(dict(new), dict(old)))


class _Unread(Edition[str, int]):
    """An edition that must not be walked."""

    __slots__ = ()

    def items(self) -> Any:  # noqa: ANN401 - it never returns
        raise AssertionError

    __iter__ = keys = values = items


def test_of_an_edition_made_from_another_only_what_changed_is_looked_at() -> None:
    first = Edition({str(n): n for n in range(100)}, {})
    second = Edition(first, {"7": -7, "new": 1})
    first.__class__ = second.__class__ = _Unread

    assert list(changed_identities(first, second)) == [("7", 7, -7), ("new", None, 1)]


def test_an_edition_does_not_keep_what_came_before_it_alive() -> None:
    edition = Edition({str(n): n for n in range(100)}, {})
    for n in range(100):
        edition = Edition(edition, {"0": n})

    assert len(edition.past) <= 16
    assert not any(isinstance(mark, Edition) for mark, _ in edition.past)
