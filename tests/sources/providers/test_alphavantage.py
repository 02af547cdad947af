"""Alpha Vantage: few requests a day, refusals with HTTP 200, and a key that they repeat and we do not."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

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
from tui.domain.quote import Direction, InstrumentId
from tui.sources import adapter_for
from tui.sources.adapter import ParseError

KIND = "alphavantage"
SOURCE = a_source(KIND, "IBM", "TSCO.LON")
LIMIT = "limit reached: 25 requests a day and 5 a minute on a free key"


def test_the_key_is_a_parameter_that_no_address_shows() -> None:
    requests = adapter_for(KIND).build_requests(SOURCE)
    assert [request.url for request in requests] == [
        "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=IBM",
        "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=TSCO.LON",
    ]
    for request in requests:
        ((parameter, secret),) = request.secret_query
        assert (parameter, secret.get_secret_value()) == ("apikey", KEY)
        assert KEY not in repr(request) + request.url + repr(SOURCE)


def test_it_is_polled_once_an_hour_at_most() -> None:
    assert adapter_for(KIND).min_interval >= timedelta(hours=1)


def test_without_a_key_nothing_is_requested() -> None:
    with pytest.raises(ParseError) as error:
        adapter_for(KIND).build_requests(a_source(KIND, "IBM", key=None))
    assert error.value.reason == "no key: set key_env, key_file or key_command"
    with pytest.raises(ParseError, match="26 symbols are too many"):
        adapter_for(KIND).build_requests(a_source(KIND, *(f"A{at}" for at in range(26))))


def test_a_quote_is_read_with_its_own_digits() -> None:
    quote = only(read(SOURCE, recorded(KIND, "good"), "IBM"))
    assert str(quote.id) == "US:IBM"
    assert (str(quote.price), str(quote.change), str(quote.percent)) == ("283.7500", "1.7450", "0.6188")
    assert (str(quote.open), str(quote.high), str(quote.low)) == ("281.1200", "284.9000", "280.4100")
    assert (quote.volume, quote.previous_close) == (3_104_551, Decimal("282.0050"))
    assert (quote.direction, quote.currency) == (Direction.UP, "USD")


@for_each(
    ("day", "as_of"),
    [
        ("2026-07-15", datetime(2026, 7, 15, 20, tzinfo=UTC)),
        ("2026-01-15", datetime(2026, 1, 15, 21, tzinfo=UTC)),
        ("2026-07-17", None),
        ("2026-02-30", None),
        ("", None),
    ],
)
def test_the_trading_day_is_its_close_in_new_york_once_that_has_come(day: str, as_of: datetime | None) -> None:
    body = recorded(KIND, "good").decode().replace("2026-07-15", day)
    assert only(read(SOURCE, body, "IBM")).as_of == as_of


def test_a_share_of_another_exchange_is_named_by_it_and_its_time_is_not_guessed() -> None:
    body = recorded(KIND, "good").decode().replace('"IBM"', '"TSCO.LON"')
    quote = only(read(SOURCE, body, "TSCO.LON"))
    assert (str(quote.id), quote.currency, quote.as_of) == ("LSE:TSCO", None, None)


@for_each(
    ("symbol", "instrument", "currency", "has_time"),
    [
        ("IBM", "US:IBM", "USD", True),
        ("BRK.B", "US:BRK.B", "USD", True),
        ("BRK-B", "US:BRK-B", "USD", True),
        ("TSCO.LON", "LSE:TSCO", None, False),
        ("SHOP.TRT", "TSX:SHOP", None, False),
        ("RELIANCE.BSE", "BSE:RELIANCE", "INR", False),
        ("IWDA.AS", "AMS:IWDA.AS", None, False),
        ("LINX3.SA", "B3:LINX3.SA", "BRL", False),
        ("PETR4.SAO", "B3:PETR4", "BRL", False),
        ("INFY.NS", "NSE:INFY.NS", "INR", False),
        ("7203.T", "TSE:7203.T", "JPY", False),
        ("PHIA.AMS", "AMS:PHIA", None, False),
        ("SIE.FRK", "FRANKFURT:SIE", None, False),
        ("AIR.PAR", "EPA:AIR", None, False),
        ("600104.SHH", "SSE:600104", None, False),
        ("0700.HK", "HKEX:0700.HK", None, False),
        ("AIR.PA", "EPA:AIR.PA", None, False),
        ("ABC.QQ", "ALPHAVANTAGE:ABC.QQ", None, False),
    ],
)
def test_a_share_has_the_currency_of_an_exchange_that_trades_in_no_other(
    symbol: str, instrument: str, currency: str | None, has_time: bool
) -> None:
    body = recorded(KIND, "good").decode().replace('"IBM"', f'"{symbol}"')
    quote = only(read(a_source(KIND, symbol), body, symbol))
    assert (str(quote.id), quote.currency, quote.as_of is not None) == (instrument, currency, has_time)


@for_each(
    ("symbol", "market", "instrument"),
    [("ABC.QQ", "AMS", "AMS:ABC.QQ"), ("ABC", "AMS", "AMS:ABC"), ("ABC.L", "AMS", "LSE:ABC.L")],
)
def test_the_sources_market_is_that_of_a_symbol_that_names_none(symbol: str, market: str, instrument: str) -> None:
    body = recorded(KIND, "good").decode().replace('"IBM"', f'"{symbol}"')
    quote = only(read(a_source(KIND, symbol, market=market), body, symbol))
    assert (str(quote.id), quote.currency, quote.as_of) == (instrument, None, None)


def test_what_is_missing_is_worked_out_or_left_out() -> None:
    quote = only(read(SOURCE, recorded(KIND, "partial"), "IBM"))
    assert (str(quote.change), str(quote.percent), quote.volume) == ("1.7450", "0.62", None)
    assert quote.flags == ("volume: not a count",)


@for_each(
    ("body", "reason"),
    [
        (recorded(KIND, "limit"), LIMIT),
        (recorded(KIND, "note"), LIMIT),
        (recorded(KIND, "error"), "the key is not accepted"),
        (recorded(KIND, "empty"), "no such symbol: IBM"),
        (b'{"Information": "Thank you! This is a premium endpoint."}', "the key does not open this"),
        (b'{"Error Message": "Invalid API call. Please retry."}', "provider says: Invalid API call. Please retry."),
        (b'{"Information": "CQ1K9ABCD0EFGH2IJKL is unwell"}', "provider says: *** is unwell"),
        (b'{"Global Quote": {"01. symbol": "MSFT", "05. price": "1"}}', "unexpected response: another symbol than IBM"),
        (b'{"Global Quote": {"01. symbol": "IBM"}}', "no valid rows: no price"),
        (b'{"Global Quote": {"01. symbol": "IBM", "05. price": "0.0000"}}', "no valid rows: price is zero"),
        (b'{"Global Quote": []}', "unexpected response: no quote"),
        (b"[1]", "unexpected response: no quote"),
        (b"", "empty answer"),
        (f"Your key {KEY} is tired".encode(), "not data: Your key *** is tired"),
    ],
)
def test_what_is_no_quote_is_refused_with_the_reason_and_without_the_key(body: bytes, reason: str) -> None:
    assert reason_for(SOURCE, body, "IBM") == reason


@pytest.mark.parametrize("name", ["good", "partial", "empty", "limit", "error"])
def test_a_mutated_response_gives_a_price_that_is_in_it_or_the_adapters_own_error(name: str) -> None:
    assert_mutations_are_valid_or_refused(SOURCE, recorded(KIND, name), "IBM")


def test_the_users_own_name_for_a_share_of_london_gives_it_no_dollars() -> None:
    body = recorded(KIND, "good").decode().replace('"IBM"', '"TSCO.LON"')
    own = MappingProxyType({"TSCO.LON": InstrumentId("US", "TESCO")})
    quote = only(read(a_source(KIND, "TSCO.LON")._replace(instruments=own), body, "TSCO.LON"))
    assert (str(quote.id), quote.currency, quote.as_of) == ("US:TESCO", None, None)


def test_a_delayed_quote_is_one() -> None:
    body = recorded(KIND, "good").decode().replace('"Global Quote"', '"Global Quote - DATA DELAYED BY 15 MINUTES"')
    assert read(SOURCE, body, "IBM").quotes == read(SOURCE, recorded(KIND, "good"), "IBM").quotes
