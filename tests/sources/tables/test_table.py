"""HTML, CSV and JSON parsed as the configuration describes their columns."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

import pytest

from tests.kit.marks import for_each, quick
from tests.kit.quotes import indices_of
from tests.sources.pages import AT
from tui.domain.events import Snapshot
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.sources import adapter_for
from tui.sources.adapter import MAX_ROWS, ParseError, Response, SourceConfig
from tui.sources.redaction.secret import Secret
from tui.sources.table_spec import TableSpec
from tui.sources.tables.table import build_requests, parse

HTML = """
<html><head><title>Board</title></head><body>
<table><tr><td>Home</td><td>Market</td></tr></table>
<table id="quotes"><caption>Main board</caption>
 <thead><tr><th rowspan=2>Scrip<th colspan=2>Price<th colspan=2>Move<th rowspan=2>Vol. (sh)</tr>
        <tr><th>LDCP<th>Current<th>Change<th>Change %</tr></thead>
 <tbody>
  <tr><td colspan=6>CEMENT</td></tr>
  <tr><td><a href="/c"><b>DGKC</b></a><sup>XD</sup><td>74.35<td data-raw="75.900">75.90<td>▲ 1.55<td>2.08%<td>1.2mn</tr>
  <tr><td>MLCF<td>33.70<td>33.25<td>(0.45)<td>(1.34%)<td>812,400</tr>
  <tr><th>Scrip<th>LDCP<th>Current<th>Change<th>Change %<th>Vol. (sh)</tr>
  <tr><td>KEL<td>4.00<td>4.00<td>▼ 0.00<td>0.00%<td>-</tr>
  <tr><td>FCCL<td>24.85<td>1e3<td>0.38<td>1.55%<td>9</tr>
  <tr><td>UNITY<td>27.70<td>N/A<td>-<td>-<td>-</tr>
 </tbody></table></body></html>
"""
COLUMNS = {
    "symbol": "scrip",
    "price": "CURRENT",
    "change": "change",
    "percent": "Change  %",
    "volume": "vol (sh)",
    "previous_close": "2",
}
CSV = """\
Symbol,Company,Last,Prev. Close,Time
OGDC,"Oil, Gas & Co",141.00,145.35,2026-08-17 11:59
PPL,Pakistan Petroleum,112.74,N/D,
"""
JSON = """
{"status": "ok", "page": 1, "data": {"rows": [
  {"code": "OGDC", "quote": {"last": 141.00, "chg": "-4.35", "pct": -2.99}, "t": 1786951800},
  {"code": "PPL", "quote": {"last": "112.74", "chg": null, "pct": null}, "t": null}]}}
