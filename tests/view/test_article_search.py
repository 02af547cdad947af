"""Words found in an article, and what differs between two versions of one."""

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.blocks import Block, from_texts
from tui.domain.text import sanitize_line
from tui.view.article_changes import MAX_COMPARED, compare
from tui.view.article_search import MAX_MATCHES, Match, find_matches, match_marks
from tui.view.inline_text import Mark, merged_marks
from tui.view.spans import Tone


def blocks(*texts: str) -> tuple[Block, ...]:
    return from_texts(map(sanitize_line, texts))


@for_each(
    ("words", "matches"),
    [
        ("oil", [Match(0, 0, 3), Match(1, 4, 7), Match(1, 12, 15)]),
        ("OIL  rose", [Match(0, 0, 8)]),
        ("a.b", []),
        ("", []),
        ("gas", []),
        ("خبر", [Match(2, 0, 3)]),
        ("株価", [Match(2, 6, 8)]),
    ],
)
def test_words_are_found_in_any_case(words: str, matches: list[Match]) -> None:
    assert find_matches(blocks("Oil rose", "The oil and oil", "خبر ، 株価"), words) == matches


def test_no_more_matches_are_found_than_anybody_steps_through() -> None:
    assert len(find_matches(blocks("a " * 5_000, *["a " * 99] * 20), "a")) == MAX_MATCHES


def test_the_match_that_the_keys_are_at_stands_out() -> None:
    assert match_marks([Match(0, 1, 2), Match(0, 4, 5), Match(3, 0, 1)], 1) == {
        0: [Mark(1, 2, Tone.MATCH), Mark(4, 5, Tone.CURRENT)],
        3: [Mark(0, 1, Tone.MATCH)],
    }


def test_of_marks_that_overlap_the_first_stay() -> None:
    first = {0: [Mark(4, 8, Tone.CURRENT)]}
    second = {0: [Mark(0, 2, Tone.MATCH), Mark(7, 9, Tone.MATCH), Mark(8, 9, Tone.MATCH)], 1: [Mark(0, 1, Tone.MATCH)]}

    assert merged_marks(first, second) == {
        0: [Mark(0, 2, Tone.MATCH), Mark(4, 8, Tone.CURRENT), Mark(8, 9, Tone.MATCH)],
        1: [Mark(0, 1, Tone.MATCH)],
    }


@for_each(
    ("new", "changed", "summary", "index"),
    [
        (("One.", "Two.", "Three."), frozenset(), "", (0, 1, 2)),
        (("Zero.", "One.", "Two.", "Three."), frozenset({0}), "1 paragraph new", (1, 2, 3)),
        (("One.", "Two of it.", "Three."), frozenset({1}), "1 paragraph changed", (0, 1, 2)),
        (("One.", "Three."), frozenset(), "1 paragraph gone", (0, 1, 1)),
        (("One.", "Three.", "Four.", "Five."), frozenset({2, 3}), "2 paragraphs new, 1 paragraph gone", (0, 1, 1)),
        ((), frozenset(), "3 paragraphs gone", (0, 0, 0)),
    ],
)
def test_what_is_new_in_a_version_is_said_and_each_paragraph_found_again(
    new: tuple[str, ...], changed: frozenset[int], summary: str, index: tuple[int, ...]
) -> None:
    changes = compare(blocks("One.", "Two.", "Three."), blocks(*new))
    assert (changes.changed, changes.summary, changes.new_index) == (changed, summary, index)


def test_the_words_that_are_new_are_marked() -> None:
    changes = compare(blocks("The bank cut its rate."), blocks("The central bank cut its key rate."))
    assert changes.marks == {0: [Mark(4, 11, Tone.MATCH), Mark(25, 28, Tone.MATCH)]}


texts = st.lists(st.sampled_from(["One.", "Two.", "Three.", "Four of it."]), max_size=8)


@given(texts, texts)
def test_every_block_has_one_in_its_place_and_what_is_unchanged_is_the_same(old: list[str], new: list[str]) -> None:
    changes = compare(blocks(*old), blocks(*new))

    assert len(changes.new_index) == len(old)
    assert all(0 <= at < max(1, len(new)) for at in changes.new_index)
    assert changes.added - changes.removed == len(new) - len(old)
    assert {text for number, text in enumerate(new) if number not in changes.changed} <= set(old)


def test_of_two_long_versions_that_have_little_in_common_the_ends_are_compared() -> None:
    count = MAX_COMPARED + 1
    old, new = ([f"{name} {n}." for n in range(count)] for name in ("Old", "New"))
    changes = compare(blocks("Same.", *old, "End."), blocks("Same.", *new, "End."))

    assert changes.changed == set(range(1, count + 1))
    assert changes.new_index == tuple(range(count + 2))
