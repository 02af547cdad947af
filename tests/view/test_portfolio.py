"""What the user owns, in one currency, and the lines of its sums."""

from datetime import timedelta
from decimal import Decimal

from tests.kit.markets import a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import FIXED_NOW, a_quote, an_id
from tests.kit.view import text_of
from tui.domain.market import Market
from tui.domain.positions import Lot
from tui.domain.quote import InstrumentKind, Quote
from tui.view.board_state import BoardState
from tui.view.column_layout import find_column
from tui.view.portfolio import build_portfolio
from tui.view.position_columns import HIDDEN
from tui.view.settings import BoardSettings
from tui.view.tabs import ALL, POSITIONS, Tab, positions_tab
from tui.view.totals import totals_lines


def in_currency(quote: Quote, currency: str | None) -> Quote:
    return quote._replace(currency=currency)


OGDC = in_currency(a_quote("OGDC", "132.50", "+2.50"), "PKR")
AAPL = in_currency(a_quote("AAPL", "200.00", "-1.00", market="US"), "USD")
VOD = in_currency(a_quote("VOD", "70.00", "+1.00", market="LSE"), "GBp")
USDPKR = in_currency(a_quote("USDPKR", "280", None, None, market="FX"), "PKR")._replace(kind=InstrumentKind.CURRENCY)


def a_lot(symbol: str, quantity: int = 10, price: int = 100, currency: str | None = None) -> Lot:
    return Lot(symbol=symbol, quantity=Decimal(quantity), price=Decimal(price), currency=currency)


def a_state(market: Market, *lots: Lot, currency: str = "", seconds: float = 0) -> BoardState:
    settings = BoardSettings(lots=lots, currency=currency)
    portfolio = build_portfolio(lots, market, currency)
    return BoardState(market=market, settings=settings, portfolio=portfolio, now=FIXED_NOW + timedelta(seconds=seconds))


def lines_of(state: BoardState, tab: Tab | None = None, size: tuple[int, int] = (100, 30)) -> list[str]:
    tab = tab or positions_tab([lot.symbol for lot in state.settings.lots])
    columns = [column for key in ("symbol", "worth") if (column := find_column(key))]
    return [text_of(line) for line in totals_lines(state, tab, list(state.market.quotes), columns, size)]


@for_each(
    ("quotes", "currency"),
    [
        ([OGDC], "PKR"),
        ([VOD], "GBP"),
        ([OGDC, AAPL], None),
        ([in_currency(OGDC, None)], ""),
        ([], ""),
    ],
)
def test_without_a_chosen_currency_it_is_the_one_that_all_have(quotes: list[Quote], currency: str | None) -> None:
    lots = [a_lot(symbol) for symbol in ("OGDC", "AAPL", "VOD")]
    portfolio = build_portfolio(lots, a_market(a_snapshot(*quotes)), "")

    assert portfolio.currency == currency


def test_lots_in_several_currencies_have_no_sum_where_no_source_names_any() -> None:
    quotes = [in_currency(OGDC, None), in_currency(AAPL, None)]
    market = a_market(a_snapshot(*quotes))
    assert build_portfolio([a_lot("OGDC", currency="PKR"), a_lot("AAPL", currency="USD")], market, "").currency is None
    assert build_portfolio([a_lot("OGDC", currency="PKR"), a_lot("AAPL")], market, "").currency is None
    assert build_portfolio([a_lot("OGDC", currency="PKR"), a_lot("AAPL", currency="PKR")], market, "").currency == "PKR"


def test_pence_are_counted_in_pounds() -> None:
    portfolio = build_portfolio([a_lot("VOD", 1000, 50)], a_market(a_snapshot(VOD)), "")

    assert portfolio.totals.value == Decimal(700)
    assert portfolio.totals.cost == Decimal(500)


def test_weights_are_shares_of_the_whole_and_unknown_where_there_is_no_sum() -> None:
    market = a_market(a_snapshot(OGDC, AAPL, USDPKR))
    lots = [a_lot("OGDC"), a_lot("AAPL")]
    shares = {key.symbol: held.weight for key, held in build_portfolio(lots, market, "PKR").holdings.items()}
    mixed = build_portfolio(lots, market, "")

    assert sum(filter(None, shares.values())) == Decimal(100)
    assert {held.weight for held in mixed.holdings.values()} == {None}


def test_the_sums_are_one_line_where_there_is_room() -> None:
    (line,) = lines_of(a_state(a_market(a_snapshot(OGDC)), a_lot("OGDC")))

    assert line == " TOTAL 1,325 PKR   day +25.00 +1.92%   gain +325.00 +32.50%"


def test_a_rate_is_named_with_its_age_and_its_absence_with_the_instrument() -> None:
    market = a_market(a_snapshot(OGDC, AAPL, USDPKR))
    state = a_state(market, a_lot("OGDC"), a_lot("AAPL"), a_lot("VOD"), currency="PKR", seconds=7200)
    total, missing, rates = lines_of(state)

    assert "561,325 PKR" in total
    assert missing == " not counted   VOD: no quote"
    assert rates == " rates   USDPKR 2h old"
    without = a_state(a_market(a_snapshot(OGDC, AAPL)), a_lot("OGDC"), a_lot("AAPL"), currency="PKR")
    assert lines_of(without)[1] == " not counted   AAPL: no rate for its currency"
    unread = a_state(a_market(a_snapshot(OGDC._replace(price=None, change=None))), a_lot("OGDC"))
    assert lines_of(unread)[1] == " not counted   OGDC: no price"
    foreign = a_state(a_market(a_snapshot(OGDC)), a_lot("OGDC", currency="JPY"))
    assert lines_of(foreign)[1] == " not counted   OGDC: no rate for what was paid"


def test_a_day_without_a_change_is_said_and_not_taken_for_no_gain() -> None:
    state = a_state(a_market(a_snapshot(in_currency(a_quote("OGDC", "132.50", None, None), "PKR"))), a_lot("OGDC"))

    assert lines_of(state)[1] == " not counted   OGDC: no change today"


def test_several_currencies_have_no_sum_and_the_line_says_what_to_set() -> None:
    state = a_state(a_market(a_snapshot(OGDC, AAPL)), a_lot("OGDC"), a_lot("AAPL"))

    assert lines_of(state) == [" no total: several currencies, and no currency under [board]"]


def test_a_tab_without_columns_of_it_has_no_sums_and_one_with_them_those_of_its_rows() -> None:
    state = a_state(a_market(a_snapshot(OGDC)), a_lot("OGDC"), a_lot("NONE"))

    assert lines_of(state, Tab(name=ALL)) == [" TOTAL 1,325 PKR   day +25.00 +1.92%   gain +325.00 +32.50%"]
    assert totals_lines(state, Tab(name=ALL), [an_id("OGDC")], [], (100, 30)) == ()
    assert totals_lines(state, Tab(name=POSITIONS), [], [], (100, 30)) != ()


def test_hidden_sums_have_no_figure() -> None:
    (line,) = lines_of(a_state(a_market(a_snapshot(OGDC)), a_lot("OGDC"))._replace(hides_amounts=True))

    assert line.count(HIDDEN) == 3
    assert not any(character.isdigit() for character in line)


@for_each("size", [(40, 9), (40, 4), (40, 3), (20, 30)])
def test_the_sums_leave_room_for_rows(size: tuple[int, int]) -> None:
    state = a_state(a_market(a_snapshot(OGDC)), a_lot("OGDC"), a_lot("NONE"))
    lines = lines_of(state, size=size)

    assert len(lines) <= max(0, size[1] - 3)
    assert all(len(line) <= size[0] for line in lines)
