"""What differs between two lines on the screen."""

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from tests.kit.marks import for_each
from tui.ui.rendering.strips import SINGLE_WIDTH, LineStrip, build_strip, changed_ranges
from tui.ui.rendering.theme import DARK, theme_for
from tui.view.spans import AgeLevel, Line, Span, Tone
from tui.view.terminal_profile import TerminalProfile
from tui.view.themes import LIGHT

WIDTH = 24
LIGHT_BOARD = theme_for(TerminalProfile(), LIGHT)


def strip(*spans: Span) -> LineStrip:
    return build_strip(spans, WIDTH, DARK)


@for_each(
    ("was", "now", "runs"),
    [
        ("same", "same", []),
        ("abc", "abd", [(2, 3)]),
        ("abc", "abc d", [(4, 5)]),
        ("12.50    x", "12.55    x", [(4, 5)]),
        ("a....b", "c....d", [(0, 6)]),
        ("a..............b", "c..............d", [(0, 1), (15, 16)]),
        ("日本", "日木", [(2, 4)]),
        ("日本", "月本", [(0, 2)]),
        ("日本", "ab本", [(0, 2)]),
        ("ab", "日", [(0, 2)]),
        ("e\u0301te", "e\u0301ta", [(2, 3)]),
        ("e\u0301te", "e\u0301ae", [(0, 2)]),
        ("ete", "e\u0301te", [(0, 2)]),
        ("日te", "日\u0301te", [(0, 3)]),
    ],
)
def test_only_the_cells_that_look_different_are_sent(was: str, now: str, runs: list[tuple[int, int]]) -> None:
    assert changed_ranges(strip(Span(was)), strip(Span(now))) == runs


def test_a_wide_character_that_changes_is_sent_whole() -> None:
    (run,) = changed_ranges(strip(Span("ab主cd")), strip(Span("ab続cd")))
    assert strip(Span("ab続cd")).crop(*run).text == "続"


def test_the_colour_of_a_blank_is_no_difference() -> None:
    assert not changed_ranges(
        strip(Span("a", Tone.UP), Span("   ", Tone.UP)), strip(Span("a", Tone.UP), Span("   ", Tone.DOWN))
    )


def test_the_ground_of_a_blank_is_one() -> None:
    assert changed_ranges(build_strip((), WIDTH, DARK), build_strip((), WIDTH, DARK, DARK.cursor)) == [(0, WIDTH)]
    assert changed_ranges(build_strip((), WIDTH, DARK), build_strip((), WIDTH, LIGHT_BOARD)) == [(0, WIDTH)]


SPANS = st.lists(
    st.builds(
        Span,
        st.text("a 日本\u0301", max_size=9),
        st.sampled_from((Tone.PLAIN, Tone.UP, Tone.FLASH_DOWN)),
        st.sampled_from(AgeLevel),
    ),
    max_size=4,
).map(tuple)


def cells(text: str) -> list[str]:
    """What a terminal has in each cell, by Rich's own reckoning; a wide character leaves its second one empty."""
    spans, _ = split_graphemes(text)
    return [cell for start, end, width in spans for cell in (text[start:end], *[""] * (width - 1))]


@given(SPANS, SPANS)
def test_the_old_line_with_the_runs_laid_over_it_is_the_new_line(old: Line, new: Line) -> None:
    # clean text never begins with a mark that has no base
    was, now = strip(Span("x"), *old), strip(Span("x"), *new)
    screen = cells(was.text)
    for start, end in changed_ranges(was, now):
        screen[start:end] = cells(now.crop(start, end).text)
    assert screen == cells(now.text)


@given(SPANS, st.integers(1, 40))
def test_a_strip_is_exactly_as_wide_as_it_was_asked_to_be(line: Line, width: int) -> None:
    made = build_strip(line, width, DARK)
    assert made.cell_length == cell_len(made.text) == width


@pytest.mark.slow
def test_a_line_that_has_left_the_screen_is_no_garbage_to_be_searched_for() -> None:
    gc.collect()
    lines = [strip(Span(f"{n}")) for n in range(10)]
    parts = [each.divide([WIDTH]) for each in lines]
    assert [one for (one,) in parts] == lines
    assert changed_ranges(lines[0], lines[1])

    del lines, parts
    assert gc.collect() == 0


def test_what_is_taken_for_one_cell_takes_one() -> None:
    assert {character for character in SINGLE_WIDTH if cell_len(character) != 1} == set()
    assert "".join(sorted(SINGLE_WIDTH)).isprintable()
