import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from tests.kit.marks import for_each, quick
from tui.demo.exchange import TICK, Exchange
from tui.demo.listings import SEED_LISTINGS

OPENING = datetime(2024, 11, 22, 9, 2, tzinfo=UTC)


def opened(seed: int = 7, symbols: int = 30, rate: float = 2.0) -> Exchange:
    return Exchange(seed, symbols, rate, opened_at=OPENING)


def state(exchange: Exchange) -> tuple[object, ...]:
    return exchange.now, exchange.snapshot(), tuple(exchange.reports)


def test_the_state_depends_on_the_time_and_not_on_the_number_of_calls() -> None:
    at_once, in_pieces = opened(rate=20), opened(rate=20)
    at_once.advance(OPENING + timedelta(minutes=10))
    for milliseconds in (*range(0, 9_000, 7), *range(9_000, 600_000, 1_310), 600_000):
        in_pieces.advance(OPENING + timedelta(milliseconds=milliseconds))

    assert state(at_once) == state(in_pieces)
    assert len(at_once.reports) == 3


def test_another_seed_is_another_market() -> None:
    prices = []
    for seed in (1, 2):
        exchange = opened(seed)
        exchange.advance(OPENING + timedelta(minutes=1))
        prices.append(tuple(exchange.prices))
    assert prices[0] != prices[1]


def test_a_time_that_has_passed_changes_nothing() -> None:
    exchange = opened()
    exchange.advance(OPENING + timedelta(seconds=30))
    before = state(exchange)
    exchange.advance(OPENING)
    assert state(exchange) == before


def test_at_rate_zero_nothing_moves() -> None:
    exchange = opened(rate=0)
    first = exchange.snapshot()
    exchange.advance(OPENING + timedelta(hours=1))
    assert exchange.snapshot().stocks == first.stocks
    assert exchange.snapshot().indices == first.indices


@pytest.mark.parametrize("rate", quick(1, 20, 1, 500))
def test_as_many_prices_change_as_the_rate_says(rate: float) -> None:
    exchange = opened(symbols=1_000, rate=rate)
    seconds = max(1_200 / rate, 20)
    changes = 0
    for _ in range(int(seconds / TICK.total_seconds())):
        before = tuple(exchange.prices)
        exchange.advance(exchange.now + TICK)
        changes += sum(old != new for old, new in zip(before, exchange.prices, strict=True))
    # two changes of one price within a step are seen as one or none
    assert 0.75 <= changes / (seconds * rate) <= 1.1


