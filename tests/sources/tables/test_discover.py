"""Candidates of pages that no adapter knows: the right columns, and no symbols where there are none."""

from datetime import timedelta

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import indices_of
from tests.sources.pages import AT
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.tables.candidates import Candidate
from tui.sources.tables.discover import discover, read_page_head

BASE = SourceConfig(name="x", kind="table", url="https://x.example/", every=timedelta(minutes=1), market="X")


def look(body: str, content_type: str = "") -> list[Candidate]:
    return discover(Response(url=BASE.url, body=body.encode(), content_type=content_type), BASE, AT)


def columns(candidate: Candidate) -> dict[str, str]:
    assert candidate.source
    assert candidate.source.table
    return dict(candidate.source.table.columns)


def table(titles: str, *rows: str, name: str = "") -> str:
    head = "".join(f"<th>{title}</th>" for title in titles.split("|"))
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rows)
    return f"<table{name}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


@for_each(
    ("titles", "row", "expected"),
    [
        (
            "SYMBOL|LDCP|OPEN|HIGH|LOW|CURRENT|CHANGE|CHANGE (%)|VOLUME",
            "OGDC|145.35|145.00|146.00|140.00|141.00|-4.35|-2.99%|1,234,567",
            {
                "symbol": "SYMBOL",
                "price": "CURRENT",
                "change": "CHANGE",
                "percent": "CHANGE (%)",
                "previous_close": "LDCP",
                "open": "OPEN",
                "high": "HIGH",
                "low": "LOW",
                "volume": "VOLUME",
            },
        ),
        (
            "Company Name|Ticker|Last Price|+/-|% Chg",
            "Oil & Gas|OGDC|141.00|-4.35|-2.99",
            {"symbol": "Ticker", "name": "Company Name", "price": "Last Price", "change": "+/-", "percent": "% Chg"},
        ),
        ("Scrip|Close|Prev. Close|Time", "OGDC|141|145|13:59", {"previous_close": "Prev. Close", "as_of": "Time"}),
        ("#|Name|?", "1|OGDC|141.00", {"symbol": "Name", "price": "3"}),
        ("Stock|Bid|Offer", "OGDC|141.00|141.50", {"symbol": "Stock", "price": "Bid"}),
    ],
)
def test_columns_are_guessed_by_their_titles_and_their_cells(titles: str, row: str, expected: dict[str, str]) -> None:
    best = look(f"<html><body>{table(titles, row)}</body></html>")[0]
    assert expected.items() <= columns(best).items()


def test_a_column_whose_cells_are_no_such_thing_is_left_out() -> None:
    best = look(f"<html>{table('Symbol|Last|Volume|Time', 'OGDC|141.00|plenty|lately')}</html>")[0]
    assert columns(best) == {"symbol": "Symbol", "price": "Last"}


def test_a_table_of_indices_is_recognized() -> None:
    best = look(f"<html>{table('Index|Current Index|Change', 'KSE 100|82,074.10|615.20')}</html>")[0]
    assert best.source
    assert best.source.table
    assert best.source.table.index
    assert best.snapshot
    assert str(indices_of(best.snapshot)[0].id) == "X:KSE100"


def test_the_range_of_the_year_is_a_part_of_a_quote_where_the_price_is_in_it() -> None:
    titles = "Symbol|Last|52 Week High|52 Week Low"
    best = look(f"<html>{table(titles, 'OGDC|141.00|160.00|90.00', 'PPL|112.00|130.00|80.00')}</html>")[0]
    assert columns(best) == {
        "symbol": "Symbol",
        "price": "Last",
        "year_high": "52 Week High",
        "year_low": "52 Week Low",
    }
    best = look(f"<html>{table(titles, 'OGDC|141.00|90.00|60.00', 'PPL|112.00|80.00|50.00')}</html>")[0]
    assert columns(best) == {"symbol": "Symbol", "price": "Last"}
    assert best.proposals[0].omissions == ("year high and year low are left out: the price is not between them",)


@for_each("title", ["Index Name", "indices", "指數", "指数", "Индекс", "Индексы", "Índice", "Endeksi"])
def test_a_title_of_indices_is_recognized_in_every_language(title: str) -> None:
    best = look(f"<html>{table(f'{title}|Last', 'KSE 100|82,074.10', 'KMI 30|1,204.30')}</html>")[0]
    assert best.source
    assert best.source.table
    assert best.source.table.index


