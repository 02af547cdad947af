"""Binance: figures as texts with all their noughts, 24 hours at a time."""

from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

import pytest

from tests.kit.marks import for_each
from tests.sources.providers.recorded import RECORDINGS, read, read_body, refusal, refusal_of, source_of
from tui.domain.quote import Direction, InstrumentId
from tui.sources import adapter_for
from tui.sources.adapter import ParseError

HERE = RECORDINGS / "binance"
build_requests = adapter_for("binance").build_requests


def test_a_coin_has_every_zero_of_the_response() -> None:
    bitcoin, ether, pepe = read(HERE / "good.json").quotes
    assert bitcoin.id == InstrumentId("CRYPTO", "BTCUSDT")
    assert (str(bitcoin.price), str(bitcoin.change), str(bitcoin.percent)) == (
        "96431.50000000",
        "1187.30000000",
        "1.247",
    )
    assert (bitcoin.direction, ether.direction, pepe.direction) == (
        Direction.UP,
        Direction.DOWN,
        Direction.UNCHANGED,
    )
    assert (bitcoin.volume, pepe.volume, bitcoin.currency) == (19244, 9127744120518, "USDT")
    assert bitcoin.as_of == datetime(2026, 11, 23, 9, 29, 58, tzinfo=UTC)


def test_a_market_that_never_closes_has_no_previous_close() -> None:
    assert {quote.previous_close for quote in read(HERE / "good.json").quotes} == {None}


def test_many_symbols_share_a_request_as_long_as_it_weighs_little() -> None:
    requests = build_requests(source_of("binance", *[f"C{number}USDT" for number in range(41)]))
    assert [request.url.count("USDT") for request in requests] == [20, 20, 1]
    (request,) = build_requests(source_of("binance", "BTCUSDT", "ETHUSDT"))
    assert unquote(request.url) == ('https://data-api.binance.vision/api/v3/ticker/24hr?symbols=["BTCUSDT","ETHUSDT"]')
    assert '"' not in urlsplit(request.url).query


@for_each("symbol", ["btcusdt", "BTC/USDT", 'BTC"]', "BTC,ETH", "B", "BTC USDT"])
def test_a_symbol_it_cannot_have_is_not_requested(symbol: str) -> None:
    with pytest.raises(ParseError, match="expected one such as BTCUSDT"):
        build_requests(source_of("binance", symbol))


def test_a_partial_response_names_missing_symbols_and_flags_invalid_figures() -> None:
    partial = read(HERE / "partial.json")
    assert partial.note == "no quotes for PEPEUSDT"
    assert [quote.price for quote in partial.quotes] == [Decimal("96431.50000000"), None]
    assert partial.quotes[1].flags == ("price: not a plain decimal number",)


def test_the_users_own_mapping_comes_first() -> None:
    own = source_of("binance")._replace(instruments=MappingProxyType({"BTCUSDT": InstrumentId("CRYPTO", "BTC")}))
    assert read(HERE / "good.json", own).quotes[0].id == InstrumentId("CRYPTO", "BTC")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("error.json", "provider says: Invalid symbol."),
        ("empty.json", "no quotes for BTCUSDT, ETHUSDT, PEPEUSDT"),
    ],
)
def test_each_error_of_the_provider_has_a_plain_reason(name: str, reason: str) -> None:
    assert refusal(HERE / name) == reason


def test_a_limit_is_called_a_limit() -> None:
    assert refusal(HERE / "limit.json").startswith("limit reached: Too many requests; current limit is 6000")


@for_each("body", ["[[]]", '[{"symbol": 5}]', '[{"symbol": "XRPUSDT", "lastPrice": "2.1"}]'])
def test_tickers_that_are_none_of_ours_are_no_quotes(body: str) -> None:
    assert refusal_of(body, source_of("binance")).startswith("no quotes for BTCUSDT")


@for_each("price", ["96431.5", "true", "null", '"1e5"', '"９"', '"1_000"', '"-5"', '"0.00000000"', "{}"])
def test_a_price_of_another_type_is_read_as_strictly(price: str) -> None:
    body = f'[{{"symbol": "BTCUSDT", "lastPrice": {price}}}]'
    if price == "96431.5":
        assert str(read_body(body, source_of("binance")).quotes[0].price) == price
    else:
        assert refusal_of(body, source_of("binance")).startswith("no valid rows: ")


def test_bid_ask_and_turnover_are_read() -> None:
    bitcoin, _, pepe = read(HERE / "good.json").quotes
    assert (str(bitcoin.bid), str(bitcoin.ask), bitcoin.turnover) == ("96431.50000000", "96431.50000000", 1849284521)
    assert str(pepe.bid) == "0.00000512"


@for_each(
    ("ticker", "figures", "flags"),
    [
        ('"bidPrice":"9.98","askPrice":"10.02","quoteVolume":"77.9"', (Decimal("9.98"), Decimal("10.02"), 77), ()),
        ('"bidPrice":"0.00000000","askPrice":"10.02"', (None, Decimal("10.02"), None), ()),
        ('"quoteVolume":"0.00000000"', (None, None, 0), ()),
        ('"bidPrice":"x","quoteVolume":"-1"', (None, None, None), ("bid", "turnover")),
        ('"quoteVolume":"1849284521584211702.5"', (None, None, None), ("turnover",)),
        ('"bidPrice":null,"askPrice":null,"quoteVolume":null', (None, None, None), ()),
    ],
)
def test_what_no_one_offers_is_no_price(ticker: str, figures: tuple[object, ...], flags: tuple[str, ...]) -> None:
    (row,) = read_body(f'[{{"symbol":"BTCUSDT","lastPrice":"10",{ticker}}}]', source_of("binance", "BTCUSDT")).quotes
    assert (row.bid, row.ask, row.turnover) == figures
    assert tuple(flag.partition(":")[0] for flag in row.flags) == flags


@for_each(
    ("symbol", "currency"),
    [
        ("BTCUSDT", "USDT"),
        ("ETHBTC", "BTC"),
        ("ETHBUSD", "BUSD"),
        ("BTCFDUSD", "FDUSD"),
        ("FDUSDUSDT", "USDT"),
        ("BTCPLN", "PLN"),
        ("USDTARS", "ARS"),
        ("BTCMXN", "MXN"),
        ("USDTUAH", "UAH"),
        ("BTCEURI", "EURI"),
        ("BTCXYZ", None),
    ],
)
def test_a_pair_ends_with_its_currency(symbol: str, currency: str | None) -> None:
    body = f'[{{"symbol":"{symbol}","lastPrice":"1.5"}}]'
    assert read_body(body, source_of("binance", symbol)).quotes[0].currency == currency


def test_a_pair_that_was_halted_long_ago_is_flagged() -> None:
    body = '[{"symbol":"BTCBUSD","lastPrice":"1.50","volume":"0.0","bidPrice":"0.0","closeTime":"1700000000000"}]'
    (row,) = read_body(body, source_of("binance", "BTCBUSD")).quotes
    assert (str(row.price), row.volume, row.bid, row.flags) == ("1.50", 0, None, ("last traded 2023-11-14",))
