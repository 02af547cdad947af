"""Figures as people print them all over the world, and those that could be read in two ways."""

import contextlib
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.growth import assert_linear, work
from tests.kit.marks import for_each
from tui.domain.numbers import InvalidNumberError
from tui.domain.quote import Direction
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.tables.cells import (
    Cell,
    has_pair,
    is_missing,
    parse_count_cell,
    parse_number_cell,
    parse_sign_cell,
    read_move_cell,
    read_price_cell,
)
from tui.sources.tables.decimal_marks import FigureStyle

COMMA = FigureStyle(",")


def price(printed: Cell, style: FigureStyle | None = None) -> str | None:
    figure = read_price_cell(printed, style or FigureStyle())
    return None if figure is None else f"{figure.value:f}"


@for_each(
    ("printed", "figure"),
    [
        ("–0.52", "-0.52"),
        ("—0.52", "-0.52"),
        ("−0.52", "-0.52"),
        ("‐0.52", "-0.52"),
        ("‑0.52", "-0.52"),
        ("﹣0.52", "-0.52"),
        ("－0.52", "-0.52"),
        ("⁻0.52", "-0.52"),
        ("＋0.52", "0.52"),
        ("-.05", "-0.05"),
        ("+.5", "0.5"),
        (".5", "0.5"),
        ("1.14-", "-1.14"),
        ("1.14−", "-1.14"),
        ("1.14+", "1.14"),
        ("-0.00", "0.00"),
        ("−0", "0"),
        ("12.–", "12"),
        ("CHF 1’234.–", "1234"),
        ("5.--", "5"),
        ("(1.14)", "-1.14"),
        ("（1.14）", "-1.14"),
        ("(-1.14)", "-1.14"),
        ("($1.14)", "-1.14"),
        ("$(1.14)", "-1.14"),
        ("-$1,234.50", "-1234.50"),
        ("US$-5", "-5"),
        ("１２．５０", "12.50"),
        ("１,２３４", "1234"),
        ("12,34,567", "1234567"),
        ("1,23,45,678.90", "12345678.90"),
        ("1’234.50", "1234.50"),
        ("1\u2009234.50", "1234.50"),
        ("1 234.50", "1234.50"),
        ("1 234 567", "1234567"),
        ("1.23E-05", "0.0000123"),
        ("-8.1e-7", "-0.00000081"),
        ("5.3537999999999997", "5.3538"),
        ("60748.3135183678858890", "60748.3135183678858890"),
        ("\u200e12.50\u200f", "12.50"),
        (f"12{ELEMENT_BOUNDARY}.50", "12.50"),
    ],
)
def test_a_figure_is_read_however_it_is_printed(printed: str, figure: str) -> None:
    assert price(printed) == figure


@for_each(
    ("printed", "figure"),
    [
        ("1.234,50", "1234.50"),
        ("-1.234.567,89", "-1234567.89"),
        ("1 234,5", "1234.5"),
        ("1\xa0234,5 kr", "1234.5"),
        ("1'234,5", "1234.5"),
        (",5", "0.5"),
        ("-,05", "-0.05"),
        ("0,219", "0.219"),
        ("7,774", "7.774"),
        ("1.234", "1234"),
        ("€ 12,50", "12.50"),
        ("12,50-", "-12.50"),
        ("12,-", "12"),
        ("12,--", "12"),
        ("1.250,– €", "1250"),
        ("1,23E-05", "0.0000123"),
        ("1,569300", "1.569300"),
    ],
)
def test_a_figure_with_a_decimal_comma_likewise(printed: str, figure: str) -> None:
    assert price(printed, COMMA) == figure