@for_each("title", ["Index Fund", "指数基金", "Stock"])
def test_a_title_of_funds_is_not_one_of_indices(title: str) -> None:
    best = look(f"<html>{table(f'{title}|Last', 'ABC|82,074.10', 'DEF|1,204.30')}</html>")[0]
    assert best.source
    assert best.source.table
    assert not best.source.table.index


def test_the_table_that_gives_most_comes_first_and_is_picked_by_its_name() -> None:
    gainers, board = ("A|1|-", "B|2|-"), [f"S{letter}|{number}.50" for number, letter in enumerate("ABCDEFGH", 1)]
    page = f"<html>{table('Symbol|Last|Note', *gainers)}{table('Symbol|Last', *board, name=' id=board')}</html>"
    best, other = look(page)
    assert (best.description, other.description) == ("table 2 of 2: 8 rows", "table 1 of 2: 2 rows")
    assert best.source
    assert best.source.table
    assert best.source.table.rows == "#board"
    assert best.titles == ("Symbol", "Last")
    assert best.rows[0] == ("SA", "1.50")


def test_a_decimal_comma_is_noticed() -> None:
    best = look("Ticker;Last;Chg %\nSAP;1.234,50;-0,4%\nBMW;85,10;1,2%\n")[0]
    assert best.source
    assert best.source.table
    assert best.source.table.decimal_comma
    assert best.snapshot
    assert [str(row.price) for row in best.snapshot.quotes] == ["1234.50", "85.10"]


@for_each(
    ("price", "volume", "comma"),
    [
        (("85", "45"), ("1.234.567", "2.345.678"), True),
        (("85", "45"), ("1,234,567", "2,345,678"), False),
        (("1.085", "2.045"), ("1.234.567", "2.345.678"), True),
        (("1,085", "2,045"), ("1,234,567", "2,345,678"), False),
        (("85,5", "45,5"), ("1 234 567", "2 345 678"), True),
    ],
)
def test_groups_of_digits_show_the_mark_of_decimals(
    price: tuple[str, str], volume: tuple[str, str], comma: bool
) -> None:
    rows = "\n".join(f"{name};{each};{count}" for name, each, count in zip(("SAP", "BMW"), price, volume, strict=True))
    best = look(f"Ticker;Price (EUR);Volume\n{rows}\n")[0]
    assert columns(best) == {"symbol": "Ticker", "price": "Price (EUR)", "volume": "Volume"}
    assert best.source
    assert best.source.table
    assert best.source.table.decimal_comma is comma
    assert best.snapshot
    assert [row.volume for row in best.snapshot.quotes] == [1234567, 2345678]


@for_each(
    ("titles", "rows", "omission"),
    [
        (
            "Symbol|Last|Bid|Ask",
            ("OGDC|141.00|142.00|140.00", "PPL|112.00|113.00|111.00"),
            "bid and ask are left out: the bid is above the ask",
        ),
        (
            "Symbol|Last|Prev. Close|Change",
            ("OGDC|141.00|140.00|9.00", "PPL|112.00|110.00|7.00"),
            '"Change" is left out: it is not the price less the previous close',
        ),
        (
            "Symbol|Last|Change",
            ("OGDC|141.00|rose", "PPL|112.00|fell"),
            '"Change" is left out: most of its cells are no figures',
        ),
        (
            "Symbol|Last|Prev. Close|Change %",
            ("OGDC|141.00|140.00|9.00%", "PPL|112.00|110.00|7.00%"),
            '"Change %" is left out: it does not fit the price and the previous close',
        ),
        (
            "Symbol|Last|Change %",
            ("OGDC|141.00|rose", "PPL|112.00|fell"),
            '"Change %" is left out: most of its cells are no percentages',
        ),
        (
            "Symbol|Last|Change rate",
            ("OGDC|141.00|9.00", "PPL|112.00|7.00"),
            '"Change rate" is left out: nothing shows that it is a percentage',
        ),
    ],
)
def test_a_column_that_does_not_fit_is_left_out_with_the_reason(
    titles: str, rows: tuple[str, ...], omission: str
) -> None:
    best = look(f"<html>{table(titles, *rows)}</html>")[0]
    assert omission in best.proposals[0].omissions


