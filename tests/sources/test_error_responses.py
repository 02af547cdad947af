"""What a response with an error status says: a limit, a wrong key, a wrong symbol, maintenance; short and clean."""

from datetime import timedelta

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.sources.providers.recorded import AT, source_of
from tui.domain.text import MAX_ERROR_LENGTH
from tui.sources import adapter_for
from tui.sources.adapter import Response, SourceConfig
from tui.sources.error_responses import error_message, explained_reason
from tui.sources.redaction.secret import REDACTED

KEY = "canary-0451-of-the-error-bodies"
PAGE = SourceConfig(name="mine", kind="brecorder", url="https://t.example/", every=timedelta(minutes=1))


def reason(status: int, body: str | bytes, kind: str = "", content_type: str = "application/json") -> str:
    """Return the reason for a status with this body, of a kind of source or of a page."""
    source = source_of(kind) if kind else PAGE
    adapter = adapter_for(source.kind)
    url = adapter.build_requests(source)[0].url
    raw = body if isinstance(body, bytes) else body.encode()
    response = Response(url=url, body=raw, content_type=content_type, http_status=status)
    return explained_reason(f"HTTP {status}", status, error_message(adapter, response, source, AT, {KEY}))


@for_each(
    ("kind", "status", "body", "expected"),
    [
        ("binance", 400, '{"code":-1121,"msg":"Invalid symbol."}', "HTTP 400: Invalid symbol."),
        ("binance", 400, '{"code":-1100,"msg":"Illegal characters found."}', "HTTP 400: Illegal characters found."),
        ("binance", 451, '{"code":0,"msg":"Service unavailable from a restricted location"}',
         "HTTP 451: Service unavailable from a restricted location"),
        ("binance", 429, '{"code":-1003,"msg":"Too many requests"}', "limit reached: Too many requests"),
        ("binance", 418, '{"code":-1003,"msg":"Too much request weight used; banned"}',
         "HTTP 418: Too much request weight used; banned"),
        ("twelvedata", 401, '{"code":401,"message":"apikey is incorrect","status":"error"}',
         "HTTP 401: the key is not accepted"),
        ("twelvedata", 403, '{"code":403,"message":"not in your plan","status":"error"}',
         "HTTP 403: the key does not open this"),
        ("twelvedata", 404, '{"code":404,"message":"symbol not found","status":"error"}',
         "HTTP 404: no such symbol: AAPL, USD/PKR, BTC/USD"),
        ("twelvedata", 429, '{"code":429,"message":"run out of API credits","status":"error"}',
         "limit reached: 8 symbols a minute and 800 a day on a free key"),
        ("finnhub", 401, '{"error":"Invalid API key"}', "HTTP 401: the key is not accepted"),
        ("finnhub", 403, '{"error":"You don\'t have access to this resource."}',
         "HTTP 403: You don't have access to this resource."),
        ("finnhub", 429, '{"error":"API limit reached. Please try again later."}',
         "limit reached: API limit reached. Please try again later."),
        ("alphavantage", 503, '{"Information":"We are under maintenance."}',
         "HTTP 503: provider is down: We are under maintenance."),
        ("coingecko", 429, '{"status":{"error_code":429,"error_message":"You\'ve exceeded the Rate Limit."}}',
         "limit reached: You've exceeded the Rate Limit."),
        ("coingecko", 404, '{"error":"coin not found"}', "HTTP 404: coin not found"),
        ("frankfurter", 422, '{"status":422,"message":"invalid currency: XQX"}', "HTTP 422: invalid currency: XQX"),
        ("yahoo", 404, '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found"}}}',
         "HTTP 404: No data found"),
        ("yahoo", 401, '{"finance":{"result":null,"error":{"code":"Unauthorized","description":"Invalid Crumb"}}}',
         "HTTP 401: Invalid Crumb"),
        ("yahoo", 429, "Too Many Requests", "limit reached: Too Many Requests"),
        ("stooq", 503, "Will be right back", "HTTP 503: provider is down: Will be right back"),
    ],
)  # fmt: skip
def test_the_words_of_a_provider_are_the_reason_whatever_the_status(
    kind: str, status: int, body: str, expected: str
) -> None:
    assert reason(status, body, kind) == expected


