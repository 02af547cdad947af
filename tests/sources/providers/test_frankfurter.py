"""Frankfurter: one rate a day, and nothing made up beside it."""

from datetime import UTC, datetime

import pytest

from tests.sources.providers.recorded import RECORDINGS, read, read_body, refusal, refusal_of, source_of
from tui.domain.quote import InstrumentId
from tui.sources import ParseError, adapter_for

HERE = RECORDINGS / "frankfurter"
build_requests = adapter_for("frankfurter").build_requests


def as_of(date: str) -> datetime | None:
    body = f'[{{"date": {date}, "base": "USD", "quote": "PKR", "rate": 281.5}}]'
    return read_body(body, source_of("frankfurter", "USD/PKR")).quotes[0].as_of


def test_a_rate_is_one_row_of_currencies() -> None:
    rupee, euro, _ = read(HERE / "good.json").quotes
    assert rupee.id == InstrumentId("FX", "USDPKR")
    assert (str(rupee.price), str(euro.price), rupee.currency) == ("281.4193", "0.86490", "PKR")


def test_a_daily_rate_has_no_change() -> None:
    for row in read(HERE / "good.json").quotes:
        assert (row.change, row.percent, row.direction, row.previous_close) == (None,) * 4


def test_a_rate_belongs_to_the_hour_of_its_fixing() -> None:
    assert as_of('"2026-11-20"') == datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert as_of('"2026-07-01"') == datetime(2026, 7, 1, 14, tzinfo=UTC)


def test_todays_rate_before_that_hour_belongs_to_the_day() -> None:
    assert as_of('"2026-11-23"') == datetime(2026, 11, 22, 23, tzinfo=UTC)


@pytest.mark.parametrize("date", ["null", '"soon"', '"2026-13-01"', '"0001-01-01"', '"9999-12-31"', "20261120", "[]"])
def test_a_date_that_cannot_be_is_no_time(date: str) -> None:
    assert as_of(date) is None


def test_each_base_is_one_request() -> None:
    assert [ask.url for ask in build_requests(source_of("frankfurter", "USD/PKR", "EUR/PKR", "USD/AED"))] == [
        "https://api.frankfurter.dev/v2/rates?base=USD&quotes=PKR,AED",
        "https://api.frankfurter.dev/v2/rates?base=EUR&quotes=PKR",
    ]


def test_only_the_pairs_of_its_own_base_are_missed_in_an_answer() -> None:
    source = source_of("frankfurter", "USD/PKR", "USD/AED", "EUR/PKR")
    snapshot = read_body('[{"date": "2026-11-20", "base": "USD", "quote": "PKR", "rate": 281.5}]', source)
    assert ([str(row.id) for row in snapshot.quotes], snapshot.note) == (["FX:USDPKR"], "nothing for USD/AED")


@pytest.mark.parametrize("symbol", ["USDPKR", "usd/pkr", "USD/PKR/", "USD/P&R", "US/PKR", "USD/"])
def test_a_pair_it_cannot_have_is_not_requested(symbol: str) -> None:
    with pytest.raises(ParseError, match="expected one such as USD/PKR"):
        build_requests(source_of("frankfurter", symbol))


def test_a_rate_of_null_is_no_price() -> None:
    rows = read(HERE / "partial.json").quotes
    assert [(row.price is None, row.flags) for row in rows] == [(False, ()), (False, ()), (True, ("no price",))]


def test_each_error_of_the_provider_has_a_plain_reason() -> None:
    assert refusal(HERE / "error.json") == "provider says: invalid currency: XQX"
    assert refusal(HERE / "limit.json") == "limit reached: rate limit exceeded"
    assert refusal_of('{"amount": 1.0, "rates": {}}', source_of("frankfurter")) == (
        "unexpected answer: no list of rates"
    )
