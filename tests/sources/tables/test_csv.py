"""CSV of every kind: delimiters, notes before and after the rows, quotes, and cells before the first."""

import pytest

from tests.sources.tables.table_source import parsed, prices, reason
from tui.sources.tables.csv import read_csv_grid

TITLED = {"symbol": "Code", "price": "Rate"}
NUMBERED = {"symbol": "1", "price": "2"}
BOTH = {"USD": "1.05", "JPY": "161.53"}


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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


@pytest.mark.parametrize(
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
