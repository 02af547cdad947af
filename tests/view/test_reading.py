"""Places in an article that no width changes, and how much of it is read."""

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, an_article
from tui.view.article_blocks import BlockLine
from tui.view.article_page import article_page
from tui.view.reading import line_at, places_of, progress_text, reading_minutes
from tui.view.spans import Span
from tui.view.view_state import ArticlePlace

TEXTS = tuple(f"Paragraph {n} of a report that goes on about cement, gas and the rupee for a while." for n in range(20))
ARTICLE = an_article("s", "A title of a few words", *TEXTS)


@given(st.integers(12, 100), st.integers(12, 100))
def test_a_place_is_found_again_at_any_width(one: int, other: int) -> None:
    narrow, wide = (places_of(article_page(ARTICLE, FIXED_NOW, cells)) for cells in (one, other))

    assert narrow == sorted(set(narrow))
    for number, place in enumerate(narrow):
        found = wide[line_at(wide, place)]
        assert found <= place
        assert found.block == place.block or place.block < 0
        assert line_at(narrow, place) == number


def test_lines_that_begin_at_one_character_have_places_of_their_own() -> None:
    lines = [BlockLine((), block, at) for block, at in [(-1, 0), (0, 0), (0, 0), (0, 0), (0, 5), (1, 0)]]

    assert places_of(lines) == [
        ArticlePlace(),
        ArticlePlace(0, 0),
        ArticlePlace(0, 0, 1),
        ArticlePlace(0, 0, 2),
        ArticlePlace(0, 5),
        ArticlePlace(1, 0),
    ]


def of_letters(*counts: int, sign: str = "a") -> list[float]:
    return reading_minutes([BlockLine((Span(sign * count),), 0, n) for n, count in enumerate(counts)], 1)


@for_each(
    ("minutes", "below", "is_short", "text"),
    [
        (of_letters(1150, 1150, 1150), 1, False, "33 %, 2 min left"),
        (of_letters(1150, 1150, 1150), 1, True, "33 %"),
        (of_letters(1150, 500), 1, False, "69 %, <1 min left"),
        (of_letters(500, 500, sign="字"), 1, False, "50 %, 1 min left"),
        (of_letters(1150, 1150), 2, False, "end"),
        (of_letters(1150, 0), 1, False, "100 %"),
        (of_letters(1150), 0, False, "0 %, 1 min left"),
        ([], 0, False, "end"),
    ],
)
def test_progress_is_by_the_time_that_it_takes_to_read(
    minutes: list[float], below: int, is_short: bool, text: str
) -> None:
    assert progress_text(minutes, below, is_short=is_short) == text