@pytest.mark.slow
def test_prices_stay_on_the_tick_grid_and_within_the_day_band_and_every_symbol_trades() -> None:
    exchange = opened(rate=30)
    traded = set()
    for minute in range(1, 46):
        before = tuple(exchange.prices)
        exchange.advance(OPENING + timedelta(minutes=minute))
        for listing, old, price in zip(exchange.listings, before, exchange.prices, strict=True):
            assert type(price) is int
            assert abs(price - listing.previous) <= max(listing.previous // 10, 100)
            assert price >= 1
            if price != old:
                traded.add(listing.symbol)
    assert len(traded) == 30


def test_a_price_at_its_limit_still_trades_and_only_away_from_it() -> None:
    exchange = opened(seed=3, rate=50)
    for position in range(30):
        exchange._prices.shock(position, 40.0)  # private: nothing public moves all prices to their limits
    at_limit: set[str] = set()
    left_limit: set[str] = set()
    for _ in range(100):
        exchange.advance(exchange.now + TICK)
        for one in exchange.snapshot().stocks:
            assert one.price <= one.ceiling
            if one.price == one.ceiling:
                at_limit.add(one.symbol)
            elif one.symbol in at_limit:
                left_limit.add(one.symbol)
    assert len(at_limit) > 20
    assert len(left_limit) > 10


def test_an_index_is_the_value_of_its_constituents() -> None:
    exchange = opened(rate=20)
    for minute in range(0, 30, 3):
        exchange.advance(OPENING + timedelta(minutes=minute))
        for basket, line in zip(exchange.baskets, exchange.index_figures(), strict=True):
            value = sum(unit * price for unit, price in zip(basket.weights, exchange.prices, strict=True))
            at_start = sum(unit * one.start for unit, one in zip(basket.weights, exchange.listings, strict=True))
            assert line.level == pytest.approx(basket.opening_level * value / at_start, abs=0.5001)


def test_the_contributions_of_all_symbols_add_up_to_the_change_of_the_index() -> None:
    exchange = opened()
    for minute in (0, 7, 21):
        exchange.advance(OPENING + timedelta(minutes=minute))
        figures = exchange.snapshot()
        # each is rounded to a tenth
        assert sum(one.points for one in figures.stocks) == pytest.approx(figures.index("KSE100").change, abs=30)


@pytest.mark.slow
def test_the_indices_do_not_move_in_lockstep() -> None:
    exchange = opened(rate=10)
    paths: list[list[float]] = [[], [], [], []]
    for minute in range(60):
        exchange.advance(OPENING + timedelta(minutes=minute))
        for path, line, basket in zip(paths, exchange.index_figures(), exchange.baskets, strict=True):
            path.append(line.level / basket.opening_level)
    moves = [[new - old for old, new in pairwise(path)] for path in paths]
    for one, other in ((0, 1), (0, 2), (1, 2), (2, 3)):
        opposite = sum(a * b < 0 for a, b in zip(moves[one], moves[other], strict=True))
        assert opposite > 0


def test_an_index_has_been_between_its_low_and_its_high() -> None:
    exchange = opened(rate=10)
    exchange.advance(OPENING + timedelta(minutes=20))
    for line in exchange.index_figures():
        assert line.low <= line.level <= line.high
        assert line.low < line.high


def test_volume_only_grows() -> None:
    exchange = opened(rate=10)
    before = tuple(exchange.volumes)
    exchange.advance(OPENING + timedelta(minutes=5))
    assert all(old < new for old, new in zip(before, exchange.volumes, strict=True))


def test_the_rankings_are_those_of_the_figures() -> None:
    exchange = opened()
    exchange.advance(OPENING + timedelta(minutes=9))
    figures = exchange.snapshot()
    by_move = sorted(figures.stocks, key=lambda one: one.change / one.previous)
    assert figures.gainers(3) == by_move[:-4:-1]
    assert figures.losers(3) == by_move[:3]
    assert figures.most_traded(2) == sorted(figures.stocks, key=lambda one: -one.volume)[:2]
    assert figures.top_contributors(1)[0].points == max(one.points for one in figures.stocks)
    assert figures.worst_contributors(1)[0].points == min(one.points for one in figures.stocks)
    assert figures.up + figures.down + figures.unchanged == 30


@pytest.mark.parametrize("symbols", [10, 29, 30, 31, 1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_the_requested_number_of_symbols_is_listed_in_alphabetical_order(symbols: int) -> None:
    listed = [one.symbol for one in opened(symbols=symbols).listings]
    assert len(set(listed)) == symbols
    assert listed == sorted(listed)
    assert all(re.fullmatch("[A-Z]{3,7}", symbol) for symbol in listed)
    real = {one.symbol for one in SEED_LISTINGS}
    assert real <= set(listed) if symbols >= 30 else set(listed) <= real


@pytest.mark.slow
def test_a_big_market_opens_at_the_same_indices_and_within_bounds() -> None:
    exchange = opened(symbols=10_000)
    assert [(line.level, line.change) for line in exchange.index_figures()] == [
        (86_150, 435),
        (269_000, -3_759),
        (820_740, 6_152),
        (260_340, 2_345),
    ]
    for one in exchange.listings:
        assert one.floor <= one.start <= one.ceiling
        assert 100 <= one.start <= 90_000
    assert len({one.start for one in exchange.listings}) > 3_000


@for_each(("symbols", "rate"), [(9, 1.0), (10_001, 1.0), (30, -0.1), (30, 1e9), (30, float("nan"))])
def test_a_market_out_of_bounds_is_refused(symbols: int, rate: float) -> None:
    with pytest.raises(ValueError, match="from"):
        opened(symbols=symbols, rate=rate)


def test_after_a_gap_trading_goes_on_from_the_new_time() -> None:
    exchange = opened()
    exchange.advance(OPENING + timedelta(seconds=10))
    prices = tuple(exchange.prices)
    morning = OPENING + timedelta(days=3)
    exchange.skip_to(morning)
    assert exchange.now == morning
    assert tuple(exchange.prices) == prices
    exchange.advance(morning + timedelta(minutes=4))
    assert tuple(exchange.prices) != prices
    assert exchange.reports[-1].published > morning
