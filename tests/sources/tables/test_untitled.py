"""Columns without titles are taken for what the arithmetic of their cells shows, and the user is asked."""

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.test_published_tables import best_of, settings_of
from tui.sources.adapter import ParseError

CANDLES = "AAPL,2026-11-27,150.1,152.3,149.2,151.4,1234567\nMSFT,2026-11-27,250.1,252.3,249.2,251.4,2234567\n"
KLINES = (
    '[[1795651200000,"65000.1","65500.2","64000.3","65100.4","1234.5"],'
    '[1795737600000,"65100.4","66500.2","65000.3","66100.4","1834.5"]]'
)


@for_each(
    ("body", "columns", "settings"),
    [
        (
            "USD,US dollar,96.74\nEUR,Euro,101.2\nGBP,Pound,125.4\n",
            {"symbol": "1", "name": "2", "price": "3"},
            {},
        ),
        (
            CANDLES,
            {"symbol": "1", "price": "6", "open": "3", "high": "4", "low": "5", "volume": "7", "as_of": "2"},
            {},
        ),
        (
            "OGDC,Oil and Gas,141.00,-4.35,-2.99\nPPL,Pakistan Petroleum,112.00,2.00,1.82\nHBL,Habib Bank,99,1,1.02\n",
            {"symbol": "1", "name": "2", "price": "3", "change": "4", "percent": "5"},
            {},
        ),
        (
            "OGDC,-4.35,141.00,145.35\nPPL,2.00,112.00,110.00\nHBL,1.00,99.00,98.00\n",
            {"symbol": "1", "price": "3", "previous_close": "4", "change": "2"},
            {},
        ),
        (
            "1;SAP;SAP SE;1.234,50\n2;BMW;BMW AG;85,10\n3;ALV;Allianz;251,30\n",
            {"symbol": "2", "name": "3", "price": "4"},
            {"decimal_comma": True},
        ),
        (
            "2026-11-27,USD,96.74\n2026-11-27,EUR,101.2\n2026-11-27,GBP,125.4\n",
            {"symbol": "2", "price": "3", "as_of": "1"},
            {},
        ),
        ("OGDC,1234567,141.00\nPPL,234567,112.00\nHBL,99887,99.10\n", {"symbol": "1", "price": "3"}, {}),
        (
            "<table><tr><td>AAA<td>1.56<td>1,234<tr><td>BBB<td>7.90<td>3,545<tr><td>CCC<td>5.10<td>99</table>",
            {"symbol": "1", "price": "2"},
            {},
        ),
        (
            KLINES,
            {"symbol": "=EXAMPLE", "price": "4", "open": "1", "high": "2", "low": "3", "volume": "5", "as_of": "0"},
            {"previous_row": True},
        ),
    ],
)
def test_columns_without_titles_are_named_by_position(
    body: str, columns: dict[str, str], settings: dict[str, object]
) -> None:
    best = best_of(body)
    assert best.source
    assert best.source.table
    assert dict(best.source.table.columns) == columns
    assert settings_of(best.source.table) == settings
    (question,) = best.proposals[0].omissions[-1:]
    assert question.startswith("Its columns have no titles")
    assert question.endswith("? Compare the rows below with the page.")


def test_the_question_names_the_price_of_the_first_row() -> None:
    best = best_of("USD,US dollar,96.74\nEUR,Euro,101.2\nGBP,Pound,125.4\n")
    assert "Is 96.74 the price of USD?" in best.proposals[0].omissions[-1]
    assert best.titles == ("1", "2", "3")


@pytest.mark.parametrize(
    "body",
    ["MMM,66740,1902\nAOS,91142,1916\nABT,1800,1888\n", "AAA,2026-11-27,12\nBBB,2026-11-26,13\nCCC,2026-11-25,14\n"],
)
def test_ids_years_and_serial_numbers_are_no_prices(body: str) -> None:
    assert best_of(body).proposals == ()


@pytest.mark.parametrize("body", ["It rained, all day.\nThen it did not.", "Rain: 3, wind: 4.\nNo more today."])
def test_prose_is_no_table(body: str) -> None:
    with pytest.raises(ParseError, match="neither markup"):
        best_of(body)


def test_two_prices_that_nothing_tells_apart_are_two_readings() -> None:
    best = best_of("USD,277.5,280.1\nEUR,322.1,325.4\nGBP,370.0,373.4\n")
    prices = [each.source.table.columns["price"] for each in best.proposals if each.source.table]
    assert prices == ["2", "3"]
