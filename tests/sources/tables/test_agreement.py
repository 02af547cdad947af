"""Figures that fit each other as those of quotes do, within the rounding of what is printed."""

from decimal import Decimal

from tests.kit.marks import for_each
from tui.sources.tables.agreement import are_equal, are_products, is_between, is_difference, percent_of_moves


def figures(text: str) -> list[Decimal | None]:
    """Figures by their text; `-` is none."""
    return [None if each == "-" else Decimal(each) for each in text.split()]


@for_each(
    ("low", "middle", "high", "expected"),
    [
        ("1 2", "1.5 2", "2 3", True),
        ("1 2", "2.5 3.5", "2 3", False),
        ("1 1 1 1 1", "1.5 1.5 1.5 1.5 9", "2 2 2 2 2", True),
        ("- 2", "1 2", "2 -", None),
        ("0 0", "5 5", "0 0", None),
    ],
)
def test_a_price_is_between_low_and_high_in_most_rows(low: str, middle: str, high: str, expected: bool | None) -> None:
    assert is_between(figures(low), figures(middle), figures(high)) is expected


@for_each(
    ("price", "previous", "change", "expected"),
    [
        ("141.00 4.00", "145.35 3.90", "-4.35 0.10", True),
        ("141.00 4.00", "145.35 3.90", "4.35 -0.10", False),
        ("141.00 4.00", "145.35 4.00", "-4.34 0", True),
        ("4.00", "4.00", "0", None),
    ],
)
def test_a_change_is_the_difference_to_the_previous_close(
    price: str, previous: str, change: str, expected: bool | None
) -> None:
    assert is_difference(figures(price), figures(previous), figures(change)) is expected


def test_percentages_follow_from_the_previous_close_or_else_from_the_change() -> None:
    moves = percent_of_moves(figures("110 90 5 5"), figures("100 - - 0"), figures("- -10 - -"))
    assert moves == [Decimal(10), Decimal(-10), None, None]


@for_each(
    ("stated", "factor", "expected"),
    [("10 -10", 1, True), ("0.1 -0.1", 100, True), ("0.1 -0.1", 1, False), ("- -", 1, None)],
)
def test_percentages_or_fractions_are_those_that_follow(stated: str, factor: int, expected: bool | None) -> None:
    assert are_equal(figures(stated), figures("10 -10"), Decimal(factor)) is expected


def test_a_turnover_is_the_product_of_price_and_volume() -> None:
    assert are_products(figures("1200 505"), figures("12 5"), figures("100 100"))
    assert not are_products(figures("1200 999"), figures("12 5"), figures("100 100"))
