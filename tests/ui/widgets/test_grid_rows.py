"""The order of rows over changes of what there is."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, after
from tui.domain.market import Market, apply
from tui.ui.widgets.grid_rows import GridState, RowOrder, SortDebounce
from tui.view.all_columns import COLUMNS
from tui.view.column import Column
from tui.view.sorting import Sort


def market_of(*symbols: str) -> Market:
    return a_market(a_snapshot(*[a_quote(symbol) for symbol in symbols]))


def shown(rows: RowOrder) -> list[str]:
    return [key.symbol for key in rows.shown]


def test_a_row_that_comes_as_another_goes_is_found_by_its_own_name() -> None:
    rows = RowOrder()
    rows.sort(market_of("OGDC", "KEL"), GridState(filter_text="k"))
    assert shown(rows) == ["KEL"]
    for arrange in (rows.update_in_place, rows.sort):
        arrange(market_of("OGDC", "HUBC"), GridState(filter_text="h"))
        assert shown(rows) == ["HUBC"]
        arrange(market_of("OGDC", "KEL"), GridState(filter_text="g"))
        assert shown(rows) == ["OGDC"]


def test_rows_that_come_while_the_order_is_held_are_below_in_their_own_order() -> None:
    rows, grid = RowOrder(), GridState(sort=Sort("symbol", descending=True))
    rows.sort(market_of("B", "D"), grid)
    rows.update_in_place(market_of("A", "B", "C", "E"), grid)
    assert shown(rows) == ["B", "E", "C", "A"]
    assert rows.sort(market_of("A", "B", "C", "E"), grid), "the order of all has changed"
    assert shown(rows) == ["E", "C", "B", "A"]
    assert not rows.sort(market_of("A", "B", "C", "E"), grid)


symbols = st.sampled_from([f"S{n}" for n in range(12)])
prices = st.none() | st.integers(1, 9).map(str)
tellings = st.dictionaries(symbols, st.tuples(prices, st.sampled_from([None, "one", "two"])), min_size=6)


@st.composite
def stories(draw: st.DrawFn) -> list[Market]:
    """Markets one after the other: two sources that move rows, bring them and leave them out, over days."""
    market = a_market(sources=("br", "yahoo"))
    seconds = 0
    markets: list[Market] = []
    for rows_by_symbol in draw(st.lists(tellings, min_size=1, max_size=8)):
        seconds += draw(st.sampled_from([1, 15, 90, 300_000]))
        source = draw(st.sampled_from(["br", "br", "yahoo"]))
        rows = [a_quote(symbol, price, name=name) for symbol, (price, name) in rows_by_symbol.items()]
        market = apply(market, a_snapshot(*rows, source=source, at=after(seconds)))
        markets.append(market)
    return markets


@pytest.mark.slow
@given(stories(), st.sampled_from(COLUMNS), st.booleans(), st.sampled_from(["", "s1", "one", "br", "one s", "psx:s1"]))
def test_a_held_order_has_the_rows_of_a_sorted_one_and_leaves_those_that_were_here_as_they_were(
    markets: list[Market], column: Column, descending: bool, text: str
) -> None:
    grid = GridState(sort=Sort(column.key, descending), filter_text=text)
    held = RowOrder()
    held.sort(markets[0], grid)
    for before, market in pairwise(markets):
        was, sort = list(held.shown), RowOrder()
        held.update_in_place(market, grid)
        sort.sort(market, grid)
        assert set(held.shown) == set(sort.shown)
        assert len(held.shown) == len(sort.shown)
        stayed = [key for key in held.shown if key in before.quotes and key in was]
        assert stayed == [key for key in was if key in stayed]
        for position, key in enumerate(held.shown):
            assert held.index_of(key) == position


@for_each(
    ("delay_seconds", "since_sort", "may_sort"),
    [(0, 1.9, False), (0, 2, True), (0.05, 2, True), (0.1, 3.9, False), (0.1, 4, True), (2, 79, False), (2, 80, True)],
)
def test_the_slower_the_line_the_rarer_data_sorts_the_rows(
    delay_seconds: float, since_sort: float, may_sort: bool
) -> None:
    debounce = SortDebounce()
    debounce.note_sort(FIXED_NOW)
    assert debounce.may_sort(after(since_sort), timedelta(seconds=delay_seconds)) is may_sort


def test_data_may_sort_the_rows_at_first_however_slow_the_line_is() -> None:
    assert SortDebounce().may_sort(FIXED_NOW, timedelta(seconds=9))