@for_each(
    "printed",
    [
        *("US$12.50", "HK$ 12.50", "R$ 12.50", "A$12.50", "C$12.50", "NT$12.50", "S$ 12.50", "NZ$12.50", "Mex$ 12.50"),
        *("PKR 12.50", "12.50 USD", "12.50EUR", "CHF 12.50", "SEK12.50", "12.50 chf", "USD 12.50", "XDR 12.50"),
        *("Rs. 12.50", "Rs.12.50", "Rs 12.50/-", "Tk. 12.50", "S/ 12.50", "S/. 12.50", "B/.12.50", "Bs. 12.50"),
        *("₩12.50", "₺12.50", "৳ 12.50", "₹ 12.50", "₽12.50", "12.50 ₽", "₦12.50", "₱12.50", "₫12.50", "₪ 12.50"),
        *("£12.50", "¥12.50", "￥12.50", "€ 12.50", "12.50 €", "12.50€", "฿12.50", "₸12.50", "R 12.50", "CN¥12.50"),
        *("12.50 zł", "12.50 kr", "kr 12.50", "kr. 12.50", "12.50 Kč", "12.50 Ft", "12.50 lei", "12.50 руб."),
        *(
            "12.50p",
            "12.50 pence",
            "12.50*",
            "12.50 xd",
            "12.50†",
            "12.50 p",
            "12.50c",
            "12.50¢",
            "GBX 12.50",
            "12.50 GBp",
            "12.50円",
            "12.50元",
            "12.50원",
        ),
        *("US $12.50", "HK $ 12.50", "A $12.50", "NIS 12.50", "12.50 lv.", "12.50 บาท", "12.50人民币"),
        *("RM12.50", "Rp 12.50", "KSh 12.50", "Dhs. 12.50", "$12.50 USD", "US$ 12.50 ", "+12.50 USD", "＄12.50"),
    ],
)
def test_a_currency_beside_a_figure_is_no_part_of_it(printed: str) -> None:
    assert price(printed) == "12.50"


@for_each(
    "printed",
    [
        *(
            "12.50 lots",
            "12.50K",
            "1.2M",
            "2.5 Cr",
            "12.50 2.5",
            "12/50",
            "12.50 / 13",
            "12.50 (13.00)",
            "12-50",
            "2026-11-28",
        ),
        *("1,23", "0,219", "1,2345", "12,34", "1.234.567", "1.234,50", "1,234,56", "01,234", "12 345", "1 23.5"),
        *("12.50 -", "+-5", "--5", "-5-", "((5))", "(5", "5)", "5%", "5%%", "1e5", "1e-5555", "5.", "$", "12²", "½"),
        *(
            "12.50 USD EUR GBP JPY CHF SEK NOK DKK PKR",
            "unch",
            "up",
            "A1",
            "1A",
            "v1.2",
            f"12{ELEMENT_BOUNDARY} 345.50",
        ),
        *("▲▼5", "12.50.-", "1.250.-", "12,-", "12.-5", "±5", "+/-5", "= 12.50", "12.50 =", "X $12.50"),
        *("108-16", "108-16+", "99'08", "108'16+", "99'08.5", "108 16/32", "12 1/2", "12½", "12-3/8", "1'2345"),
        *("850.00\xa0+1.20", "850.00\u202f+1.20", "850.00\u2009-1.20", "850.00\xa01.20", "1.20\xa0345", "850 120"),
        *("850.00\xa0345.00", "12\xa034.50", "850\u202f12", "1234\xa0567", "850.00\xa0120%\xa0x", "1,234\xa0567"),
    ],
)
def test_what_is_not_plainly_one_price_is_refused(printed: str) -> None:
    with pytest.raises(InvalidNumberError):
        price(printed)


@for_each("style", [FigureStyle(), COMMA])
@for_each("digits", ["1{}5e3", "1{}23457E+12", "-1{}5e-3", "1{}234e5", "0{}5E05"])
def test_a_number_in_scientific_notation_with_the_other_mark_is_refused(digits: str, style: FigureStyle) -> None:
    with pytest.raises(InvalidNumberError):
        price(digits.format("," if style.mark == "." else "."), style)


@for_each(
    ("printed", "direction"),
    [
        ("▼ 12.50", Direction.DOWN),
        ("12.50 ▼", Direction.DOWN),
        ("12.50↓", Direction.DOWN),
        ("⬇12.50", Direction.DOWN),
        ("▲12.50", Direction.UP),
        ("↑ 12.50 USD", Direction.UP),
        ("Down 12.50", Direction.DOWN),
        ("12.50 up", Direction.UP),
        ("12.50 unch", Direction.UNCHANGED),
        ("跌 12.50", Direction.DOWN),
        ("$12.50 ▲", Direction.UP),
        ("12.50 ▲ 0.60%", Direction.UP),
        ("12.50 (▼0.60%)", Direction.DOWN),
        ("12.50 (0.60% ↓)", Direction.DOWN),
    ],
)
def test_an_arrow_beside_a_price_is_a_direction_and_no_sign(printed: str, direction: Direction) -> None:
    figure = read_price_cell(printed)
    assert figure is not None
    assert (figure.value, figure.arrow) == (Decimal("12.50"), direction)


