"""Tables of the world that were read wrongly once, with their right figures."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tests.cases.served import Bench

Expected = Mapping[str, Mapping[str, Any]]


def table(form: str, *, rows: str = "", **columns: str | int) -> dict[str, Any]:
    """The settings of `[sources.table]`."""
    return {"format": form, **({"rows": rows} if rows else {}), "columns": columns}


def prices(**by_symbol: str) -> Expected:
    return {symbol: {"price": Decimal(price)} for symbol, price in by_symbol.items()}


CASES: list[tuple[str, dict[str, Any], Expected]] = [
    (
        "arrow-beside-price.html",
        table("html", symbol="Symbol", price="Last"),
        {
            "AAA": {"price": Decimal("12.50"), "direction": "down"},
            "BBB": {"price": Decimal("12.50"), "direction": "down"},
            "CCC": {"price": Decimal("12.50"), "direction": "up"},
        },
    ),
    ("binary-noise.json", table("json", symbol="c", price="r"), prices(SDR="5.3538", PHP="6.5866")),
    (
        "csv-preamble-without-bars.txt",
        {**table("csv", symbol="code", price="rate"), "decimal_comma": True},
        prices(AUD="13.797", JPY="15.014"),
    ),
    (
        "currency-words.html",
        table("html", symbol="Symbol", price="Last"),
        prices(
            S0="12.50",
            S1="512.00",
            S2="5.12",
            S3="281.15",
            S4="1234.50",
            S5="71000",
            S6="41.2",
            S7="121.5",
            S8="12.50",
            S9="12.34",
        ),
    ),
    (
        "dashes-and-bare-points.html",
        table("html", symbol="Symbol", price="Last", change="Chg"),
        {
            "AAA": {"change": Decimal("-0.52"), "direction": "down"},
            "BBB": {"change": Decimal("-0.05"), "direction": "down"},
            "CCC": {"change": Decimal("-1.14"), "direction": "down"},
            "DDD": {"change": Decimal(0), "direction": "unchanged"},
            "EEE": {"price": Decimal("0.5")},
        },
    ),
    ("decimal-comma-three-places.csv", table("csv", symbol="Code", price="Rate"), {}),
    (
        "decimal-comma-three-places.csv",
        {**table("csv", symbol="Code", price="Rate"), "decimal_comma": True},
        prices(DZD="0.219", SAR="7.774", USD="2.917"),
    ),
    (
        "flat-map.json",
        table("json", rows="rates", symbol="$key", price="$value"),
        prices(AUD="1.6111", JPY="161.53", USD="1.0495"),
    ),
    ("html-no-heading.html", table("html", symbol=1, price=2), prices(AAA="10.50", BBB="20.25", CCC="30.00")),
    (
        "json-history-newest-first.json",
        table("json", symbol="c", price="r", as_of="d"),
        {"USD": {"price": Decimal("3576.42"), "flags": []}},
    ),
    (
        "lower-case-names.json",
        table("json", symbol="$key", price="usd"),
        {"BITCOIN": {"price": Decimal(88927)}, "AVALANCHE-2": {"price": Decimal("21.14")}},
    ),
    (
        "missing-marks.csv",
        table("csv", symbol="Symbol", price="Last", change="Chg"),
        {symbol: {"change": None, "flags": []} for symbol in ("AAA", "BBB", "CCC", "DDD", "EEE")},
    ),
    (
        "names-with-blanks.html",
        table("html", symbol="Currency", price="Rate"),
        {"EURO": {}, "DANISH_KRONA": {"name": "DANISH KRONA"}, "US_DOLLAR": {"name": "US DOLLAR"}},
    ),
    (
        "negative-price.csv",
        table("csv", symbol="Symbol", price="Last", previous_close="Previous"),
        {
            "OIL": {"price": Decimal("-37.63"), "change": Decimal("-55.90")},
            "BUND2Y": {"price": Decimal("-0.66")},
            "PUT": {"price": Decimal("0.00")},
        },
    ),
    ("one-table-per-sector.html", table("html", symbol="Symbol", price="Last"), prices(AAA="1.5", BBB="2.5")),
    (
        "percent-in-brackets.html",
        table("html", symbol="Symbol", price="Last", change="Chg", percent="%"),
        {
            "AAA": {"percent": Decimal("0.60")},
            "BBB": {"percent": Decimal("-0.60")},
            "CCC": {"percent": Decimal("0.60")},
        },
    ),
    (
        "sign-in-its-own-column.json",
        table("json", rows="rows", symbol="0", price="1", change="3", sign="2"),
        {
            "2330": {"change": Decimal("10.00"), "direction": "up"},
            "2881": {"change": Decimal("-1.00"), "direction": "down"},
        },
    ),
    (
        "volume-above-a-trillion.csv",
        table("csv", symbol="Symbol", price="Last", volume="Volume"),
        {
            "AAA": {"volume": 1234567890123},
            "BBB": {"volume": 35200000},
            "CCC": {"volume": 25000000},
        },
    ),
]
XML = {"USD": {"price": Decimal("1.0495")}, "JPY": {"price": Decimal("161.53")}}


def check(shown: Mapping[str, Mapping[str, Any]], expected: Expected) -> None:
    assert {
        symbol: {field: shown.get(symbol, {}).get(field) for field in fields} for symbol, fields in expected.items()
    } == expected


@pytest.mark.parametrize(
    ("name", "settings", "expected"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_table_is_read_exactly(bench: Bench, name: str, settings: dict[str, Any], expected: Expected) -> None:
    check(bench.print(name, kind="table", table=settings).quotes, expected)


@pytest.mark.parametrize(
    ("name", "settings"),
    [(name, settings) for name, settings, _ in CASES if name == "decimal-comma-three-places.csv"][:1],
    ids=["without decimal_comma"],
)
def test_figures_that_may_mean_two_things_are_refused(bench: Bench, name: str, settings: dict[str, Any]) -> None:
    shown = bench.print(name, kind="table", table=settings)
    assert [row["price"] for row in shown.quotes.values() if row["price"] is not None] == []


def test_a_page_in_gbk_is_read(bench: Bench) -> None:
    shown = bench.print("gbk-page.html", content_type="text/html", kind="table", table=table("html", symbol=1, price=3))
    check(shown.quotes, {"600519": {"price": Decimal("1410.10")}})


@pytest.mark.parametrize("form", ["html", "xml"])
def test_xml_is_read_by_elements_and_attributes(bench: Bench, form: str) -> None:
    settings = table(form, rows="cube[currency]", symbol="@currency", price="@rate")
    check(
        bench.print("xml-rates.xml", content_type="text/xml; charset=utf-8", kind="table", table=settings).quotes, XML
    )


def test_a_percentage_given_as_a_fraction_is_read_as_configured(bench: Bench) -> None:
    settings = table("json", rows="data", symbol="symbol", price="lastDealPrice", change="change", percent="changeRate")
    as_is = bench.print("share-told-as-fraction.json", kind="table", table=settings).quotes["KCS-BTC"]
    assert as_is["flags"] == ["percent -0.0784, its change gives -7.84"]
    configured = {**settings, "percent_as_fraction": True}
    shown = bench.print("share-told-as-fraction.json", kind="table", table=configured).quotes["KCS-BTC"]
    assert (shown["price"], shown["percent"], shown["flags"]) == (Decimal("0.000829"), Decimal("-7.84"), [])


def test_a_sign_in_a_column_that_is_not_named_is_never_guessed(bench: Bench) -> None:
    settings = table("json", rows="rows", symbol="0", price="1", change="3")
    shown = bench.print("sign-in-its-own-column.json", kind="table", table=settings).quotes
    assert shown["2881"]["direction"] != "up"


def test_a_table_without_any_readable_price_is_failing(bench: Bench) -> None:
    shown = bench.print("table-of-nothing-is-live.csv", kind="table", table=table("csv", symbol="Symbol", price="Last"))
    assert (shown.status, shown.source["state"]) == (4, "failing")
