"""`sources try` on answers that it read wrongly once."""

import tomllib
from typing import Any

import pytest

from tests.cases.served import Bench


def proposed(output: str) -> dict[str, Any]:
    """The source that the output proposes, with its `table`; empty where it proposes none."""
    if "[[sources]]" not in output:
        return {}
    lines = output[output.index("[[sources]]") :].split("\nThey give:", maxsplit=1)[0].splitlines()
    keep = [line for line in lines if line.startswith("[") or " = " in line]
    (source,) = tomllib.loads("\n".join(keep))["sources"]
    return dict(source)


@pytest.mark.parametrize(
    ("name", "columns", "shown"),
    [
        ("try-binary-noise.json", {"symbol": "currency_code", "price": "rate.middle_rate"}, ["INR", "4.2244"]),
        ("try-country-not-code.csv", {"symbol": "ISO Code", "price": "Rate", "name": "Currency"}, ["ALL", "EGP"]),
        ("try-csv-preamble.csv", {"symbol": "Code", "price": "Rate"}, []),
        ("try-many-decimals-in-text.json", {"symbol": "symbol", "price": "priceUsd"}, []),
        ("try-named-rows-with-a-stray.json", {"symbol": "$key", "price": "closing_price"}, []),
        ("try-price-from-bid-volume.html", {"price": "BID PRICE"}, []),
        ("try-price-from-open.json", {"price": "ltradert", "open": "openrate"}, []),
        ("try-price-from-rate-of-change.json", {"price": "trade_price"}, []),
        ("try-single-quote.json", {"price": "last", "high": "high", "low": "low"}, []),
        ("try-symbol-from-date.json", {"symbol": "libDevise", "price": "moyen", "as_of": "date"}, []),
        ("try-flat-map.json", {"symbol": "$key", "price": "$value"}, []),
    ],
)
def test_the_right_columns_are_proposed(bench: Bench, name: str, columns: dict[str, str], shown: list[str]) -> None:
    code, output = bench.try_url(name)
    source = proposed(output)
    assert code == 0, output
    assert {field: source["table"]["columns"].get(field) for field in columns} == columns
    assert [text for text in shown if text not in output.partition("They give:")[2]] == []


@pytest.mark.parametrize(
    ("name", "shown"),
    [("try-decimal-comma-three-places.html", ["DZD", "0.219"]), ("try-json-decimal-comma.json", ["AUD", "1.5693"])],
)
def test_a_decimal_comma_is_found(bench: Bench, name: str, shown: list[str]) -> None:
    code, output = bench.try_url(name)
    assert code == 0, output
    assert proposed(output)["table"]["decimal_comma"] is True
    assert [text for text in shown if text not in output.partition("They give:")[2]] == []


@pytest.mark.parametrize("name", ["try-price-from-id.csv", "try-symbol-from-volume.html"])
def test_nothing_is_proposed_where_there_is_no_symbol_or_price(bench: Bench, name: str) -> None:
    code, output = bench.try_url(name)
    assert (code, proposed(output)) == (4, {}) or proposed(output)["table"]["columns"]["symbol"].startswith("=")


def test_named_rows_stand_under_their_member(bench: Bench) -> None:
    _, output = bench.try_url("try-named-rows-with-a-stray.json")
    assert proposed(output)["table"]["rows"] == "data"


def test_one_quote_has_a_fixed_symbol(bench: Bench) -> None:
    _, output = bench.try_url("try-single-quote.json")
    assert proposed(output)["table"]["columns"]["symbol"].startswith("=")


def test_tables_that_a_script_fills_are_named(bench: Bench) -> None:
    code, output = bench.try_url("try-empty-tables.html")
    assert code == 4
    assert "its tables are empty here: the page fills them by script" in output


def test_a_table_whose_rows_are_days_gives_its_newest_row(bench: Bench) -> None:
    code, output = bench.try_url("wide-table.csv")
    assert code == 0, output
    given = output.partition("They give:")[2]
    assert [each for each in ("USD", "1.3359", "EUR", "1.1602", "JPY", "211.33", "0.0036") if each not in given] == []
