import pytest

from tests.kit.marks import spread
from tests.kit.view import page_of
from tui.view.all_columns import COLUMNS
from tui.view.help import HelpSection, help_lines
from tui.view.spans import width

TOPICS = (
    HelpSection("Everywhere", (("q", "Quit"), ("?", "Help"), ("ctrl+r", "Source health"))),
    HelpSection("Board", (("shift+tab", "Previous pane"), ("u", "Take the newer version of the article"))),
    HelpSection("Quote grid", (("ctrl+shift+alt+home  pgdn  G  end", "Last row"),)),
)


@pytest.mark.parametrize("cells", spread(20, *range(30, 201)))
def test_no_line_of_the_help_is_wider_than_the_screen_and_no_word_is_lost(cells: int) -> None:
    shown = help_lines(TOPICS, cells)
    page = page_of(shown)
    words = set(page.split())

    assert all(width(line) <= cells for line in shown)
    for topic in TOPICS:
        assert topic.name in page
        for keys, about in topic.keys:
            assert words >= set(about.split())
            assert cells < 40 or words >= set(keys.split())
    for column in COLUMNS:
        assert words >= set(column.description.split())


def test_a_wide_screen_has_two_columns() -> None:
    assert len(help_lines(TOPICS, 120)) < len(help_lines(TOPICS, 100))


def test_every_status_glyph_is_explained() -> None:
    page = page_of(help_lines(TOPICS, 80))

    for sign in ("●", "○", "◦", "◐", "✗", "‖", "◌", "!", "▲▼="):
        assert sign in page
