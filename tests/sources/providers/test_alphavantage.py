"""Alpha Vantage: few questions a day, refusals dressed as good answers, and a key that they repeat and we do not."""

from datetime import UTC, datetime, timedelta
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

KIND = "alphavantage"
SOURCE = a_source(KIND, "IBM", "TSCO.LON")
LIMIT = "limit reached: 25 requests a day and 5 a minute on a free key"


def test_the_key_is_a_parameter_that_no_address_shows() -> None:
    asks = adapter_for(KIND).build_requests(SOURCE)
    assert [ask.url for ask in asks] == [
        "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=IBM",
        "https://www.alphavantage.co/query?function=GLOBAL_QUOTE&symbol=TSCO.LON",
    ]
    for ask in asks:
        ((parameter, secret),) = ask.secret_query
        assert (parameter, secret.get_secret_value()) == ("apikey", KEY)
        assert KEY not in repr(ask) + ask.url + repr(SOURCE)


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


@pytest.mark.parametrize(
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


def test_what_is_missing_is_worked_out_or_left_out() -> None:
    quote = only(read(SOURCE, recorded(KIND, "partial"), "IBM"))
    assert (str(quote.change), str(quote.percent), quote.volume) == ("1.7450", "0.62", None)
    assert quote.flags == ("volume: not a count",)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (recorded(KIND, "limit"), LIMIT),
        (recorded(KIND, "note"), LIMIT),
        (recorded(KIND, "error"), "the key is not accepted"),
        (recorded(KIND, "empty"), "no such symbol: IBM"),
        (b'{"Information": "Thank you! This is a premium endpoint."}', "the key does not open this"),
        (b'{"Error Message": "Invalid API call. Please retry."}', "provider says: Invalid API call. Please retry."),
        (b'{"Information": "CQ1K9ABCD0EFGH2IJKL is unwell"}', "provider says: *** is unwell"),
        (b'{"Global Quote": {"01. symbol": "MSFT", "05. price": "1"}}', "unexpected answer: another symbol than IBM"),
        (b'{"Global Quote": {"01. symbol": "IBM"}}', "no price to believe in: no price"),
        (b'{"Global Quote": {"01. symbol": "IBM", "05. price": "0.0000"}}', "no price to believe in: price is zero"),
        (b'{"Global Quote": []}', "unexpected answer: no quote"),
        (b"[1]", "unexpected answer: no quote"),
        (b"", "empty answer"),
        (f"Your key {KEY} is tired".encode(), "not data: Your key *** is tired"),
    ],
)
def test_what_is_no_quote_is_refused_with_the_reason_and_without_the_key(body: bytes, reason: str) -> None:
    assert reason_for(SOURCE, body, "IBM") == reason


@pytest.mark.parametrize("name", ["good", "partial", "empty", "limit", "error"])
def test_a_mutated_answer_gives_a_price_it_holds_or_the_adapters_own_error(name: str) -> None:
    assert_mutations_are_valid_or_refused(SOURCE, recorded(KIND, name), "IBM")
