"""Which instruments move, in lists, and how the lists share a pane."""

from datetime import date
from decimal import Decimal
from typing import Any

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_level, a_quote, after, an_id
from tests.kit.view import a_board_state
from tui.config.price_bands import load_price_bands
from tui.domain.market import Market
from tui.domain.quote import PRICES, InstrumentKind, Quote
from tui.view.movers import (
    ACTIVE,
    GAINERS,
    HIGHS,
    LIMIT_DOWN,
    LIMIT_UP,
    LOSERS,
    LOWS,
    TURNOVER,
    VOLUME,
    MoverList,
    rank_movers,
    size_measure,
)
from tui.view.movers_page import movers_lines, place_lists, places_of
from tui.view.places import neighbour, place_at
from tui.view.spans import width

DAY = date(2026, 3, 17)


def moved(symbol: str, percent: str, price: str = "50", **fields: Any) -> Quote:  # noqa: ANN401 - fields of a quote
    """Return a quote that has moved; prices are given as numbers."""
    exact: dict[str, Any] = {name: Decimal(value) if name in PRICES else value for name, value in fields.items()}
    return a_quote(symbol, price, None, percent)._replace(**exact)


def lists_of(*quotes: Quote, market: Market | None = None) -> dict[str, list[str]]:
    market = market or a_market(a_snapshot(*quotes))
    lists = rank_movers(market, market.quotes, load_price_bands(), DAY)
    return {each.title: [key.symbol for key in each.keys] for each in lists}


def test_gainers_and_losers_are_ranked_by_percent_and_ties_by_symbol() -> None:
    quotes = [moved("B", "2"), moved("A", "2"), moved("C", "5"), moved("D", "-1"), moved("E", "-3"), moved("F", "0")]

    assert lists_of(*quotes) == {GAINERS: ["C", "A", "B"], LOSERS: ["E", "D"]}


def test_what_has_no_percentage_and_what_is_not_there_is_left_out() -> None:
    market = a_market(a_snapshot(a_quote("A", "50", None, None), moved("B", "1")))

    assert [each.keys for each in rank_movers(market, [an_id("B"), an_id("GONE")], {}, DAY)] == [(an_id("B"),)]
    assert lists_of(market=market) == {GAINERS: ["B"]}
    assert lists_of(market=a_market()) == {}


def test_indices_are_left_out_unless_there_is_nothing_else() -> None:
    assert lists_of(a_level("KSE100"), moved("B", "1")) == {GAINERS: ["B"]}
    assert lists_of(a_level("KSE100")) == {GAINERS: ["KSE100"]}


def test_the_most_active_are_ranked_by_what_half_of_them_state_in_one_currency() -> None:
    pkr = [moved(symbol, "1", volume=n, turnover=9 - n, currency="PKR") for n, symbol in enumerate("ABC", 1)]

    assert lists_of(*pkr)[ACTIVE] == ["A", "B", "C"]
    assert size_measure(pkr, TURNOVER, VOLUME) is TURNOVER
    mixed = [*pkr, moved("D", "1", volume=7, turnover=100)._replace(currency="USD")]
    assert size_measure(mixed, TURNOVER, VOLUME) is VOLUME
    assert lists_of(*mixed)[ACTIVE] == ["D", "C", "B", "A"]
    assert size_measure([*(moved(symbol, "1") for symbol in "XYZW"), *pkr], VOLUME) is None


def test_highs_and_lows_are_those_that_the_source_states() -> None:
    stated = [
        moved("TOP", "1", "60", low=50, high=60),
        moved("LOW", "-1", "50", low=50, high=60),
        moved("MID", "1", "55", low=50, high=60),
        moved("FLAT", "1", "50", low=50, high=50),
    ]

    shown = lists_of(*stated)
    assert (shown[HIGHS], shown[LOWS]) == (["TOP"], ["LOW"])


def test_highs_as_seen_need_a_few_changes_first() -> None:
    polls = [a_snapshot(a_quote("A", price, None, "1"), at=after(15 * n)) for n, price in enumerate(("50", "51", "52"))]

    assert HIGHS not in lists_of(market=a_market(*polls[:2]))
    assert lists_of(market=a_market(*polls))[HIGHS] == ["A"]
    market = a_market(*polls)
    assert next(each for each in rank_movers(market, market.quotes, {}, DAY) if each.title == HIGHS).note == "as seen"


