import unicodedata
from collections.abc import Sequence
from html import unescape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.kit.growth import assert_linear, work
from tests.kit.marks import for_each, quick
from tui.domain.text import (
    ELLIPSIS,
    MAX_ARTICLE_LENGTH,
    MAX_TITLE_LENGTH,
    count_of,
    pad,
    sanitize_block,
    sanitize_line,
    truncate,
    width,
)

A_MILLISECOND = 1_000_000
"""In nanoseconds, as `work` measures; what is less is noise."""

HOSTILE = [
    "\x1b",
    "\x1b[",
    "\x1b[31m",
    "\x1b]52;c;",
    "\x07",
    "\x1b\\",
    "\x9b2J",
    "\x9d0;",
    "\x9c",
    "\x90",
    "\r\n",
    "\u2028",
    "\u202e",
    "\u200b",
    "\u200c",
    "\u200d",
    "\ufe0f",
    "\ufeff",
    "\u0301",
    "\u0903",
    "\u0650",
    "ک",
    "漢",
    "👍",
    "\U0001f3fb",
    "\U000e0041",
    "\ue000",
    "\ud800",
    "\u3164",
    "\u1161",
    "\u00a0",
    "\t",
    " ",
    "a",
    "…",
]
hostile_text = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=4), st.characters()), max_size=40).map(
    "".join
)


def is_forbidden(character: str, *, block: bool) -> bool:
    """Return whether a terminal may do anything else with the character than draw it."""
    if block and character in "\n\u200c\u200d":
        return False
    code = ord(character)
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return True
    fillers = character in "\u034f\u115f\u1160\u3164\uffa0\u17b4\u17b5"
    return fillers or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


