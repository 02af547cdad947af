"""Symbols and prices of tables in which one of them looks like the other."""

from tests.kit.marks import for_each
from tests.sources.pages import AT
from tui.sources.tables.grid import CellGrid
from tui.sources.tables.guess_columns import guess_columns
from tui.sources.tables.shapes import explain_table


def grid(titles: str, *rows: str) -> CellGrid:
    return CellGrid(titles=tuple(titles.split("|")), rows=[tuple(row.split("|")) for row in rows])


def fields(titles: str, *rows: str) -> dict[str, str]:
    """Return the title of the column of each field, of the first reading."""
    names = titles.split("|")
    readings = guess_columns(grid(titles, *rows), AT)
    return {field: names[column] for field, column in readings[0].columns.items()} if readings else {}


@for_each("purities", [("24K", "22K", "18K"), ("24k", "22k", "9k"), ("24 Kt", "22 Kt", "21 Kt")])
@for_each("title", ["Gold Purity", "Karat", "Purity", "Type of gold", "Gold"])
@for_each("prices", [("Rs. 4,31,862", "Rs. 3,95,870", "Rs. 3,23,900"), ("431.10", "395.20", "323.70")])
def test_names_gold_by_its_purity(title: str, purities: tuple[str, ...], prices: tuple[str, ...]) -> None:
    rows = [f"{purity}|{price}" for purity, price in zip(purities, prices, strict=True)]
    found = fields(f"{title}|Price Per Tola", *rows)
    assert found == {"symbol": title, "price": "Price Per Tola"}


@for_each(
    "prices",
    [
        ("Rs. 431,862", "Rs. 395,870", "Rs. 377,880"),
        ("PKR 431862", "PKR 395870", "PKR 377880"),
        ("$ 43.12", "$ 39.50", "$ 37.80"),
        ("431,862.00 PKR", "395,870.00 PKR", "377,880.00 PKR"),
        ("Rs 4,31,862/-", "Rs 3,95,870/-", "Rs 3,77,880/-"),
    ],
)
@for_each("names", [("1", "2", "3"), ("Fine", "Pure", "Soft"), ("10.5", "11.5", "12.5")])
def test_takes_no_column_as_symbol_and_price(names: tuple[str, ...], prices: tuple[str, ...]) -> None:
    rows = [f"{name}|{price}" for name, price in zip(names, prices, strict=True)]
    assert not guess_columns(grid("Grade of it|Price", *rows), AT)


@for_each("number", ["786", "0700", "600519", "005930"])
@for_each("title", ["Symbol", "SYMBOL", "Scrip", "Ticker", "Stock"])
@for_each("first", [True, False])
def test_takes_tickers_of_digits_among_those_of_letters(title: str, number: str, first: bool) -> None:
    rows = ["OGDC|233.15|4.25", "PPL|178.20|-1.1"]
    rows.insert(0 if first else 2, f"{number}|12.30|0.2")
    assert fields(f"{title}|Last|Change", *rows) == {"symbol": title, "price": "Last", "change": "Change"}


def test_names_no_price_as_missing_where_names_are() -> None:
    problem = explain_table(grid("Serial|Last|Change", "1|12.30|0.2", "2|233.15|4.25", "3|178.20|-1.1"))
    assert problem.startswith("It has figures, but no column names instruments")