@for_each(
    ("body", "expected"),
    [
        ('{"message":"No such page here"}', "HTTP 400: No such page here"),
        ('{"message":"<b>No</b> such&nbsp;page &amp; none &lt;here"}', "HTTP 400: No such page & none <here"),
        ('{"errors":{"base":["is unknown"]}}', "HTTP 400: base: is unknown"),
        ('{"errors":{"base":"is unknown","to":"is missing"}}', "HTTP 400: base: is unknown"),
        ('{"errors":[{"code":"x","detail":"Too many days"}]}', "HTTP 400: Too many days"),
        ('{"errors":["First wrong","second"]}', "HTTP 400: First wrong"),
        ('{"fault":{"faultstring":"No such proxy","detail":{"errorcode":"x.y"}}}', "HTTP 400: No such proxy"),
        ('{"error":{"code":"E1","info":"No base was given"}}', "HTTP 400: No base was given"),
        ('{"success":false,"error":{"type":"invalid_base"}}', "HTTP 400: invalid_base"),
        ('{"result":"error","error-type":"unsupported-code"}', "HTTP 400: unsupported-code"),
        ('{"type":"about:blank","title":"Bad Request","detail":"from is no date"}', "HTTP 400: from is no date"),
        ('{"type":"https://e.example/problems/x","title":"Unknown base"}', "HTTP 400: Unknown base"),
        ('{"type":"error","error":{"type":"invalid_request","message":"Unknown base"}}', "HTTP 400: Unknown base"),
        ('{"statusCode":400,"statusMessage":"Unknown base"}', "HTTP 400: Unknown base"),
        ('<?xml version="1.0"?><Error><Code>X</Code><Message>Access denied to &quot;A&quot;</Message></Error>',
         'HTTP 400: Access denied to "A"'),
        ("<s:Fault><faultstring xml:lang='en'>Unknown base</faultstring></s:Fault>", "HTTP 400: Unknown base"),
        ("<html><body><message>Unknown base</message></body></html>", "HTTP 400"),
        ('{"error":{"code":7,"message":"Bad date"}}', "HTTP 400: Bad date"),
        ('{"errors":["Unknown pair","Bad date"]}', "HTTP 400: Unknown pair"),
        ('{"error":["EQuery:Unknown asset pair"],"result":{}}', "HTTP 400: EQuery:Unknown asset pair"),
        ('{"data":{"error":{"Detail":"Not for you"}}}', "HTTP 400: Not for you"),
        ('[{"msg":"Unknown pair"}]', "HTTP 400: Unknown pair"),
        ('{"type":"about:blank","title":"Bad Request","status":400,"detail":"Date must be a day"}',
         "HTTP 400: Date must be a day"),
        ('{"timestamp":1,"status":400,"error":"Bad Request","message":"Pair is required"}',
         "HTTP 400: Pair is required"),
        ('{"error":"5"}', "HTTP 400"),
        ('{"error":true,"message":null}', "HTTP 400"),
        ('{"result":{"price":5}}', "HTTP 400"),
        ("[]", "HTTP 400"),
        ("Unknown pair", "HTTP 400: Unknown pair"),
        ('"Unknown pair"', 'HTTP 400: "Unknown pair"'),
        ("Unknown pair\nSee the manual\n", "HTTP 400: Unknown pair See the manual"),
        ("OGDC 101.25\nPPL 88.00\nMARI 1.00\n", "HTTP 400"),
        ("Unknown pair " * 100, "HTTP 400"),
        ('{"message":"cut sho', "HTTP 400"),
        ('{"message":"Bad Request"}', "HTTP 400"),
        ("400 Bad Request", "HTTP 400"),
        ("Error", "HTTP 400: Error"),
        ("", "HTTP 400"),
        ("<html><title>400 Bad Request</title><h1>Oops</h1></html>", "HTTP 400"),
        ("<html><title>Just a moment...</title>Checking your browser</html>",
         "HTTP 400: a page that asks for a human"),
        ("<html><title>Down for scheduled maintenance</title></html>",
         "HTTP 400: provider is down: Down for scheduled maintenance"),
    ],
)  # fmt: skip
def test_words_are_found_in_any_json_and_in_a_short_text(body: str, expected: str) -> None:
    assert reason(400, body, "table") == expected


@for_each(
    ("status", "body", "expected"),
    [
        (429, "Slow down", "limit reached: Slow down"),
        (429, '{"message":"Slow down"}', "limit reached: Slow down"),
        (429, "Too Many Requests.", "limit reached: Too Many Requests."),
        (429, '{"error":"Invalid API key"}', "HTTP 429: the key is not accepted"),
        (429, "", "HTTP 429"),
        (403, '{"message":"API rate limit exceeded"}', "limit reached: API rate limit exceeded"),
        (402, '{"message":"Your quota is used up"}', "limit reached: Your quota is used up"),
    ],
)
def test_a_limit_is_called_a_limit(status: int, body: str, expected: str) -> None:
    assert reason(status, body, "table") == expected


@for_each(
    ("status", "words", "expected"),
    [
        (429, "limit reached: Slow down", "limit reached: Slow down, asked to wait 5 min"),
        (503, "provider says: Busy", "HTTP 503: Busy, asked to wait 5 min"),
        (429, None, "HTTP 429, asked to wait 5 min"),
    ],
)
def test_the_wait_that_a_server_asks_for_stays_in_the_reason(status: int, words: str | None, expected: str) -> None:
    assert explained_reason(f"HTTP {status}, asked to wait 5 min", status, words) == expected


@for_each(
    "body",
    [
        f'{{"message":"No access with {KEY}"}}',
        f'{{"message":"{"x " * 20}{KEY} is not known"}}',
        f'{{"error":{{"message":"key={KEY.upper()}"}}}}',
        f"Key {KEY} is not known",
        f'{{"message":"{KEY[:15]}\\u{ord(KEY[15]):04x}{KEY[16:]} is not known"}}',
    ],
)
def test_a_key_is_hidden_before_the_words_are_cut(body: str) -> None:
    words = reason(403, body, "table")
    assert KEY[:6].lower() not in words.lower()
    assert REDACTED in words


@pytest.mark.parametrize("body", ["\x1b[31mNo\x1b[0m \u202eaccess", '{"message":"No\\u001b[2J \\u0007access\\n"}'])
def test_words_are_clean_and_on_one_line(body: str) -> None:
    words = reason(403, body, "table")
    assert words.isprintable()
    assert words.startswith("HTTP 403: No")


def test_words_are_short() -> None:
    assert len(reason(403, f'{{"message":"{"no access " * 40}"}}', "table")) < MAX_ERROR_LENGTH / 2


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", quick(3, '{"a":[1]},', '["error"],', '{"error":1},', "<a", "a", "quota ", '{"message":"a1"},', "[")
)
def test_work_grows_with_the_body(unit: str) -> None:
    def read(units: int) -> None:
        reason(400, f"[{unit * units}0]", "table")

    assert_linear(read, start=2_000, largest=64_000)
