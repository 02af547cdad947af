from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.marks import for_each
from tui.domain.numbers import (
    MAX_MAGNITUDE,
    InvalidNumberError,
    parse_decimal,
    parse_number,
    parse_percent,
    percent_change,
    round_half_up,
    without_residue,
)


@for_each(
    ("text", "figure"),
    [
        ("0", "0"),
        ("132.50", "132.50"),
        ("4.00", "4.00"),
        ("-0.72", "-0.72"),
        ("−1", "-1"),
        ("+3", "3"),
        ("82,074", "82074"),
        ("1,234,567.89", "1234567.89"),
        ("0.00001234", "0.00001234"),
        ("1234567", "1234567"),
        ("1,000,000,000,000", "1000000000000"),
        ("0.123456789012", "0.123456789012"),
    ],
)
def test_a_plain_number_has_every_digit_the_source_printed(text: str, figure: str) -> None:
    assert str(parse_decimal(text)) == figure


@for_each(
    "text",
    [
        *("", " ", "+", "-", ".", ",", ".5", "5.", "NaN", "nan", "inf", "-Infinity", "sNaN", "1e5", "1E999", "0x1F"),
        *(
            "1_000",
            "(1.2)",
            "1.234,56",
            "1,23",
            "12,34,567",
            "1,2345",
            ",123",
            "1,,234",
            "1,234,",
            "1.2.3",
            "--1",
            "+-1",
        ),
        *("1 000", " 1", "1 ", "1\n", "1\x00", "٣٢", "१२", "１２", "½", "²", "1'234", "$1", "1%", "Rs.5"),
        *("1000000000001", "1,000,000,000,000.01", "-1000000000001", "9" * 41, "0.1234567890123", "1" * 10_000),
    ],
)
def test_anything_else_is_rejected_with_a_reason(text: str) -> None:
    with pytest.raises(InvalidNumberError, match=r"plain decimal|10\^12"):
        parse_decimal(text)


