"""Stooq: a few columns of CSV, N/D for what it does not know, and a quiet daily limit."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import indices_of, others_of
from tests.sources.providers.recorded import RECORDINGS, read, read_body, refusal, refusal_of, source_of
from tui.domain.events import Snapshot
from tui.domain.quote import InstrumentId
from tui.sources import adapter_for
from tui.sources.adapter import ParseError

HERE = RECORDINGS / "stooq"
HEADER = "Symbol,Date,Time,Open,High,Low,Close,Volume\r\n"
build_requests = adapter_for("stooq").build_requests


def read_rows(*rows: str, header: str = HEADER) -> Snapshot:
    return read_body(header + "".join(f"{row}\r\n" for row in rows), source_of("stooq"), "text/csv")


def test_a_share_without_a_previous_close_has_no_change() -> None:
    apple = read(HERE / "good.csv").quotes[0]
    assert apple.id == InstrumentId("US", "AAPL")
    assert [str(figure) for figure in (apple.price, apple.open, apple.high, apple.low)] == [
        "268.56",
        "266.9",
        "269.88",
        "265.91",
    ]
    assert (apple.change, apple.percent, apple.direction, apple.previous_close) == (None,) * 4
    assert apple.volume == 41870321


@for_each(
    ("row", "previous", "change", "name"),
    [
        ("268.56,7,267.44,APPLE INC", "267.44", "1.12", "APPLE INC"),
        ("268.56,7,268.56,APPLE", "268.56", "0.00", "APPLE"),
        ("268.56,7,N/D,PROCTER & GAMBLE, THE", None, None, "PROCTER & GAMBLE, THE"),
        ("268.56,7,,a,b,,c", None, None, "a, b, , c"),
        ("268.56,7,0,AAPL.US", None, None, None),
        ("268.56,7,270,N/D", "270", "-1.44", None),
    ],
)
def test_the_change_is_from_the_previous_close_and_a_name_may_have_commas(
    row: str, previous: str | None, change: str | None, name: str | None
) -> None:
    header = "Symbol,Date,Time,Open,High,Low,Close,Volume,Prev,Name\r\n"
    (apple,) = read_rows(f"AAPL.US,2026-11-20,22:00:09,1,1,1,{row}", header=header).quotes
    assert (apple.previous_close, apple.change) == (previous and Decimal(previous), change and Decimal(change))
    assert (apple.name, apple.volume) == (name, 7)


@for_each(
    ("symbol", "currency"),
    [
        ("usdpkr", "PKR"),
        ("eurusd", "USD"),
        ("usdegp", "EGP"),
        ("btcusd", "USD"),
        ("btc.v", "USD"),
        ("aapl.us", "USD"),
        ("7203.jp", "JPY"),
        ("vod.uk", None),
        ("pkn", None),
        ("pkn.pl", None),
        ("cl.f", None),
        ("10usy.b", None),
        ("^spx", None),
        ("abcdef", None),
    ],
)
def test_a_pair_names_its_currency_and_a_share_has_the_only_one_of_its_exchange(
    symbol: str, currency: str | None
) -> None:
    body = f"{HEADER}{symbol.upper()},2026-11-20,17:00:00,1,1,1,1.50,5\r\n"
    (row,) = read_body(body, source_of("stooq", symbol), "text/csv").quotes
    assert row.currency == currency


def test_its_times_are_those_of_warsaw() -> None:
    apple, rupee, _ = others_of(read(HERE / "good.csv"))
    assert apple.as_of == datetime(2026, 11, 20, 21, 0, 9, tzinfo=UTC)
    assert rupee.as_of == datetime(2026, 11, 23, 9, 29, 41, tzinfo=UTC)


def test_an_index_a_currency_and_a_coin_are_rows_of_other_providers_too() -> None:
    good = read(HERE / "good.csv")
    assert [str(row.id) for row in others_of(good)[1:]] == ["FX:USDPKR", "CRYPTO:BTC"]
    assert [(row.id, row.name) for row in indices_of(good)] == [(InstrumentId("INDEX", "SPX"), "S&P 500")]


@for_each(
    ("symbol", "instrument"),
    [
        ("vod.uk", "LSE:VOD"),
        ("^nkx", "INDEX:N225"),
        ("pkn", "WSE:PKN"),
        ("btcpln", "CRYPTO:BTCPLN"),
        ("x.zz", "STOOQ:X.ZZ"),
        ("btc.v", "CRYPTO:BTC"),
        ("gc.f", "FUT:GC"),
        ("10usy.b", "STOOQ:10USY.B"),
    ],
)
def test_its_spelling_names_the_market(symbol: str, instrument: str) -> None:
    source = source_of("stooq", symbol)
    snapshot = read_body(f"{HEADER}{symbol.upper()},2026-11-20,17:00:00,1,1,1,1.50,5\r\n", source, "text/csv")
    ids = [row.id for row in snapshot.quotes]
    assert list(map(str, ids)) == [instrument]


@for_each(
    ("symbol", "close", "previous", "kind", "figures"),
    [
        ("cl.f", "-37.63", "18.27", "future", ("-37.63", "-55.90", "-305.97")),
        ("cl.f", "10.01", "-37.63", "future", ("10.01", "47.64", "None")),
        ("gc.f", "4137.63", "4118.27", "future", ("4137.63", "19.36", "0.47")),
        ("10dey.b", "-0.532", "-0.512", "rate", ("-0.532", "-0.020", "None")),
        ("10DEY.B", "0", "-0.012", "rate", ("0", "0.012", "None")),
        ("2usy.b", "4.13", "4.10", "rate", ("4.13", "0.03", "0.73")),
        ("btc.v", "91000", "90000", "coin", ("91000", "1000", "1.11")),
        ("aapl.us", "-1.5", "1.4", "share", ("None", "None", "None")),
        ("eurusd", "0", "1.08", "currency", ("None", "None", "None")),
    ],
)
def test_only_a_future_and_a_rate_may_be_below_zero(
    symbol: str, close: str, previous: str, kind: str, figures: tuple[str, str, str]
) -> None:
    header = "Symbol,Close,Prev,Name\r\n"
    body = f"{header}{symbol.upper()},{close},{previous},X\r\nMSFT.US,1.5,1.4,MICROSOFT\r\n"
    row = read_body(body, source_of("stooq", symbol, "msft.us"), "text/csv").quotes[0]
    assert (str(row.kind), (str(row.price), str(row.change), str(row.percent))) == (kind, figures)


def test_nd_is_nothing_and_never_zero() -> None:
    partial = read(HERE / "partial.csv")
    apple, rupee = partial.quotes
    assert (apple.price, apple.open, apple.volume) == (Decimal("268.56"), None, None)
    assert (rupee.price, rupee.flags) == (None, ("price: not a plain decimal number",))
    assert partial.note == "no quotes for ^spx, btcusd"


def test_columns_are_known_by_their_titles() -> None:
    header = "Close,Symbol,Name,Volume\r\n"
    (apple,) = read_rows("268.56,AAPL.US,APPLE,7", header=header).quotes
    assert (str(apple.price), apple.volume, apple.open, apple.as_of) == ("268.56", 7, None, None)


def test_symbols_are_joined_as_it_wants_them() -> None:
    (request,) = build_requests(source_of("stooq", "AAPL.US", "^spx"))
    assert request.url == "https://stooq.com/q/l/?s=aapl.us+%5Espx&f=sd2t2ohlcvpn&h&e=csv"
    assert len(build_requests(source_of("stooq", *[f"s{number}.us" for number in range(51)]))) == 2


@for_each("symbol", ["a+b", "a b", "a&f=s", "../q", "^", "a" * 40])
def test_a_symbol_it_cannot_have_is_not_requested(symbol: str) -> None:
    with pytest.raises(ParseError, match=r"expected one such as aapl\.us"):
        build_requests(source_of("stooq", symbol))


@for_each(
    ("name", "reason"),
    [
        ("limit.txt", "limit reached: Exceeded the daily hits limit"),
        ("error.txt", "wants a key: Get your apikey: 1. Open https://stooq.example/…"),
        ("error_none.txt", "not data: No data"),
        ("empty.csv", "no quotes for aapl.us, ^spx, usdpkr and 1 more"),
        ("empty_unknown.csv", "no quotes for aapl.us, ^spx, usdpkr and 1 more"),
    ],
)
def test_each_error_of_the_provider_has_a_plain_reason(name: str, reason: str) -> None:
    assert refusal(HERE / name) == reason


@for_each(
    ("rows", "reason"),
    [
        (["AAPL.US,2026-11-20,22:00:09,266.9,269.88,265.91,26"], "answer cut short"),
        (["AAPL.US,2026-11-20,22:00:09,266.9,269.88,265.91,268.56,7,8"], "broken CSV: too many cells in a row"),
        (
            [f"AAPL.US,2026-11-20,22:00:09,1,1,1,{price},7" for price in ("268.56", "268.57")],
            "broken CSV: a symbol is listed twice",
        ),
        (['AAPL.US,"2026'], "broken CSV"),
        (["AAPL.US,2026-11-20,22:00:09,1,1,1,268.56,7"] * 25_000, "too many rows"),
    ],
)
def test_a_broken_table_is_refused_completely(rows: list[str], reason: str) -> None:
    assert refusal_of(HEADER + "".join(f"{row}\r\n" for row in rows), source_of("stooq"), "text/csv") == reason


def test_a_figure_at_the_very_end_of_a_text_without_line_end_may_be_cut_and_is_left_out() -> None:
    cut = HEADER + "AAPL.US,2026-11-20,22:00:09,1,1,1,268.56,4187"
    (apple,) = read_body(cut, source_of("stooq"), "text/csv").quotes
    assert (str(apple.price), apple.volume) == ("268.56", None)
    priced_last = "Symbol,Volume,Close\r\nAAPL.US,7,26"
    assert refusal_of(priced_last, source_of("stooq"), "text/csv").startswith("no quotes for aapl.us")


@for_each("time", ["2026-02-30,22:00:09", "N/D,N/D", "20261120,220009", "2026-11-20,25:00:00"])
def test_an_impossible_time_is_no_time(time: str) -> None:
    (apple,) = read_rows(f"AAPL.US,{time},1,1,1,268.56,7").quotes
    assert (apple.as_of, str(apple.price)) == (None, "268.56")
