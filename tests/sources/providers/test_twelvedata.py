"""Twelve Data: eight symbols a request, each of which may be an error of its own, and a key that is never shown."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.sources.providers.keyed_stage import (
    KEY,
    a_source,
    assert_mutations_are_valid_or_refused,
    only,
    read,
    reason_for,
    recorded,
)
from tui.domain.quote import Direction
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response

KIND = "twelvedata"
SOURCE = a_source(KIND, "AAPL", "USD/PKR", "BTC/USD")
LIMIT = "limit reached: 8 symbols a minute and 800 a day on a free key"


def test_it_requests_eight_symbols_at_a_time_with_the_key_in_a_header() -> None:
    requests = adapter_for(KIND).build_requests(a_source(KIND, *(f"A{at}" for at in range(9)), "USD/PKR"))
    assert [request.url for request in requests] == [
        "https://api.twelvedata.com/quote?symbol=A0,A1,A2,A3,A4,A5,A6,A7",
        "https://api.twelvedata.com/quote?symbol=A8,USD/PKR",
    ]
    for request in requests:
        ((header, secret),) = request.secret_headers
        assert (header, secret.get_secret_value()) == ("Authorization", f"apikey {KEY}")
        assert request.secret_query == ()
        assert KEY not in repr(request) + request.url


@for_each(
    ("symbols", "key", "reason"),
    [
        (("AAPL",), None, "no key: set key_env, key_file or key_command"),
        ((), KEY, 'no symbols configured: write symbols = ["AAPL"]'),
        (("A,B",), KEY, "invalid symbol 'A,B': expected one such as AAPL"),
    ],
)
def test_a_request_that_cannot_be_made_is_not(symbols: tuple[str, ...], key: str | None, reason: str) -> None:
    with pytest.raises(ParseError) as error:
        adapter_for(KIND).build_requests(a_source(KIND, *symbols, key=key))
    assert error.value.reason == reason


def test_shares_currencies_and_coins_are_parsed_from_one_response() -> None:
    snapshot = read(SOURCE, recorded(KIND, "good"))
    apple, rupee, coin = snapshot.quotes
    assert snapshot.note is None
    assert [str(quote.id) for quote in snapshot.quotes] == ["US:AAPL", "FX:USDPKR", "CRYPTO:BTC"]
    assert (str(apple.price), str(apple.change), str(apple.percent)) == ("261.73999", "1.50000", "0.57639")
    assert (apple.volume, apple.name, apple.currency) == (44_118_322, "Apple Inc.", "USD")
    assert apple.as_of == datetime(2026, 7, 16, 19, 59, tzinfo=UTC)
    assert (rupee.direction, rupee.currency, rupee.volume) == (Direction.DOWN, "PKR", None)
    assert rupee.as_of is None
    assert coin.previous_close == Decimal("91000.1")


def test_the_response_to_one_symbol_is_the_quote_itself() -> None:
    quote = only(read(a_source(KIND, "VOD:LSE"), recorded(KIND, "single"), "VOD:LSE"))
    assert (str(quote.id), quote.currency) == ("LSE:VOD", "GBp")
    assert quote.as_of == datetime(2026, 7, 16, 7, tzinfo=UTC)
    assert str(only(read(a_source(KIND, "VOD"), recorded(KIND, "single"), "VOD")).id) == "LSE:VOD"


def test_a_symbol_with_an_error_of_its_own_leaves_the_others_standing() -> None:
    snapshot = read(SOURCE, recorded(KIND, "partial"))
    quote = only(snapshot)
    assert snapshot.note == "no quotes for USD/PKR, BTC/USD"
    assert str(quote.price) == "261.73999"
    assert (quote.high, quote.volume) == (None, None)
    assert quote.flags == ("high: not a plain decimal number", "volume: not a count")


def test_a_year_and_the_exchange_are_read() -> None:
    apple, rupee, _ = read(SOURCE, recorded(KIND, "good")).quotes
    assert (str(apple.year_low), str(apple.year_high), apple.exchange) == ("169.21", "288.62", "NASDAQ")
    assert (rupee.year_low, rupee.year_high, rupee.exchange) == (None, None, "Forex")


@for_each("currency", ["GBp", "GBX", "ZAc", "ILA", "USD", "PKR"])
def test_a_currency_may_be_a_hundredth(currency: str) -> None:
    body = f'{{"symbol":"VOD","exchange":"LSE","currency":"{currency}","close":"80.94"}}'
    assert only(read(a_source(KIND, "VOD"), body, "VOD")).currency == currency


@for_each("currency", ["dollars", "gbp", "$", "", "GB", "US Dollar"])
def test_what_is_no_code_of_a_currency_is_none(currency: str) -> None:
    body = f'{{"symbol":"VOD","exchange":"LSE","currency":"{currency}","close":"80.94"}}'
    assert only(read(a_source(KIND, "VOD"), body, "VOD")).currency is None


@for_each(
    ("exchange", "time", "session", "as_of"),
    [
        ("NASDAQ", 1784241900, "after-hours", datetime(2026, 7, 16, 22, 45, tzinfo=UTC)),
        ("NYSE", 1784196000, "pre-market", datetime(2026, 7, 16, 10, tzinfo=UTC)),
        ("NASDAQ", 1784208600, None, datetime(2026, 7, 16, 13, 30, tzinfo=UTC)),
        ("NASDAQ", 1784232000, "after-hours", datetime(2026, 7, 16, 20, tzinfo=UTC)),
        ("LSE", 1784232000, None, datetime(2026, 7, 16, 20, tzinfo=UTC)),
        ("NASDAQ", 0, None, None),
        ("NASDAQ", '"soon"', None, None),
    ],
)
def test_the_price_outside_the_regular_hours_has_its_session_and_time(
    exchange: str, time: object, session: str | None, as_of: datetime | None
) -> None:
    body = (
        f'{{"symbol":"AAPL","exchange":"{exchange}","close":"261.74","extended_price":"262.05",'
        f'"extended_change":"0.31","extended_timestamp":{time}}}'
    )
    at = datetime(2026, 7, 16, 23, tzinfo=UTC)
    page = Response(url="https://provider.example/quote?symbol=AAPL", body=body.encode())
    quote = only(adapter_for(KIND).parse(page, a_source(KIND, "AAPL"), at))
    assert (str(quote.price), str(quote.extended_price)) == ("261.74", "262.05")
    assert (quote.extended_session, quote.extended_as_of) == (session, as_of)


def test_a_time_without_a_price_outside_the_regular_hours_is_left_out() -> None:
    body = '{"symbol":"AAPL","exchange":"NASDAQ","close":"261.74","extended_timestamp":1784196000}'
    quote = only(read(a_source(KIND, "AAPL"), body, "AAPL"))
    assert (quote.extended_price, quote.extended_session, quote.extended_as_of) == (None, None, None)


@for_each(
    ("body", "reason"),
    [
        (recorded(KIND, "limit"), LIMIT),
        (recorded(KIND, "error"), "the key is not accepted"),
        (recorded(KIND, "empty"), "no such symbol: AAPL, USD/PKR, BTC/USD"),
        (b'{"AAPL":{"code":429,"status":"error"},"USD/PKR":{"code":429,"status":"error"}}', LIMIT),
        (b'{"code":403,"message":"not in your plan","status":"error"}', "the key does not open this"),
        (b'{"code":500,"message":"cq1k9abcd0efgh2ijkl?","status":"error"}', "provider says: ***?"),
        (b'{"close":"1"}', "cannot match the response to a symbol"),
        (b'{"AAPL":{"close":"0","previous_close":"0"}}', "no valid rows: price is zero"),
        (b"{}", "unexpected response: no quotes"),
        (b"[]", "unexpected response: no quotes"),
        (b"", "empty answer"),
        (f"Your key {KEY} is tired".encode(), "not data: Your key *** is tired"),
        (recorded(KIND, "good")[:300], "answer cut short"),
    ],
)
def test_what_is_no_quote_is_refused_with_the_reason_and_without_the_key(body: bytes, reason: str) -> None:
    assert reason_for(SOURCE, body) == reason


@pytest.mark.parametrize("name", ["good", "partial", "empty", "error"])
def test_a_mutated_response_gives_prices_that_are_in_it_or_the_adapters_own_error(name: str) -> None:
    assert_mutations_are_valid_or_refused(SOURCE, recorded(KIND, name))


@for_each(
    ("times", "as_of"),
    [
        ('"last_quote_at":1784232000', datetime(2026, 7, 16, 20, tzinfo=UTC)),
        ('"last_quote_at":"1784232000","timestamp":"1784190000"', datetime(2026, 7, 16, 20, tzinfo=UTC)),
        ('"timestamp":"1784190000","is_market_open":false', datetime(2026, 7, 16, 8, 20, tzinfo=UTC)),
        ('"timestamp":1784190000,"is_market_open":"true"', None),
        ('"timestamp":1784190000,"is_market_open":true', None),
        ('"last_quote_at":"now","timestamp":""', None),
    ],
)
def test_a_time_may_be_a_number_or_a_text(times: str, as_of: datetime | None) -> None:
    body = f'{{"symbol":"AAPL","exchange":"NASDAQ","close":261.74,{times}}}'
    quote = only(read(a_source(KIND, "AAPL"), body, "AAPL"))
    assert (str(quote.price), quote.as_of) == ("261.74", as_of)


@for_each(
    ("symbol", "instrument", "kind"),
    [
        ("USD/EGP", "FX:USDEGP", "currency"),
        ("USD/ARS", "FX:USDARS", "currency"),
        ("NGN/USD", "FX:NGNUSD", "currency"),
        ("XPT/USD", "FX:XPTUSD", "currency"),
        ("MNT/USD", "CRYPTO:MNT", "coin"),
        ("ETH/EUR", "CRYPTO:ETHEUR", "coin"),
    ],
)
def test_a_pair_of_rarer_currencies_is_no_coin(symbol: str, instrument: str, kind: str) -> None:
    quote = only(read(a_source(KIND, symbol), f'{{"symbol":"{symbol}","close":"1.5"}}', symbol))
    assert (str(quote.id), quote.kind) == (instrument, kind)