@for_each("printed", ["12.50 D", "12.50D", "12.50 U", "12.50 u", "$12.50 d", "12.50 USD"])
def test_a_letter_behind_a_price_is_a_note_and_no_direction(printed: str) -> None:
    figure = read_price_cell(printed)
    assert figure is not None
    assert (figure.value, figure.arrow) == (Decimal("12.50"), None)


@for_each(
    "word", ["D", "u", "red", "Green", "lime", "高", "安", "상한", "pos", "negative", "plus", "minus", "U D", "L"]
)
def test_a_letter_or_a_colour_beside_a_change_is_refused(word: str) -> None:
    with pytest.raises(InvalidNumberError):
        read_move_cell(f"0.52 {word}")


@for_each("word", ["red", "green", "高", "安", "D", "negative"])
def test_words_of_more_than_one_meaning_before_a_price_are_refused(word: str) -> None:
    with pytest.raises(InvalidNumberError):
        price(f"{word} 12.50")


@for_each(
    ("printed", "figure"),
    [("minus 37.63", "-37.63"), ("Minus $0.66", "-0.66"), ("plus 1.35", "1.35"), ("minus 0.00", "0.00")],
)
def test_a_sign_before_a_figure_may_be_a_word(printed: str, figure: str) -> None:
    assert price(printed) == figure


@for_each("printed", ["minus -5", "-minus 5", "minus plus 5", "5 minus"])
def test_two_signs_are_refused(printed: str) -> None:
    with pytest.raises(InvalidNumberError):
        price(printed)


def test_a_sign_takes_no_digits_from_a_figure() -> None:
    digits = "0.123456789012345678901234567890123456"
    for printed in (f"-{digits}", f"{digits}-", f"({digits})", f"minus {digits}"):
        assert price(printed) == f"-{digits}"


@for_each(
    ("printed", "change", "percent"),
    [
        ("+1.35 (+0.60%)", "1.35", "0.60"),
        ("-1.35 (-0.60%)", "-1.35", "-0.60"),
        ("–1.35 (–0.60 %)", "-1.35", "-0.60"),
        ("1.35(0.60%)", "1.35", "0.60"),
        ("+1.35 (0.60)%", "1.35", "0.60"),
        ("+1.35 (0.60)", "1.35", "0.60"),
        ("+0.60% (+1.35)", "1.35", "0.60"),
        ("+1.35 / +0.60%", "1.35", "0.60"),
        ("-1.35 | -0.60%", "-1.35", "-0.60"),
        ("-1.35 -0.60%", "-1.35", "-0.60"),
        ("+1.35\n+0.60%", "1.35", "0.60"),
        ("Rs. 1.35 (0.60%)", "1.35", "0.60"),
        ("+1.35+0.60%", "1.35", "0.60"),
        ("+1.35\xa0+0.60%", "1.35", "0.60"),
        ("-1.35\u202f-0.60\u202f%", "-1.35", "-0.60"),
        ("1.35 ▲ 0.60%", "1.35", "0.60"),
        ("(1.35) (0.60%)", "1.35", "0.60"),
        ("850\xa00.60%", "850", "0.60"),
        (f"{ELEMENT_BOUNDARY}-1.35{ELEMENT_BOUNDARY}{ELEMENT_BOUNDARY}-0.60%{ELEMENT_BOUNDARY}", "-1.35", "-0.60"),
        (f"+1.35 {ELEMENT_BOUNDARY}(+0.60%){ELEMENT_BOUNDARY}", "1.35", "0.60"),
    ],
)
def test_two_figures_in_one_cell_are_a_change_and_a_percentage(printed: str, change: str, percent: str) -> None:
    one, other = read_move_cell(printed), read_move_cell(printed, is_percent=True)
    assert one is not None
    assert other is not None
    assert (str(one.value), str(other.value)) == (change, percent)


@for_each(
    "printed",
    [
        "226.35 ▲ 0.60%",
        "226.35\xa0+0.60%",
        "226.35 (+0.60%)",
        "226.35 ▲ (0.60%)",
        "$226.35 (-0.60%)",
        "226.35 / 0.60%",
        "226.35 120%",
    ],
)
def test_a_percentage_behind_a_price_is_no_part_of_it(printed: str) -> None:
    assert price(printed) == "226.35"


