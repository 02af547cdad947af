"""The names that scripts rely on, in their order; a new field of a value appears by itself after them."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.cli.polled_market import ARTICLE, KSE100, NOON, PolledMarket, quote
from tests.kit.marks import for_each
from tui.cli.print import csv_lines
from tui.cli.sentences import changes_between
from tui.domain.article import Article, TimePrecision
from tui.domain.market import Market
from tui.domain.quote import ExtendedSession, Quote
from tui.domain.text import CleanText
from tui.view.records import Record, SymbolFilter, article_record, market_record, to_json

MORE = "year_low,year_high,bid,ask,extended_price,extended_session,extended_as_of,turnover,market_cap,unit,exchange"
CSV = (
    "kind,market,symbol,name,price,change,percent,direction,source,as_of,polled_at,"
    "currency,open,high,low,previous_close,volume,flags,"
    f"{MORE}"
)
LATER = datetime(2026, 8, 17, 9, 0, tzinfo=UTC)


def board() -> Market:
    return PolledMarket().answer(quote("OGDC", "101.25", "1.25"), KSE100, ARTICLE)


def first(kind: str) -> Record:
    printed = json.loads(to_json(market_record(board(), SymbolFilter(()), NOON)))
    record: Record = printed[kind][0]
    return record


@for_each(
    ("kind", "names"),
    [
        ("quotes", CSV.removeprefix("kind,")),
        (
            "indices",
            (
                "market,symbol,level,change,percent,direction,source,as_of,polled_at,high,low,flags,"
                "name,currency,open,previous_close,year_low,year_high,bid,ask,extended_price,extended_session,"
                "extended_as_of,volume,turnover,market_cap,unit,exchange"
            ),
        ),
        (
            "articles",
            (
                "title,dateline,byline,published,paragraphs,link,source,id,category,updated,caption,has_image,"
                "comments,polled_at,precision,blocks,completeness"
            ),
        ),
        (
            "sources",
            "name,kind,state,reason,quotes,indices,articles,last_good,next_try,http_status,refused",
        ),
    ],
)
def test_the_names_of_a_record_are_in_a_fixed_order(kind: str, names: str) -> None:
    assert list(first(kind)) == names.split(",")


def test_csv_has_the_columns_of_a_quote_after_its_kind() -> None:
    heading, index, row = csv_lines(board(), SymbolFilter(()))
    assert heading == CSV
    assert index.startswith("index,PSX,KSE100,,40371.88,")
    assert row.startswith("quote,PSX,OGDC,,101.25,1.25,")


def test_every_figure_is_a_number_and_every_time_is_in_utc() -> None:
    karachi = datetime.fromisoformat("2026-08-17T12:00:00+05:00")
    row = quote("OGDC", "101.25", "1.25")._replace(
        bid=Decimal("101.20"),
        turnover=12_345,
        unit=100,
        extended_price=Decimal("101.50"),
        extended_session=ExtendedSession.PRE_MARKET,
        extended_as_of=karachi,
    )
    market = PolledMarket().answer(row, KSE100._replace(name=CleanText("KSE 100"), previous_close=Decimal(40000)))
    printed = to_json(market_record(market, SymbolFilter(()), NOON))
    assert (
        '"bid": 101.20, "ask": null, "extended_price": 101.50, "extended_session": "pre-market", '
        '"extended_as_of": "2026-08-17T07:00:00.000Z", "turnover": 12345, "market_cap": null, "unit": 100' in printed
    )
    assert '"name": "KSE 100", "currency": null, "open": null, "previous_close": 40000' in printed


@pytest.mark.parametrize(("kind", "value"), [("quotes", Quote), ("articles", Article)])
def test_every_field_of_a_value_is_in_its_record(kind: str, value: type[Quote | Article]) -> None:
    # the id is there as market and symbol; the kind decides in which array a record stands
    assert set(value._fields) - {"id", "kind"} <= first(kind).keys()


def test_times_of_an_article_are_in_the_zone_of_its_page_and_its_poll_is_in_utc() -> None:
    published = datetime.fromisoformat("2026-08-17T10:30:00+05:00")
    record = article_record(ARTICLE._replace(published=published))
    assert record["published"] == "2026-08-17T10:30:00+05:00"
    assert record["polled_at"] == "2026-08-17T07:00:00.000Z"


def test_articles_are_newest_first() -> None:
    polls = PolledMarket()
    articles = [ARTICLE._replace(id=CleanText(f"{n}"), published=LATER - timedelta(days=n)) for n in (3, 1, 2)]
    record = market_record(polls.answer(quote("OGDC", "100.00"), *articles), SymbolFilter(()), LATER)
    assert [article["id"] for article in record["articles"]] == ["1", "2", "3"]  # type: ignore[attr-defined]


@for_each(
    ("precision", "published"),
    [
        (TimePrecision.INSTANT, "2026-08-17T00:00:00+05:00"),
        (TimePrecision.LOCAL, "2026-08-17T00:00:00"),
        (TimePrecision.DAY, "2026-08-17"),
    ],
)
def test_a_time_of_an_article_is_written_as_exactly_as_it_is_stated(precision: TimePrecision, published: str) -> None:
    at = datetime.fromisoformat("2026-08-17T00:00:00+05:00")
    record = article_record(ARTICLE._replace(published=at, updated=None, precision=precision))
    assert (record["published"], record["updated"], record["precision"]) == (published, None, precision.value)


@for_each(
    ("field", "value"),
    [
        *[(name, Decimal(7)) for name in ("price", "change", "percent", "open", "high", "low", "previous_close")],
        *[("volume", 7), ("name", CleanText("Oil")), ("currency", "PKR"), ("flags", (CleanText("odd"),))],
    ],
)
def test_watch_reports_a_change_of_each_field_of_a_quote(field: str, value: object) -> None:
    polls = PolledMarket()
    before = quote("OGDC", "100.00")
    old = polls.answer(before)
    new = polls.answer(before._replace(**{field: value}))  # type: ignore[arg-type]  # each value suits its field
    (change,) = changes_between(old, new, LATER)
    assert [each.name for each in change.fields] == [field]


def test_watch_reports_no_change_where_only_the_sources_own_time_moves_on() -> None:
    polls = PolledMarket()
    before = quote("OGDC", "100.00")
    old = polls.answer(before)
    assert list(changes_between(old, polls.answer(before._replace(as_of=LATER)), LATER)) == []
