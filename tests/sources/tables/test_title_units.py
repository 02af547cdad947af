"""Counts below titles that say how much one is, and counts that are no whole numbers."""

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed
from tui.domain.numbers import InvalidNumberError
from tui.sources.tables.title_units import unit_of_title


@for_each(
    ("title", "expected"),
    [
        ("Vol (000s)", 1000),
        ("Volume ('000)", 1000),
        ("Volume (’000)", 1000),
        ("Vol '000", 1000),
        ("Volume in thousands", 1000),
        ("Volume (K)", 1000),
        ("Volume (000,000)", 10**6),
        ("Volume (mn)", 10**6),
        ("Volume (mln. shares)", 10**6),
        ("Volume Millions", 10**6),
        ("volume_mn", 10**6),
        ("volumeMillions", 10**6),
        ("Turnover (Rs. mn)", 10**6),
        ("Mkt Cap (bn)", 10**9),
        ("Volume [lakhs]", 10**5),
        ("Value (Rs. Crore)", 10**7),
        ("成交量(万股)", 10**4),
        ("成交量（億）", 10**8),
        ("Объём, тыс.", 1000),
        ("Volume", None),
        ("VOLUME", None),
        ("Volume (24h)", None),
        ("Volume (shares)", None),
        ("Volume (BTC)", None),
        ("Avg Vol (3m)", None),
        ("volume_24h", None),
        ("Vol 2000", None),
        ("5", None),
    ],
)
def test_reads_the_unit_of_a_title(title: str, expected: int | None) -> None:
    assert unit_of_title(title, ".") == expected


@for_each(("title", "mark"), [("Vol (mil)", "."), ("Cap (bn)", ","), ("Vol (t)", "."), ("Vol (mn) in thousands", ".")])
def test_refuses_a_unit_that_may_be_two(title: str, mark: str) -> None:
    with pytest.raises(InvalidNumberError):
        unit_of_title(title, "," if mark == "," else ".")


@for_each(
    ("title", "cell", "volume"),
    [
        ("Vol (000s)", "1,234.5", 1_234_500),
        ("Volume ('000)", "987.0", 987_000),
        ("Volume (mn)", "0.45", 450_000),
        ("Volume (lakhs)", "2.5", 250_000),
        ("成交量(万股)", "1.25", 12_500),
        ("Volume", "1,234", 1_234),
        ("Volume", "1234.56", 1_235),
    ],
)
@for_each("by_number", [False, True])
def test_counts_as_the_title_says(title: str, cell: str, volume: int, by_number: bool) -> None:
    html = f"<table><tr><th>Symbol<th>Last<th>{title}<tr><td>AAA<td>10.5<td>{cell}</table>"
    csv = f'Symbol,Last,"{title}"\nAAA,10.5,"{cell}"\n'
    columns = {"symbol": "Symbol", "price": "Last", "volume": "3" if by_number else title}
    assert [parsed(html, "html", columns).quotes[0].volume, parsed(csv, "csv", columns).quotes[0].volume] == [
        volume
    ] * 2


@for_each("cell", ["1.2M", "5 lakh", "2.5 Cr"])
def test_refuses_a_unit_under_a_title_that_states_one(cell: str) -> None:
    quote = parsed(
        f'Symbol,Last,Vol (000s)\nAAA,10.5,"{cell}"\n', "csv", {"symbol": "1", "price": "Last", "volume": "Vol (000s)"}
    ).quotes[0]
    assert quote.volume is None
    assert quote.flags == ("volume: a unit in the cell and in the title",)


@for_each("volume", ["0.45", "12.5", "0.00000001", "999.9"])
@for_each("form", ["{}", '"{}"'])
def test_leaves_out_a_volume_of_fractions_below_a_thousand(volume: str, form: str) -> None:
    body = f'[{{"s": "BTC", "p": 91234, "v": {form.format(volume)}}}]'
    quote = parsed(body, "json", {"symbol": "s", "price": "p", "volume": "v"}).quotes[0]
    assert quote.price == 91234
    assert quote.volume is None
    assert quote.flags == ("volume: a fraction of a unit",)


@for_each("volume", ["0", "0.0", "12.0", "999"])
def test_takes_a_small_volume_that_is_whole(volume: str) -> None:
    quote = parsed(
        f"Symbol,Last,Volume\nBTC,91234,{volume}\n", "csv", {"symbol": "1", "price": "2", "volume": "3"}
    ).quotes[0]
    assert quote.volume == int(float(volume))
    assert quote.flags == ()
