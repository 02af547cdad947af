"""The time before the demo's exchange opened."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.kit.clock import ManualClock
from tui import testing
from tui.demo import demo_adapter, demo_source
from tui.demo.exchange import Exchange
from tui.demo.http import Request
from tui.demo.past import DAYS, EARLIER_DAYS, MAX_BARS, MAX_ROWS
from tui.demo.past_source import past
from tui.demo.site import DemoSite
from tui.domain.bars import Bar
from tui.domain.past import PastSpan
from tui.sources.adapter import PastQuery, Response

OPENING = datetime(2024, 11, 22, 9, 2, tzinfo=UTC)
"""Two in the afternoon in Karachi."""
TODAY = datetime(2024, 11, 21, 19, tzinfo=UTC)
"""Its midnight there."""
SOURCE = demo_source("http://127.0.0.1:1", timedelta(seconds=2))


def site(exchange: Exchange) -> DemoSite:
    return DemoSite(exchange, every=timedelta(seconds=2), clock=ManualClock(exchange.opened_at))


def body(exchange: Exchange, path: str) -> bytes:
    response = site(exchange).respond(Request("GET", path, {}, keep_alive=True), None)
    assert response.status == 200
    return response.body


def bars_of(exchange: Exchange, span: PastSpan, *symbols: str) -> dict[str, list[Bar]]:
    query = PastQuery(SOURCE, symbols, span)
    url = past().build(query).url
    response = Response(url=url, body=body(exchange, url.removeprefix("http://127.0.0.1:1")), content_type="text/csv")
    return {symbol: list(bars) for symbol, bars in past().parse(response, query, OPENING).items()}


@pytest.fixture(scope="module")
def exchange() -> Exchange:
    return Exchange(7, opened_at=OPENING)


@pytest.mark.slow
def test_the_day_so_far_ends_where_the_exchange_opens(exchange: Exchange) -> None:
    found = bars_of(exchange, PastSpan.MINUTES, "OGDC", "KSE100")
    ogdc = next(listing for listing in exchange.listings if listing.symbol == "OGDC")
    for symbol, begin, end in (
        ("OGDC", Decimal(ogdc.previous) / 100, Decimal(ogdc.start) / 100),
        ("KSE100", Decimal(81_459), Decimal(82_074)),
    ):
        today = [bar for bar in found[symbol] if bar.at >= TODAY]
        night, bars = today[:-MAX_BARS], today[-MAX_BARS:]
        assert [bar.at for bar in night] == [TODAY + number * timedelta(minutes=30) for number in range(15)]
        assert night[0].open == night[-1].close == begin
        assert (bars[0].open, bars[-1].close) == (begin, end)
        assert bars[-1].at == datetime(2024, 11, 22, 8, 55, tzinfo=UTC)
        assert bars[0].at == bars[-1].at - (MAX_BARS - 1) * timedelta(minutes=5)
        assert all(bar.open == before.close for before, bar in pairwise(bars))


@pytest.mark.slow
def test_a_day_that_has_just_begun_has_few_bars_or_none() -> None:
    for minutes, count in ((3, 0), (17, 3)):
        bars = bars_of(Exchange(7, opened_at=TODAY + timedelta(minutes=minutes)), PastSpan.MINUTES, "OGDC")["OGDC"]
        assert len([bar for bar in bars if bar.at >= TODAY]) == count


@pytest.mark.slow
def test_the_half_hours_of_the_days_before_are_those_of_their_days(exchange: Exchange) -> None:
    for symbol in ("OGDC", "KSE100"):
        days = bars_of(exchange, PastSpan.DAYS, symbol)[symbol][-EARLIER_DAYS:]
        found = [bar for bar in bars_of(exchange, PastSpan.MINUTES, symbol)[symbol] if bar.at < TODAY]
        for ago, day in enumerate(reversed(days), 1):
            begin = TODAY - ago * timedelta(days=1)
            bars = [bar for bar in found if begin <= bar.at < begin + timedelta(days=1)]
            assert [bar.at for bar in bars] == [begin + number * timedelta(minutes=30) for number in range(48)]
            assert (bars[0].open, bars[-1].close) == (day.open, day.close)
            assert all(day.low <= bar.low <= bar.high <= day.high for bar in bars)


def test_the_days_before_end_with_the_previous_close(exchange: Exchange) -> None:
    (bars,) = bars_of(exchange, PastSpan.DAYS, "AGL").values()
    assert len(bars) == DAYS
    assert bars[-1].at.date() == date(2024, 11, 21)
    assert bars[-1].close == Decimal("35.20")
    assert all(bar.low <= bar.open <= bar.high for bar in bars)


@pytest.mark.slow
def test_the_past_is_the_same_for_the_same_seed_and_another_for_another(exchange: Exchange) -> None:
    same, other = Exchange(7, opened_at=OPENING), Exchange(8, opened_at=OPENING)
    assert exchange.past.minutes() == same.past.minutes() != other.past.minutes()
    assert exchange.past.days("AGL") == same.past.days("AGL") != other.past.days("AGL")


def test_asking_for_the_past_changes_no_price_that_is_yet_to_come() -> None:
    asked, other = (Exchange(7, rate=50, opened_at=OPENING) for _ in range(2))
    asked.past.minutes()
    for each in (asked, other):
        each.advance(OPENING + timedelta(seconds=20))
    assert list(asked.prices) == list(other.prices)


def test_of_many_instruments_each_has_fewer_bars() -> None:
    text = Exchange(7, 1_000, opened_at=OPENING).past.minutes()
    assert 10_000 < text.count("\n") <= MAX_ROWS + 1


def test_a_symbol_that_is_not_listed_has_no_page(exchange: Exchange) -> None:
    assert site(exchange).respond(Request("GET", "/past/NONE.csv", {}, keep_alive=True), None).status == 404


@pytest.mark.slow
def test_the_demo_keeps_the_contract_of_every_kind_that_knows_the_past() -> None:
    exchange = Exchange(7, 10, opened_at=OPENING)
    adapter = demo_adapter("brecorder")
    page = Response(url=SOURCE.url, body=body(exchange, "/"), content_type="text/html")
    snapshot = adapter.parse(page, SOURCE, OPENING)
    first = snapshot.quotes[0].id.symbol
    bodies = {
        PastSpan.MINUTES: body(exchange, "/past.csv"),
        PastSpan.DAYS: body(exchange, f"/past/{first}.csv"),
    }
    testing.check_past(adapter, SOURCE, snapshot, bodies, OPENING)
