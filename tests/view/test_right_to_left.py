"""Lines of Urdu, Arabic and Hebrew in the order in which they are seen."""

import unicodedata
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.text import sanitize_block, width
from tui.view.right_to_left import in_visual_order, is_right_to_left
from tui.view.spans import Span, Tone


def seen(text: str, *, is_rtl: bool = True) -> str:
    line = in_visual_order((Span(text),), is_rtl=is_rtl)
    return "".join(span.text for span in line)


def plain(text: str) -> str:
    """Return text with each Arabic letter in its plain form again."""
    return unicodedata.normalize("NFKC", text)


@for_each(
    ("text", "expected"),
    [
        ("שלום", "םולש"),
        ("שלום abc", "abc םולש"),
        ("abc שלום", "םולש abc"),
        ("מחיר 12.5 היום", "םויה 12.5 ריחמ"),
        ("מחיר 1,204.5%", "1,204.5% ריחמ"),
        ("(שלום)", "(םולש)"),
        ("שלום (abc) שלום", "םולש (abc) םולש"),
        ("שלום.", ".םולש"),
        ("1. שלום", "םולש .1"),
        ("│ שלום", "םולש │"),
        ("שלום  ", "  םולש"),
    ],
)
def test_hebrew_is_turned_and_what_is_latin_or_a_number_in_it_is_not(text: str, expected: str) -> None:
    assert seen(text) == expected


@for_each(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("he said שלום to me", "he said םולש to me"),
        ("שלום עולם is two words", "םלוע םולש is two words"),
        ("OGDC    שלום  עולם", "OGDC    םולש  םלוע"),
        ("a (שלום) b", "a (םולש) b"),
    ],
)
def test_hebrew_in_a_latin_paragraph_is_turned_by_itself_and_columns_stay(text: str, expected: str) -> None:
    assert seen(text, is_rtl=False) == expected


@for_each(
    ("text", "forms"),
    [
        ("ب", "\ufe8f"),
        ("بب", "\ufe90\ufe91"),
        ("ببب", "\ufe90\ufe92\ufe91"),
        ("باب", "\ufe8f\ufe8e\ufe91"),
        ("لا", "\ufefb"),
        ("بلا", "\ufefc\ufe91"),
        ("خبر", "\ufeae\ufe92\ufea7"),
        ("پاکستان", "\ufee5\ufe8e\ufe98\ufeb4\ufb90\ufe8e\ufb58"),
        ("ہے", "\ufbaf\ufba8"),
        ("بُب", "\ufe90\ufe91\u064f"),
        ("نامه\u200cها", "\ufe8e\ufeeb\ufeea\ufee3\ufe8e\ufee7"),
        ("ء", "\ufe80"),
    ],
)
def test_arabic_letters_join_those_beside_them(text: str, forms: str) -> None:
    assert seen(text) == forms


def test_numbers_after_arabic_stay_in_their_order() -> None:
    assert plain(seen("انڈیکس 2.5 فیصد بڑھا")) == "اھڑب دصیف 2.5 سکیڈنا"
    assert plain(seen("انڈیکس ۱۲۳ پر")) == "رپ ۱۲۳ سکیڈنا"


def test_tones_stay_with_their_words_and_a_line_ends_at_the_right() -> None:
    line = (Span("שלום", Tone.MATCH), Span(" abc"))
    assert in_visual_order(line, is_rtl=True, cells=10) == (Span("  "), Span("abc "), Span("םולש", Tone.MATCH))
    assert in_visual_order((Span("abc"),), is_rtl=False, cells=10) == (Span("abc"),)


@for_each(
    ("text", "expected"),
    [
        ("خبر", True),
        ("(خبر)", True),
        ("12 خبر", True),
        ("OGDC خبر", False),
        ("123", False),
        ("", False),
        ("שלום", True),
    ],
)
def test_a_paragraph_has_the_direction_of_its_first_letter(text: str, expected: bool) -> None:
    assert is_right_to_left(text) is expected


@given(st.text(alphabet="abc שלוםبپ12.,%()۱ -│", max_size=60).map(sanitize_block), st.booleans())
def test_no_character_is_lost_and_no_line_wider(text: str, is_rtl: bool) -> None:
    text = text.replace("\n", " ")
    shown = seen(text, is_rtl=is_rtl)

    assert Counter(plain(shown).replace("(", ")")) == Counter(text.replace("(", ")"))
    assert width(shown) == width(text)