@for_each(
    ("body", "rows", "expected"),
    [
        (
            '[{"symbol": "BTCUSDT", "lastPrice": "65000.10", "priceChangePercent": "-1.5", "volume": "12.3"}]',
            "",
            {"symbol": "symbol", "price": "lastPrice", "percent": "priceChangePercent", "volume": "volume"},
        ),
        (
            '{"data": {"rows": [{"code": "OGDC", "q": {"last": 141.00, "chg": -4}, "updated": 1773737940}]}}',
            "data.rows",
            {"symbol": "code", "price": "q.last", "change": "q.chg", "as_of": "updated"},
        ),
        ('{"OGDC": {"price": 141.0}, "PPL": {"price": 112}}', "", {"symbol": "$key", "price": "price"}),
        ('[["OGDC", 141.0], ["PPL", 112]]', "", {"symbol": "0", "price": "1"}),
    ],
)
def test_arrays_of_json_are_guessed_by_their_names(body: str, rows: str, expected: dict[str, str]) -> None:
    best = look(body)[0]
    assert columns(best) == expected
    assert best.source
    assert best.source.table
    assert best.source.table.rows == rows
    assert best.snapshot
    assert best.snapshot.valid_rows >= 1


def test_a_ticker_in_plain_text_is_a_source_of_its_own() -> None:
    lines = [f"SYM{letter} 1{number}.50 Increased By ▲ 0.50 (4.55%)" for number, letter in enumerate("ABCDE")]
    best = look("\n".join(lines), "text/plain")[0]
    assert best.source
    assert (best.source.kind, best.description) == ("brecorder", "ticker: 5 rows")


FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>n</title><item><title>Cement leads</title>'
    "<link>https://x.example/1</link><description>Buyers came back.</description></item></channel></rss>"
)


def test_a_feed_is_a_source_of_its_own_and_a_page_may_name_one() -> None:
    best = look(FEED, "application/rss+xml")[0]
    assert best.source
    assert (best.source.kind, best.description) == ("feed", "feed: 1 article")
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/f.xml"></head><body></body></html>'
    assert read_page_head(Response(url=BASE.url, body=page.encode())).feeds == ("/f.xml",)


@for_each(
    ("body", "reason"),
    [
        ("", "empty answer"),
        ("<html><title>Just a moment...</title><body></body></html>", "not the page: it asks for a human"),
        (
            '<html><body><form action="/login">Log in to continue <input type="password"></form></body></html>',
            "not the page: it asks for a human",
        ),
        ("<html><body><h1>Too many requests</h1></body></html>", "limit reached: Too many requests"),
        ("<html><body><p>Hello there.</p></body></html>", "a web page without a ticker, a table or a feed"),
        ("It rained, all day.\nThen it did not.", "neither markup, JSON, CSV nor a feed"),
        ("<div>" * 400, "nested too deep"),
    ],
)
def test_a_page_with_nothing_to_watch_has_the_reason(body: str, reason: str) -> None:
    with pytest.raises(ParseError) as refused:
        look(body)
    assert refused.value.reason == reason


def test_a_table_of_words_is_listed_and_not_taken_for_prices() -> None:
    (candidate,) = look(f"<html>{table('Country|Capital', 'France|Paris', 'Spain|Madrid')}</html>")
    assert candidate.source is None
    assert candidate.titles == ("Country", "Capital")


@for_each(
    ("title", "symbols", "is_read"),
    [
        ("Symbol", ("AAA", "BBB", "AAA", "BBB"), False),
        ("Scrip", ("AAA", "AAA", "BBB", "BBB"), False),
        ("Currency", ("USD", "EUR", "USD", "EUR"), False),
        ("Name", ("First bank", "Second bank", "First bank", "Second bank"), False),
        ("Item", ("Gold", "Silver", "Gold", "Silver"), False),
        ("Item", ("", "", "", ""), True),
    ],
)
def test_several_instruments_are_never_proposed_as_one_history(
    title: str, symbols: tuple[str, ...], *, is_read: bool
) -> None:
    prices = ("100.5", "50.5", "99.5", "49.5")
    lines = [f"15:{30 - number},{symbol},{prices[number]}" for number, symbol in enumerate(symbols)]
    candidates = look("\n".join([f"Time,{title},Price", *lines]))
    assert candidates
    assert any(each.source is not None for each in candidates) == is_read


@for_each("day", ["2026-11-22", "20261122", "22.11.2026"])
@for_each("titles", ["Date,Time", "Trade date,Trade time"])
def test_says_that_a_time_beside_its_day_is_not_used(titles: str, day: str) -> None:
    body = f"Symbol,{titles},Close\nAAPL,{day},22:00:19,278.85\nMSFT,{day},22:00:20,501.10\n"
    (proposal,) = look(body, "text/csv")[0].proposals
    assert any(f'"{titles.partition(",")[2]}" is left out: a time' in each for each in proposal.omissions)
