"""CSV of every kind: delimiters, notes before and after the rows, quotes, and cells before the first."""

import re

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices, reason
from tui.sources.tables.csv import read_csv_grid

TITLED = {"symbol": "Code", "price": "Rate"}
NUMBERED = {"symbol": "1", "price": "2"}
BOTH = {"USD": "1.05", "JPY": "161.53"}


@for_each(
    "body",
    [
        "27.11.2026 #231\nCode|Rate\nUSD|1.05\nJPY|161.53\n",
        "Source: a bank\nDay: 2026-11-27\nCode;Rate\nUSD;1.05\nJPY;161.53\n",
        '"Rates, daily, of the bank"\n\nCode\tRate\nUSD\t1.05\nJPY\t161.53\n',
        "Code,Rate\n(for one),(in euro)\nUSD,1.05\nJPY,161.53\n",
        "Code,Rate\nUSD,1.05\nJPY,161.53\n\nNot for trading.\nA note, with a comma\n",
        "Code;Rate\r\nUSD;1.05\r\nJPY;161.53\r\nTotal of 2 rows\r\n",
        "a\nb\nc\nd\ne, f\nCode|Name|Rate\nUSD|dollar, US|1.05\nJPY|yen, of Japan|161.53\n",
        "Code  Rate\nUSD   1.05\nJPY   161.53\n",
        "Rates of today\n\nCode     Name          Rate\nUSD      US dollar     1.05\nJPY      yen      161.53\n",
        "| Code | Rate |\n|------|------|\n| USD | 1.05 |\n| JPY | 161.53 |\n",
        'Code, Rate\n"USD", "1.05"\n"JPY", "161.53"\n',
        '"Code";"Name";"Rate"\n"USD";"the ""dollar""; US";"1.05"\n"JPY";"yen";"161.53"\n',
        "Code,Rate\n,USD,1.05\n,JPY,161.53\n",
        "Code,Rate,\nUSD,1.05,\nJPY,161.53,\n",
        "\ufeffsep=|\nCode|Rate\nUSD|1.05\nJPY|161.53\n",
    ],
)
def test_what_surrounds_the_rows_loses_none(body: str) -> None:
    assert prices(parsed(body, "csv", TITLED)) == BOTH


@for_each(
    "body",
    [
        "USD,1.05\nJPY,161.53\n",
        "Code,Rate\nUSD,1.05\nJPY,161.53\n",
        "Rates of today\nCode,Last 24h\nUSD,1.05\nJPY,161.53\nEnd\n",
        "USD;1.05\nJPY;161.53\n",
        "USD\t1.05\nJPY\t161.53\n",
        "USD   1.05\nJPY   161.53\n",
    ],
)
def test_columns_by_number_need_no_titles(body: str) -> None:
    assert prices(parsed(body, "csv", NUMBERED)) == BOTH


def test_commas_within_figures_are_no_delimiters() -> None:
    body = "USD;1,05;1,06\nJPY;161,53;162,10\n"
    assert prices(parsed(body, "csv", NUMBERED, decimal_comma=True)) == BOTH


def test_a_missing_column_is_named_with_those_that_the_rows_have() -> None:
    body = "Rates of today\nCode,Selling\nUSD,1.05\n"
    assert reason(body, "csv", TITLED) == 'no column "Rate"; there are: Code, Selling'


@for_each(
    ("body", "titles", "rows"),
    [
        ("Source: a bank\nCode;Rate\nUSD;1\nJPY;2\n", ("Code", "Rate"), 2),
        ("USD,1.5\nJPY,2\n", (), 2),
        ("Code,Rate\nUSD,1\nJPY,2\nA note\n", ("Code", "Rate"), 2),
        ("Code  Rate\nUSD  1\nJPY  2\n", ("Code", "Rate"), 2),
        ("2026,2025\n1.5,2\n2.5,3\n", ("2026", "2025"), 2),
        ("one word", ("one word",), 0),
    ],
)
def test_a_grid_has_its_titles_if_it_has_any(body: str, titles: tuple[str, ...], rows: int) -> None:
    grid = read_csv_grid(body)
    assert (grid.titles, len(grid.rows)) == (titles, rows)


