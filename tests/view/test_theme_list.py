"""The list of themes as lines, and the sample beside it."""

from tests.kit.marks import for_each
from tests.kit.view import text_of
from tui.view.spans import Tone, width
from tui.view.theme_list import ThemeChoice, choice_line, note_lines, sample_lines, title_line
from tui.view.themes import DARK, LIGHT

CHOICES = (ThemeChoice("dark", DARK), ThemeChoice("light", LIGHT), ThemeChoice("rose", None, "line 2: up: found 3"))


@for_each(
    ("choice", "line"),
    [
        (CHOICES[0], "● dark               calm, for the night"),
        (CHOICES[1], "  light              clear, for the day"),
        (CHOICES[2], "✗ rose               line 2: up: found 3"),
    ],
)
def test_a_theme_is_a_line_with_a_mark_where_it_is_in_force_or_invalid(choice: ThemeChoice, line: str) -> None:
    assert text_of(choice_line(choice, "dark", 60)).rstrip() == line


@for_each("cells", [10, 20, 38, 60, 200])
def test_lines_are_as_wide_as_there_is_room(cells: int) -> None:
    assert {width(choice_line(choice, "dark", cells)) for choice in CHOICES} == {cells}
    assert {width(line) for line, _ in sample_lines(cells)} == {cells}
    assert width(title_line((("enter", "choose"), ("esc", "back")), cells)) <= max(cells, 9)


def test_the_sample_has_every_tone_and_both_cursors() -> None:
    lines = sample_lines(100)
    missing = set(Tone) - {span.tone for line, _ in lines for span in line}
    assert {tone for tone in missing if not tone.startswith("edge")} == {Tone.TITLE, Tone.FLASH_FLAT}
    assert {ground for _, ground in lines} == {"", "cursor", "cursor_away"}


DARK_NOTE = ["", "t changes between dark and light."]
OWN_NOTE = ["", "Your own are files such as", "~/.config/bigboard/themes/mine.toml."]


@for_each(
    ("choice", "folder", "has_colours", "notes"),
    [
        (CHOICES[0], "", True, DARK_NOTE),
        (CHOICES[2], "", True, ["", "line 2: up: found 3"]),
        (CHOICES[0], "~/.config/bigboard/themes", True, [*DARK_NOTE, *OWN_NOTE]),
        (CHOICES[0], "", False, [*DARK_NOTE, "", "Without colours all of them look alike."]),
    ],
)
def test_below_the_list_is_what_there_is_to_know(
    choice: ThemeChoice, folder: str, notes: list[str], *, has_colours: bool
) -> None:
    lines = note_lines(choice, folder, 40, has_colours=has_colours)
    assert [text_of(line) for line in lines] == notes