@for_each(
    ("raw", "shown"),
    [
        # controls, as bytes and as what entities and escapes of a format decode to
        pytest.param("OGDC\x00\x01\x05\x0e\x0f\x18\x1a\x7f", "OGDC", id="C0 and DEL"),
        pytest.param("a\x80\x85\x91\x9cb", "a b", id="C1, of which NEL is a break"),
        pytest.param(unescape("a&#7;b&#157;52;c;eHg=&#156;c&#8238;d"), "ab52;c;eHg=œcd", id="entities"),
        pytest.param("a\u001b[2Jb", "ab", id="as JSON spells it"),
        pytest.param("one\r\ntwo\tthree\vfour\ffive", "one two three four five", id="breaks and tabs"),
        # whole escape sequences go, not only their first character
        pytest.param("\x1b[1;31mred\x1b[0m", "red", id="CSI colours"),
        pytest.param("\x1b[?1049h\x1b[2J\x1b[1;1Hx\x1b[6n", "x", id="CSI screen and reports"),
        pytest.param("\x1b[>4;2m\x1b[!p\x1b[ qx", "x", id="CSI with intermediates"),
        pytest.param("\x9b31mred\x9b0m", "red", id="CSI in C1"),
        pytest.param("a\x1b]0;title\x07b", "ab", id="OSC 0 ended by BEL"),
        pytest.param("a\x1b]0;title\x1b\\b", "ab", id="OSC 0 ended by ST"),
        pytest.param("a\x9d0;title\x9cb", "ab", id="OSC 0 in C1"),
        pytest.param("a\x1b]52;c;cm0gLXJm\x07b", "ab", id="OSC 52 clipboard"),
        pytest.param("a\x1b]52;c;" + "QUFB" * 4000 + "\x07b", "ab", id="OSC 52 with much on the clipboard"),
        pytest.param("\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\", "click", id="OSC 8 link"),
        pytest.param("a\x1bPq#0;2;0;0;0\x1b\\b", "ab", id="DCS"),
        pytest.param("a\x90q\x9cb", "ab", id="DCS in C1"),
        pytest.param("a\x1b_x\x1b\\b\x1b^y\x1b\\c\x1bXz\x1b\\d", "abcd", id="APC, PM and SOS"),
        pytest.param("a\x1bcb\x1b(0c\x1b#8d\x1b7e", "abcde", id="short escapes"),
        # an unfinished one loses its introducer; the words stay, since they may be the page's own
        pytest.param("a\x1b]0;title", "a0;title", id="unterminated OSC"),
        pytest.param("a\x9d0;title", "a0;title", id="unterminated OSC in C1"),
        pytest.param("a\x1b[31", "a31", id="unterminated CSI"),
        pytest.param("a\x1b", "a", id="lone escape at the end"),
        pytest.param("\x1b\x1b[31m[31mred", "[31mred", id="a sequence hidden inside another"),
        # what is invisible or turns the line round
        pytest.param("\u202egnitirw\u202c \u2066x\u2069", "gnitirw x", id="bidi"),
        pytest.param("O\u200bG\u200cD\u200dC\u2060\ufeff\u00ad", "OGDC", id="zero width"),
        pytest.param("x\U000e0041\U000e0042\U000e007f", "x", id="tags"),
        pytest.param("a\u2028b\u2029c", "a b c", id="line and paragraph separators"),
        pytest.param("a\ue000\U000f0000\U0010fffdb", "ab", id="private use"),
        pytest.param("a\ud800\udfffb", "ab", id="surrogates"),
        pytest.param("a\u0378\U0002fffeb", "ab", id="unassigned"),
        pytest.param("a\ufe0f\U000e0100\u180bb", "ab", id="variation selectors"),
        pytest.param("a\u3164\uffa0\u115f\u1160b", "ab", id="Hangul fillers"),
        pytest.param("👍🏽", "👍", id="skin tone"),
        pytest.param("a\u00a0b\u3000c\u2003d\u2800e", "a b c d e", id="blanks of every kind"),
        pytest.param("Z\u0301\u0302\u0303\u0304\u0489lgo", "Z\u0301\u0302lgo", id="combining flood"),
        pytest.param("Z\u0301\u200d\u0302\u200d\u0303\u200d\u0304x", "Z\u0301\u0302x", id="flood with joiners between"),
        pytest.param("क\u0903\u0903\u0903\u0903", "क\u0903\u0903", id="flood of spacing marks"),
        pytest.param("\u0301x \u0301y", "x y", id="marks on nothing"),
        # what goes through as it is
        pytest.param("پاکستان اسٹاک 漢字 👍", "پاکستان اسٹاک 漢字 👍", id="other scripts"),
        pytest.param(
            "[red] [/] [@click=app.quit]x[/] [link=file:///]", "[red] [/] [@click=app.quit]x[/] [link=file:///]"
        ),
    ],
)
def test_one_line_of_outside_text_comes_out_safe(raw: str, shown: str) -> None:
    assert sanitize_line(raw) == shown


@given(hostile_text)
@example("\u0301")
@example(" \u0301")
@example("a\n\u0301")
@example("a" * 400)
@example("ا\u0301\u0302\u0650\u200c")
@example("\x1b[31m" * 4000 + "x")
def test_cleaning_what_is_clean_changes_nothing(raw: str) -> None:
    assert sanitize_line(sanitize_line(raw)) == sanitize_line(raw)
    assert sanitize_block(sanitize_block(raw)) == sanitize_block(raw)


@given(hostile_text)
def test_nothing_a_terminal_could_obey_gets_through(raw: str) -> None:
    assert not [hex(ord(c)) for c in sanitize_line(raw) if is_forbidden(c, block=False)]
    assert not [hex(ord(c)) for c in sanitize_block(raw) if is_forbidden(c, block=True)]


@pytest.mark.parametrize(
    "codes", quick(1, [*range(0x3400), *range(0xD800, 0x10000), *range(0xE0000, 0xE0200)], range(0x110000)), ids=len
)
def test_no_code_point_at_all_gets_through_that_a_terminal_could_obey(codes: Sequence[int]) -> None:
    through = {
        c
        for start in range(0, len(codes), 50_000)
        for c in sanitize_line(" ".join(map(chr, codes[start : start + 50_000])), 200_000)
    }

    assert not [hex(ord(c)) for c in through if is_forbidden(c, block=False)]
    assert len(through) > len(codes) // 11  # so that the sentence above says something


@given(hostile_text)
def test_the_screen_counts_the_same_cells(raw: str) -> None:
    shown = sanitize_line(raw)
    assert width(shown) == cell_len(shown)


@for_each(
    "text",
    [
        "KSE100 82,074 ▲ +615.2",
        "پاکستان اسٹاک ایکسچینج",
        "آج کی خبریں",
        "巴基斯坦證券交易所",
        "한국거래소",
        "हिन्दी",
        "📈🚀👍",
        "🇵🇰",
    ],
)
def test_the_screen_counts_the_same_cells_in_every_script(text: str) -> None:
    assert width(text) == cell_len(text)


@for_each("limit", [1, 2, 32, MAX_TITLE_LENGTH])
def test_a_long_line_ends_in_a_mark_at_the_limit(limit: int) -> None:
    assert sanitize_line("x" * limit, limit) == "x" * limit
    assert sanitize_line("x" * (limit + 1), limit) == "x" * (limit - 1) + ELLIPSIS


@for_each("escape", ["\x1b[31m", "\x1b[38;2;255;255;255m", "\x1b]8;;http://x\x07", "\x9b1m", "\u200b", "   "])
def test_a_line_mostly_of_escapes_keeps_its_start_and_shows_that_it_was_cut(escape: str) -> None:
    shown = sanitize_line((escape + "A") * 100_000)

    assert shown.replace(" ", "").startswith("A" * 100)
    assert set(shown) <= {"A", " ", ELLIPSIS}
    assert shown.endswith(ELLIPSIS)


def test_escapes_before_a_line_do_not_hide_it() -> None:
    assert sanitize_line("\x1b[31m" * 2000 + "OGDC") == "OGDC"


@for_each("step", range(40))
def test_the_bounded_look_never_ends_inside_an_escape(step: int) -> None:
    raw = "x" * step + "\x1b[38;2;255;128;0m\x1b]0;title\x07" * 20_000

    assert set(sanitize_line(raw, 100)) <= {"x", ELLIPSIS}


@for_each(
    "piece",
    [
        "a",
        " ",
        "ک ",
        "漢",
        "a\u0301\u0301\u0301",
        "\x1b",
        "\x1b[31mA",
        "\x1b[1",
        "\x1b]0;",
        "\x1b]0;\x07",
        "\x9d",
        "\x9b",
    ],
)
def test_a_hostile_line_of_ten_megabytes_costs_next_to_nothing(piece: str) -> None:
    raw = piece * (10_000_000 // len(piece))

    assert work(lambda: sanitize_line(raw)) < 3 * work(lambda: sanitize_line(raw[:1_000_000])) + A_MILLISECOND


@pytest.mark.parametrize("piece", quick(1, "\x9d", "\x1b[1", "\x1b]", "\x90\x1b"))
def test_a_hostile_block_is_read_in_linear_time(piece: str) -> None:
    assert_linear(lambda size: sanitize_block(piece * (size // len(piece))), largest=2_000_000)


@for_each(
    ("raw", "shown"),
    [
        ("one\ntwo", "one\ntwo"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("  one  two \n\n three\t\n", "one two\n\nthree"),
        ("one\u2028two\u2029three", "one\ntwo\nthree"),
        ("\x1b[31mone\x1b[0m\r\x1b[0m\ntwo", "one\ntwo"),
        ("a\n\u0301b", "a\nb"),
    ],
)
def test_a_block_keeps_its_lines(raw: str, shown: str) -> None:
    assert sanitize_block(raw) == shown


@for_each(
    ("raw", "shown"),
    [
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="within Persian"),
        pytest.param("ہ\u200d", "ہ\u200d", id="after Urdu"),
        pytest.param("क्\u200dष", "क्\u200dष", id="within Hindi"),
        pytest.param("O\u200cG\u200dDC", "OGDC", id="within Latin"),
        pytest.param("\u200cOGDC", "OGDC", id="at the start"),
        pytest.param("می\u200c\u200c\u200cخ", "می\u200cخ", id="only one at a time"),
        pytest.param("👨\u200d👩", "👨👩", id="between emoji"),
    ],
)
def test_a_block_keeps_joiners_only_where_a_script_is_written_with_them(raw: str, shown: str) -> None:
    assert sanitize_block(raw) == shown
    assert "\u200c" not in sanitize_line(raw)
    assert "\u200d" not in sanitize_line(raw)


def test_a_block_is_capped() -> None:
    shown = sanitize_block("word\n" * 100_000)

    assert len(shown) <= MAX_ARTICLE_LENGTH
    assert shown.endswith("word" + ELLIPSIS)


@given(hostile_text.map(sanitize_line), st.integers(0, 30))
def test_text_is_clipped_and_filled_by_width_never_by_length(text: str, cells: int) -> None:
    assert width(truncate(text, cells)) <= cells
    assert width(pad(text, cells)) == cells
    assert width(pad(text, cells, right=True)) == cells
    if width(text) <= cells:
        assert pad(text, cells).rstrip() == text.rstrip()


@for_each(
    ("text", "cells", "clipped"),
    [
        ("OGDC", 4, "OGDC"),
        ("OGDCX", 4, "OGD…"),
        ("漢字", 4, "漢字"),
        ("漢字", 3, "漢…"),
        ("漢字", 2, "…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("OGDC", 1, "…"),
        ("OGDC", 0, ""),
        ("OGDC", -3, ""),
        ("", 0, ""),
    ],
)
def test_what_does_not_fit_ends_in_a_mark(text: str, cells: int, clipped: str) -> None:
    assert truncate(text, cells) == clipped


def test_a_wide_character_that_is_cut_leaves_a_blank_not_half_of_itself() -> None:
    assert pad("漢字", 3) == "漢…"
    assert pad("漢字x", 4) == "漢… "
    assert pad("漢字x", 4, right=True) == " 漢…"


@for_each(("number", "expected"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows")])
def test_a_number_has_its_noun_in_the_right_form(number: int, expected: str) -> None:
    assert count_of(number, "row") == expected