@for_each(
    ("titles", "locator", "expected"),
    [
        ("Price ($)|Price (€)", "Price (€)", "2"),
        ("Price ($)|Price (€)", "price (€)", "2"),
        ("1.5 mm|15 mm", "15 mm", "2"),
        ("1.5 mm|15 mm", "1.5 MM", "1"),
        ("Yield <10y|Yield >10y", "Yield >10y", "2"),
        ("CLOSE|Close", "Close", "2"),
        ("Price|Price (£)", "Price (£)", "2"),
        ("Open|Price ($)", "Price", "2"),
        ("Open|Price", "Price ($)", "2"),
        ("Open|Price ($)", "PRICE $", "2"),
        ("Close|Close", "3", "2"),
    ],
)
def test_a_title_to_the_letter_goes_before_one_that_is_alike(titles: str, locator: str, expected: str) -> None:
    body = f"Code|{titles}\nUSD|1|2\nJPY|1|2\n"
    columns = {"symbol": "Code", "price": locator}
    assert prices(parsed(body, "csv", columns)) == {"USD": expected, "JPY": expected}
    assert prices(parsed(as_html(body), "html", columns)) == {"USD": expected, "JPY": expected}


@for_each(
    ("titles", "locator", "message"),
    [
        ("Close|Close", "Close", 'several columns "Close": name one by its number, from 1'),
        ("Close|CLOSE", "close", 'several columns "close": name one by its number, from 1'),
        ("Price ($)|Price (€)", "Price", 'several columns "Price": name one by its number, from 1'),
        ("Price ($)|Open", "Price (€)", 'no column "Price (€)"; there are: Code, Price ($), Open'),
        ("1.5 mm|Open", "15 mm", 'no column "15 mm"; there are: Code, 1.5 mm, Open'),
        ("Yield <10y|Open", "Yield >10y", 'no column "Yield >10y"; there are: Code, Yield <10y, Open'),
    ],
)
def test_a_title_that_may_be_another_is_refused(titles: str, locator: str, message: str) -> None:
    body = f"Code|{titles}\nUSD|1|2\nJPY|1|2\n"
    columns = {"symbol": "Code", "price": locator}
    assert reason(body, "csv", columns) == message
    assert reason(as_html(body), "html", columns) == message


def as_html(body: str) -> str:
    """Return lines of cells with bars between them as a page."""
    titles, *rows = [line.replace("<", "&lt;").split("|") for line in body.splitlines()]
    cells = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    return f"<table><tr>{''.join(f'<th>{title}' for title in titles)}{cells}</table>"


@for_each(
    "body",
    [
        "Code,Price,Change\nABC,1,234.50,+12.00\nXYZ,7.5,-1\n",
        "Code,Change,Price\nABC,12.00,1,234.50\nXYZ,-1,7.5\n",
        "Code;Price;Change\nABC;1.5\nXYZ;7.5;-1\n",
        "Code   Price   Change\nABC            +12.00\nXYZ    7.5     -1\n",
        "Code   Change   Price   Volume\nABC             1.50    100\nXYZ    -1       7.5     200\n",
        "Code,Price,Change,\nABC,1,234.50,+12.00,9,\nXYZ,7.5,-1,\n",
    ],
)
def test_a_row_of_more_or_fewer_cells_than_titles_has_no_figures(body: str) -> None:
    columns = {"symbol": "Code", "price": "Price", "change": "Change"}
    abc, xyz = parsed(body, "csv", columns).quotes
    assert (abc.id.symbol, abc.price, abc.change) == ("ABC", None, None)
    assert re.fullmatch(r"\d cells under \d titles", abc.flags[0])
    assert (str(xyz.price), str(xyz.change), xyz.flags) == ("7.5", "-1", ())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Code,Rate\nUSD,1,234.50\nJPY,2,345.60\n", "rows of 3 cells under 2 titles"),
        ("Code  Change  Rate\nUSD           1.05\nJPY           161.53\n", "rows of 2 cells under 3 titles"),
    ],
)
def test_rows_that_never_fit_their_titles_are_refused(body: str, message: str) -> None:
    assert reason(body, "csv", TITLED) == message


@for_each(
    "body",
    [
        "Code,Rate,,\nUSD,1.05\nJPY,161.53,,\n",
        "Code,Rate\nUSD,1.05,,\nJPY,161.53\n",
        "Code,Rate,\nUSD,1.05\nJPY,161.53\n",
    ],
)
def test_blank_cells_at_the_end_of_a_row_do_not_count(body: str) -> None:
    assert prices(parsed(body, "csv", TITLED)) == BOTH


