"""Text wrapped by cells: between words, and between characters of scripts without blanks."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.text import sanitize_block, width
from tui.view.wrapping import clusters, wrap, wrap_stretches

prose = st.text(alphabet="abc é漢字、（ک\u0301 .\n", max_size=300).map(sanitize_block)


@given(prose, st.integers(2, 80))
def test_no_word_is_lost_and_no_line_too_wide(text: str, cells: int) -> None:
    lines = wrap(text, cells)

    assert "".join(lines).replace(" ", "") == "".join(text.split())
    assert all(0 < width(line) <= cells for line in lines)
    assert all(line == line.strip() for line in lines)


@given(st.lists(st.text(alphabet="abc", min_size=1, max_size=10), max_size=40), st.integers(10, 40))
def test_words_that_fit_are_never_broken_and_every_line_is_filled(words: list[str], cells: int) -> None:
    lines = wrap(" ".join(words), cells)

    assert [word for line in lines for word in line.split()] == words
    for line, following in pairwise(lines):
        assert len(line) + 1 + len(following.split()[0]) > cells


@for_each(
    ("text", "cells", "lines"),
    [
        ("", 10, []),
        ("   ", 10, []),
        ("one two", 7, ["one two"]),
        ("one two", 6, ["one", "two"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a bcdefgh", 3, ["a", "bcd", "efg", "h"]),
        ("漢字漢字", 5, ["漢字", "漢字"]),
        ("漢字 x", 5, ["漢字", "x"]),
        ("ab 漢字漢字", 7, ["ab 漢字", "漢字"]),
        ("漢字、漢字。", 5, ["漢", "字、", "漢", "字。"]),
        ("株価３８，０７４円", 12, ["株価", "３８，０７４", "円"]),
        ("漢（字）", 4, ["漢", "（字", "）"]),
        ("市場 株価", 4, ["市場", "株価"]),
        ("오늘 시장은", 8, ["오늘", "시장은"]),
        ("🇵🇰🇵🇰🇵🇰", 5, ["🇵🇰🇵🇰", "🇵🇰"]),
        ("漢字 x", 6, ["漢字 x"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
    ],
)
def test_text_is_wrapped_between_words(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


def test_a_width_of_one_cell_loses_nothing() -> None:
    assert "".join(wrap("漢字 ab", 1)) == "漢字ab"


@given(prose, st.integers(8, 40), st.integers(0, 6))
def test_lines_of_several_widths_have_every_character_and_the_room_they_may_take(
    text: str, cells: int, indent: int
) -> None:
    text = text.replace("\n", " ")
    lines = [text[line.start : line.end] for line in wrap_stretches(text, cells, indent)]

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= (cells - indent if number else cells) for number, line in enumerate(lines))


@for_each(
    ("text", "expected"),
    [
        ("", []),
        ("ab", ["a", "b"]),
        ("e\u0301a", ["e\u0301", "a"]),
        ("🇵🇰🇮🇳x", ["🇵🇰", "🇮🇳", "x"]),
        ("한", ["한"]),
        ("कि", ["कि"]),
    ],
)
def test_a_character_is_one_with_its_marks(text: str, expected: list[str]) -> None:
    assert list(clusters(text)) == expected
