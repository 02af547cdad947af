"""Finnhub: one share a request, zeros for an unknown symbol, and a key that is never shown."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.sources.providers.keyed_stage import (
    KEY,
    a_source,
    all_words,
    assert_mutations_are_valid_or_refused,
    only,
    read,
    reason_for,
    recorded,
    refused,
)
from tui.domain.quote import Direction
from tui.sources import adapter_for
from tui.sources.adapter import ParseError

KIND = "finnhub"
SOURCE = a_source(KIND, "AAPL", "MSFT")


def test_it_requests_each_symbol_with_the_key_in_a_header() -> None:
    requests = adapter_for(KIND).build_requests(SOURCE)
    assert [request.url for request in requests] == [
        "https://finnhub.io/api/v1/quote?symbol=AAPL",
        "https://finnhub.io/api/v1/quote?symbol=MSFT",
    ]
    for request in requests:
        ((header, secret),) = request.secret_headers
        assert (header, secret.get_secret_value()) == ("X-Finnhub-Token", KEY)
        assert request.secret_query == ()
        assert KEY not in repr(request) + request.url + repr(SOURCE)


def test_another_address_replaces_its_own() -> None:
    (request,) = adapter_for(KIND).build_requests(a_source(KIND, "AAPL", url="http://127.0.0.1:8000/finnhub/"))
    assert request.url == "http://127.0.0.1:8000/finnhub/api/v1/quote?symbol=AAPL"


@for_each(
    ("symbols", "key", "reason"),
    [
        (("AAPL",), None, "no key: set key_env, key_file or key_command"),
        (("AAPL",), "", "no key: set key_env, key_file or key_command"),
        ((), KEY, 'no symbols configured: write symbols = ["AAPL"]'),
        (("AAPL&token=x",), KEY, "invalid symbol 'AAPL&token=x': expected one such as AAPL"),
        (tuple(f"A{at}" for at in range(51)), KEY, "51 symbols are too many: 50 at most, since each is a request"),
    ],
)
def test_a_request_that_cannot_be_made_is_not_and_the_reason_names_the_option(
    symbols: tuple[str, ...], key: str | None, reason: str
) -> None:
    with pytest.raises(ParseError) as error:
        adapter_for(KIND).build_requests(a_source(KIND, *symbols, key=key))
    assert error.value.reason == reason


def test_a_quote_is_read_with_its_own_digits_and_time() -> None:
    quote = only(read(SOURCE, recorded(KIND, "good"), "AAPL"))
    assert str(quote.id) == "US:AAPL"
    assert (str(quote.price), str(quote.change), str(quote.percent)) == ("261.74", "1.5", "0.5764")
    assert (quote.open, quote.high, quote.low) == (Decimal("261.07"), Decimal("263.31"), Decimal("260.68"))
    assert quote.previous_close == Decimal("260.24")
    assert (quote.direction, quote.currency) == (Direction.UP, "USD")
    assert quote.as_of == datetime(2026, 7, 16, 20, tzinfo=UTC)


def test_what_is_missing_is_worked_out_or_left_out_and_a_time_of_zero_is_none() -> None:
    quote = only(read(SOURCE, recorded(KIND, "partial"), "AAPL"))
    assert (quote.change, quote.percent) == (Decimal("1.50"), Decimal("0.58"))
    assert (quote.open, quote.high, quote.low, quote.as_of) == (None, None, None, None)
    assert quote.flags == ("open: not a plain decimal number",)


@pytest.mark.parametrize("body", [recorded(KIND, "empty"), b'{"c":0,"d":0,"dp":0,"h":0,"l":0,"o":0,"pc":0,"t":0}'])
def test_zeros_are_no_price_but_an_unknown_symbol(body: bytes) -> None:
    assert reason_for(SOURCE, body, "MSFT") == "no such symbol: MSFT"


@for_each(
    "zeros",
    [
        '"c":0,"d":null,"dp":null,"h":0,"l":0,"o":0,"t":0',
        '"c":0,"d":0,"dp":0,"h":0,"l":0,"o":0,"t":1784232000',
        '"c":0.0,"d":null,"dp":null,"h":null,"l":null,"o":null',
        '"c":"0","d":"0.00","dp":null,"h":"0","l":"0","o":"0","t":"1784232000"',
    ],
)
def test_a_share_without_a_trade_has_its_previous_close(zeros: str) -> None:
    quote = only(read(SOURCE, f'{{{zeros},"pc":260.24}}', "AAPL"))
    assert (quote.price, quote.change, quote.previous_close) == (None, None, Decimal("260.24"))
    assert (quote.flags, quote.currency) == (("no trade today",), "USD")


def test_a_price_of_zero_on_a_day_with_trades_is_not_valid() -> None:
    assert reason_for(SOURCE, '{"c":0,"h":3,"l":2,"o":2,"pc":260.24}', "AAPL") == "no valid rows: price is zero"


@for_each(
    ("body", "reason"),
    [
        (recorded(KIND, "limit"), "limit reached: API limit reached. Please try again later. Rema…"),
        (recorded(KIND, "error"), "the key is not accepted"),
        (b'{"error":"You have no access to this."}', "provider says: You have no access to this."),
        (b"{}", "unexpected response: no quote"),
        (b"[]", "unexpected response: no quote"),
        (b"", "empty answer"),
        (f"Your key {KEY} is tired".encode(), "not data: Your key *** is tired"),
        (b'{"c":NaN}', "broken JSON: NaN is no number"),
        (b'{"c":261.74,"pc":260.24', "answer cut short"),
        (b'{"c":-1,"pc":260.24}', "no valid rows: price is negative"),
        (b'{"c":1e400,"pc":260.24}', "no valid rows: price: larger than 10^12"),
    ],
)
def test_what_is_no_quote_is_refused_with_the_reason_and_without_the_key(body: bytes, reason: str) -> None:
    assert reason_for(SOURCE, body, "AAPL") == reason


def test_a_response_of_unknown_symbol_is_refused() -> None:
    assert reason_for(SOURCE, recorded(KIND, "good")) == "cannot match the response to a symbol"
    assert str(only(read(a_source(KIND, "AAPL"), recorded(KIND, "good"))).id) == "US:AAPL"


@for_each(
    ("symbol", "market", "instrument", "currency"),
    [
        ("BRK.B", "PSX", "US:BRK.B", "USD"),
        ("AAPL", "PSX", "US:AAPL", "USD"),
        ("VOD.L", "LSE", "LSE:VOD.L", None),
        ("VOD.L", "PSX", "LSE:VOD.L", None),
        ("SAP.DE", "US", "XETRA:SAP.DE", None),
        ("SHOP.TO", "PSX", "TSX:SHOP.TO", None),
        ("7203.T", "PSX", "TSE:7203.T", "JPY"),
        ("PETR4.SA", "PSX", "B3:PETR4.SA", "BRL"),
        ("005930.KS", "PSX", "KRX:005930.KS", "KRW"),
        ("SAP.DU", "PSX", "DUSSELDORF:SAP.DU", None),
        ("SAP.MU", "US", "MUNICH:SAP.MU", None),
        ("AAPL", "TSE", "TSE:AAPL", None),
        ("ABC.QQ", "PSX", "FINNHUB:ABC.QQ", None),
        ("ABC.QQ", "AMS", "AMS:ABC.QQ", None),
        ("BINANCE:BTCUSDT", "PSX", "CRYPTO:BTCUSDT", None),
        ("OANDA:EUR_USD", "PSX", "FX:EURUSD", "USD"),
        ("OANDA:USD_EGP", "PSX", "FX:USDEGP", "EGP"),
        ("OANDA:SPX500_USD", "PSX", "OANDA:SPX500_USD", None),
        ("OANDA:UK10YB_GBP", "PSX", "OANDA:UK10YB_GBP", None),
    ],
)
def test_the_spelling_of_a_symbol_names_its_instrument(
    symbol: str, market: str, instrument: str, currency: str | None
) -> None:
    quote = only(read(a_source(KIND, symbol, market=market), recorded(KIND, "good"), symbol))
    assert (str(quote.id), quote.currency) == (instrument, currency)


@pytest.mark.parametrize("name", ["good", "partial", "empty", "limit"])
def test_a_mutated_response_gives_a_price_that_is_in_it_or_the_adapters_own_error(name: str) -> None:
    assert_mutations_are_valid_or_refused(SOURCE, recorded(KIND, name), "AAPL")


@pytest.mark.parametrize("unit", quick(2, "a", "quota", "-", "a1", "mn", "A", "T", "key ", "aaaaaaaaaaa "))
def test_work_grows_with_a_long_complaint(unit: str) -> None:
    def complaint(units: int) -> None:
        refused(a_source(KIND, "AAPL"), f'{{"error": "{unit * units}"}}', "AAPL")

    assert_linear(complaint, start=4_000, largest=128_000)


@for_each("cut", range(6, len(KEY)))
def test_a_key_that_is_cut_off_in_a_complaint_is_hidden(cut: int) -> None:
    filling = "x " * ((60 - cut) // 2)
    error = refused(a_source(KIND, "AAPL"), f'{{"error": "{filling}{KEY}"}}', "AAPL")
    assert error is not None
    assert KEY[:4] not in all_words(error)
