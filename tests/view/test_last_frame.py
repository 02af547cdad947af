"""The bar above the board as it was left: when that was, and how long ago."""

from tests.kit.marks import for_each
from tui.view.last_frame import age_words, bar_pieces, stood_at

LEFT = 1_795_857_720.0  # 28 November 2026, 14:22 in Pakistan
PAKISTAN = 5 * 3600
MINUTE, HOUR, DAY = 60, 3_600, 86_400


@for_each(
    ("seconds", "words"),
    [
        (0, "now"),
        (0.9, "now"),
        (1, "1 s ago"),
        (59.9, "59 s ago"),
        (MINUTE, "1 min ago"),
        (HOUR - 1, "59 min ago"),
        (3 * HOUR + 59, "3 h ago"),
        (DAY - 1, "23 h ago"),
        (2 * DAY, "2 d ago"),
        (-1, ""),
    ],
)
def test_an_age_is_in_its_largest_unit(seconds: float, words: str) -> None:
    assert age_words(seconds) == words


@for_each(
    ("later", "offset", "zone", "when"),
    [
        (3 * HOUR, PAKISTAN, "PKT", "14:22 PKT"),
        (0, 0, "UTC", "09:22 UTC"),
        (0, 0, "", "09:22"),
        (10 * HOUR, PAKISTAN, "PKT", "28 Nov 14:22 PKT"),
        (10 * HOUR, 0, "UTC", "09:22 UTC"),
        (-DAY, PAKISTAN, "PKT", "28 Nov 14:22 PKT"),
    ],
)
def test_a_time_of_another_day_has_its_date(later: float, offset: int, zone: str, when: str) -> None:
    assert stood_at(LEFT, LEFT + later, offset, zone)[0] == when


@for_each(
    ("cells", "text"),
    [
        (80, " bigboard   as it stood 14:22 PKT, 3 h ago"),
        (43, " bigboard   as it stood 14:22 PKT, 3 h ago"),
        (42, " as it stood 14:22 PKT, 3 h ago"),
        (32, " as it stood 14:22 PKT, 3 h ago"),
        (31, " as it stood 14:22 PKT"),
        (22, ""),
        (1, ""),
    ],
)
def test_the_bar_fills_its_cells_and_is_never_cut(cells: int, text: str) -> None:
    pieces = bar_pieces("14:22 PKT", "3 h ago", cells)
    assert "".join(pieces).rstrip() == text
    assert sum(map(len, pieces)) == cells


def test_a_clock_that_was_set_back_gives_no_age() -> None:
    when, age = stood_at(LEFT, LEFT - HOUR, PAKISTAN, "PKT")
    assert "".join(bar_pieces(when, age, 60)).rstrip() == " bigboard   as it stood 14:22 PKT"
