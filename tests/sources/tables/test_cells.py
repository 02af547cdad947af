"""The forms in which people print figures and counts, and those that are refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.numbers import InvalidNumberError
from tui.sources.html.line import ELEMENT_BOUNDARY
from tui.sources.tables.cells import Cell, parse_count_cell, parse_number_cell, parse_percent_cell

MISSING: list[Cell] = ["", " ", "-", "--", "–", "—", "N/A", "n/a", "N/D", "null", "\xa0", None, ELEMENT_BOUNDARY]


@for_each(
    ("printed", "expected"),
    [
        ("1,234.50", "1234.50"),
        ("12,34,567.00", "1234567.00"),
        ("1\xa0234.50", "1234.50"),
        ("1\u202f234\u202f567", "1234567"),
        ("1'234.5", "1234.5"),
        ("\xa082.10\xa0", "82.10"),
        (f"{ELEMENT_BOUNDARY}8{ELEMENT_BOUNDARY}2.10", "82.10"),
        ("+1.3", "1.3"),
        ("-0.52", "-0.52"),
        ("−0.52", "-0.52"),
        ("- 3", "-3"),
        ("(0.52)", "-0.52"),
        ("(1,234)", "-1234"),
        ("▲ 0.52", "0.52"),
        ("▼ 0.52", "-0.52"),
        ("▼ -0.52", "-0.52"),
        ("0.00 ▼", "0.00"),
        ("Rs. 12.50", "12.50"),
        ("$1,200", "1200"),
        ("-$5", "-5"),
        ("12 €", "12"),
        (Decimal("230.10"), "230.10"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_a_figure_is_read_in_the_forms_people_print(printed: Cell, expected: str) -> None:
    assert str(parse_number_cell(printed)) == expected


@for_each(
    ("printed", "expected"),
    [
        ("1.234,50", "1234.50"),
        ("-1.234.567,89", "-1234567.89"),
        ("1 234,5", "1234.5"),
        ("0,5", "0.5"),
        ("1.234", "1234"),
    ],
)
def test_a_decimal_comma_is_parsed_where_it_is_configured(printed: str, expected: str) -> None:
    assert str(parse_number_cell(printed, decimal_comma=True)) == expected


@for_each(
    "printed",
    [
        *("inf", "1e5", "1_000", "1,23", "1.234,50", "12 345", "12\n345", "5%", "abc", "12abc", "()", "(+-5)"),
        *("1.2.3", "--5", "9" * 41, "1,000,000,000,001"),
        *(Decimal("NaN"), Decimal("1E+13"), True, [], {}),
    ],
)
def test_what_is_not_plainly_a_figure_is_refused(printed: Cell) -> None:
    with pytest.raises(InvalidNumberError):
        parse_number_cell(printed)


@for_each("printed", ["12.5", "1,234.50", "1.23.456", "1,5%"])
def test_a_decimal_comma_makes_points_groups(printed: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_number_cell(printed, decimal_comma=True)


@for_each("printed", MISSING)
def test_nothing_is_nothing_and_never_zero(printed: Cell) -> None:
    assert parse_number_cell(printed) is None
    assert parse_percent_cell(printed) is None
    assert parse_count_cell(printed) is None


@for_each(
    ("printed", "expected"),
    [
        ("+1.3%", "1.3"),
        ("1.3 %", "1.3"),
        ("-0.40", "-0.40"),
        ("(0.52%)", "-0.52"),
        ("(0.52)%", "-0.52"),
        ("▼ 1.3%", "-1.3"),
        (Decimal("-2.05"), "-2.05"),
    ],
)
def test_a_percentage_may_leave_its_sign_out(printed: Cell, expected: str) -> None:
    assert str(parse_percent_cell(printed)) == expected


@for_each(
    ("printed", "expected"),
    [
        ("1,234", 1234),
        ("812.4mn", 812_400_000),
        ("1.2k", 1200),
        ("3 M", 3_000_000),
        ("1.5bn", 1_500_000_000),
        ("2.5", 3),
    ],
)
def test_a_volume_may_be_in_thousands_and_millions(printed: str, expected: int) -> None:
    assert parse_count_cell(printed) == expected


@for_each("printed", ["-5", "5 lots", "1.2q", "mn", "9" * 12 + "bn"])
def test_a_volume_that_is_none_is_refused(printed: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_count_cell(printed)


@for_each(
    ("printed", "expected"),
    [
        ("999,999,999,999,999,999", 10**18 - 1),
        ("999,999,999,999,999,998.7", 10**18 - 1),
        ("999,999,999,999,999,999.7", None),
        ("999,999,999,999,999,999.5", None),
        (Decimal("999999999999999999.5"), None),
        (Decimal("999999999.9999999999") * 10**9, None),
    ],
)
def test_a_count_is_below_the_limit_after_it_is_rounded(printed: Cell, expected: int | None) -> None:
    if expected is not None:
        assert parse_count_cell(printed) == expected
        return
    with pytest.raises(InvalidNumberError):
        parse_count_cell(printed)


@given(st.text(max_size=40))
def test_no_text_gives_anything_but_a_figure_within_bounds_or_a_refusal(printed: str) -> None:
    for comma in (False, True):
        try:
            figure = parse_number_cell(printed, decimal_comma=comma)
        except InvalidNumberError:
            continue
        assert figure is None or (abs(figure) <= 10**12 and any(character.isdigit() for character in printed))


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_figure_survives_being_printed_in_every_form(figure: Decimal) -> None:
    plain = f"{abs(figure):,.2f}"
    sign = "-" if figure < 0 else ""
    swapped = plain.translate(str.maketrans(",.", ".,"))
    bracketed = f"({plain})" if figure < 0 else plain
    for printed, comma in ((sign + plain, False), (bracketed, False), (sign + swapped, True)):
        assert parse_number_cell(printed, decimal_comma=comma) == figure
