"""The order of rows over changes of what there is."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_market, a_quote, a_snapshot, after
from tui.domain import Market, apply
from tui.ui.row_order import RowOrder
from tui.view.columns import COLUMNS, Column
from tui.view.quote_grid import Sort


def market_of(*symbols: str) -> Market:
    return a_market(a_snapshot(*[a_quote(symbol) for symbol in symbols]))


def test_a_row_that_comes_as_another_goes_is_found_by_its_own_name() -> None:
    ranks = RowOrder()
    ranks.reorder(market_of("OGDC", "KEL"), Sort(), "k", hold=False)
    assert [key.symbol for key in ranks.shown] == ["KEL"]
    for hold in (True, False):
        ranks.reorder(market_of("OGDC", "HUBC"), Sort(), "h", hold=hold)
        assert [key.symbol for key in ranks.shown] == ["HUBC"]
        ranks.reorder(market_of("OGDC", "KEL"), Sort(), "", hold=hold)
        ranks.reorder(market_of("OGDC", "KEL"), Sort(), "g", hold=hold)
        assert [key.symbol for key in ranks.shown] == ["OGDC"]


symbols = st.sampled_from([f"S{n}" for n in range(12)])
prices = st.none() | st.integers(1, 9).map(str)
tellings = st.dictionaries(symbols, st.tuples(prices, st.sampled_from([None, "one", "two"])), min_size=6)


@st.composite
def stories(draw: st.DrawFn) -> list[Market]:
    """Markets one after the other: two sources that move rows, bring them and leave them out, over days."""
    market = a_market(sources=("br", "yahoo"))
    seconds = 0
    markets: list[Market] = []
    for told in draw(st.lists(tellings, min_size=1, max_size=8)):
        seconds += draw(st.sampled_from([1, 15, 90, 300_000]))
        source = draw(st.sampled_from(["br", "br", "yahoo"]))
        rows = [a_quote(symbol, price, name=name) for symbol, (price, name) in told.items()]
        market = apply(market, a_snapshot(*rows, source=source, at=after(seconds)))
        markets.append(market)
    return markets


WANTED = (
    "",
    "s",
    "s1",
    "s11",
    "o",
    "one",
    "one s",
    "one s1",
    "y",
    "yahoo",
    "b",
    "br",
    "br s",
    "p",
    "psx",
    "psx:",
    "psx:s1",
)


@given(stories(), st.booleans(), st.lists(st.sampled_from(WANTED), min_size=1, max_size=12), st.data())
def test_what_is_typed_letter_by_letter_finds_what_it_finds_at_once(
    markets: list[Market], descending: bool, typed: list[str], data: st.DataObject
) -> None:
    sort, ranks, market = Sort("last", descending), RowOrder(), markets[0]
    ranks.reorder(market, sort, "", hold=False)
    for wanted in typed:
        before, market = market, data.draw(st.sampled_from(markets))
        if market.quotes.keys() == before.quotes.keys():
            ranks.update(market)
        ranks.reorder(market, sort, wanted, hold=True)
        anew = RowOrder()
        anew.reorder(market, sort, wanted, hold=False)
        assert set(ranks.shown) == set(anew.shown)
        assert len(ranks.shown) == len(anew.shown)


@given(stories(), st.sampled_from(COLUMNS), st.booleans(), st.sampled_from(["", "s1", "one", "br", "one s"]), st.data())
def test_what_is_kept_of_the_order_is_what_would_be_worked_out_anew(
    markets: list[Market], column: Column, descending: bool, wanted: str, data: st.DataObject
) -> None:
    sort = Sort(column.key, descending)
    ranks = RowOrder()
    ranks.reorder(markets[0], sort, wanted, hold=False)
    for before, market in pairwise(markets):
        if before.quotes.keys() == market.quotes.keys():
            ranks.update(market)
        else:
            ranks.reorder(market, sort, wanted, hold=data.draw(st.booleans()))
        if not ranks.in_order and data.draw(st.booleans()):
            ranks.reorder(market, sort, wanted, hold=False)
        # a filter looks at the rows anew only where the order is made
        ranks.reorder(market, sort, wanted, hold=True)
        anew = RowOrder()
        anew.reorder(market, sort, wanted, hold=False)
        assert set(ranks.shown) == set(anew.shown)
        assert not ranks.in_order or list(ranks.shown) == list(anew.shown)
        for place, key in enumerate(ranks.shown):
            assert ranks.index_of(key) == place