@for_each("text", ["0,219", "00,219", "0,219.5", "-0,774"])
def test_thousands_never_begin_with_nought(text: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_decimal(text)


@for_each(
    ("text", "figure"),
    [
        ("1.23E-05", "0.0000123"),
        ("8.1e-7", "0.00000081"),
        ("1e-05", "0.00001"),
        ("-3.4567890123e-11", "-0.000000000034567890123"),
        ("1.5E+3", "1500"),
        ("1.0E9", "1000000000"),
        ("0.0000000000001234", "0.0000000000001234"),
        ("60748.3135183678858890", "60748.3135183678858890"),
        ("1,234.50", "1234.50"),
        ("96412.160000000000", "96412.160000000000"),
    ],
)
def test_a_number_of_a_program_has_all_its_digits(text: str, figure: str) -> None:
    assert f"{parse_number(text):f}" == figure


@for_each(
    ("text", "figure"),
    [
        ("5.3537999999999997", "5.3538"),
        ("6.5865999999999998", "6.5866"),
        ("0.30000000000000004", "0.3"),
        ("-0.1300000000000001", "-0.13"),
        ("88927.120000000001", "88927.12"),
        ("5.35379999999999967031", "5.3538"),
        ("1.2345670000000001e-09", "0.000000001234567"),
        ("101.94999694824219", "101.95"),
        ("230.10000610351562", "230.1"),
        ("-0.30000001192092896", "-0.3"),
        ("33.099998474121094", "33.1"),
        ("281.3299865722656", "281.33"),
        ("9.823400432651397e-06", "0.0000098234"),
        ("101.9499969482422", "101.9499969482422"),
        ("0.333333343267440796", "0.33333334"),
        ("230.10000610351", "230.10000610351"),
        ("42.118270113285103", "42.118270113285103"),
        ("123456.7890123456", "123456.7890123456"),
    ],
)
def test_the_noise_of_binary_numbers_is_rounded_and_nothing_else(text: str, figure: str) -> None:
    assert f"{parse_number(text):f}" == figure


@for_each("text", ["1e5", "1E3", "1e999", "1.5e-30", "e-5", "1e-", "1.e-5", "1e-0005", "1,5e-05", "NaN"])
def test_what_no_program_prints_is_rejected(text: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_number(text)


@given(st.decimals(-MAX_MAGNITUDE, MAX_MAGNITUDE, places=4))
def test_a_figure_survives_being_printed_with_commas(figure: Decimal) -> None:
    assert parse_decimal(f"{figure:,f}") == figure


@given(st.text(alphabet="0123456789+-−.,eE_ ٣%", max_size=50))
def test_no_text_at_all_gives_more_than_its_own_digits(text: str) -> None:
    try:
        figure = parse_decimal(text)
    except InvalidNumberError:
        return
    assert figure == Decimal(text.replace("−", "-").replace(",", ""))
    assert abs(figure) <= MAX_MAGNITUDE


@for_each(("text", "figure"), [("-2.05%", "-2.05"), ("+0.00%", "0.00"), ("1,234.5%", "1234.5")])
def test_a_percentage_ends_in_its_sign(text: str, figure: str) -> None:
    assert str(parse_percent(text)) == figure


@for_each("text", ["2.05", "%", "2.05%%", "%2.05", "2.05 %", "2.05% ", "two%"])
def test_what_is_no_percentage_is_rejected(text: str) -> None:
    with pytest.raises(InvalidNumberError):
        parse_percent(text)


@for_each(
    ("figure", "decimals", "rounded"),
    [("0.005", 2, "0.01"), ("-0.005", 2, "-0.01"), ("2.5", 0, "3"), ("1.2349", 2, "1.23"), ("7", 2, "7.00")],
)
def test_halves_round_away_from_nought(figure: str, decimals: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(figure), decimals)) == rounded


@for_each(
    ("change", "last", "percent"),
    [
        ("9.27", "132.50", "7.52"),
        ("-375.9", "26900", "-1.38"),
        ("0", "15", "0.00"),
        ("5", "5", None),
        ("0.00000001", "0.00000002", "100.00"),
    ],
)
def test_a_change_is_in_percent_of_the_previous_close(change: str, last: str, percent: str | None) -> None:
    found = percent_change(Decimal(change), Decimal(last))
    assert (None if found is None else str(found)) == percent


@given(st.decimals(-MAX_MAGNITUDE, MAX_MAGNITUDE, places=12), st.decimals(-MAX_MAGNITUDE, MAX_MAGNITUDE, places=12))
def test_no_pair_of_readable_figures_breaks_the_arithmetic(change: Decimal, last: Decimal) -> None:
    percent_change(change, last)


def test_the_largest_change_on_the_smallest_close_still_has_a_percentage() -> None:
    assert percent_change(MAX_MAGNITUDE, MAX_MAGNITUDE + Decimal("1e-12")) == Decimal(10) ** 26


@for_each(
    ("difference", "number", "expected"),
    [
        ("-0.099999999999999645", "1.1", "-0.1"),
        ("-2.220446049250313e-16", "0.1", "0"),
        ("0.30000000000000071", "5.3", "0.3"),
        ("12.340000000000146", "1234.5", "12.34"),
        ("100.00000000000001", "1", "100"),
        ("-3.4567890123e-11", "0.000000001234567", "-3.4567890123E-11"),
        ("-0.34567890123456789", "1.5", "-0.34567890123456789"),
        ("0.10", "1.1", "0.10"),
        ("0.0000000000000001", "0.0000000000000003", "1E-16"),
        ("0.1", "0", "0.1"),
        ("0.00", "1.1", "0.00"),
    ],
)
def test_a_difference_loses_the_residue_of_binary_numbers(difference: str, number: str, expected: str) -> None:
    assert str(without_residue(Decimal(difference), Decimal(number))) == expected


def test_zero_has_no_sign() -> None:
    assert [str(parse_number(text)) for text in ("-0", "-0.00", "-0.0e-5")] == ["0", "0.00", "0.000000"]
