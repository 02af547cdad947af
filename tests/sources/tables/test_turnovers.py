"""Turnovers and counts in thousands are not proposed as volumes."""

import json

from tests.kit.marks import for_each
from tests.sources.tables.published_tables import html
from tests.sources.tables.test_published_tables import best_of

MONEY = '"volume" is left out: its figures are of money'


@for_each(
    ("totals", "title", "is_volume"),
    [
        ((1.28e12, 3.8e11), "market_cap", False),
        ((1.28e12, 3.8e11), "Mcap (USD)", False),
        ((19700000, 120000000), "circulating_supply", False),
        ((1, 2), "market_cap_rank", True),
        ((1.5, -0.2), "market_cap_change_24h", True),
        ((1e18, 1e18), "market_cap", True),
    ],
)
def test_a_volume_above_all_that_there_is_is_left_out(
    totals: tuple[float, float], title: str, *, is_volume: bool
) -> None:
    rows = [("BTC", 65000.5, 32000000000), ("ETH", 3200.25, 16000000000)]
    body = [
        {"symbol": symbol, "price": price, "volume": volume, title: total}
        for (symbol, price, volume), total in zip(rows, totals, strict=True)
    ]
    best = best_of(json.dumps(body))
    assert best.source
    assert best.source.table
    assert ("volume" in best.source.table.columns) is is_volume
    assert (MONEY in best.proposals[0].omissions) is not is_volume


@for_each(
    ("title", "is_volume"),
    [
        ("Volume", True),
        ("Vol.", True),
        ("Volume (shares)", True),
        ("Hacim", True),
        ("成交量", True),
        ("Volume ('000)", False),
        ("Volume (mn)", False),
        ("Vol. (K)", False),
        ("Hacim (TL)", False),
        ("Объём, млн", False),
        ("Объем, руб.", False),
        ("Volumen (miles)", False),
        ("Volumen (Tsd.)", False),
        ("成交量(手)", False),
        ("成交量(万股)", False),
        ("出来高(千株)", False),
        ("거래량(천주)", False),
        ("Volume ($)", False),
        ("Volume (Rs)", False),
    ],
)
def test_a_volume_in_money_or_thousands_is_none(title: str, *, is_volume: bool) -> None:
    best = best_of(html(f"Symbol|Last|{title}", "AAA|1.56|123,456", "BBB|7.90|98,765"))
    assert best.source
    assert best.source.table
    assert ("volume" in best.source.table.columns) is is_volume
