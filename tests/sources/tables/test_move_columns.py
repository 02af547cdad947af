"""Changes and percentages are told apart by their titles and by the arithmetic of their cells."""

import json

from tests.kit.marks import for_each
from tests.sources.tables.test_published_tables import best_of, settings_of


def coins(title: str, *rows: tuple[str, float, float], **more: tuple[float, ...]) -> str:
    """A list of coins with a column of this title."""
    return json.dumps(
        [
            {"symbol": symbol, "price": price, title: move, **{name: each[at] for name, each in more.items()}}
            for at, (symbol, price, move) in enumerate(rows)
        ]
    )


BITCOIN, ETHER, DOGE = ("BTC", 65000.5, -1.51), ("ETH", 3200.25, 2.31), ("DOGE", 0.0721, 3.5)


@for_each(
    ("body", "moves", "is_fraction"),
    [
        (coins("24h_change", BITCOIN, ETHER, DOGE), {"percent": "24h_change"}, False),
        (coins("usd_24h_change", BITCOIN, ETHER), {"percent": "usd_24h_change"}, False),
        (coins("price_change_percentage_24h", BITCOIN, ETHER), {"percent": "price_change_percentage_24h"}, False),
        (coins("price_change_24h", BITCOIN, ETHER), {"change": "price_change_24h"}, False),
        (
            coins("change24h", ("BTC", 65000.5, -1.515), ("ETH", 3200.0, 3.2258), prevClose=(66000.5, 3100.0)),
            {"percent": "change24h"},
            False,
        ),
        (
            coins("change24h", ("BTC", 65000.5, -1000.0), ("ETH", 3200.0, 100.0), prevClose=(66000.5, 3100.0)),
            {"change": "change24h"},
            False,
        ),
        (
            coins("chgPercent", ("AAA", 141.0, -4.35), ("BBB", 112.0, 2.0), prev=(145.35, 110.0)),
            {"change": "chgPercent"},
            False,
        ),
        (
            coins("chg", ("BTC", 65000.0, 0.0156), ("ETH", 3200.0, -0.0303), open=(64000.0, 3300.0)),
            {"percent": "chg"},
            True,
        ),
        (
            coins("changePercent", ("AAA", 141.0, -0.02993), ("BBB", 112.0, 0.01818), change=(-4.35, 2.0)),
            {"change": "change", "percent": "changePercent"},
            True,
        ),
        (
            coins("chg", ("PENNY", 0.0721, 0.0021), ("CENT", 0.05, -0.001), prev=(0.07, 0.051)),
            {"change": "chg"},
            False,
        ),
        (
            coins("chg", ("PENNY", 0.0721, 0.03), ("CENT", 0.05, -0.0196), prev=(0.07, 0.051)),
            {"percent": "chg"},
            True,
        ),
    ],
)
def test_a_move_is_what_its_cells_are(body: str, moves: dict[str, str], *, is_fraction: bool) -> None:
    best = best_of(body)
    assert best.source
    assert best.source.table
    found = best.source.table.columns
    assert {name: found[name] for name in ("change", "percent") if name in found} == moves
    assert settings_of(best.source.table).get("percent_as_fraction", False) is is_fraction
    assert len(best.proposals) == 1


def test_two_titles_of_changes_are_a_change_and_a_percentage_where_they_fit() -> None:
    best = best_of("Symbol,Last,Chg,Chg.\nOGDC,141.00,-4.35,-2.99\nPPL,112.00,2.00,1.82\nHBL,99.00,1.00,1.02\n")
    assert best.source
    assert best.source.table
    assert (best.source.table.columns["change"], best.source.table.columns["percent"]) == ("3", "4")


def test_a_move_that_nothing_decides_is_two_readings() -> None:
    best = best_of(coins("change24h", BITCOIN, ETHER))
    readings = [dict(each.source.table.columns) for each in best.proposals if each.source.table]
    assert readings == [
        {"symbol": "symbol", "price": "price", "percent": "change24h"},
        {"symbol": "symbol", "price": "price", "change": "change24h"},
    ]


def test_a_change_above_the_price_is_left_out_under_a_plain_title() -> None:
    best = best_of(coins("change", ("VOD", 0.85, 1.2), ("BARC", 2.15, -3.1)))
    assert best.proposals[0].omissions == ('"change" is left out: it is more than the price of some rows',)


@for_each(
    ("moves", "fractions"),
    [
        ((0.01398, -0.02112), [False, True]),
        ((0.0156, 0.1203), [False, True]),
        ((1.398, -2.112), [False]),
        ((0.01, -0.02), [False]),
        ((0.6512, -0.0211), [False]),
    ],
)
def test_percentages_that_may_be_fractions_are_two_readings(moves: tuple[float, float], fractions: list[bool]) -> None:
    best = best_of(coins("percentChange", ("BTC", 65000.5, moves[0]), ("ETH", 3200.25, moves[1])))
    assert [each.source.table.percent_as_fraction for each in best.proposals if each.source.table] == fractions


def test_what_may_be_two_things_is_left_out_where_the_price_is_in_doubt_as_well() -> None:
    best = best_of("Currency,Buying,Selling,Change 24h\nUSD,277.55,280.15,-1.51\nEUR,322.10,325.40,2.31\n")
    left_out = '"Change 24h" is left out: nothing shows whether it is a change or a percentage'
    assert [each.omissions for each in best.proposals] == [(left_out,), (left_out,)]