@for_each(
    "body",
    [
        "Code,Rate,Volume\nUSD,1.05,100\nCode,Volume,Rate\nJPY,500,161.53\n",
        "Code,Rate,Volume\nUSD,1.05,100\nRate,Code\n161.53,JPY\n",
        "Code;Low;Rate\nUSD;1;1.05\n\nOthers\nCode;Rate;High\nJPY;161.53;162\n",
        "Code,Rate,Volume\nUSD,1.05,100\nCode,Rate,Volume\nJPY,161.53,500\n",
        "Code|Rate\nCode|Rate\nUSD|1.05\nJPY|161.53\n",
    ],
)
def test_titles_within_the_rows_name_the_columns_from_there_on(body: str) -> None:
    assert prices(parsed(body, "csv", TITLED)) == BOTH


@for_each(
    ("body", "expected"),
    [
        ("Code,Rate,Change\nUSD,1,234.50,+12.00\nJPY,161.53,1.00\n", {"USD": None, "JPY": "161.53"}),
        ("Code,Rate,Change\nUSD,1.05,1\nJPY,161.53\n", {"USD": "1.05", "JPY": None}),
        ("Code,Rate,Change\nUSD,1.05,1,,\nJPY,161.53,1\n", {"USD": "1.05", "JPY": "161.53"}),
        ("Code,Rate,\nUSD,1.05\nJPY,161.53\n", {"USD": "1.05", "JPY": "161.53"}),
        ("Code;Name;Rate\nUSD;a; b;1.05\nJPY;yen;161.53\n", {"USD": None, "JPY": "161.53"}),
        (
            "Code   Rate   Low\nUSD    1.05   1\nJPY           161\nEUR    2.05   2\n",
            {"USD": "1.05", "JPY": None, "EUR": "2.05"},
        ),
    ],
)
def test_a_row_that_is_not_as_wide_as_its_titles_has_no_figures(body: str, expected: dict[str, str | None]) -> None:
    assert prices(parsed(body, "csv", TITLED)) == expected


LISTED = {"symbol": "Symbol", "price": "Last"}


@for_each(
    ("below", "left_out"),
    [
        ("Index,Level,Change\nKSE,900,5\n", "KSE"),
        ("Symbol,Volume,Value\nCCC,900,5\n", "CCC"),
        ("Symbol,Bid,Ask\nAAA,900,950\n", "AAA"),
        ("\n\nSector,Traded,Shares\nBanks,900,5\n", "Banks"),
        ("Symbol,Value,Volume\nCCC,900,5\n", "CCC"),
    ],
)
def test_rows_under_other_titles_are_left_out_and_counted(below: str, left_out: str) -> None:
    snapshot = parsed(f"Symbol,Last,Open\nAAA,1,5\nBBB,2,5\n{below}", "csv", LISTED)
    assert prices(snapshot) == {"AAA": "1", "BBB": "2"}
    assert snapshot.note == f"1 left out: under other titles ({left_out})"


@for_each(
    "body",
    [
        'Symbol,Name,Last\nAAA,"Alpha" Bank,1\nBBB,Beta,2\n',
        'Symbol,Name,Last\nAAA,"Alpha \\"A\\" Bank",1\nBBB,Beta,2\n',
        'Symbol,Name,Last\nAAA,Alpha 5",1\nBBB,Beta,2\n',
        'Symbol,Name,Last\n="AAA",Alpha,1\n="BBB",Beta,="2"\n',
        'Symbol,Name,Last\n"=""AAA""",Alpha,1\nBBB,Beta,2\n',
        "Symbol,Price,Price\n,Open,Last\nAAA,9,1\nBBB,9,2\n",
        "Code;Rate;Rate\nSymbol;Buy;Last\nAAA;9;1\nBBB;9;2\n",
        "Symbol,Last,Open\nAAA,1,9\nSymbol,Open,Last\nBBB,9,2\n",
    ],
)
def test_quotes_and_titles_as_spreadsheets_write_them(body: str) -> None:
    assert prices(parsed(body, "csv", LISTED)) == {"AAA": "1", "BBB": "2"}


def test_a_cell_whose_quote_never_ends_is_refused() -> None:
    body = 'Symbol,Name,Last\nAAA,"Alpha,1\nBBB,Beta,2\n'
    assert reason(body, "csv", LISTED) == "no CSV: unexpected end of data"
