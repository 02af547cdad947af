"""Articles as lines: wrapped within the pane, with head, paragraphs and comments."""

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.quotes import FIXED_NOW, after, an_article
from tests.kit.view import page_of
from tui.domain.article import Comments, TimePrecision
from tui.domain.blocks import from_texts
from tui.domain.text import sanitize_block, sanitize_line, width
from tui.view import article_page
from tui.view.article_page import MAX_LINE_WIDTH, wrap
from tui.view.spans import Tone
from tui.view.spans import width as width_of

prose = st.text(alphabet="abc é漢字ک\u0301 .\n", max_size=300).map(sanitize_block)


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


@pytest.mark.parametrize(
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
        ("漢字 x", 6, ["漢字 x"]),
        ("e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]),
    ],
)
def test_text_is_wrapped_between_words(text: str, cells: int, lines: list[str]) -> None:
    assert wrap(text, cells) == lines


def test_a_width_of_one_cell_loses_nothing() -> None:
    assert "".join(wrap("漢字 ab", 1)) == "漢字ab"


def test_an_article_is_wrapped_at_76_cells_however_wide_the_pane() -> None:
    article = an_article("s", "A title of several words " * 10, "Many words of prose. " * 100)
    lines = [*article_page.article_head(article, FIXED_NOW, 200), *article_page.article_body(article, 200)]

    assert max(map(width_of, lines)) <= MAX_LINE_WIDTH
    narrow = [*article_page.article_head(article, FIXED_NOW, 30), *article_page.article_body(article, 30)]
    assert max(map(width_of, narrow)) <= 30


def test_the_head_has_byline_times_and_caption() -> None:
    article = an_article("s", "Index holds", published=after(-3600))._replace(
        byline=sanitize_line("Staff Reporter"),
        category=sanitize_line("Markets"),
        updated=after(-60),
        caption=sanitize_line("The trading hall"),
    )

    assert page_of(article_page.article_head(article, FIXED_NOW, 76)) == (
        "Index holds\nStaff Reporter · Markets · 08:00 UTC, 1h ago · updated 08:59\n▣ The trading hall"
    )


def test_an_article_without_a_time_has_the_time_of_its_first_poll() -> None:
    article = an_article("s", published=None, at=after(-60))

    assert "first polled 08:59 UTC" in page_of(article_page.article_head(article, FIXED_NOW, 76))


def test_an_article_from_the_future_has_no_negative_age() -> None:
    article = an_article("s", published=after(3600))

    assert ", 0s ago" in page_of(article_page.article_head(article, FIXED_NOW, 76))


def test_a_picture_without_a_caption_is_mentioned() -> None:
    assert "▣ picture" in page_of(article_page.article_head(an_article()._replace(has_image=True), FIXED_NOW, 76))
    assert "▣" not in page_of(article_page.article_head(an_article(), FIXED_NOW, 76))


def test_an_article_without_a_title_has_one_line_of_its_first_paragraph() -> None:
    lines = article_page.article_head(an_article("s", None, "Words " * 60), FIXED_NOW, 40)

    assert [line[0].tone for line in lines].count(Tone.TITLE) == 1


def test_paragraphs_follow_the_dateline_in_order_with_blank_lines_between() -> None:
    article = an_article("s", "T", "First.", "Second.")._replace(
        dateline=sanitize_line("DAMASCUS"), comments=Comments.CLOSED
    )
    lines = article_page.article_body(article, 40)

    assert page_of(lines) == "DAMASCUS: First.\n\nSecond.\n\nComments closed"
    assert (lines[0][0].text, lines[0][0].tone) == ("DAMASCUS:", Tone.ACCENT)


def test_a_dateline_longer_than_a_line_is_complete() -> None:
    article = an_article("s", "T", "First.")._replace(dateline=sanitize_line("A PLACE WITH A VERY LONG NAME"))

    assert (
        page_of(article_page.article_body(article, 12)).replace("\n", " ").strip()
        == "A PLACE WITH A VERY LONG NAME: First."
    )


LIST = "1. one two three four five\n  • inner item of many words\n10. ten"


@pytest.mark.parametrize(
    ("paragraph", "cells", "shown"),
    [
        ("if x:\n    go()", 40, "if x:\n    go()"),
        ("def f():\n    return one  # two three four five", 24, "def f():\n    return one # two\n    three four five"),
        ("a   b\nc   d", 40, "a   b\nc   d"),
        ("Symbol | Profit\nAAA | 1,204", 40, "Symbol | Profit\nAAA | 1,204"),
        (LIST, 40, LIST),
        (
            LIST,
            18,
            "1. one two three\n   four five\n  • inner item of\n    many words\n10. ten",
        ),
        ("• one two three four", 10, "• one two\n  three\n  four"),
        ("one\n\ntwo", 40, "one\n\ntwo"),
    ],
)
def test_lists_tables_and_code_keep_their_lines(paragraph: str, cells: int, shown: str) -> None:
    article = an_article("s", "T")._replace(blocks=from_texts([sanitize_block(paragraph, spaced=True)]))
    assert page_of(article_page.article_body(article, cells)).rstrip() == shown


@given(st.text(alphabet="ab漢 |•.1\n", max_size=200), st.integers(4, 40))
def test_no_laid_out_line_is_too_wide_and_no_character_is_lost(text: str, cells: int) -> None:
    article = an_article("s", "T")._replace(blocks=from_texts([sanitize_block(text, spaced=True)]))
    lines = article_page.article_body(article, cells)

    assert max(map(width_of, lines), default=0) <= cells
    assert "".join(page_of(lines).split()) == "".join(text.split())


def test_the_target_of_a_link_is_quiet() -> None:
    article = an_article("s", "T", "See the filing (https://sec.example/f.pdf).")
    (line, *_) = article_page.article_body(article, 76)

    assert [(span.text, span.tone) for span in line] == [
        ("See the filing ", Tone.PLAIN),
        ("(https://sec.example/f.pdf)", Tone.QUIET),
        (".", Tone.PLAIN),
    ]


@pytest.mark.parametrize(
    ("precision", "shown"),
    [
        (TimePrecision.INSTANT, "16 Mar 08:00 UTC, 1d ago"),
        (TimePrecision.LOCAL, "16 Mar 08:00, zone not stated"),
        (TimePrecision.DAY, "16 Mar 2026"),
    ],
)
def test_a_time_is_shown_as_exactly_as_it_is_stated(precision: TimePrecision, shown: str) -> None:
    article = an_article("s", published=after(-90_000))._replace(precision=precision)
    assert page_of(article_page.article_head(article, FIXED_NOW, 76)).splitlines()[1] == shown


@pytest.mark.parametrize(
    ("zone", "time"),
    [
        ("Asia/Karachi", "13:00 PKT"),
        ("America/New_York", "04:00 EDT"),
        ("Europe/London", "08:00 GMT"),
        ("Asia/Kolkata", "13:30 IST"),
        ("America/Sao_Paulo", "05:00 -03"),
        ("UTC", "08:00 UTC"),
    ],
)
def test_the_zone_of_the_times_is_named(zone: str, time: str) -> None:
    now = FIXED_NOW.astimezone(ZoneInfo(zone))

    head = page_of(article_page.article_head(an_article("s", published=after(-3600)), now, 76))
    assert f"{time}, 1h ago" in head


def test_an_article_that_was_only_updated_names_the_zone_too() -> None:
    article = an_article("s", published=None)._replace(updated=after(-60))

    assert "updated 08:59 UTC" in page_of(article_page.article_head(article, FIXED_NOW, 76))
