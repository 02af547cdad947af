"""The past as providers state it: bars of recorded responses, and the requests for them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.marks import for_each
from tests.sources.providers.recorded import AT, RECORDINGS, TYPES, files, read, source_of
from tui import testing
from tui.domain.bars import Bar
from tui.domain.past import PastSpan
from tui.domain.quote import InstrumentId
from tui.sources import ADAPTERS, adapter_for
from tui.sources.adapter import ParseError, Past, PastQuery, Response, SourceConfig
from tui.sources.redaction.secret import Secret

KINDS = [adapter.kind for adapter in ADAPTERS if adapter.load_past is not None]
MINUTES, DAYS, YEARS = PastSpan.MINUTES, PastSpan.DAYS, PastSpan.YEARS


def past_of(kind: str) -> Past:
    load = adapter_for(kind).load_past
    assert load is not None
    return load()


def recording(kind: str, span: PastSpan) -> Path:
    (path,) = (RECORDINGS / kind).glob(f"past-{span}.*")
    return path


def keyed(kind: str) -> SourceConfig:
    """Return the source of the recordings, with a key where its past needs one."""
    source = source_of(kind)
    return source._replace(key=Secret("canary-0451")) if kind == "stooq" else source


def query(kind: str, span: PastSpan, *symbols: str) -> PastQuery:
    source = keyed(kind)
    return PastQuery(source, symbols or source.symbols[: past_of(kind).batches[span]], span)


def bars_of(kind: str, span: PastSpan, *symbols: str, body: str | bytes | None = None) -> dict[str, list[Bar]]:
    asked = query(kind, span, *symbols)
    path = recording(kind, span)
    raw = path.read_bytes() if body is None else body if isinstance(body, bytes) else body.encode()
    response = Response(url=past_of(kind).build(asked).url, body=raw, content_type=TYPES[path.suffix])
    return {symbol: list(bars) for symbol, bars in past_of(kind).parse(response, asked, AT).items()}


def bar(at: str, *prices: str, volume: int | None = None) -> Bar:
    """Return a bar of a close, or of open, high, low and close."""
    opened, high, low, close = map(Decimal, prices if len(prices) > 1 else prices * 4)
    return Bar(datetime.fromisoformat(at).replace(tzinfo=UTC), opened, high, low, close, volume, is_filled=True)


@for_each("kind", KINDS)
def test_every_kind_that_knows_the_past_keeps_the_contract(kind: str) -> None:
    snapshot = read(files(kind, "good")[0])
    bodies = {span: recording(kind, span).read_bytes() for span in past_of(kind).batches}
    testing.check_past(adapter_for(kind), keyed(kind), snapshot, bodies, AT)


@for_each(
    ("kind", "span", "symbols", "expected"),
    [
        (
            "yahoo",
            MINUTES,
            ("OGDC.KA", "^GSPC", "AAPL"),
            {
                "OGDC.KA": [
                    bar("2026-11-20T10:55", "230.5"),
                    bar("2026-11-23T04:30", "231.0"),
                    bar("2026-11-23T04:40", "231.25", "231.4", "231.25", "231.4"),
                ],
                "^GSPC": [bar("2026-11-20T20:55", "6602.98"), bar("2026-11-20T21:00", "6602.990234375")],
            },
        ),
        (
            "yahoo",
            DAYS,
            ("OGDC.KA", "^GSPC", "USDPKR=X"),
            {
                "OGDC.KA": [bar("2026-11-18", "228.1"), bar("2026-11-20", "230.5"), bar("2026-11-23", "231.4")],
                "^GSPC": [bar("2026-11-18", "6642.16"), bar("2026-11-19", "6538.76"), bar("2026-11-20", "6602.99")],
                "USDPKR=X": [bar("2026-10-23", "281.1"), bar("2026-10-26", "280.95")],
            },
        ),
        (
            "yahoo",
            YEARS,
            ("OGDC.KA",),
            {
                "OGDC.KA": [
                    bar("2016-11-23", "150.0", "152.31", "149.5", "151.75", volume=2514300),
                    bar("2026-11-19", "229.5", "229.9", "228.0", "228.1", volume=5120044),
                ]
            },
        ),
        (
            "binance",
            MINUTES,
            ("BTCUSDT",),
            {
                "BTCUSDT": [
                    bar("2026-11-23T09:20", "87120.01", "87200", "87100.5", "87150", volume=12),
                    bar("2026-11-23T09:25", "87150", "87151", "87000", "87010.1", volume=1520),
                ]
            },
        ),
        (
            "coingecko",
            MINUTES,
            ("bitcoin",),
            {
                "bitcoin": [
                    bar("2026-11-23T09:20", "87150.12345678", "87150.12345678", "87149.5", "87149.5"),
                    bar("2026-11-23T09:25", "87010.1"),
                ]
            },
        ),
        (
            "coingecko",
            DAYS,
            ("bitcoin",),
            {"bitcoin": [bar("2026-11-20", "85400"), bar("2026-11-21", "86000.25"), bar("2026-11-23", "87010.1")]},
        ),
        (
            "frankfurter",
            DAYS,
            ("USD/PKR",),
            {"USD/PKR": [bar("2026-11-18", "280.95"), bar("2026-11-19", "281.02"), bar("2026-11-23", "281.1")]},
        ),
        (
            "twelvedata",
            MINUTES,
            ("AAPL",),
            {
                "AAPL": [
                    bar("2026-11-20T20:50", "270.5", "271.2", "270.5", "271.10001", volume=903344),
                    bar("2026-11-20T20:55", "271.10001", "271.49", "270.8", "271.39001", volume=1203344),
                ]
            },
        ),
        (
            "alphavantage",
            DAYS,
            ("IBM",),
            {
                "IBM": [
                    bar("2026-11-19", "290.4500", "293.0000", "288.0000", "290.4000", volume=4720158),
                    bar("2026-11-20", "291.0000", "298.5000", "290.1000", "297.4400", volume=5720158),
                ]
            },
        ),
        (
            "stooq",
            DAYS,
            ("aapl.us",),
            {
                "aapl.us": [
                    bar("2026-11-18", "267.5", "269.1", "266.8", "268.56", volume=40424500),
                    bar("2026-11-19", "270.83", "275.43", "265.92", "266.25", volume=45823600),
                    bar("2026-11-20", "265.95", "273.33", "265.67", "271.49", volume=59030800),
                ]
            },
        ),
    ],
)
def test_the_bars_of_a_response_have_its_figures(
    kind: str, span: PastSpan, symbols: tuple[str, ...], expected: dict[str, list[Bar]]
) -> None:
    assert bars_of(kind, span, *symbols) == expected


@for_each(
    ("kind", "span", "symbols", "path"),
    [
        ("yahoo", MINUTES, ("A", "^B"), "/v7/finance/spark?symbols=A,%5EB&range=5d&interval=5m"),
        ("yahoo", DAYS, ("A", "B"), "/v7/finance/spark?symbols=A,B&range=2y&interval=1d"),
        ("yahoo", DAYS, ("^A",), "/v8/finance/chart/%5EA?range=2y&interval=1d"),
        ("yahoo", YEARS, ("A",), "/v8/finance/chart/A?range=10y&interval=1d"),
        ("binance", MINUTES, ("BTCUSDT",), "/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=1000"),
        ("coingecko", DAYS, ("bitcoin/pkr",), "/api/v3/coins/bitcoin/market_chart?vs_currency=pkr&days=365"),
        ("frankfurter", YEARS, ("EUR/PKR",), "/v2/rates?base=EUR&quotes=PKR"),
        ("twelvedata", MINUTES, ("AAPL",), "/time_series?symbol=AAPL&interval=5min&outputsize=400&timezone=UTC"),
        ("alphavantage", DAYS, ("IBM",), "/query?function=TIME_SERIES_DAILY&symbol=IBM&outputsize=compact"),
        ("stooq", DAYS, ("AAPL.US",), "/q/d/l/?s=aapl.us&i=d"),
    ],
)
def test_a_request_names_what_is_asked_for(kind: str, span: PastSpan, symbols: tuple[str, ...], path: str) -> None:
    asked = query(kind, span, *symbols)
    mirrored = asked._replace(source=asked.source._replace(url="http://127.0.0.1:1/mirror/"))
    assert past_of(kind).build(mirrored).url == f"http://127.0.0.1:1/mirror{path}"


def test_frankfurter_is_asked_from_a_day_that_moves_with_the_calendar() -> None:
    assert past_of("frankfurter").build(query("frankfurter", DAYS)).start_date == ("from", 1825)


@for_each("kind", ["twelvedata", "alphavantage", "stooq"])
def test_a_key_is_added_only_when_a_request_is_sent(kind: str) -> None:
    request = past_of(kind).build(query(kind, DAYS))
    secrets = [secret.get_secret_value() for _, secret in (*request.secret_query, *request.secret_headers)]
    assert [each.removeprefix("apikey ") for each in secrets] == ["canary-0451"]


def test_stooq_is_not_asked_without_a_key() -> None:
    with pytest.raises(ParseError, match="no key"):
        past_of("stooq").build(PastQuery(source_of("stooq"), ("aapl.us",), DAYS))


@for_each("kind", ["twelvedata", "alphavantage", "stooq"])
def test_a_kind_with_a_low_daily_limit_is_asked_for_what_is_looked_at_alone(kind: str) -> None:
    assert past_of(kind).only_viewed


@for_each("kind", [kind for kind in KINDS if kind not in {"twelvedata", "alphavantage", "stooq"}])
def test_others_are_asked_at_most_six_times_a_minute(kind: str) -> None:
    assert not past_of(kind).only_viewed
    assert past_of(kind).pace >= timedelta(seconds=10)


@for_each(
    ("kind", "body", "reason"),
    [
        ("yahoo", "Too Many Requests", "limit"),
        ("yahoo", '{"chart": {"result": null, "error": {"description": "No data found"}}}', "No data found"),
        ("binance", '{"code": -1121, "msg": "Invalid symbol."}', "Invalid symbol"),
        ("coingecko", '{"status": {"error_code": 429, "error_message": "You exceeded the rate limit"}}', "limit"),
        ("frankfurter", '{"message": "not found"}', "not found"),
        ("twelvedata", '{"code": 429, "message": "out of credits", "status": "error"}', "limit"),
        ("alphavantage", '{"Information": "our standard API rate limit is 25 requests per day"}', "limit"),
        ("stooq", "Exceeded the daily hits limit", "limit"),
        ("stooq", "Get your apikey:\n\n1. Open https://stooq.com/q/d/?s=aapl.us&get_apikey\n", "key"),
    ],
)
def test_a_response_that_says_why_there_is_no_past_is_refused_in_its_words(kind: str, body: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason):
        bars_of(kind, DAYS, body=body)


def test_bars_of_another_length_than_asked_for_are_refused() -> None:
    body = recording("yahoo", YEARS).read_text().replace('"1d"', '"1mo"')
    with pytest.raises(ParseError, match="prices by 1mo, not by 1d"):
        bars_of("yahoo", YEARS, body=body)


def test_a_daily_file_that_is_cut_short_ends_with_its_last_whole_line() -> None:
    whole = recording("stooq", DAYS).read_text()
    assert [each.close for each in bars_of("stooq", DAYS, "aapl.us", body=whole[:-14])["aapl.us"]] == [
        Decimal("268.56"),
        Decimal("266.25"),
    ]


def test_a_coin_is_known_by_its_place_among_the_rows_and_not_where_one_is_missing() -> None:
    source, rows = source_of("coingecko"), read(RECORDINGS / "coingecko" / "good.json").quotes
    spell = past_of("coingecko").spell
    assert spell(source, rows)[InstrumentId("CRYPTO", "BTC")] == "bitcoin"
    assert len(spell(source, rows)) == len(rows)
    assert spell(source, rows[1:]) == {}


def test_an_instrument_that_the_user_names_is_spelled_as_the_source_does() -> None:
    named = InstrumentId("PSX", "MINE")
    source = source_of("yahoo")._replace(instruments={"OGDC.KA": named})
    row = read(RECORDINGS / "yahoo" / "good.json").quotes[0]._replace(id=named)
    assert past_of("yahoo").spell(source, [row]) == {named: "OGDC.KA"}
