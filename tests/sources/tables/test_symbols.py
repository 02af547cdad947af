"""The symbols of rows: words, codes in small letters, marks that are symbols, several columns; unit and currency."""

from typing import Any

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices

COLUMNS = {"symbol": "1", "price": "2"}


@for_each(
    ("cell", "symbol", "name"),
    [
        ("USD", "USD", None),
        ("usd", "USD", "usd"),
        ("bitcoin", "BITCOIN", "bitcoin"),
        ("avalanche-2", "AVALANCHE-2", "avalanche-2"),
        ("DANISH KRONA", "DANISH_KRONA", "DANISH KRONA"),
        ("Danish   krona", "DANISH_KRONA", "Danish krona"),
        ("Gold (24K)", "GOLD_24K", "Gold (24K)"),
        ("Crude oil - WTI", "CRUDE_OIL_-_WTI", "Crude oil - WTI"),
        ("eur / usd", "EUR/USD", "eur / usd"),
        ("S&P 500", "S&P_500", "S&P 500"),
        ("Dólar", "DÓLAR", "Dólar"),
        ("日経平均", "日経平均", None),
        ("рубль", "РУБЛЬ", "рубль"),
        ("ＡＢＣ", "ABC", None),
        ("* Euro", "EURO", "* Euro"),
        (
            "Bosnia and Herzegovina convertible mark",
            "BOSNIA_AND_HERZEGOVINA_CONVERTIB",
            "Bosnia and Herzegovina convertible mark",
        ),
        ("NA", "NA", None),
        ("NULL", "NULL", None),
        ("NONE", "NONE", None),
    ],
)
def test_the_symbol_is_the_code_or_is_made_of_the_words(cell: str, symbol: str, name: str | None) -> None:
    (row,) = parsed(f"{cell};1.5\n", "csv", COLUMNS).quotes
    assert (row.id.symbol, row.name) == (symbol, name)


def test_the_name_that_the_table_states_goes_before_the_words() -> None:
    (row,) = parsed("Danish krona;1.5;Kroner\n", "csv", {**COLUMNS, "name": "3"}).quotes
    assert (row.id.symbol, row.name) == ("DANISH_KRONA", "Kroner")


@for_each("mark", ["-", "N/A", "n.a.", "--", "null", ""])
def test_a_mark_for_nothing_is_no_name(mark: str) -> None:
    rows = parsed(f"OGDC;1.5;{mark}\nDanish krona;2.5;{mark}\n", "csv", {**COLUMNS, "name": "3"}).quotes
    assert [row.name for row in rows] == [None, "Danish krona"]


@for_each(
    "row",
    [
        "-;1",
        "N/A;1",
        "na;1",
        "null;1",
        "...;1",
        "(*);1",
        ";1",
        "Rates are not for trading",
        "Rates are not for trading;",
        "Note: see the page;of the bank",
        "A sentence that is much longer than any name of an instrument would be;1",
    ],
)
def test_marks_and_notes_are_no_symbols(row: str) -> None:
    assert list(prices(parsed(f"USD;1.5\nEUR;2\n{row}\n", "csv", COLUMNS))) == ["USD", "EUR"]


def test_a_mark_of_several_rows_is_no_symbol() -> None:
    assert list(prices(parsed("USD;1.5\nNONE;2\nNONE;3\n", "csv", COLUMNS))) == ["USD"]


def test_rows_are_picked_by_their_words_or_by_the_symbol() -> None:
    body = "Danish krona;1\nEuro;2\nUS dollar;3\n"
    assert list(prices(parsed(body, "csv", COLUMNS, symbols=("Danish krona", "EURO")))) == ["DANISH_KRONA", "EURO"]


@for_each(
    ("columns", "symbol"),
    [
        ({"symbol": "1", "symbol_2": "2"}, "EURUSD"),
        ({"symbol": "2", "symbol_2": "1"}, "USDEUR"),
        ({"symbol": "1", "symbol_2": "=/", "symbol_3": "2"}, "EUR/USD"),
        ({"symbol": "1", "symbol_2": "=-", "symbol_3": "2", "symbol_4": "3"}, "EUR-USDSPOT"),
        ({"symbol": "=X", "symbol_2": "1"}, "XEUR"),
    ],
)
def test_a_symbol_of_several_columns_is_joined(columns: dict[str, str], symbol: str) -> None:
    body = "EUR;USD;SPOT;1.05\nEUR;;SPOT;2\nEUR;-;SPOT;3\n"
    snapshot = parsed(body, "csv", {**columns, "price": "4"})
    assert snapshot.quotes[0].id.symbol == symbol
    assert len(snapshot.quotes) == 1
    assert "without a symbol" in (snapshot.note or "") or symbol == "XEUR"


@for_each(
    ("cells", "settings", "shown"),
    [
        ("JPY;161;100", {}, (100, None)),
        ("JPY;161;1", {}, (None, None)),
        ("JPY;161;-", {"unit": 1000}, (1000, None)),
        ("JPY;161;10", {"unit": 1000}, (10, None)),
        ("JPY;161;10;USD", {"currency": "PKR"}, (10, "USD")),
        ("JPY;161;10;GBp", {"currency": "PKR"}, (10, "GBp")),
        ("JPY;161;10;-", {"currency": "PKR"}, (10, "PKR")),
        ("JPY;161;10;", {}, (10, None)),
    ],
)
def test_unit_and_currency_may_be_columns(cells: str, settings: dict[str, Any], shown: tuple[object, object]) -> None:
    (row,) = parsed(f"{cells}\n", "csv", {**COLUMNS, "unit": "3", "currency": "4"}, **settings).quotes
    assert (str(row.price), row.unit, row.currency, row.flags) == ("161", *shown, ())


def test_a_currency_that_is_no_code_is_flagged() -> None:
    (row,) = parsed("JPY;161;10;United States dollar\n", "csv", {**COLUMNS, "currency": "4"}).quotes
    assert (str(row.price), row.currency, row.flags) == ("161", None, ("currency: not a code such as USD",))


@for_each(
    "name", ["Total", "total:", "Grand Total", "GRAND TOTAL", "Average", "Summe", "Итого", "合計", "합계", "Promedio"]
)
def test_a_row_of_totals_is_no_instrument(name: str) -> None:
    snapshot = parsed(f"Symbol,Last\nAAA,1\nBBB,2\n{name},3\n", "csv", {"symbol": "Symbol", "price": "Last"})
    assert prices(snapshot) == {"AAA": "1", "BBB": "2"}
    assert snapshot.note == f"1 left out: a row of totals ({name.rstrip(':')})"


@for_each(
    ("name", "symbols"),
    [("TOTAL", ()), ("TOTALENERGIES", ()), ("Total SE", ()), ("Averages Inc", ()), ("Total", ("Total",))],
)
def test_what_may_be_a_ticker_is_no_row_of_totals(name: str, symbols: tuple[str, ...]) -> None:
    columns = {"symbol": "Symbol", "price": "Last"}
    snapshot = parsed(f"Symbol,Last\n{name},3\n", "csv", columns, symbols=symbols)
    assert ([str(row.price) for row in snapshot.quotes], snapshot.note) == (["3"], None)
