"""What the keys of lists change."""

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote
from tests.kit.view import entries
from tui.domain.market import Market
from tui.domain.quote import InstrumentId
from tui.view.list_changes import ListAction, ShownRow, added, change_list, toggled_title
from tui.view.settings import BoardSettings
from tui.view.sorting import DEFAULT_SORT, LIST_SORT, Sort
from tui.view.tabs import MAX_LIST_ENTRIES, ListEntry, Tab

BANKS = ("PSX:HBL", "# Small", "BOP", "GONE")


@pytest.fixture
def market() -> Market:
    return a_market(a_snapshot(*map(a_quote, ("OGDC", "HBL", "BOP"))))


def changed(market: Market, action: ListAction, symbol: str, *, tab: str = "Banks", sort: Sort = LIST_SORT) -> str:
    """Return the list after a change as one text, or why there is none."""
    listed = entries(*BANKS)
    settings = BoardSettings(lists={"Banks": listed, "Mine": entries("OGDC")})
    shown = Tab(name="Banks", symbols=listed, list_name="Banks") if tab else Tab(name="All")
    row = ShownRow(InstrumentId(*symbol.split(":")), shown, sort)
    change = change_list(action, row, settings, market)
    return change if isinstance(change, str) else f"{change.name}: {' '.join(map(str, change.entries))}"


@for_each(
    ("action", "symbol", "tab", "result"),
    [
        ("remove", "PSX:BOP", "Banks", "Banks: PSX:HBL # Small GONE"),
        ("remove", ":GONE", "Banks", "Banks: PSX:HBL # Small BOP"),
        ("remove", "PSX:OGDC", "Banks", "OGDC is not in Banks"),
        ("remove", "PSX:OGDC", "", "Mine: "),
        ("remove", "PSX:HBL", "", "HBL is not in Mine"),
        ("down", "PSX:HBL", "Banks", "Banks: # Small PSX:HBL BOP GONE"),
        ("up", "PSX:BOP", "Banks", "Banks: PSX:HBL BOP # Small GONE"),
        ("up", "PSX:HBL", "Banks", "it is the first of Banks"),
        ("down", ":GONE", "Banks", "it is the last of Banks"),
        ("down", "PSX:OGDC", "", "rows move by hand in the tab of a list, such as Mine"),
        ("mark", "PSX:HBL", "Banks", "Mine: OGDC PSX:HBL"),
        ("mark", "PSX:OGDC", "", "Mine: "),
        ("mark", ":GONE", "Banks", "Mine: OGDC GONE"),
        ("pin", "PSX:HBL", "", "Pinned: PSX:HBL"),
    ],
)
def test_a_key_changes_the_list_that_is_shown_or_mine(
    market: Market, action: ListAction, symbol: str, tab: str, result: str
) -> None:
    assert changed(market, action, symbol, tab=tab) == result


def test_rows_move_by_hand_only_in_the_order_of_the_list(market: Market) -> None:
    assert "in its own order" in changed(market, "down", "PSX:HBL", sort=DEFAULT_SORT)


@for_each(
    ("text", "after", "result"),
    [
        ("PSX:UBL", None, "PSX:HBL # Small BOP GONE PSX:UBL"),
        ("# Large", -1, "# Large PSX:HBL # Small BOP GONE"),
        ("PSX:UBL", 1, "PSX:HBL # Small PSX:UBL BOP GONE"),
        ("BOP", None, "BOP is in Banks already"),
    ],
)
def test_an_entry_is_added_below_a_line_or_at_the_end(text: str, after: int | None, result: str) -> None:
    change = added("Banks", ListEntry.parse(text), BoardSettings(lists={"Banks": entries(*BANKS)}), after)
    assert (change if isinstance(change, str) else " ".join(map(str, change.entries))) == result


@for_each(
    ("title", "before", "result"),
    [
        ("# Large", InstrumentId("PSX", "BOP"), "“Large” into Banks: PSX:HBL # Small # Large BOP GONE"),
        ("# Large", InstrumentId("PSX", "HBL"), "“Large” into Banks: # Large PSX:HBL # Small BOP GONE"),
        ("# Large", InstrumentId("PSX", "OGDC"), "“Large” into Banks: PSX:HBL # Small BOP GONE # Large"),
        ("# Large", None, "“Large” into Banks: PSX:HBL # Small BOP GONE # Large"),
        ("# Small", None, "“Small” out of Banks: PSX:HBL BOP GONE"),
    ],
)
def test_a_title_is_put_above_a_row_or_taken_out(
    market: Market, title: str, before: InstrumentId | None, result: str
) -> None:
    settings = BoardSettings(lists={"Banks": entries(*BANKS)})
    change = toggled_title("Banks", ListEntry.parse(title), before, settings, market)
    assert not isinstance(change, str)
    assert f"{change.about}: {' '.join(map(str, change.entries))}" == result


def test_what_is_in_a_list_twice_is_taken_out_of_it_by_one_key(market: Market) -> None:
    twice = BoardSettings(lists={"Mine": entries("OGDC", "HBL", "OGDC")})
    change = change_list("mark", ShownRow(InstrumentId("PSX", "OGDC"), Tab(name="All"), DEFAULT_SORT), twice, market)
    assert not isinstance(change, str)
    assert change.entries == entries("HBL")


def test_a_full_list_takes_no_more(market: Market) -> None:
    full = BoardSettings(lists={"Mine": entries(*(f"N{number}" for number in range(MAX_LIST_ENTRIES)))})
    assert added("Mine", ListEntry(symbol="OGDC"), full) == "Mine is full: it has 10000 entries"
    row = ShownRow(InstrumentId("PSX", "OGDC"), Tab(name="All"), DEFAULT_SORT)
    assert change_list("mark", row, full, market) == "Mine is full: it has 10000 entries"
