"""A source of several markets: each is judged by its own hours."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from tests.kit.markets import a_snapshot, unchanged
from tests.kit.quotes import a_quote, after
from tui.config.calendars import load_calendars, trading_day_lookup
from tui.domain.market import IsOpen, Market, apply
from tui.domain.quote import InstrumentId
from tui.domain.source_health import SourceHealth, SourceState

MINUTE = 60


def a_world(markets: tuple[str, ...]) -> Market:
    health = SourceHealth(name="br", kind="yahoo", every=timedelta(minutes=1), markets=markets)
    return Market(health=MappingProxyType({"br": health}))


def opened(*markets: str) -> IsOpen:
    return lambda market, _at: market in markets


def polled(market: Market, minutes: int, prices: Mapping[str, int], is_open: IsOpen) -> Market:
    quotes = [
        a_quote(price=str(price + (minutes if price < 0 else 0)))._replace(id=InstrumentId(*name.split(":")))
        for name, price in prices.items()
    ]
    return apply(market, a_snapshot(*quotes, at=after(minutes * MINUTE)), is_open=is_open)


def after_minutes(count: int, prices: Mapping[str, int], is_open: IsOpen, markets: tuple[str, ...]) -> SourceHealth:
    """The health after a poll each minute; a negative price moves with each, another stays."""
    market = a_world(markets)
    for minute in range(count + 1):
        market = polled(market, minute, prices, is_open)
    return market.health["br"]


def test_the_figures_of_one_market_can_be_frozen_while_those_of_another_move() -> None:
    health = after_minutes(12, {"US:AAPL": -100, "LSE:VOD": 70}, opened("US", "LSE"), ("US", "LSE"))

    assert health.state is SourceState.LIVE
    assert health.frozen == {"LSE"}
    assert health.reason == "the same figures for 12m while LSE is open"
    assert health.is_frozen("LSE")
    assert not health.is_frozen("US")


def test_a_source_is_stale_where_nothing_of_it_moves() -> None:
    health = after_minutes(12, {"US:AAPL": 100, "LSE:VOD": 70}, opened("US", "LSE"), ("US", "LSE"))

    assert health.state is SourceState.STALE
    assert health.frozen == {"US", "LSE"}
    assert health.reason == "the same figures for 12m while LSE, US are open"


def test_a_closed_market_is_not_frozen_by_the_session_of_another() -> None:
    health = after_minutes(12, {"US:AAPL": 100, "TSE:7203": 70}, opened("US"), ("US", "TSE"))

    assert health.state is SourceState.STALE
    assert health.frozen == {"US"}
    assert not health.is_frozen("TSE")


def test_coins_that_move_keep_a_source_from_being_stale_for_its_shares() -> None:
    health = after_minutes(12, {"PSX:OGDC": 100, "CRYPTO:BTC": -70}, opened("PSX"), ("PSX", "CRYPTO"))

    assert health.state is SourceState.LIVE
    assert health.frozen == {"PSX"}


def test_an_index_is_judged_by_its_exchange() -> None:
    health = after_minutes(12, {"INDEX:SPX": -100, "INDEX:FTSE": 70}, opened("US", "LSE"), ("US", "LSE"))

    assert health.frozen == {"LSE"}


def test_a_source_that_follows_one_market_counts_all_its_figures_as_of_that() -> None:
    health = after_minutes(12, {"US:AAPL": 100}, opened("LSE"), ("LSE",))

    assert health.state is SourceState.STALE
    assert health.frozen == {"LSE"}
    assert health.is_frozen("US")


def test_a_page_that_is_confirmed_unchanged_freezes_each_market_that_trades() -> None:
    market = polled(a_world(("US", "TSE")), 0, {"US:AAPL": 100, "TSE:7203": 70}, opened("US"))
    for minute in range(1, 13):
        market = apply(market, unchanged(at=after(minute * MINUTE)), is_open=opened("US"))

    assert market.health["br"].frozen == {"US"}


def test_a_market_that_closes_is_frozen_no_more() -> None:
    market = a_world(("US",))
    for minute in range(13):
        market = polled(market, minute, {"US:AAPL": 100}, opened("US"))
    assert market.health["br"].frozen

    closed = polled(market, 13, {"US:AAPL": 100}, opened())
    assert (closed.health["br"].state, closed.health["br"].frozen) == (SourceState.UNCHANGED, frozenset())


def test_the_day_of_an_index_is_that_of_its_exchange() -> None:
    """In Sydney it is 10:59, and 11:01, on one day; in UTC it is a night with a new date in between."""
    calendars = load_calendars()
    before = datetime(2026, 11, 25, 23, 59, tzinfo=UTC)
    key = InstrumentId("INDEX", "ASX200")
    market = a_world(("ASX",))
    for minutes, price in ((0, "8600"), (2, "8610"), (4, "8610"), (26 * 60, "8610")):
        quote = a_quote(price=price)._replace(id=key)
        poll = a_snapshot(quote, at=before + timedelta(minutes=minutes))
        market = apply(market, poll, day_of=trading_day_lookup(calendars))
        if minutes == 4:
            assert list(market.series[key].points) == [8600, 8610]

    assert list(market.series[key].points) == [8610], "the next day has a series of its own"
