"""What a provider says went wrong is the reason, whatever the shape and though the status is a good one."""

from tests.kit.marks import for_each
from tests.sources.providers.recorded import refusal_of, source_of


@for_each(
    ("kind", "body", "reason"),
    [
        ("yahoo", '{"message":"Too many requests from here"}', "limit reached: Too many requests from here"),
        ("yahoo", '{"error":{"code":5,"message":"Not for you"}}', "provider says: Not for you"),
        ("yahoo", '{"chart":{"result":null,"error":{"message":"Not for you"}}}', "provider says: Not for you"),
        ("yahoo", "{}", "unexpected response: no quotes"),
        ("yahoo", '[{"symbol":"OGDC.KA"}]', "unexpected response: no quotes"),
        ("binance", '{"code":-1121}', "unexpected response: no list of tickers"),
        ("binance", '{"error":{"message":"Pair unknown"}}', "provider says: Pair unknown"),
        (
            "coingecko",
            '{"error":{"status":{"error_code":1,"error_message":"Not for you"}}}',
            "provider says: Not for you",
        ),
        ("coingecko", '{"status":{"error_message":"API Key Missing"}}', "provider says: API Key Missing"),
        ("coingecko", '{"error":"Invalid API key"}', "wants a key: Invalid API key"),
        ("frankfurter", '{"errors":{"base":["is unknown"]}}', "provider says: base: is unknown"),
        ("frankfurter", '{"amount":1,"rates":{"PKR":281.5}}', "unexpected response: no list of rates"),
        ("finnhub", '{"errors":["Not for you"]}', "provider says: Not for you"),
        ("finnhub", '{"s":"no_data"}', "unexpected response: no quote"),
        ("alphavantage", '{"detail":"Not for you"}', "provider says: Not for you"),
        ("twelvedata", '{"detail":"Not for you"}', "provider says: Not for you"),
        ("twelvedata", '{"error":{"message":"Not <b>for</b> you"}}', "provider says: Not for you"),
        (
            "twelvedata",
            '{"AAPL":{"code":404,"status":"error"},"USD/PKR":{"code":429},"BTC/USD":{"code":429}}',
            "limit reached: 8 symbols a minute and 800 a day on a free key",
        ),
        (
            "twelvedata",
            '{"AAPL":{"code":429,"status":"error"},"USD/PKR":{"code":404},"BTC/USD":{"code":404}}',
            "no such symbol: USD/PKR, BTC/USD",
        ),
    ],
)
def test_an_error_of_any_shape_with_a_good_status_is_its_words(kind: str, body: str, reason: str) -> None:
    assert refusal_of(body, source_of(kind)) == reason
