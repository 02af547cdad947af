"""Answers of providers that were read wrongly once, with their right figures."""

from decimal import Decimal

from tests.cases.served import Bench


def test_a_share_of_amsterdam_has_neither_dollars_nor_new_yorks_close(bench: Bench) -> None:
    row = bench.print("alphavantage-amsterdam.json", kind="alphavantage", symbols=["XYZW.AS"]).quotes["XYZW.AS"]
    assert (row["price"], row["currency"], row["as_of"]) == (Decimal("51.7600"), None, None)
    assert row["market"] != "US"


def test_the_words_of_an_error_are_the_reason(bench: Bench) -> None:
    shown = bench.print("binance-400-words.json", status=400, kind="binance", symbols=["NOPEUSDT"])
    assert shown.source["reason"].startswith("HTTP 400: Invalid symbol.")
    shown = bench.print("twelvedata-429-words.json", status=429, kind="twelvedata", symbols=["AAPL"])
    assert "8 symbols a minute and 800 a day on a free key" in shown.source["reason"]
    assert shown.source["reason"].startswith("limit reached: ")


def test_a_small_coin_has_all_its_digits(bench: Bench) -> None:
    row = bench.print("coin-of-a-billionth.json", kind="coingecko", symbols=["tiny-coin"]).quotes["TINY"]
    assert (row["price"], row["change"]) == (Decimal("0.000000001234567"), Decimal("-0.000000000034567890123"))


def test_a_percentage_that_contradicts_its_change_is_flagged(bench: Bench) -> None:
    row = bench.print("contradiction-unflagged.json", kind="finnhub", symbols=["AAPL"]).quotes["AAPL"]
    assert row["flags"] == ["percent 50, its change gives 5.26"]


def test_a_history_page_of_psx_is_no_market(bench: Bench) -> None:
    shown = bench.print("psx-history-page.html", kind="psx")
    assert (shown.quotes, shown.source["state"], shown.source["reason"]) == ({}, "failing", "no column of symbols")


def test_a_blank_cell_before_the_symbol_loses_nothing(bench: Bench) -> None:
    row = bench.print("psx-summary-blank-cell.html", kind="psx").quotes["AAAA"]
    figures = [row[name] for name in ("price", "change", "previous_close", "volume")]
    assert figures == [Decimal("431.50"), Decimal("-2.90"), Decimal("434.40"), 850824]


def test_a_change_without_a_trade_is_flagged(bench: Bench) -> None:
    row = bench.print("psx-untraded-with-change.html", kind="psx").quotes["AAAA"]
    assert (row["price"], row["previous_close"]) == (Decimal("3.49"), Decimal("3.49"))
    assert row["flags"] == ["change is 0.34, from the previous close it is 0.00"]


def test_yahoo_states_what_is_an_index(bench: Bench) -> None:
    shown = bench.print("yahoo-index-by-type.json", kind="yahoo", symbols=["XU100.IS"])
    assert [(row["symbol"], row["level"]) for row in shown.document["indices"]] == [("XU100.IS", Decimal("10850.33"))]


def test_a_future_may_cost_less_than_nothing(bench: Bench) -> None:
    row = bench.print("yahoo-negative-future.json", kind="yahoo", symbols=["CL=F"]).quotes["CL"]
    assert (row["market"], row["price"], row["change"]) == ("FUT", Decimal("-37.63"), Decimal("-55.90"))


def test_yahoos_own_change_is_shown(bench: Bench) -> None:
    row = bench.print("yahoo-stated-change.json", kind="yahoo", symbols=["XYZ.DE"]).quotes["XYZ"]
    figures = (row["price"], row["change"], row["percent"], row["direction"])
    assert figures == (Decimal(33), Decimal("-0.3"), Decimal("-0.901"), "down")