@for_each(
    "printed",
    [
        *(
            ".",
            "..",
            "-",
            "--",
            "---",
            "–",
            "—",
            "－",
            "--.--",
            "-.--",
            "–.–",
            "- -",
            "-/-",
            "*",
            "…",
            "...",
            ",",
            "\xa0",
        ),
        *(
            "N/A",
            "n.a.",
            "N.A.",
            "#N/A",
            "#N/A N/A",
            "#NV",
            "$ -",
            "$-",
            "Rs. -",
            "- €",
            "-%",
            "--.--%",
            "not traded",
            "NaN",
            "nan",
            "n.v.",
            "N.V.",
            "n/v",
            "k.A.",
            "s.o.",
            "n.d.",
            "N/D",
        ),
        *(
            "none",
            "None",
            "null",
            "NULL",
            "nil",
            "#VALUE!",
            "#REF!",
            "н/д",
            "нет",
            "無",
            "なし",
            "없음",
            "b.d.",
            "－－",
            *(
                "n/m",
                "(n/a)",
                "<NA>",
                "-nan",
                "\\N",
                "(-)",
                "（－）",
                "—\xa0%",
                "ー",
                "──",
                "~",
                "停牌",
                "해당없음",
                "n/a%",
            ),
        ),
    ],
)
def test_marks_for_nothing_are_nothing(printed: str) -> None:
    assert is_missing(printed)
    assert read_price_cell(printed) is None
    assert read_move_cell(printed, is_percent=True) is None
    assert parse_number_cell(printed) is None
    assert parse_count_cell(printed) is None


@for_each(
    "printed", ["unch", "Unch.", "UNCH", "unchanged", "Unchanged", "No Change", "unchg", "平盤", "不变", "보합", "flat"]
)
def test_an_unchanged_price_has_a_change_of_zero(printed: str) -> None:
    figure = read_move_cell(printed)
    assert figure is not None
    assert (figure.value, figure.arrow) == (Decimal(0), Direction.UNCHANGED)


@for_each(
    "printed",
    ["±0", "±0.00", "± 0.00", "+/-0.00", "+/- 0", "+-0.00", "=0.00", "0.00 =", "±0%", "unch (0.00%)", "Unch 0"],
)
def test_zero_with_a_mark_for_no_sign_is_unchanged(printed: str) -> None:
    for is_percent in (False, True):
        figure = read_move_cell(printed, is_percent=is_percent)
        assert figure is not None
        assert (figure.value, figure.arrow) == (Decimal(0), Direction.UNCHANGED)


@for_each("printed", ["±5", "+/-0.52", "+-5", "=5", "± -0"])
def test_a_move_that_may_be_a_rise_or_a_fall_is_refused(printed: str) -> None:
    with pytest.raises(InvalidNumberError):
        read_move_cell(printed)


@for_each("printed", ["850\xa0120%", "5 123.45%", "+1\u202f234,5 %", "12\u2009345\u2009%"])
def test_a_percentage_with_a_blank_within_may_be_two_figures(printed: str) -> None:
    for style in (FigureStyle(), COMMA):
        with pytest.raises(InvalidNumberError):
            read_move_cell(printed, style, is_percent=True)


@for_each(
    ("printed", "direction"),
    [
        *dict.fromkeys(["⇧0.52", "⏶ 0.52", "0.52 ⤴", "🔼0.52%"], Direction.UP).items(),
        *dict.fromkeys(["⇩0.52", "⏷ 0.52", "0.52 ⤵", "🔽0.52%"], Direction.DOWN).items(),
    ],
)
def test_arrows_of_all_shapes_are_directions(printed: str, direction: Direction) -> None:
    figure = read_move_cell(printed)
    assert figure is not None
    assert figure.arrow is direction


@for_each(
    ("printed", "count"),
    [
        *(("1.2 tys.", 1_200), ("1.2 mila", 1_200), ("1.2 tis", 1_200), ("1.2 ezer", 1_200), ("1.2 พัน", 1_200)),
        *(("1.2 juta", 1_200_000), ("1.2 jt", 1_200_000), ("1.2 triệu", 1_200_000), ("1.2 ล้าน", 1_200_000)),
        *(("1.2 mi", 1_200_000), ("1.2 bi", 1_200_000_000), ("1.2 tri", 1_200_000_000_000)),
        *(("1.2 miliar", 1_200_000_000), ("1.2 milyar", 1_200_000_000), ("1.2 tỷ", 1_200_000_000)),
        *(
            ("1.2百万円", 1_200_000),
            ("1.2千万", 12_000_000),
            ("1.2万亿元", 1_200_000_000_000),
            ("1.2백만주", 1_200_000),
        ),
        *(("1.2 लाख", 120_000), ("1.2 کروڑ", 12_000_000), ("1.2 مليون", 1_200_000), ("1.2 arab", 1_200_000_000)),
    ],
)
def test_units_of_more_languages(printed: str, count: int) -> None:
    assert parse_count_cell(printed) == count


