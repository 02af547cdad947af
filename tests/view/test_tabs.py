"""Which instruments a tab shows, and in which order."""

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_level, a_quote
from tests.kit.view import entries
from tui.domain.market import Market
from tui.domain.quote import InstrumentKind
from tui.view.settings import BoardSettings
from tui.view.sorting import LIST_SORT, Sort
from tui.view.tabs import Tab, built_in_tabs, list_tab, moved, resolve


@pytest.fixture
def market() -> Market:
    return a_market(
        a_snapshot(a_quote("OGDC"), a_quote("HBL"), a_level("KSE100"), source="br"),
        a_snapshot(
            a_quote("USDPKR", market="FX")._replace(kind=InstrumentKind.CURRENCY),
            a_quote("BTC", market="CRYPTO")._replace(kind=InstrumentKind.COIN),
            a_quote("HBL", market="US"),
            source="other",
        ),
        sources=("br", "other"),
    )


@for_each(
    ("tab", "rows"),
    [
        (Tab(name="All"), "PSX:OGDC PSX:HBL PSX:KSE100 FX:USDPKR CRYPTO:BTC US:HBL"),
        (Tab(name="x", markets=frozenset({"PSX"})), "PSX:OGDC PSX:HBL PSX:KSE100"),
        (Tab(name="x", markets=frozenset({"FX", "CRYPTO"})), "FX:USDPKR CRYPTO:BTC"),
        (Tab(name="x", kinds=frozenset({InstrumentKind.INDEX, InstrumentKind.COIN})), "PSX:KSE100 CRYPTO:BTC"),
        (Tab(name="x", sources=frozenset({"other"})), "FX:USDPKR CRYPTO:BTC US:HBL"),
        (Tab(name="x", sources=frozenset({"other"}), kinds=frozenset({InstrumentKind.SHARE})), "US:HBL"),
        (Tab(name="x", symbols=entries("CRYPTO:BTC", "# oil", "ogdc", "US:HBL")), "CRYPTO:BTC PSX:OGDC US:HBL"),
        (Tab(name="x", symbols=entries("hbl", "NOPE", "PSX:HBL")), "PSX:HBL"),
        (Tab(name="x", symbols=entries("OGDC", "BTC"), markets=frozenset({"PSX"})), "PSX:OGDC"),
        (Tab(name="x", symbols=()), ""),
        (Tab(name="x", filter_text="hbl"), "PSX:HBL US:HBL"),
        (Tab(name="x", filter_text="index"), "PSX:KSE100"),
        (Tab(name="x", filter_text="last > 1000"), "PSX:KSE100"),
        (Tab(name="x", markets=frozenset({"NOPE"})), ""),
    ],
)
def test_a_tab_has_the_instruments_that_match_every_condition(market: Market, tab: Tab, rows: str) -> None:
    assert " ".join(map(str, tab.select(market))) == rows


def test_without_tabs_of_the_user_there_is_one_for_each_market_and_one_for_the_marked(market: Market) -> None:
    assert [tab.name for tab in built_in_tabs(market, {})] == ["All", "PSX", "FX", "Coins", "US", "Mine"]
    assert [tab.name for tab in BoardSettings().tabs_for(Market())] == ["All", "Mine"]


@for_each(
    ("own", "order", "names"),
    [
        ("", "", "All PSX FX Coins US Mine"),
        ("Banks", "", "All PSX FX Coins US Banks Mine"),
        ("Banks Other", "", "All PSX FX Coins US Banks Other Mine"),
        ("PSX", "", "All PSX FX Coins US Mine"),
        ("Mine", "", "All PSX FX Coins US Mine"),
        ("Banks", "Banks Mine All", "Banks Mine All"),
        ("Banks", "Gone Mine", "Mine"),
        ("", "Gone", "All PSX FX Coins US Mine"),
    ],
)
def test_tabs_of_the_user_come_before_mine_or_as_ordered(market: Market, own: str, order: str, names: str) -> None:
    tabs = tuple(Tab(name=name, kinds=frozenset({InstrumentKind.SHARE})) for name in own.split())
    settings = BoardSettings(tabs=tabs, tab_order=tuple(order.split()))
    assert " ".join(tab.name for tab in settings.tabs_for(market)) == names


def test_a_tab_with_the_name_of_a_built_in_one_changes_what_it_states(market: Market) -> None:
    own = Tab(name="PSX", columns=("symbol", "last"), sort=Sort("symbol"))
    tab = BoardSettings(tabs=(own,)).tabs_for(market)[1]
    assert (tab.markets, tab.columns, tab.sort) == (frozenset({"PSX"}), own.columns, own.sort)


def test_a_list_keeps_its_order_and_its_titles(market: Market) -> None:
    lists = {"Mine": entries("BTC", "# Oil", "PSX:OGDC", "GONE")}
    tab = list_tab("Mine", lists)
    assert tab.initial_sort == LIST_SORT
    assert [str(key) if key else None for key in resolve(lists["Mine"], market.quotes)] == [
        "CRYPTO:BTC",
        None,
        "PSX:OGDC",
        None,
    ]
    assert [str(entry) for entry in lists["Mine"]] == ["BTC", "# Oil", "PSX:OGDC", "GONE"]


def test_a_changed_list_is_in_every_tab_that_shows_it(market: Market) -> None:
    settings = BoardSettings(tabs=(Tab(name="Banks", symbols=(), list_name="Banks"), Tab(name="All")))
    changed = settings.with_list("Banks", entries("HBL"))
    assert [str(key) for key in changed.tabs[0].select(market)] == ["PSX:HBL"]
    assert changed.tabs[1] == settings.tabs[1]


def test_tabs_of_markets_are_in_the_order_of_the_sources_whichever_responds_first() -> None:
    late = a_snapshot(a_quote("OGDC"), source="br")
    early = a_snapshot(a_quote("AAPL", market="US"), source="other")
    for polls in ((late, early), (early, late)):
        market = a_market(*polls, sources=("br", "other"))
        assert [tab.name for tab in built_in_tabs(market, {})] == ["All", "PSX", "US", "Mine"]


@for_each(
    ("at", "step", "result"),
    [(0, 1, "bacd"), (3, -1, "abdc"), (1, 2, "acdb"), (0, -1, "abcd"), (2, -9, "cabd"), (3, 1, "abcd"), (1, 9, "acdb")],
)
def test_an_entry_moves_as_far_as_there_are_others(at: int, step: int, result: str) -> None:
    assert "".join(moved("abcd", at, step)) == result