def test_those_at_a_price_limit_are_listed() -> None:
    quotes = [
        moved("UP", "10", "110", previous_close=100),
        moved("DOWN", "-10", "90", previous_close=100),
        moved("NEAR", "9.9", "109.9", previous_close=100),
        moved("ETF", "10", "110", previous_close=100)._replace(kind=InstrumentKind.FUND),
    ]

    shown = lists_of(*quotes)
    assert (shown[LIMIT_UP], shown[LIMIT_DOWN]) == (["UP"], ["DOWN"])


def a_list(title: str, count: int) -> MoverList:
    return MoverList(title, tuple(an_id(f"S{n}") for n in range(count)), total=count)


@for_each(
    ("counts", "size", "rows"),
    [
        ({GAINERS: 20, LOSERS: 20}, (30, 21), {GAINERS: 9, LOSERS: 9}),
        ({GAINERS: 3, LOSERS: 20}, (30, 21), {GAINERS: 3, LOSERS: 15}),
        ({GAINERS: 20, LOSERS: 20}, (58, 21), {GAINERS: 20, LOSERS: 20}),
        ({GAINERS: 20, LOSERS: 20, ACTIVE: 20}, (58, 21), {GAINERS: 9, ACTIVE: 9, LOSERS: 20}),
        ({GAINERS: 20, LOSERS: 20, ACTIVE: 20}, (90, 21), {GAINERS: 20, LOSERS: 20, ACTIVE: 20}),
        ({GAINERS: 20, LOSERS: 20, ACTIVE: 20}, (30, 5), {GAINERS: 1, LOSERS: 1}),
        ({GAINERS: 20}, (30, 1), {}),
        ({}, (30, 21), {}),
    ],
)
def test_lists_share_the_lines_of_their_column(
    counts: dict[str, int], size: tuple[int, int], rows: dict[str, int]
) -> None:
    placed = place_lists([a_list(title, count) for title, count in counts.items()], *size)

    assert {each.list.title: min(each.rows, len(each.list.keys)) for each in placed} == rows


@for_each("cells", [26, 38, 57, 78, 120])
@for_each("lines", [2, 5, 12, 30, 60])
def test_rows_never_overlap_and_every_line_fits(cells: int, lines: int) -> None:
    quotes = [
        moved(f"SYMBOL{n}", f"{n - 20}.5", f"{10 ** (n % 6)}.25", volume=10 ** (n % 10), low=1, high=10 ** (n % 6))
        for n in range(40)
    ]
    state = a_board_state(a_market(a_snapshot(*quotes)))
    lists = rank_movers(state.market, state.market.quotes, {}, DAY)
    placed = place_lists(lists, cells, lines)
    places = places_of(placed)
    page = movers_lines(state, placed, cells, places[0])

    assert len(page) <= lines
    assert all(width(line) == cells for line in page)
    covered = [(x, place.y) for place in places for x in range(place.x, place.x + place.width)]
    assert len(covered) == len(set(covered))
    for place in places:
        text = "".join(span.text for span in page[place.y])
        assert place.instrument.symbol[:6] in text[place.x : place.x + place.width]
        assert "%" in text[place.x : place.x + place.width]


def test_keys_lead_from_list_to_list() -> None:
    placed = place_lists([a_list(GAINERS, 3), a_list(LOSERS, 2), a_list(ACTIVE, 2)], 58, 20)
    places = places_of(placed)
    first = places[0]

    assert neighbour(places, first, 0, -1) is first
    assert neighbour(places, first, 0, 1).instrument.symbol == "S1"
    across = neighbour(places, first, 1, 0)
    assert (across.group, across.instrument.symbol) == (LOSERS, "S0")
    assert neighbour(places, across, -1, 0) is first
    down = first
    for _ in range(3):
        down = neighbour(places, down, 0, 1)
    assert down.group == ACTIVE
    assert place_at(places, across.x + 3, across.y) is across
    assert place_at(places, 0, 0) is None
