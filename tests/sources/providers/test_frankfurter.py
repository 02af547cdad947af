"""Frankfurter: one rate a day, and nothing made up beside it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.sources.providers.recorded import RECORDINGS, read, read_body, refusal, refusal_of, source_of
from tui.domain.quote import InstrumentId
from tui.sources import adapter_for
from tui.sources.adapter import ParseError

HERE = RECORDINGS / "frankfurter"
build_requests = adapter_for("frankfurter").build_requests


def as_of(date: str) -> datetime | None:
    body = f'[{{"date": {date}, "base": "USD", "quote": "PKR", "rate": 281.5}}]'
    return read_body(body, source_of("frankfurter", "USD/PKR")).quotes[0].as_of


def test_a_rate_is_one_row_of_currencies() -> None:
    rupee, euro, _ = read(HERE / "good.json").quotes
    assert rupee.id == InstrumentId("FX", "USDPKR")
    assert (str(rupee.price), str(euro.price), rupee.currency) == ("281.4193", "0.86490", "PKR")


def test_one_rate_alone_has_no_change() -> None:
    for row in read(HERE / "good.json").quotes:
        assert (row.change, row.percent, row.direction, row.previous_close) == (None,) * 4


@for_each(
    ("rates", "price", "previous", "change"),
    [
        ([("2026-11-19", "281.50"), ("2026-11-20", "281.4193")], "281.4193", "281.50", "-0.0807"),
        ([("2026-11-20", "281.4193"), ("2026-11-19", "281.50")], "281.4193", "281.50", "-0.0807"),
        ([("2026-11-22", "281.10"), ("2026-11-23", "281.20"), ("2026-11-20", "280")], "281.20", "281.10", "0.10"),
        ([("2026-11-20", "281.5"), ("2026-11-13", "281")], "281.5", "281", "0.5"),
        ([("2026-11-20", "281.5"), ("2026-11-20", "281.6")], "281.5", None, None),
        ([("soon", "1"), ("2026-11-20", "281.5"), ("2031-01-01", "9")], "281.5", None, None),
        ([("soon", "281.5"), ("later", "281")], "281.5", None, None),
        ([("2026-11-20", "281.5"), ("2026-11-19", "null"), ("2026-11-18", "281")], "281.5", None, None),
        ([("2026-11-20", "281.5"), ("2026-11-19", "0")], "281.5", None, None),
        ([("2026-11-20", "null"), ("2026-11-19", "281.5"), ("2026-11-18", "281")], "281.5", "281", "0.5"),
        ([("2026-11-20", "null"), ("2026-11-19", "281.5"), ("2026-11-18", "null")], "281.5", None, None),
    ],
)
def test_the_change_is_from_the_day_before_in_any_order(
    rates: list[tuple[str, str]], price: str, previous: str | None, change: str | None
) -> None:
    rows = [f'{{"date": "{date}", "base": "USD", "quote": "PKR", "rate": {rate}}}' for date, rate in rates]
    (row,) = read_body(f"[{','.join(rows)}]", source_of("frankfurter", "USD/PKR")).quotes
    assert str(row.price) == price
    assert (row.previous_close, row.change) == (previous and Decimal(previous), change and Decimal(change))


def test_a_day_without_a_rate_is_not_replaced_by_a_rate_without_a_day() -> None:
    rows = [
        f'{{"date": "{date}", "base": "USD", "quote": "PKR", "rate": {rate}}}'
        for date, rate in (("2026-11-20", "null"), ("soon", "9"))
    ]
    assert refusal_of(f"[{','.join(rows)}]", source_of("frankfurter", "USD/PKR")) == "no valid rows: no price"


def test_each_pair_has_its_own_days() -> None:
    rupee, euro, yen = read(HERE / "good_days.json").quotes
    figures = [(str(row.price), str(row.change), str(row.percent)) for row in (rupee, euro, yen)]
    assert figures == [
        ("281.4193", "-0.0807", "-0.03"),
        ("0.86490", "0.00090", "0.10"),
        ("154.67", "None", "None"),
    ]
    assert rupee.as_of == datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_the_last_ten_days_are_requested() -> None:
    (request,) = build_requests(source_of("frankfurter", "USD/PKR"))
    assert request.start_date == ("from", 10)


def test_a_rate_belongs_to_the_hour_of_its_fixing() -> None:
    assert as_of('"2026-11-20"') == datetime(2026, 11, 20, 15, tzinfo=UTC)
    assert as_of('"2026-07-01"') == datetime(2026, 7, 1, 14, tzinfo=UTC)


def test_todays_rate_before_that_hour_belongs_to_the_day() -> None:
    assert as_of('"2026-11-23"') == datetime(2026, 11, 22, 23, tzinfo=UTC)


@for_each("date", ["null", '"soon"', '"2026-13-01"', '"0001-01-01"', '"9999-12-31"', "20261120", "[]"])
def test_a_date_that_cannot_be_is_no_time(date: str) -> None:
    assert as_of(date) is None


def test_each_base_is_one_request() -> None:
    assert [request.url for request in build_requests(source_of("frankfurter", "USD/PKR", "EUR/PKR", "USD/AED"))] == [
        "https://api.frankfurter.dev/v2/rates?base=USD&quotes=PKR,AED",
        "https://api.frankfurter.dev/v2/rates?base=EUR&quotes=PKR",
    ]


def test_only_the_pairs_of_its_own_base_are_missed_in_a_response() -> None:
    source = source_of("frankfurter", "USD/PKR", "USD/AED", "EUR/PKR")
    snapshot = read_body('[{"date": "2026-11-20", "base": "USD", "quote": "PKR", "rate": 281.5}]', source)
    assert ([str(row.id) for row in snapshot.quotes], snapshot.note) == (["FX:USDPKR"], "no quotes for USD/AED")


@for_each("symbol", ["USDPKR", "usd/pkr", "USD/PKR/", "USD/P&R", "US/PKR", "USD/"])
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
        "unexpected response: no list of rates"
    )