"""

Format = Literal["html", "csv", "json"]


def source(table_format: Format, columns: dict[str, str], **settings: object) -> SourceConfig:
    spec = TableSpec(format=table_format, columns=MappingProxyType(columns))
    ours = {name: value for name, value in settings.items() if name in TableSpec.__dataclass_fields__}
    made = SourceConfig(name="t", kind="table", url="https://t.example/", every=AT - AT, table=replace(spec, **ours))  # type: ignore[arg-type]
    return made._replace(**{name: value for name, value in settings.items() if name not in ours})  # type: ignore[arg-type]


def read(body: str | bytes, source: SourceConfig) -> Snapshot:
    raw = body.encode() if isinstance(body, str) else body
    return parse(Response(url="https://t.example/", body=raw), source, AT)


def rows(snapshot: Snapshot) -> list[tuple[str, str | None, str | None, str | None]]:
    def digits(figure: Decimal | None) -> str | None:
        return None if figure is None else str(figure)

    return [(row.id.symbol, digits(row.price), digits(row.change), digits(row.percent)) for row in snapshot.quotes]


def by_symbol(snapshot: Snapshot) -> dict[str, Quote]:
    return {row.id.symbol: row for row in snapshot.quotes}


def refusal(body: str | bytes, source: SourceConfig) -> str:
    with pytest.raises(ParseError) as refused:
        read(body, source)
    return refused.value.reason


def test_html_is_parsed_by_its_titles_whatever_surrounds_the_rows() -> None:
    snapshot = read(HTML, source("html", COLUMNS))
    assert rows(snapshot) == [
        ("DGKC", "75.90", "1.55", "2.08"),
        ("MLCF", "33.25", "-0.45", "-1.34"),
        ("KEL", "4.00", "0.00", "0.00"),
        ("FCCL", None, None, None),
        ("UNITY", None, None, None),
    ]
    quotes = by_symbol(snapshot)
    assert [quotes[name].volume for name in ("DGKC", "MLCF", "KEL")] == [1_200_000, 812_400, None]
    assert [quotes[name].direction for name in ("DGKC", "MLCF", "KEL", "FCCL")] == [
        Direction.UP,
        Direction.DOWN,
        Direction.UNCHANGED,
        None,
    ]
    assert quotes["DGKC"].previous_close == Decimal("74.35")
    assert quotes["FCCL"].flags == ("price: not a plain decimal number",)
    assert quotes["UNITY"].flags == ("no figure",)
    assert snapshot.invalid_rows == 1


@for_each(
    ("rows_at", "columns"),
    [
        ("", {"symbol": "1", "price": "3"}),
        ("#quotes", {"symbol": "Scrip", "price": "3"}),
        ("#quotes tbody", {"symbol": "1", "price": "3"}),
        ("#quotes tbody tr:has(a)", {"symbol": "td > a b", "price": "Current"}),
        ("#quotes tr", {"symbol": "a > b", "price": "td:nth-child(3)"}),
        ("#quotes tr:has(a)", {"symbol": "=DGKC", "price": "td:nth-child(3)@data-raw"}),
    ],
)
def test_a_locator_is_a_title_a_number_a_selector_an_attribute_or_a_text(rows_at: str, columns: dict[str, str]) -> None:
    quotes = by_symbol(read(HTML, source("html", columns, rows=rows_at)))
    assert quotes["DGKC"].price == Decimal("75.90")


def test_elements_that_are_no_table_can_be_rows() -> None:
    cards = "".join(
        f'<div class="card"><span class="code">{code}</span><p class="last">{last}</p></div>'
        for code, last in (("OGDC", "1,410.00"), ("PPL", "112.74"))
    )
    columns = {"symbol": ".code", "price": "p.last"}
    assert rows(read(f"<html><body>{cards}</body></html>", source("html", columns, rows="div.card"))) == [
        ("OGDC", "1410.00", None, None),
        ("PPL", "112.74", None, None),
    ]


def test_csv_is_read_by_its_titles() -> None:
    columns = {"symbol": "symbol", "name": "company", "price": "last", "previous_close": "prev close", "as_of": "time"}
    ogdc, ppl = read(CSV, source("csv", columns, zone="Asia/Karachi", currency="PKR")).quotes
    assert (ogdc.price, ogdc.change, ogdc.percent) == (Decimal("141.00"), Decimal("-4.35"), Decimal("-2.99"))
    assert (ogdc.name, ogdc.currency, ogdc.direction) == ("Oil, Gas & Co", "PKR", Direction.DOWN)
    assert ogdc.as_of == datetime(2026, 8, 17, 6, 59, tzinfo=UTC)
    assert (ppl.price, ppl.change, ppl.as_of, ppl.flags) == (Decimal("112.74"), None, None, ())


@for_each(
    "body",
    [
        "Symbol;Last\nOGDC;141.00\n",
        "Symbol\tLast\r\nOGDC\t141.00\r\n",
        "\ufeffSymbol,Last\nOGDC,141.00",
        "sep=;\nSymbol;Last\nOGDC;141.00\n",
        "Closing prices of 17 August\n\nSymbol,Last\nOGDC,141.00\n",
        '"LAST","SYMBOL"\n"141.00","OGDC"\n',
    ],
)
def test_csv_comes_with_any_delimiter_preamble_and_order(body: str) -> None:
    assert rows(read(body, source("csv", {"symbol": "Symbol", "price": "Last"}))) == [("OGDC", "141.00", None, None)]


@pytest.mark.parametrize("body", ["OGDC,141.00\nPPL,-\n", "code,price\nOGDC,141.00\nPPL,-\n"])
def test_csv_without_known_titles_is_read_by_number(body: str) -> None:
    assert [row[:2] for row in rows(read(body, source("csv", {"symbol": "1", "price": "2"})))] == [
        ("OGDC", "141.00"),
        ("PPL", None),
    ]


def test_a_decimal_comma_is_configured() -> None:
    body = "Symbol;Last;Chg\nSAP;1.234,50;-0,5%\n"
    columns = {"symbol": "Symbol", "price": "Last", "percent": "Chg"}
    assert rows(read(body, source("csv", columns, decimal_comma=True))) == [("SAP", "1234.50", None, "-0.5")]
    reason = "no row has a price: price: decimals are not written as configured: see decimal_comma"
    assert refusal(body, source("csv", columns)) == reason


def test_json_is_read_by_dotted_paths_with_its_own_digits() -> None:
    columns = {"symbol": "code", "price": "quote.last", "change": "quote.chg", "percent": "quote.pct", "as_of": "t"}
    for at in ("data.rows", ""):
        snapshot = read(JSON, source("json", columns, rows=at))
        assert rows(snapshot) == [("OGDC", "141.00", "-4.35", "-2.99"), ("PPL", "112.74", None, None)]
        assert [row.as_of for row in snapshot.quotes] == [datetime(2026, 8, 17, 7, 30, tzinfo=UTC), None]


@for_each(
    ("body", "at", "columns"),
    [
        ('{"OGDC": {"p": 1.50}, "PPL": {"p": 2}}', "", {"symbol": "$key", "price": "p"}),
        ('{"r": {"OGDC": {"p": 1.50}, "PPL": {"p": 2}}, "n": 2}', "r", {"symbol": "$key", "price": "p"}),
        ('{"OGDC": 1.50, "PPL": 2}', "", {"symbol": "=OGDC", "price": "OGDC"}),
        ('[["OGDC", 1.50], ["PPL", 2]]', "", {"symbol": "0", "price": "1"}),
        ('{"s.x": "OGDC", "last": [1.50]}', "", {"symbol": "s.x", "price": "last.0"}),
        ('{"ok": true, "result": {"s": "OGDC", "p": "1.50"}}', "result", {"symbol": "s", "price": "p"}),
    ],
)
def test_json_rows_may_be_named_be_arrays_or_be_one(body: str, at: str, columns: dict[str, str]) -> None:
    assert rows(read(body, source("json", columns, rows=at)))[0] == ("OGDC", "1.50", None, None)


def test_rows_can_be_indices_named_in_words() -> None:
    body = 'Index,Level,High,Low,%\nKSE 100,"82,074.10","82,190","81,402",0.76\n'
    columns = {"symbol": "index", "price": "level", "high": "high", "low": "low", "percent": "%"}
    (level,) = indices_of(read(body, source("csv", columns, index=True)))
    assert level.kind is InstrumentKind.INDEX
    assert (level.id, level.price, level.high, level.percent) == (
        InstrumentId("PSX", "KSE100"),
        Decimal("82074.10"),
        Decimal(82190),
        Decimal("0.76"),
    )


def test_symbols_pick_rows_and_name_instruments() -> None:
    configured = source("csv", {"symbol": "Symbol", "price": "Last"})
    configured = configured._replace(
        symbols=("PPL", "bitcoin", "GONE"),
        instruments=MappingProxyType({"bitcoin": InstrumentId("CRYPTO", "BTC")}),
    )
    snapshot = read("Symbol,Last\nOGDC,1\nbitcoin,2\nPPL,3\n", configured)
    assert [(str(row.id), row.kind) for row in snapshot.quotes] == [
        ("CRYPTO:BTC", InstrumentKind.COIN),
        ("PSX:PPL", InstrumentKind.SHARE),
    ]
    assert snapshot.note == "not in the table: GONE"


def test_a_repeated_instrument_is_one_row_and_flagged_where_the_figures_differ() -> None:
    body = "Symbol,Last\nOGDC,1\nOGDC,1\nPPL,2\nPPL,3\nPPL,4\n"
    quotes = read(body, source("csv", {"symbol": "Symbol", "price": "Last"})).quotes
    assert [(row.id.symbol, str(row.price), row.flags) for row in quotes] == [
        ("OGDC", "1", ()),
        ("PPL", "2", ("listed twice with different figures",)),
    ]


@for_each(
    ("line", "flags"),
    [
        ("X,0,1,1%,09:00", ("price: not above zero",)),
        ("X,-5,1,1%,09:00", ()),
        ("X,5,1_0,1%,09:00", ("change: not a plain decimal number",)),
        ("X,5,1,?,09:00", ("percent: not a plain decimal number",)),
        ("X,5,1,25%,soon", ("as of: not a valid time",)),
        ("X,5,1,25%,2027-03-01", ("as of: lies in the future",)),
        ("X,5,1,25%,2126-11-28 10:00", ("as of: lies in the future",)),
        ("X,5,-1,1%,09:00", ("percent 1, its change gives -16.67",)),
        ("X,5", ()),
        ("X,,1", ("price: missing",)),
        ("X,N/D", ("no figure",)),
    ],
)
def test_an_invalid_figure_is_flagged_on_its_row_and_affects_no_other(line: str, flags: tuple[str, ...]) -> None:
    columns = {"symbol": "1", "price": "2", "change": "3", "percent": "4", "as_of": "5"}
    flawed, good = read(f"{line}\nOGDC,5,1,25%,09:00\n", source("csv", columns)).quotes
    assert flawed.flags == flags
    assert (good.price, good.change, good.flags) == (Decimal(5), Decimal(1), ())


@for_each(
    ("table_format", "body", "reason"),
    [
        ("html", "<html><body><table><tr><td>a<td>b</table></body></html>", 'no column "symbol"; there are: a, b'),
        ("html", "<html><body><p>Nothing today</p></body></html>", "no table on the page"),
        ("html", "<html><title>Just a moment...</title><body></body></html>", "not the page: it asks for a human"),
        ("html", "<html><title>Too Many Requests</title></html>", "limit reached: Too Many Requests"),
        ("html", "Too Many Requests", "limit reached: Too Many Requests"),
        ("html", "<div>" * 300, "nested too deep"),
        ("html", "", "empty answer"),
        ("html", '{"a": 1}', "not a page: JSON"),
        ("csv", "a,b\n1,2\n", 'no column "symbol"; there are: a, b'),
        ("csv", "Exceeded the daily hits limit", "no column"),
        ("csv", "<html><body>hello</body></html>", "not data: a web page"),
        ("csv", '{"error": 1}', "not data"),
        ("csv", 'symbol,last\n"OGDC,1\n', "no CSV: unexpected end of data"),
        ("csv", "symbol,last\n", "no rows in the table"),
        ("csv", "symbol,last\n(?),3\n", 'no row has a valid symbol: the first has "(?)"'),
        ("csv", "symbol,last\n" + "A,1\n" * (MAX_ROWS + 2), "too many rows"),
        ("csv", "symbol,last\nOGDC," + "9" * 200_000, "no CSV: field larger than field limit"),
        ("json", '{"data": []}', "no rows"),
        ("json", '[{"code": 1}]', 'no "symbol" in the rows; there are: code'),
        ("json", '{"Note": "API rate limit"}', "no rows"),
        ("json", "Too Many Requests", "limit reached: Too Many Requests"),
        ("json", "[" * 5_000 + "]" * 5_000, "nested too deeply"),
        ("json", '[{"symbol": "A", "last": NaN}]', "broken JSON"),
        ("json", "<html><body>hello</body></html>", "not data: a web page"),
    ],
)
def test_what_is_not_the_table_is_refused_in_words(table_format: Format, body: str, reason: str) -> None:
    stated = refusal(body, source(table_format, {"symbol": "symbol", "price": "last"}))
    assert stated.startswith(reason)


@for_each(
    ("table_format", "body", "right"),
    [
        ("csv", "<!doctype html><html><body><table><tr><td>A<td>1</table></html>", "html"),
        ("json", "<html><body>hello</body></html>", "html"),
        ("html", '{"OGDC": 141}', "json"),
    ],
)
def test_a_page_of_another_format_is_refused_with_its_format(table_format: Format, body: str, right: str) -> None:
    stated = refusal(body, source(table_format, {"symbol": "symbol", "price": "last"}))
    assert f'format = "{right}"' in stated
    assert "bigboard sources try URL" in stated


def test_a_selector_that_matches_nothing_or_is_invalid_is_an_error() -> None:
    columns = {"symbol": "1", "price": "2"}
    assert refusal(HTML, source("html", columns, rows="table.gone")) == 'nothing on the page matches "table.gone"'
    assert refusal(HTML, source("html", columns, rows="[[")) == 'no CSS selector: "[["'


def test_outside_text_is_cleaned_before_it_is_a_name() -> None:
    body = "Symbol,Name,Last\nOGDC,\x1b[31mOil\u202e & Gas,1\n"
    (row,) = read(body, source("csv", {"symbol": "Symbol", "name": "Name", "price": "Last"})).quotes
    assert row.name == "Oil & Gas"


def test_the_key_is_sent_as_configured_and_shown_nowhere() -> None:
    configured = source("json", {"symbol": "s", "price": "p"}, key=Secret("canary"), key_parameter="apikey")
    (request,) = build_requests(configured)
    assert request.secret_query == (("apikey", Secret("canary")),)
    assert "canary" not in repr((request, configured))
    (request,) = build_requests(source("json", {}, key=Secret("canary"), key_header="X-API-Key"))
    assert request.secret_headers == (("X-API-Key", Secret("canary")),)


def test_a_table_source_without_a_specification_names_what_is_missing() -> None:
    bare = SourceConfig(name="t", kind="table", url="https://t.example/", every=AT - AT)
    with pytest.raises(ParseError, match=r"add \[sources\.table\]"):
        adapter_for("table").build_requests(bare)


def test_every_row_of_a_page_of_five_hundred_is_parsed() -> None:
    line = "<tr><td><a>S{}</a><td>1<td>2.50<td>1.5<td>3%<td>9</tr>"
    body = HTML.replace("<tbody>", "<tbody>" + "".join(line.format(number) for number in range(500)))
    assert len(read(body, source("html", COLUMNS)).quotes) == 505


@pytest.mark.parametrize(
    "row",
    quick(
        1,
        "<tr><td colspan=-1 rowspan=abc>x<td colspan=\u0663>y</tr>",
        "<tr>" + "<td colspan=9999>x" * 300 + "</tr>",
        "<tr>" + "<td rowspan=99999 colspan=99999>x" * 300 + "</tr>",
    ),
)
def test_cells_that_span_the_world_stay_within_bounds(row: str) -> None:
    body = HTML.replace("</tbody>", row * 200 + "</tbody>")
    quotes = by_symbol(read(body, source("html", COLUMNS)))
    assert quotes["DGKC"].price == Decimal("75.90")


def test_a_cell_that_spans_rows_is_in_each_of_them() -> None:
    body = (
        "<table><tr><th>Sector<th>Symbol<th>Last</tr><tr><td rowspan=2>Cement<td>DGKC<td>75.90</tr>"
        "<tr><td>MLCF<td>33.25</tr></table>"
    )
    columns = {"symbol": "Symbol", "price": "Last", "name": "Sector"}
    assert [(row.id.symbol, str(row.price), row.name) for row in read(body, source("html", columns)).quotes] == [
        ("DGKC", "75.90", "Cement"),
        ("MLCF", "33.25", "Cement"),
    ]
