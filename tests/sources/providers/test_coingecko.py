"""CoinGecko: coins by id, in the currency requested."""

from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType

import pytest

from tests.kit.marks import for_each
from tests.sources.providers.recorded import AT, RECORDINGS, read, read_body, refusal, refusal_of, source_of
from tui.domain.quote import Direction, InstrumentId
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response
from tui.sources.redaction.secret import Secret

HERE = RECORDINGS / "coingecko"
adapter = adapter_for("coingecko")


def test_a_coin_goes_by_its_ticker_and_its_price_by_its_own_digits() -> None:
    bitcoin, ether, shiba = read(HERE / "good.json").quotes
    assert (bitcoin.id, bitcoin.name) == (InstrumentId("CRYPTO", "BTC"), "Bitcoin")
    assert (str(bitcoin.price), str(bitcoin.percent), bitcoin.currency) == ("96418", "1.24052", "USD")
    assert (ether.direction, str(ether.change)) == (Direction.DOWN, "-42.118270113285103")
    assert f"{shiba.price:f}" == "0.00000812"
    assert bitcoin.as_of == datetime(2026, 11, 23, 9, 29, 31, 482000, tzinfo=UTC)
    assert bitcoin.volume is None


def test_each_currency_is_one_request() -> None:
    requests = adapter.build_requests(source_of("coingecko", "bitcoin", "ethereum/pkr", "usd-coin", "bitcoin/pkr"))
    assert [request.url for request in requests] == [
        "https://api.coingecko.com/api/v3/coins/markets?vs_currency=usd&ids=bitcoin,usd-coin&per_page=250",
        "https://api.coingecko.com/api/v3/coins/markets?vs_currency=pkr&ids=ethereum,bitcoin&per_page=250",
    ]


def test_the_prices_are_in_the_currency_of_the_address() -> None:
    source = source_of("coingecko", "bitcoin", "bitcoin/pkr")
    body = b'[{"id": "bitcoin", "symbol": "btc", "current_price": 26900112.5}]'
    dollars, rupees = [
        adapter.parse(Response(url=request.url, body=body), source, AT).quotes[0]
        for request in adapter.build_requests(source)
    ]
    assert (dollars.id.symbol, dollars.currency) == ("BTC", "USD")
    assert (rupees.id.symbol, rupees.currency) == ("BTCPKR", "PKR")
    with pytest.raises(ParseError, match="cannot match the response to a currency"):
        adapter.parse(Response(url="https://elsewhere.example/", body=body), source, AT)


def test_a_key_goes_along_where_no_one_sees_it() -> None:
    (request,) = adapter.build_requests(source_of("coingecko")._replace(key=Secret("CG-abc")))
    assert request.secret_headers == (("x-cg-demo-api-key", Secret("CG-abc")),)
    assert "CG-abc" not in repr(request)


def test_two_coins_of_one_ticker_stay_two() -> None:
    body = (
        '[{"id": "fake-bitcoin", "symbol": "btc", "current_price": 0.5},'
        ' {"id": "bitcoin", "symbol": "btc", "current_price": 96418}]'
    )
    rows = read_body(body, source_of("coingecko", "bitcoin", "fake-bitcoin")).quotes
    assert {row.id.symbol: row.price for row in rows} == {"BTC": Decimal(96418), "FAKE-BITCOIN": Decimal("0.5")}


@for_each("ticker", ['"\\u202e"', "null", '"$$$"', '"a b"', "5"])
def test_a_ticker_that_cannot_be_one_gives_way_to_the_id(ticker: str) -> None:
    body = f'[{{"id": "bitcoin", "symbol": {ticker}, "current_price": 1}}]'
    assert read_body(body, source_of("coingecko", "bitcoin")).quotes[0].id.symbol == "BITCOIN"


def test_the_users_own_mapping_comes_first() -> None:
    own = MappingProxyType({"bitcoin": InstrumentId("CRYPTO", "BTCUSDT")})
    source = source_of("coingecko")._replace(instruments=own)
    assert read(HERE / "good.json", source).quotes[0].id == InstrumentId("CRYPTO", "BTCUSDT")


def test_a_new_coin_has_no_change_and_an_unpriced_one_no_figures() -> None:
    partial = read(HERE / "partial.json")
    bitcoin, shiba = partial.quotes
    assert (bitcoin.change, bitcoin.percent, bitcoin.direction) == (None, None, None)
    assert (shiba.price, shiba.flags, partial.note) == (None, ("no price",), "no quotes for ethereum")


@for_each("symbol", ["Bitcoin", "bit coin", "bitcoin/", "bitcoin/usd/pkr", "a&b", "bitcoin,ethereum"])
def test_an_id_it_cannot_have_is_not_requested(symbol: str) -> None:
    with pytest.raises(ParseError, match="expected one such as bitcoin"):
        adapter.build_requests(source_of("coingecko", symbol))


def test_more_coins_than_fit_one_response_are_refused() -> None:
    with pytest.raises(ParseError, match="251 coins are too many"):
        adapter.build_requests(source_of("coingecko", *[f"coin-{number}" for number in range(251)]))


def test_each_error_of_the_provider_has_a_plain_reason() -> None:
    assert refusal(HERE / "error.json") == "provider says: invalid vs_currency"
    assert refusal(HERE / "limit.json").startswith("limit reached: You've exceeded the Rate Limit")
    assert refusal_of("{}", source_of("coingecko")) == "unexpected response: no list of coins"


@for_each(
    ("coin", "turnover", "market_cap", "flags"),
    [
        ('"total_volume": 38114290022, "market_cap": 1921004883175', 38114290022, 1921004883175, ()),
        ('"total_volume": 1.9e9, "market_cap": 17000000000000000', 1900000000, 17 * 10**15, ()),
        ('"total_volume": 12.75, "market_cap": 0', 12, None, ()),
        ('"total_volume": 0, "market_cap": null', 0, None, ()),
        ('"total_volume": -4, "market_cap": 1e18', None, None, ("turnover", "market cap")),
        ('"total_volume": "many"', None, None, ("turnover",)),
    ],
)
def test_turnover_and_market_value_are_in_whole_units_of_the_currency(
    coin: str, turnover: int | None, market_cap: int | None, flags: tuple[str, ...]
) -> None:
    body = f'[{{"id": "bitcoin", "symbol": "btc", "current_price": 96418, {coin}}}]'
    (row,) = read_body(body, source_of("coingecko", "bitcoin")).quotes
    assert (row.turnover, row.market_cap, row.volume) == (turnover, market_cap, None)
    assert tuple(flag.partition(":")[0] for flag in row.flags) == flags


@for_each(
    ("updated", "flags"),
    [
        ("2026-11-23T09:29:41.123Z", ()),
        ("2026-11-16T09:30:00.000Z", ()),
        ("2025-01-01T00:00:00.000Z", ("last traded 2025-01-01",)),
        ("soon", ()),
    ],
)
def test_a_coin_that_is_traded_no_more_is_flagged(updated: str, flags: tuple[str, ...]) -> None:
    body = f'[{{"id":"bitcoin","symbol":"btc","current_price":91000,"last_updated":"{updated}"}}]'
    (row,) = read_body(body, source_of("coingecko", "bitcoin")).quotes
    assert (str(row.price), row.flags) == ("91000", flags)
