import pytest

from tests.kit.marks import spread
from tests.kit.view import page_of
from tui.view.all_columns import COLUMNS
from tui.view.help import HelpKey, HelpSection, help_lines
from tui.view.spans import width

TOPICS = (
    HelpSection(
        "Everywhere", (HelpKey("q", "Quit", "app.quit"), HelpKey("?", "Help"), HelpKey("ctrl+r", "Source health"))
    ),
    HelpSection(
        "Board", (HelpKey("shift+tab", "Previous pane"), HelpKey("u", "Take the newer version of the article"))
    ),
    HelpSection("Quote grid", (HelpKey("ctrl+shift+alt+home  pgdn  G  end", "Last row", "grid.last"),)),
)


@pytest.mark.parametrize("cells", spread(20, *range(30, 201)))
def test_no_line_of_the_help_is_wider_than_the_screen_and_no_word_is_lost(cells: int) -> None:
    shown = [line for line, _ in help_lines(TOPICS, cells)]
    page = page_of(shown)
    words = set(page.split())

    assert all(width(line) <= cells for line in shown)
    for topic in TOPICS:
        assert topic.name in page
        for keys, about, key_id, _ in topic.keys:
            assert words >= set(key_id.split())
            assert words >= set(about.split())
            assert cells < 40 or words >= set(keys.split())
    for column in COLUMNS:
        assert words >= set(column.description.split())


def test_a_wide_screen_has_two_columns() -> None:
    first = page_of([line for line, _ in help_lines(TOPICS, 130)][:1])
    assert first.split() == ["Everywhere", "Mouse"]


def test_every_status_glyph_is_explained() -> None:
    page = page_of([line for line, _ in help_lines(TOPICS, 80)])

    for sign in ("●", "○", "◦", "◐", "✗", "‖", "◌", "!", "▲▼="):
        assert sign in page


def test_a_query_leaves_the_lines_that_have_its_words() -> None:
    shown = help_lines(TOPICS, 80, "last grid")

    assert [line.key_id for line in shown if line.key_id] == ["grid.last"]
    assert "Help" not in page_of([line for line, _ in shown])
    assert help_lines(TOPICS, 80, "no such thing") == []