@for_each("printed", ["5 MT", "1.2 ar", "5mt", "5 KM", "5 c", "5p", "1.2 Le", "5 L.", "1000+", "5K+"])
def test_a_currency_that_may_be_a_unit_is_none_of_a_volume(printed: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_count_cell(printed)
    assert parse_count_cell("5 USD") == 5


@for_each(
    ("printed", "count"),
    [
        ("1,234,567,890,123", 1_234_567_890_123),
        ("35.2 Mil", 35_200_000),
        ("2.5 Cr", 25_000_000),
        ("2.5 crore", 25_000_000),
        ("3.5 lakh", 350_000),
        ("3.5 lac", 350_000),
        ("1.2K", 1_200),
        ("1.2k", 1_200),
        ("1.2M", 1_200_000),
        ("1.2MM", 1_200_000),
        ("1.2 Mio", 1_200_000),
        ("1.2 Mio.", 1_200_000),
        ("1.2 Mrd", 1_200_000_000),
        ("1.2 Mrd.", 1_200_000_000),
        ("1.2Bn", 1_200_000_000),
        ("1.2B", 1_200_000_000),
        ("1.2 billion", 1_200_000_000),
        ("1.2T", 1_200_000_000_000),
        ("1.2 tn", 1_200_000_000_000),
        ("1.2 млн", 1_200_000),
        ("1.2 тыс.", 1_200),
        ("1.2万", 12_000),
        ("1.2萬", 12_000),
        ("1.2만", 12_000),
        ("1.2亿", 120_000_000),
        ("1.2億円", 120_000_000),
        ("1.2억", 120_000_000),
        ("1.2万股", 12_000),
        ("1.2兆", 1_200_000_000_000),
        ("US$1.2bn", 1_200_000_000),
        ("1.2 Mrd EUR", 1_200_000_000),
        ("1,234 shares", 1_234),
        ("12,34,567", 1_234_567),
        ("1.23E+6", 1_230_000),
        ("1.23E+13", 12_300_000_000_000),
        ("1234567890123", 1_234_567_890_123),
        ("1'234'567", 1_234_567),
        ("850K", 850_000),
        ("120万", 1_200_000),
        ("12.5 Lac", 1_250_000),
        ("2.5 Crs", 25_000_000),
        ("5.5mln", 5_500_000),
        (Decimal(1_234_567_890_123), 1_234_567_890_123),
        (Decimal("1.5E+6"), 1_500_000),
    ],
)
def test_a_volume_is_read_with_its_unit(printed: Cell, count: int) -> None:
    assert parse_count_cell(printed) == count


def test_a_million_with_a_decimal_comma_may_be_a_thousand() -> None:
    assert parse_count_cell("35,2 Mio", decimal_comma=True) == 35_200_000
    with pytest.raises(InvalidNumberError, match="may be a thousand or a million"):
        parse_count_cell("35,2 mil", decimal_comma=True)


@for_each("printed", ["1.2t", "1.2 t", "1.2 T", "500 T", "25,000T", "1000T", "1.2t.", "1 t", "1.2t USD", "US$ 1.2 t"])
def test_tons_are_no_trillions(printed: str) -> None:
    with pytest.raises(InvalidNumberError, match="may be tons, thousands or trillions"):
        parse_count_cell(printed)
    assert parse_count_cell("US$3.4T") == 3_400_000_000_000


@for_each("letter", ["B", "bn", "Bn", "bln", "Bill.", "tn", "trn", "TN", "b.", "bil"])
def test_a_letter_after_a_decimal_comma_differs_by_language(letter: str) -> None:
    with pytest.raises(InvalidNumberError, match="differs by language"):
        parse_count_cell(f"1,2 {letter}", decimal_comma=True)
    for unit, size in (("M", 1_200_000), ("Mrd", 1_200_000_000), ("K", 1_200), ("万", 12_000)):
        assert parse_count_cell(f"1,2 {unit}", decimal_comma=True) == size


@for_each("text", ["1,2 billion", "1,2 billions", "1,2 trillion", "1,2 trillions"])
def test_a_billion_after_a_decimal_comma_is_refused(text: str) -> None:
    with pytest.raises(InvalidNumberError, match="differs by language"):
        parse_count_cell(text, decimal_comma=True)


@for_each(
    "printed",
    [
        "1.234",
        "56.789",
        "1.000",
        "10.000",
        "123.456",
        "5 lots",
        "1.2 q",
        "-5",
        "(5)",
        "1e18",
        "1,000,000 T",
        "5%",
        "1.2 Mil Cr",
        "1亿2345万",
        True,
    ],
)
def test_what_is_no_volume_is_refused(printed: Cell) -> None:
    with pytest.raises(InvalidNumberError):
        parse_count_cell(printed)


SIGNS: dict[Direction | None, list[Cell]] = {
    Direction.UP: ["+", "＋", "▲", "△", "up", "UP", "plus", "漲", "涨", "升", "green", "<p>+</p>", "1", Decimal(1)],
    Direction.DOWN: ["-", "−", "–", "▼", "down", "Down", "falls", "跌", "red", "<p class=g> - </p>", "-1", Decimal(-1)],
    Direction.UNCHANGED: ["0", "=", "unch", "平", "±", "+/-"],
    None: ["", " ", "n/a", "<p> </p>", None],
}


@for_each(("printed", "direction"), [(cell, direction) for direction, cells in SIGNS.items() for cell in cells])
def test_a_sign_in_a_cell_of_its_own(printed: Cell, direction: Direction | None) -> None:
    assert parse_sign_cell(printed) is direction


@for_each("printed", ["3", "X", "+-", "up down", "12.5", True, []])
def test_what_is_no_sign_is_refused(printed: Cell) -> None:
    with pytest.raises(InvalidNumberError):
        parse_sign_cell(printed)


@given(st.text(alphabet="0123456789.,'\xa0 +-−()%▲▼$USDRsp/kKMbn万eE", max_size=40))
def test_no_text_gives_digits_that_it_does_not_have(printed: str) -> None:
    for style in (FigureStyle(), COMMA, FigureStyle(".", is_mixed=True)):
        try:
            figure = read_price_cell(printed, style)
        except InvalidNumberError:
            continue
        if figure is None or "e" in printed.lower():
            continue
        digits = "".join(filter(str.isdigit, f"{abs(figure.value):f}")).strip("0")
        assert digits in "".join(filter(str.isdigit, printed))


@pytest.mark.slow
@for_each(
    "piece", ["-", "(", "1", "1 ", "1,", ".", "1.", "$", "▼", "%", "1%", "(1", "1(", "- 1", " ", "\xa0", "<", "e", "−"]
)
def test_a_cell_of_any_text_takes_a_few_times_what_an_ordinary_one_takes_and_grows_with_its_length(piece: str) -> None:
    ordinary = work(lambda: read_cells("+1.35 (+0.60%)"))
    for printed in (piece * 50, f"1{piece * 49}%"):
        assert work(partial(read_cells, printed)) < 20 * ordinary
    assert_linear(lambda count: read_cells(piece * count, 1), largest=64_000)
    assert_linear(lambda count: read_cells(f"{piece * count}%)", 1), largest=64_000)


def read_cells(printed: str, cells: int = 20) -> None:
    """Read as many cells of this text in every way."""
    for _ in range(cells):
        for read in (read_price_cell, read_move_cell, parse_count_cell, parse_sign_cell, is_missing):
            with contextlib.suppress(InvalidNumberError):
                read(printed)


@for_each("printed", ["5 123 %", "+1 234%", "12 345.5%", "5\xa0123%", "-1 234.5 %"])
def test_a_percentage_with_groups_is_no_pair(printed: str) -> None:
    assert not has_pair(printed)
    with pytest.raises(InvalidNumberError):
        price(printed)


def test_a_price_with_groups_may_have_a_percentage_beside_it() -> None:
    assert price("1 226.35 +0.60%") == "1226.35"
    assert price("1 226.35 0.60%") == "1226.35"


@for_each(
    ("printed", "expected"),
    [
        ("۲۸۳٫۲۵", "283.25"),
        ("٢٨٣٫٢٥", "283.25"),
        ("۴٬۳۱٬۸۶۲", "431862"),
        ("١٬٢٣٤٫٥٠", "1234.50"),
        ("२८३.२५", "283.25"),
        ("४,३१,८६२.५०", "431862.50"),
        ("২৮৩.২৫", "283.25"),
        ("۲۸۳.۲۵", "283.25"),
        ("Rs. ۲۸۳٫۲۵", "283.25"),
    ],
)
def test_digits_and_separators_of_other_scripts_are_figures(printed: str, expected: str) -> None:
    assert price(printed) == expected
