"""The order of rows over changes of what there is."""

from tests.builders import a_market, a_quote, a_snapshot
from tui.domain import Market
from tui.ui.ranks import Ranks
from tui.view.grid import Sort


def market_of(*symbols: str) -> Market:
    return a_market(a_snapshot(*[a_quote(symbol) for symbol in symbols]))


def test_a_row_that_comes_as_another_goes_is_found_by_its_own_name() -> None:
    ranks = Ranks()
    ranks.arrange(market_of("OGDC", "KEL"), Sort(), "k", hold=False)
    assert [key.symbol for key in ranks.shown] == ["KEL"]
    for hold in (True, False):
        ranks.arrange(market_of("OGDC", "HUBC"), Sort(), "h", hold=hold)
        assert [key.symbol for key in ranks.shown] == ["HUBC"]
        ranks.arrange(market_of("OGDC", "KEL"), Sort(), "", hold=hold)
        ranks.arrange(market_of("OGDC", "KEL"), Sort(), "g", hold=hold)
        assert [key.symbol for key in ranks.shown] == ["OGDC"]
