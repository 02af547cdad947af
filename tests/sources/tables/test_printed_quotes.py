"""Price, change and percentage in one cell: read where they prove each other, and refused elsewhere."""

from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.test_guess_columns import fields, grid
from tui.domain.numbers import InvalidNumberError
from tui.sources.tables.cells import parse_number_cell, read_price_cell, read_quote_cell
from tui.sources.tables.decimal_marks import FigureStyle
from tui.sources.tables.shapes import explain_table


@for_each(
    ("cell", "expected"),
    [
        ("177.00 +3.21 (+1.85%)", "177.00 3.21 1.85"),
        ("508.10 -1.24 (-0.24%)", "508.10 -1.24 -0.24"),
        ("508.10 −1.24 (−0.24 %)", "508.10 -1.24 -0.24"),
        ("13.28 0.00 (0.00%)", "13.28 0.00 0.00"),
        ("177.00+3.21(+1.85%)", "177.00 3.21 1.85"),
        ("$177.00 +3.21 +1.85%", "177.00 3.21 1.85"),
        ("Rs. 1,177.00 | +3.21 | +0.27%", "1177.00 3.21 0.27"),
        ("177.00 ▲ 3.21 (1.85%)", "177.00 3.21 1.85"),
        ("177.00 ▼3.21 (-1.78%)", "177.00 3.21 -1.78"),
        ("177.00\n+3.21\n(+1.85%)", "177.00 3.21 1.85"),
    ],
)
def test_reads_three_figures_that_agree(cell: str, expected: str) -> None:
    quote = read_quote_cell(cell)
    assert quote is not None
    assert [each.value for each in quote] == [Decimal(each) for each in expected.split()]
    price = read_price_cell(cell)
    assert price is not None
    assert price.value == parse_number_cell(cell) == quote.price.value


def test_reads_three_figures_with_decimal_commas() -> None:
    quote = read_quote_cell("1.177,00 +3,21 (+0,27%)", FigureStyle(","))
    assert quote is not None
    assert [each.value for each in quote] == [Decimal("1177.00"), Decimal("3.21"), Decimal("0.27")]


@for_each(
    "cell",
    [
        "177.00 +3.21 (+7.85%)",
        "177.00 +3.21 (-1.85%)",
        "177.00 173.79 (+1.85%)",
        "+3.21 177.00 (+1.85%)",
        "177.00 +3.21",
        "177.00 3.21 1.85",
        "177.00 +3.21 (+1.85%) 178.00",
        "177.00 ▼3.21 (+1.85%)",
        "Q3 177.00 +3.21 (+1.85%)",
        "177.00K +3.21 (+1.85%)",
    ],
)
def test_refuses_figures_that_do_not_prove_each_other(cell: str) -> None:
    with pytest.raises(InvalidNumberError):
        read_price_cell(cell)


CELLS = ("177.00 +3.21 (+1.85%)", "508.10 -1.24 (-0.24%)", "13.28 0.00 (0.00%)")


def test_takes_the_price_from_cells_with_three_figures() -> None:
    rows = [f"{name}|{cell}|{ratio}" for name, cell, ratio in zip(("NVDA", "BRK", "F"), CELLS, "987", strict=True)]
    assert fields("Symbol|Price|P/E Ratio", *rows) == {"symbol": "Symbol", "price": "Price"}


@for_each(
    "title",
    ["P/E Ratio", "P/E", "PE", "P/B", "P/BV", "Price/Book ratio", "EPS", "Beta", "Yield", "Yield %", "Dividend yield"],
)
@for_each("price", ["Price", "Last", "Close"])
def test_takes_no_ratio_for_a_price_that_cannot_be_read(title: str, price: str) -> None:
    rows = ("AAA|10.1 +1.1 (+99%)|43.8", "BBB|12.2 13.1|16.2", "CCC|14.1/15.2|12.1")
    assert fields(f"Symbol|{price}|{title}", *rows) == {}
    assert f'The cells of "{price}"' in explain_table(grid(f"Symbol|{price}|{title}", *rows))


@for_each("title", ["P/E Ratio", "P/E", "P/B", "P/BV", "Debt ratio", "EPS", "Beta", "Book Value", "PEG"])
def test_takes_no_ratio_for_a_price_where_there_is_none(title: str) -> None:
    assert fields(f"Symbol|{title}", "AAA|43.8", "BBB|16.2", "CCC|12.1") == {}
