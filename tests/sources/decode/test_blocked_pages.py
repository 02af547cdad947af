"""Responses by which a provider refuses us are distinguished from those that are only broken."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.marks import for_each
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.decode.blocked_pages import is_refusal
from tui.sources.redaction.secret import Secret

AT = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
CAPTCHA = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><h1>Checking that you are human</h1>"
    '<p>Please tick the box to go on.</p><form><input type="checkbox"> I am human</form></body></html>'
)
CONSENT = '<!DOCTYPE html><html><body><form class="consent-form">Before you continue</form></body></html>'
SYMBOLS = {"yahoo": "AAPL", "stooq": "aapl.us", "coingecko": "bitcoin", "binance": "BTCUSDT", "frankfurter": "USD/PKR"}


def reason(kind: str, body: str) -> str:
    """Return why the adapter of this kind rejects such a response."""
    source = SourceConfig(
        name="it",
        kind=kind,
        url="https://x.example/",
        every=timedelta(minutes=1),
        symbols=(SYMBOLS.get(kind, "IBM"),),
        key=Secret("0123456789abcdef"),
    )
    page = Response(url="https://x.example/?symbol=IBM", body=body.encode(), content_type="text/html; charset=utf-8")
    with pytest.raises(ParseError) as raised:
        adapter_for(kind).parse(page, source, AT)
    return raised.value.reason


@for_each(
    ("kind", "body"),
    [
        ("brecorder", CAPTCHA),
        ("psx", CAPTCHA),
        ("yahoo", CONSENT),
        ("yahoo", "Too Many Requests"),
        ("yahoo", '{"spark": {"result": null, "error": {"code": "Unauthorized", "description": "Invalid Crumb"}}}'),
        ("stooq", "Exceeded the daily hits limit"),
        ("stooq", "Get your apikey: 1. Open the page"),
        ("coingecko", '{"status": {"error_code": 429, "error_message": "You\'ve exceeded the Rate Limit."}}'),
        ("binance", '{"code": -1121, "msg": "Invalid symbol."}'),
        ("binance", '{"code": -1003, "msg": "Too many requests; please use the websocket."}'),
        ("frankfurter", '{"message": "not found"}'),
        ("finnhub", '{"error": "API limit reached. Please try again later."}'),
        ("finnhub", '{"error": "Invalid API key"}'),
        ("finnhub", '{"error": "You don\'t have access to this resource."}'),
        ("alphavantage", '{"Information": "our standard API rate limit is 25 requests per day"}'),
        ("alphavantage", '{"Global Quote": {}}'),
        ("alphavantage", '{"Error Message": "the parameter apikey is invalid or missing."}'),
        ("twelvedata", '{"code": 429, "message": "You have run out of API credits", "status": "error"}'),
        ("twelvedata", '{"code": 401, "message": "apikey parameter is incorrect", "status": "error"}'),
        ("twelvedata", '{"code": 403, "message": "available with Pro", "status": "error"}'),
        ("twelvedata", '{"code": 404, "message": "symbol is missing", "status": "error"}'),
    ],
)
def test_a_refusal_is_recognized_by_its_reason(kind: str, body: str) -> None:
    assert is_refusal(reason(kind, body)), reason(kind, body)


@for_each("kind", ["brecorder", "yahoo", "stooq", "coingecko", "binance", "frankfurter", "finnhub"])
@for_each(
    "body",
    [
        "",
        "<html><head><title>503 Service Unavailable</title></head><body>Service temporarily unavailable</body></html>",
        '{"quotes": [{"symbol": "AA',
        "\x00\x01\x02",
    ],
)
def test_a_broken_response_is_no_refusal(kind: str, body: str) -> None:
    assert not is_refusal(reason(kind, body)), reason(kind, body)
