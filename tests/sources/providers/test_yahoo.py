"""Yahoo: shares, indices, currencies and coins by its own spelling, and its many refusals."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import indices_of
from tests.sources.providers.recorded import RECORDINGS, read, read_body, refusal, refusal_of, source_of
from tui.domain.events import Snapshot
from tui.domain.quote import Direction, InstrumentId, Quote
from tui.sources import adapter_for
from tui.sources.adapter import ParseError
from tui.sources.providers.yahoo_symbols import instrument_of

HERE = RECORDINGS / "yahoo"
build_requests = adapter_for("yahoo").build_requests


def quote(snapshot: Snapshot, symbol: str) -> Quote:
    return next(quote for quote in snapshot.quotes if quote.id.symbol == symbol)


def result(symbol: str = "OGDC.KA", **meta: str) -> str:
    fields = {"regularMarketPrice": "231.10", "previousClose": "229.85"} | meta
    written = ",".join(f'"{name}":{value}' for name, value in fields.items())
    return f'{{"meta":{{"symbol":"{symbol}",{written}}}}}'


def chart(*results: str) -> str:
    return f'{{"chart":{{"result":[{",".join(results)}],"error":null}}}}'


def row_of(symbol: str = "OGDC.KA", **meta: str) -> Quote:
    return read_body(chart(result(symbol, **meta)), source_of("yahoo", symbol)).quotes[0]


def test_a_share_of_karachi_is_one_of_psx() -> None:
    share = quote(read(HERE / "good.json"), "OGDC")
    assert share.id == InstrumentId("PSX", "OGDC")
    assert (str(share.price), str(share.previous_close)) == ("231.10", "229.85")
    assert (share.change, share.percent, share.direction) == (Decimal("1.25"), Decimal("0.54"), Direction.UP)
    assert (str(share.high), str(share.low), share.volume, share.currency) == ("233.40", "229.5", 4182350, "PKR")
    assert share.name == "Oil & Gas Development Company Limited"
    assert share.as_of == datetime(2026, 11, 23, 9, 14, 3, tzinfo=UTC)


def test_an_index_goes_by_the_name_people_use() -> None:
    (level,) = indices_of(read(HERE / "good.json"))
    assert (level.id, level.name) == (InstrumentId("INDEX", "SPX"), "S&P 500")
    assert (str(level.price), str(level.change), str(level.percent)) == ("6841.27", "-11.23", "-0.16")
    assert level.direction is Direction.DOWN


def test_a_currency_that_has_not_moved_is_unchanged() -> None:
    rupee = quote(read(HERE / "good.json"), "USDPKR")
    assert (rupee.id.market, str(rupee.price), rupee.direction) == ("FX", "281.3312", Direction.UNCHANGED)
    assert rupee.change == 0


@for_each(
    ("symbol", "market", "short"),
    [
        ("OGDC.KA", "PSX", "OGDC"),
        ("786.KA", "PSX", "786"),
        ("^KSE", "PSX", "KSE100"),
        ("^DJI", "INDEX", "DJI"),
        ("^IXIC", "INDEX", "IXIC"),
        ("^FTSE", "INDEX", "FTSE"),
        ("^N225", "INDEX", "N225"),
        ("^HSI", "INDEX", "HSI"),
        ("^GDAXI", "INDEX", "DAX"),
        ("^BSESN", "INDEX", "SENSEX"),
        ("000001.SS", "INDEX", "SSEC"),
        ("^XYZ", "INDEX", "XYZ"),
        ("PKR=X", "FX", "USDPKR"),
        ("USDPKR=X", "FX", "USDPKR"),
        ("EURUSD=X", "FX", "EURUSD"),
        ("BTC-USD", "CRYPTO", "BTC"),
        ("BTC-EUR", "CRYPTO", "BTCEUR"),
        ("GC=F", "FUT", "GC"),
        ("AAPL", "US", "AAPL"),
        ("BRK-B", "US", "BRK-B"),
        ("M&M.NS", "NSE", "M&M"),
        ("VOD.L", "LSE", "VOD"),
        ("SAP.DU", "DUSSELDORF", "SAP.DU"),
        ("EMAAR.AE", "DFM", "EMAAR"),
        ("ENI.MI", "MILAN", "ENI.MI"),
        ("XU100.IS", "BIST", "XU100.IS"),
        ("ABC.QQ", "YAHOO", "ABC.QQ"),
    ],
)
def test_its_spelling_names_the_market(symbol: str, market: str, short: str) -> None:
    assert instrument_of(symbol, source_of("yahoo")) == InstrumentId(market, short)


def test_the_users_own_mapping_comes_first_and_a_bare_share_belongs_to_the_sources_market() -> None:
    own = MappingProxyType({"^GSPC": InstrumentId("US", "SP500")})
    source = source_of("yahoo")._replace(instruments=own, market="NYSE")
    assert instrument_of("^GSPC", source) == InstrumentId("US", "SP500")
    assert instrument_of("KO", source) == InstrumentId("NYSE", "KO")
    assert instrument_of("ABC.QQ", source) == InstrumentId("NYSE", "ABC.QQ")
    assert instrument_of("ENI.MI", source) == InstrumentId("MILAN", "ENI.MI")
    assert instrument_of("BRK.B", source._replace(market="US")) == InstrumentId("US", "BRK.B")
    assert instrument_of("ABC.QQ", source._replace(market="US")) == InstrumentId("YAHOO", "ABC.QQ")
    assert indices_of(read(HERE / "good.json", source))[0].id == InstrumentId("US", "SP500")


def test_many_symbols_are_requested_twenty_at_a_time() -> None:
    requests = build_requests(source_of("yahoo", *[f"S{number}.KA" for number in range(45)]))
    assert [request.url.count(".KA") for request in requests] == [20, 20, 5]
    assert requests[0].url.startswith("https://query1.finance.yahoo.com/v7/finance/spark?symbols=S0.KA,S1.KA,")
    assert requests[0].url.endswith("&range=1d&interval=5m")


def test_one_symbol_is_requested_by_its_chart() -> None:
    (request,) = build_requests(source_of("yahoo", "^GSPC"))
    assert request.url == "https://query1.finance.yahoo.com/v8/finance/chart/%5EGSPC?range=1d&interval=5m"


def test_its_own_base_is_joined_to_another_host_without_that_ones_query() -> None:
    source = source_of("yahoo", "AAPL", url="http://127.0.0.1:1234/mirror/?token=x#y")
    assert build_requests(source)[0].url == "http://127.0.0.1:1234/mirror/v8/finance/chart/AAPL?range=1d&interval=5m"


def test_repeated_symbols_are_requested_once_and_special_characters_stay_in_their_parameter() -> None:
    (request,) = build_requests(source_of("yahoo", "M&M.NS", "PKR=X", "M&M.NS"))
    assert "?symbols=M%26M.NS,PKR%3DX&range=1d" in request.url


@for_each("symbol", ["ogdc.ka", "A B", "../x", "A,B", "A?b", "Ｏ", "^", "A" * 40])
def test_a_symbol_it_cannot_have_is_not_requested(symbol: str) -> None:
    with pytest.raises(ParseError, match=r"expected one such as OGDC\.KA"):
        build_requests(source_of("yahoo", "OGDC.KA", symbol))


def test_too_many_symbols_make_no_request() -> None:
    with pytest.raises(ParseError, match="1001 symbols are too many"):
        build_requests(source_of("yahoo", *[f"S{number}" for number in range(1001)]))


def test_the_chart_states_the_same_as_spark() -> None:
    assert read(HERE / "good_chart.json", source_of("yahoo", "OGDC.KA")).quotes[0] == quote(
        read(HERE / "good.json"), "OGDC"
    )


def test_a_dollar_pair_is_known_by_the_short_form_of_the_response() -> None:
    snapshot = read_body(chart(result("PKR=X")), source_of("yahoo", "USDPKR=X"))
    assert (snapshot.quotes[0].id.symbol, snapshot.note) == ("USDPKR", None)


def test_a_symbol_not_requested_is_ignored_and_a_missing_one_is_named() -> None:
    partial = read(HERE / "partial.json")
    assert {row.id.symbol for row in partial.quotes} == {"OGDC", "USDPKR", "BTC", "AAPL"}
    assert partial.note == "no quotes for ^GSPC"
    assert {row.id.symbol: row.flags for row in partial.quotes if row.price is None} == {
        "USDPKR": ("no price",),
        "BTC": ("no price",),
        "AAPL": ("price is zero",),
    }


def test_only_the_symbols_of_its_own_request_are_missed_in_a_response() -> None:
    source = source_of("yahoo", "OGDC.KA", *[f"S{number}.KA" for number in range(30)])
    body = f'{{"spark":{{"result":[{{"symbol":"OGDC.KA","response":[{result()}]}}],"error":null}}}}'
    note = read_body(body, source).note
    assert note == "no quotes for S0.KA, S1.KA, S2.KA and 16 more"


@for_each(
    ("meta", "previous"),
    [
        ({"previousClose": "229.85", "chartPreviousClose": "220"}, "229.85"),
        ({"previousClose": "null", "chartPreviousClose": "220.5", "range": '"1d"'}, "220.5"),
        ({"previousClose": "null", "chartPreviousClose": "220.5"}, "220.5"),
        ({"previousClose": "null", "chartPreviousClose": "220.5", "range": '"5d"'}, None),
        ({"previousClose": "0"}, None),
    ],
)
def test_the_close_before_a_longer_range_is_not_yesterdays(meta: Mapping[str, str], previous: str | None) -> None:
    row = row_of(**meta)
    assert row.previous_close == (Decimal(previous) if previous else None)
    assert (row.change is None) == (previous is None)
    assert (row.percent is None) == (previous is None)
    assert (row.direction is None) == (previous is None)


def test_a_price_of_long_ago_is_flagged() -> None:
    row = row_of(regularMarketTime="1630666799")
    assert row.flags == ("last traded 2021-09-03",)
    assert row.price == Decimal("231.10")


@for_each(
    ("price", "flag"),
    [
        ("0", "price is zero"),
        ("0.00", "price is zero"),
        ("-37.63", "price is negative"),
        ("1e300", "price: larger than 10^12"),
        ('"n/a"', "price: not a plain decimal number"),
        ("true", "price: not a number"),
        ("null", "no price"),
    ],
)
def test_a_price_that_is_not_valid_is_never_shown(price: str, flag: str) -> None:
    assert refusal_of(chart(result(regularMarketPrice=price)), source_of("yahoo", "OGDC.KA")) == (
        f"no valid rows: {flag}"
    )


def test_an_invalid_figure_beside_a_valid_price_is_left_out_and_flagged() -> None:
    row = row_of(regularMarketDayHigh='"high"', regularMarketVolume="-4", regularMarketTime='"noon"', currency="[]")
    assert (row.price, row.high, row.volume, row.as_of, row.currency) == (Decimal("231.10"), None, None, None, None)
    assert row.flags == ("high: not a plain decimal number", "volume: not a count")


@for_each(
    ("name", "reason"),
    [
        ("error.json", "provider says: No data found for spark symbols"),
        ("error_chart.json", "provider says: No data found, symbol may be delisted"),
        ("error_crumb.json", "provider says: Invalid Crumb"),
        ("error_down.txt", "provider is down: Will be right back"),
        ("error_consent.html", "not data: a page that asks for consent to cookies"),
        ("limit.txt", "limit reached: Too Many Requests"),
        ("empty.json", "no quotes for OGDC.KA, ^GSPC, PKR=X and 2 more"),
    ],
)
def test_each_error_of_the_provider_has_a_plain_reason(name: str, reason: str) -> None:
    assert refusal(HERE / name) == reason


@for_each("error", ["true", '"busy"', "[]", "{}", "5", '{"code": 7, "description": null}'])
def test_an_error_of_any_shape_is_an_error(error: str) -> None:
    assert refusal_of(f'{{"spark":{{"result":[],"error":{error}}}}}', source_of("yahoo")).startswith("provider says: ")


def test_rows_of_one_instrument_are_one_row() -> None:
    twice = chart(result(), result(regularMarketPrice="9"))
    (row,) = read_body(twice, source_of("yahoo", "OGDC.KA")).quotes
    assert row.price == Decimal("231.10")


@for_each(
    ("stated", "kind"),
    [
        ("INDEX", "index"),
        ("EQUITY", "share"),
        ("ETF", "fund"),
        ("MUTUALFUND", "fund"),
        ("FUTURE", "future"),
        ("CURRENCY", "currency"),
        ("CRYPTOCURRENCY", "coin"),
        ("ECNQUOTE", "share"),
        ("", "share"),
    ],
)
def test_it_states_what_an_instrument_is(stated: str, kind: str) -> None:
    assert row_of("XU100.IS", instrumentType=f'"{stated}"').kind == kind


@for_each(
    ("symbol", "kind"),
    [("^XYZ", "index"), ("CL=F", "future"), ("PKR=X", "currency"), ("BTC-USD", "coin"), ("OGDC.KA", "share")],
)
def test_the_spelling_tells_what_the_response_does_not(symbol: str, kind: str) -> None:
    assert row_of(symbol).kind == kind
    assert row_of(symbol, instrumentType="7").kind == kind


def test_the_spelling_of_an_index_comes_before_what_is_stated() -> None:
    assert row_of("^KSE", instrumentType='"EQUITY"').kind == "index"


@for_each(
    ("meta", "change", "percent", "direction"),
    [
        ({"regularMarketChange": "-0.75", "regularMarketChangePercent": "-0.323"}, "-0.75", "-0.323", "down"),
        ({"regularMarketChange": "1.30", "regularMarketChangePercent": "0.5657"}, "1.30", "0.5657", "up"),
        ({"fulldayChange": "-0.3", "fulldayChangePercent": "-0.13"}, "-0.3", "-0.13", "down"),
        ({"fulldayChange": "-0.3", "regularMarketChangePercent": "-0.13"}, "-0.3", "-0.13", "down"),
        (
            {"fulldayChange": "2", "fulldayChangePercent": "0.87", "regularMarketChangePercent": "0.54"},
            "1.25",
            "0.54",
            "up",
        ),
        (
            {"regularMarketChange": "1.25", "regularMarketChangePercent": "0.5438", "fulldayChange": "9"},
            "1.25",
            "0.5438",
            "up",
        ),
        ({"regularMarketChange": "0", "regularMarketChangePercent": "0"}, "0", "0", "unchanged"),
        ({}, "1.25", "0.54", "up"),
    ],
)
def test_the_change_is_that_of_the_regular_session(
    meta: Mapping[str, str], change: str, percent: str, direction: str
) -> None:
    row = row_of(**meta)
    assert (str(row.change), str(row.percent), row.direction) == (change, percent, direction)


def test_a_stated_change_needs_no_previous_close() -> None:
    row = row_of(previousClose="null", chartPreviousClose="220", range='""', fulldayChange="-0.3")
    assert (row.previous_close, row.change, row.direction) == (None, Decimal("-0.3"), Direction.DOWN)


def test_a_year_and_the_exchange_are_read() -> None:
    row = read(HERE / "good_chart.json", source_of("yahoo", "OGDC.KA")).quotes[0]
    assert (str(row.year_low), str(row.year_high), row.exchange) == ("172.02", "260.00", "Karachi")
    assert row_of(exchangeName='"NMS"').exchange == "NMS"
    assert row_of(exchangeName='"NMS"', fullExchangeName='"NasdaqGS"').exchange == "NasdaqGS"
    assert row_of(exchangeName="5").exchange is None


SESSION = '{"regular":{"start":1795410120,"end":1795431600}}'


@for_each(
    ("meta", "first", "opened"),
    [
        ({"regularMarketOpen": "230.5"}, 1795410120, "230.5"),
        ({"currentTradingPeriod": SESSION}, 1795410120, "229.9"),
        ({"currentTradingPeriod": SESSION}, 1795410420, None),
        ({}, 1795410120, None),
        ({"currentTradingPeriod": SESSION, "regularMarketOpen": "0"}, 1795410120, None),
    ],
)
def test_the_open_is_stated_or_that_of_the_first_interval_of_the_session(
    meta: Mapping[str, str], first: int, opened: str | None
) -> None:
    bars = f'"timestamp":[{first},{first + 300}],"indicators":{{"quote":[{{"open":[229.9,231]}}]}}'
    body = chart(f"{result(**meta)[:-1]},{bars}}}")
    row = read_body(body, source_of("yahoo", "OGDC.KA")).quotes[0]
    assert row.open == (Decimal(opened) if opened else None)


def test_a_thousand_symbols_are_requested_in_batches_each_once() -> None:
    symbols = [f"S{number}" for number in range(1000)]
    requests = build_requests(source_of("yahoo", *symbols))
    named = [parse_qs(urlsplit(request.url).query)["symbols"][0].split(",") for request in requests]
    assert [symbol for batch in named for symbol in batch] == symbols
    assert len(requests) <= 50


@for_each(
    ("symbol", "price", "previous", "change"),
    [
        ("^IRX", "-0.105", "-0.055", "-0.050"),
        ("^IRX", "0", "0.013", "-0.013"),
        ("^TNX", "4.123", "4.10", "0.023"),
        ("CL=F", "-37.63", "18.27", "-55.90"),
        ("^GSPC", "-1", "18.27", None),
    ],
)
def test_an_index_of_yields_and_a_future_may_be_below_zero(
    symbol: str, price: str, previous: str, change: str | None
) -> None:
    good = result("AAPL", regularMarketPrice="1")
    source = source_of("yahoo", symbol, "AAPL")
    row = read_body(chart(result(symbol, regularMarketPrice=price, previousClose=previous), good), source).quotes[0]
    assert (row.price, row.change) == (change and Decimal(price), change and Decimal(change))


def test_prices_of_32_bits_have_no_noise() -> None:
    row = row_of(regularMarketPrice="101.94999694824219", previousClose="100.80000305175781")
    assert (str(row.price), str(row.previous_close), str(row.change)) == ("101.95", "100.8", "1.15")


def test_figures_and_times_may_be_texts() -> None:
    numbers = row_of(regularMarketPrice="231.10", regularMarketVolume="12345", regularMarketTime="1795420800")
    texts = row_of(regularMarketPrice='"231.10"', regularMarketVolume='"12345"', regularMarketTime='"1795420800"')
    assert texts == numbers
    assert texts.as_of == datetime(2026, 11, 23, 8, tzinfo=UTC)


@for_each(("kind", "volume"), [("MUTUALFUND", None), ("CURRENCY", None), ("ETF", 0), ("EQUITY", 0), ("INDEX", 0)])
def test_what_is_not_traded_has_no_volume(kind: str, volume: int | None) -> None:
    row = row_of("VTSAX", instrumentType=f'"{kind}"', regularMarketVolume="0", regularMarketDayLow="0.0")
    assert (row.volume, row.low) == (volume, None)
