"""Each provider played on loopback and polled for real: requests as it requires them, figures as it states them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.kit.server import NOT_FOUND, LocalServer, Request, Respond, ServerResponse
from tests.sources.providers.recorded import AT, RECORDINGS, source_of
from tui.domain.market import Market
from tui.domain.source_health import SourceState
from tui.engine.clock import Timeline
from tui.engine.environment import Environment
from tui.engine.single_requests import poll_once
from tui.sources.adapter import SourceConfig


def recorded(name: str) -> bytes:
    return (RECORDINGS / name).read_bytes()


def yahoo(request: Request) -> ServerResponse:
    """Respond at both endpoints: to twenty symbols at most, with a quote for each that ends in .KA."""
    if request.path.startswith("/v8/finance/chart/"):
        known = request.path.endswith("/OGDC.KA")
        return (
            ServerResponse(body=recorded("yahoo/good_chart.json")) if known else ServerResponse(body="{}", status=404)
        )
    if request.path != "/v7/finance/spark":
        return NOT_FOUND
    symbols = request.query("symbols").split(",")
    if len(symbols) > 20:
        return ServerResponse(body='{"spark":{"result":null,"error":{"code":"Bad Request"}}}', status=400)
    meta = '{"symbol":"%s","regularMarketPrice":%d.50,"previousClose":10.00,"currency":"PKR"}'
    results = [
        f'{{"symbol":"{symbol}","response":[{{"meta":{meta % (symbol, index + 1)}}}]}}'
        for index, symbol in enumerate(symbols)
        if symbol.endswith(".KA")
    ]
    return ServerResponse(body=f'{{"spark":{{"result":[{",".join(results)}],"error":null}}}}')


def binance(request: Request) -> ServerResponse:
    """Respond with what is recorded of the symbols requested; one unknown symbol fails the request."""
    requested = json.loads(request.query("symbols"))
    known = {ticker["symbol"]: ticker for ticker in json.loads(recorded("binance/good.json"))}
    if request.path != "/api/v3/ticker/24hr" or not set(requested) <= set(known):
        return ServerResponse(body=recorded("binance/error.json"), status=400)
    return ServerResponse(body=json.dumps([known[symbol] for symbol in requested]))


def coingecko(request: Request) -> ServerResponse:
    """Respond with the three coins recorded, or with bitcoin in rupees."""
    if request.path != "/api/v3/coins/markets" or request.query("per_page") != "250":
        return NOT_FOUND
    if request.query("vs_currency") == "pkr":
        return ServerResponse(body='[{"id": "bitcoin", "symbol": "btc", "current_price": 27134021.75}]')
    return ServerResponse(body=recorded("coingecko/good.json"))


def frankfurter(request: Request) -> ServerResponse:
    """Respond with the rates recorded of the dollar, or with the euro in rupees."""
    if request.path != "/v2/rates":
        return NOT_FOUND
    if request.query("base") == "EUR":
        return ServerResponse(body='[{"date": "2026-11-20", "base": "EUR", "quote": "PKR", "rate": 325.3802}]')
    return ServerResponse(body=recorded("frankfurter/good.json"))


def stooq(request: Request) -> ServerResponse:
    """Respond with the table recorded, where its columns are requested."""
    good = request.path == "/q/l/" and "&f=sd2t2ohlcvpn&h&e=csv" in request.target and "aapl.us" in request.query("s")
    return ServerResponse(body=recorded("stooq/good.csv"), content_type="text/csv") if good else NOT_FOUND


def poll(*sources: SourceConfig) -> Market:
    return poll_once(sources, Environment(timeline=Timeline(lambda: AT, lambda: 0.0), calendars={}))


def prices_of(market: Market) -> dict[str, str]:
    rows = [(key, row.price) for key, row in market.quotes.items()]
    return {str(key): f"{value:f}" for key, value in rows if value is not None}


@pytest.mark.parametrize(
    ("play", "symbols", "targets", "figures"),
    [
        (
            yahoo,
            ["OGDC.KA"],
            ["/v8/finance/chart/OGDC.KA?range=1d&interval=5m"],
            {"PSX:OGDC": "231.10"},
        ),
        (
            binance,
            ["BTCUSDT", "PEPEUSDT"],
            ["/api/v3/ticker/24hr?symbols=%5B%22BTCUSDT%22,%22PEPEUSDT%22%5D"],
            {"CRYPTO:BTCUSDT": "96431.50000000", "CRYPTO:PEPEUSDT": "0.00000512"},
        ),
        (
            coingecko,
            ["bitcoin", "shiba-inu", "bitcoin/pkr"],
            [
                "/api/v3/coins/markets?vs_currency=usd&ids=bitcoin,shiba-inu&per_page=250",
                "/api/v3/coins/markets?vs_currency=pkr&ids=bitcoin&per_page=250",
            ],
            {"CRYPTO:BTC": "96418", "CRYPTO:SHIB": "0.00000812", "CRYPTO:BTCPKR": "27134021.75"},
        ),
        (
            frankfurter,
            ["USD/PKR", "EUR/PKR"],
            ["/v2/rates?base=USD&quotes=PKR&from=2026-11-13", "/v2/rates?base=EUR&quotes=PKR&from=2026-11-13"],
            {"FX:USDPKR": "281.4193", "FX:EURPKR": "325.3802"},
        ),
        (
            stooq,
            ["aapl.us", "^spx"],
            ["/q/l/?s=aapl.us+%5Espx&f=sd2t2ohlcvpn&h&e=csv"],
            {"US:AAPL": "268.56", "INDEX:SPX": "6841.27"},
        ),
    ],
    ids=["yahoo", "binance", "coingecko", "frankfurter", "stooq"],
)
def test_a_provider_gets_its_own_requests_and_its_figures_arrive(
    play: Respond, symbols: Sequence[str], targets: list[str], figures: dict[str, str], request: pytest.FixtureRequest
) -> None:
    kind = request.node.callspec.id
    with LocalServer(play) as provider:
        market = poll(source_of(kind, *symbols, url=provider.url))
    assert [request.target for request in provider.requests] == targets
    assert prices_of(market) == figures
    assert (market.health[kind].state, market.health[kind].reason) == (SourceState.LIVE, None)


def test_many_shares_come_by_batches_and_make_one_board() -> None:
    symbols = [f"S{number}.KA" for number in range(45)]
    with LocalServer(yahoo) as provider:
        market = poll(source_of("yahoo", *symbols, url=provider.url))
    assert [len(request.query("symbols").split(",")) for request in provider.requests] == [20, 20, 5]
    assert len(market.quotes) == 45
    assert prices_of(market)["PSX:S44"] == "5.50"
    assert {quote.previous_close for quote in market.quotes.values()} == {Decimal("10.00")}


def test_a_mirror_may_lie_below_a_path() -> None:
    def below(request: Request) -> ServerResponse:
        assert request.path.startswith("/mirror/")
        return stooq(replace(request, target=request.target.removeprefix("/mirror")))

    with LocalServer(below) as provider:
        market = poll(source_of("stooq", "aapl.us", url=provider.url + "/mirror/"))
    assert prices_of(market) == {"US:AAPL": "268.56"}


def test_half_of_the_requests_failing_leaves_the_other_half_with_a_note() -> None:
    def half(request: Request) -> ServerResponse:
        return ServerResponse(body="", status=503) if "S20.KA" in request.query("symbols") else yahoo(request)

    with LocalServer(half) as provider:
        market = poll(source_of("yahoo", *[f"S{number}.KA" for number in range(25)], url=provider.url))
    assert len(market.quotes) == 20
    assert market.health["yahoo"].reason == "1 of 2 requests failed: HTTP 503"


@for_each(
    ("kind", "reply", "reason"),
    [
        (
            "yahoo",
            ServerResponse(body="Too Many Requests", content_type="text/plain"),
            "limit reached: Too Many Requests",
        ),
        ("yahoo", ServerResponse(body="Too Many Requests", status=429), "limit reached: Too Many Requests"),
        (
            "yahoo",
            ServerResponse(body=recorded("yahoo/error_consent.html"), content_type="text/html"),
            "not data: a page that asks for consent to cookies",
        ),
        ("binance", ServerResponse(body=recorded("binance/error.json"), status=400), "HTTP 400: Invalid symbol."),
        (
            "coingecko",
            ServerResponse(body="", status=429, headers={"Retry-After": "300"}),
            "HTTP 429, asked to wait 5 min",
        ),
        (
            "frankfurter",
            ServerResponse(body=recorded("frankfurter/error.json")),
            "provider says: invalid currency: XQX",
        ),
        (
            "stooq",
            ServerResponse(body=recorded("stooq/limit.txt"), content_type="text/plain"),
            "limit reached: Exceeded the daily hits limit",
        ),
    ],
)
def test_a_provider_that_refuses_is_failing_in_its_own_words(kind: str, reply: ServerResponse, reason: str) -> None:
    with LocalServer(lambda _request: reply) as provider:
        market = poll(source_of(kind, url=provider.url))
    assert not market.quotes
    assert (market.health[kind].state, market.health[kind].reason) == (SourceState.FAILING, reason)


def test_a_symbol_that_is_not_valid_makes_no_request() -> None:
    with LocalServer(yahoo) as provider:
        market = poll(source_of("yahoo", "A B", url=provider.url))
    assert provider.requests == []
    assert market.health["yahoo"].reason == "invalid symbol 'A B': expected one such as OGDC.KA"


def test_two_providers_of_one_instrument_are_one_row_of_the_first() -> None:
    def dollar(request: Request) -> ServerResponse:
        assert request.path.endswith("/PKR=X")
        return ServerResponse(
            body='{"chart":{"result":[{"meta":{"symbol":"PKR=X","regularMarketPrice":281.33}}],"error":null}}'
        )

    with LocalServer(dollar) as first, LocalServer(frankfurter) as second:
        live = source_of("yahoo", "PKR=X", url=first.url)
        daily = source_of("frankfurter", "USD/PKR", url=second.url)
        market = poll(live, daily)
    (row,) = market.quotes.values()
    assert (str(row.id), str(row.price), row.source) == ("FX:USDPKR", "281.33", "yahoo")
