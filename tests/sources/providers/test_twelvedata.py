"""Twelve Data: eight symbols a request, each of which may be an error of its own, and a key that is never told."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

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
from tui.sources import ParseError, adapter_for

KIND = "twelvedata"
SOURCE = a_source(KIND, "AAPL", "USD/PKR", "BTC/USD")
LIMIT = "limit reached: 8 symbols a minute and 800 a day on a free key"


def test_it_asks_for_eight_symbols_at_a_time_with_the_key_in_a_header() -> None:
    asks = adapter_for(KIND).build_requests(a_source(KIND, *(f"A{at}" for at in range(9)), "USD/PKR"))
    assert [ask.url for ask in asks] == [
        "https://api.twelvedata.com/quote?symbol=A0,A1,A2,A3,A4,A5,A6,A7",
        "https://api.twelvedata.com/quote?symbol=A8,USD/PKR",
    ]
    for ask in asks:
        ((header, secret),) = ask.secret_headers
        assert (header, secret.get_secret_value()) == ("Authorization", f"apikey {KEY}")
        assert ask.secret_query == ()
        assert KEY not in repr(ask) + ask.url


@pytest.mark.parametrize(
    ("symbols", "key", "reason"),
    [
        (("AAPL",), None, "no key: set key_env, key_file or key_command"),
        ((), KEY, 'no symbols to ask for: write symbols = ["AAPL"]'),
        (("A,B",), KEY, "symbol 'A,B' cannot be asked for: expected one such as AAPL"),
    ],
)
def test_a_request_that_cannot_be_made_is_not(symbols: tuple[str, ...], key: str | None, reason: str) -> None:
    with pytest.raises(ParseError) as error:
        adapter_for(KIND).build_requests(a_source(KIND, *symbols, key=key))
    assert error.value.reason == reason


def test_shares_currencies_and_coins_are_read_from_one_answer() -> None:
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


def test_the_answer_for_one_symbol_is_the_quote_itself() -> None:
    quote = only(read(a_source(KIND, "VOD:LSE"), recorded(KIND, "single"), "VOD:LSE"))
    assert (str(quote.id), quote.currency) == ("LSE:VOD", None)
    assert quote.as_of == datetime(2026, 7, 16, 7, tzinfo=UTC)
    assert str(only(read(a_source(KIND, "VOD"), recorded(KIND, "single"), "VOD")).id) == "LSE:VOD"


def test_a_symbol_with_an_error_of_its_own_leaves_the_others_standing() -> None:
    snapshot = read(SOURCE, recorded(KIND, "partial"))
    quote = only(snapshot)
    assert snapshot.note == "nothing for USD/PKR, BTC/USD"
    assert str(quote.price) == "261.73999"
    assert (quote.high, quote.volume) == (None, None)
    assert quote.flags == ("high: not a plain decimal number", "volume: not a count")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (recorded(KIND, "limit"), LIMIT),
        (recorded(KIND, "error"), "the key is not accepted"),
        (recorded(KIND, "empty"), "no such symbol: AAPL, USD/PKR, BTC/USD"),
        (b'{"AAPL":{"code":429,"status":"error"},"USD/PKR":{"code":429,"status":"error"}}', LIMIT),
        (b'{"code":403,"message":"not in your plan","status":"error"}', "the key does not open this"),
        (b'{"code":500,"message":"cq1k9abcd0efgh2ijkl?","status":"error"}', "provider says: ***?"),
        (b'{"close":"1"}', "cannot tell the symbol of the answer"),
        (b'{"AAPL":{"close":"0","previous_close":"0"}}', "no price to believe in: price is zero"),
        (b"{}", "unexpected answer: no quotes"),
        (b"[]", "unexpected answer: no quotes"),
        (b"", "empty answer"),
        (f"Your key {KEY} is tired".encode(), "not data: Your key *** is tired"),
        (recorded(KIND, "good")[:300], "answer cut short"),
    ],
)
def test_what_is_no_quote_is_refused_with_the_reason_and_without_the_key(body: bytes, reason: str) -> None:
    assert reason_for(SOURCE, body) == reason


@pytest.mark.parametrize("name", ["good", "partial", "empty", "error"])
def test_a_mutated_answer_gives_prices_it_holds_or_the_adapters_own_error(name: str) -> None:
    assert_mutations_are_valid_or_refused(SOURCE, recorded(KIND, name))
