"""Tables of several days: rows of one symbol, and columns of instruments."""

from typing import Any

import pytest

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices, reason
from tui.sources.table_fields import TableFormat

DATED = {"symbol": "c", "price": "r", "as_of": "d"}
NEWEST_LAST = "c,r,d\nUSD,1,2026-05-20\nEUR,5,2026-05-20\nUSD,2,2026-05-21\nUSD,4,2026-05-22\n"
NEWEST_FIRST = "c,r,d\nUSD,4,2026-05-22\nUSD,2,2026-05-21\nEUR,5,2026-05-20\nUSD,1,2026-05-20\n"


@pytest.mark.parametrize("body", [NEWEST_LAST, NEWEST_FIRST])
def test_the_newest_row_of_each_symbol_counts(body: str) -> None:
    snapshot = parsed(body, "csv", DATED)
    assert prices(snapshot) == {"USD": "4", "EUR": "5"}
    assert [(row.change, row.previous_close) for row in snapshot.quotes] == [(None, None)] * 2


@for_each(
    ("body", "columns", "change"),
    [
        (NEWEST_LAST, DATED, {"USD": "2", "EUR": None}),
        (NEWEST_FIRST, DATED, {"USD": "2", "EUR": None}),
        ("c,r,d,p\nUSD,4,2026-05-22,1\nUSD,2,2026-05-21,1\n", {**DATED, "previous_close": "p"}, {"USD": "3"}),
        ("c,r,d,m\nUSD,4,2026-05-22,1.5\nUSD,2,2026-05-21,1\n", {**DATED, "change": "m"}, {"USD": "1.5"}),
        ("c,r,d\nUSD,4,2026-05-22\nUSD,-,2026-05-21\nUSD,1,2026-05-20\n", DATED, {"USD": "3"}),
    ],
)
def test_the_row_before_gives_a_change_where_the_table_states_none(
    body: str, columns: dict[str, str], change: dict[str, str | None]
) -> None:
    quotes = parsed(body, "csv", columns, previous_row=True).quotes
    assert {row.id.symbol: None if row.change is None else str(row.change) for row in quotes} == change


@for_each(
    ("body", "shown"),
    [
        ("c,r,d\nUSD,4,2026-05-22\nUSD,2,soon\n", ("4", ("listed twice with different figures",))),
        ("c,r,d\nUSD,4,2026-05-22\nUSD,2,2026-05-22\n", ("4", ("listed twice with different figures",))),
        ("c,r,d\nUSD,4,2026-05-22\nUSD,4,2026-05-22\n", ("4", ())),
        ("c,r,d\nusd,2,2026-05-21\nUSD,4,2026-05-22\n", ("4", ())),
    ],
)
def test_rows_that_no_time_tells_apart_are_flagged(body: str, shown: tuple[str, tuple[str, ...]]) -> None:
    (row,) = parsed(body, "csv", DATED).quotes
    assert (str(row.price), row.flags) == shown


@for_each(
    ("body", "settings", "price"),
    [
        ("c;r;d\nTND;0,219;2026-05-24\nTND;7,774;2026-05-26\n", {}, None),
        ("c;r;d\nTND;1,05;2026-05-24\nTND;7,774;2026-05-26\n", {}, None),
        ("c;r;d\nTND;0,219;2026-05-24\nTND;7,774;2026-05-26\n", {"decimal_comma": True}, "7.774"),
        ("c;r;d\nTND;80,219;2026-05-24\nTND;82,774;2026-05-26\n", {}, "82774"),
        ("d;TND;EUR\n2026-05-24;0,219;1,05\n2026-05-26;7,774;1,055\n", {"wide": True}, None),
        ("d;TND;EUR\n2026-05-24;0,219;1,05\n2026-05-26;7,774;1,055\n", {"wide": True, "decimal_comma": True}, "7.774"),
        ("d;TND;EUR\n2026-05-24;80,219;90,105\n2026-05-26;82,774;91,055\n", {"wide": True}, "82774"),
    ],
)
def test_the_rows_of_all_days_tell_how_figures_are_written(
    body: str, settings: dict[str, Any], price: str | None
) -> None:
    columns = {"as_of": "d"} if settings.get("wide") else DATED
    if price is None:
        assert "may be thousands or decimals: see decimal_comma" in reason(body, "csv", columns, **settings)
    else:
        assert str(parsed(body, "csv", columns, **settings).quotes[0].price) == price


def test_the_row_before_is_read_as_its_column_is_written() -> None:
    body = "c;r;d\nTND;7,774;2026-05-26\nTND;7,219;2026-05-24\n"
    (row,) = parsed(body, "csv", DATED, previous_row=True, decimal_comma=True).quotes
    assert (str(row.price), str(row.previous_close), str(row.change)) == ("7.774", "7.219", "0.555")


WIDE = {"as_of": "DATE"}
LINES = [("27 Nov 2026", "1.3359", "1.1602"), ("26 Nov 2026", "1.3323", "1.1572"), ("25 Nov 2026", "9", "9")]


def csv_of(*lines: tuple[str, ...]) -> str:
    return "\n".join(",".join(line) for line in (("DATE", "USD", "EUR"), *lines))


@for_each(
    ("table_format", "body"),
    [
        ("csv", csv_of(*LINES)),
        ("csv", csv_of(*reversed(LINES))),
        ("csv", "Rates of the bank\n\n" + csv_of(*LINES) + "\nNot for trading\n"),
        ("csv", csv_of(*LINES, ("28 Nov 2026", "-", "N/A"))),
        (
            "csv",
            csv_of(*LINES)
            .replace("DATE,USD,EUR", "DATE,USD,EUR,,XXX")
            .replace(",9,9", ",9,9,,7")
            .replace("25 Nov 2026", "25 Jan 2026"),
        ),
        (
            "html",
            "<table>" + csv_of(*LINES).replace(",", "<td>").replace("\n", "<tr><td>").join(("<tr><td>", "</table>")),
        ),
        ("json", str([dict(zip(("DATE", "USD", "EUR"), line, strict=True)) for line in LINES]).replace("'", '"')),
        ("json", str({"d": {line[0]: {"USD": line[1], "EUR": line[2]} for line in LINES}}).replace("'", '"')),
        (
            "xml",
            "<r>"
            + "".join(f"<o date='{line[0]}'><usd>{line[1]}</usd><eur>{line[2]}</eur></o>" for line in LINES)
            + "</r>",
        ),
    ],
)
def test_columns_of_a_wide_table_are_instruments(table_format: TableFormat, body: str) -> None:
    columns = {"as_of": "$key" if '"d"' in body else "@date" if table_format == "xml" else "DATE"}
    rows = {"json": "d" if '"d"' in body else "", "xml": "o"}.get(table_format, "")
    snapshot = parsed(body, table_format, columns, wide=True, dates="%d %b %Y", rows=rows)
    assert prices(snapshot) == {"USD": "1.3359", "EUR": "1.1602"}
    assert [str(row.change) for row in snapshot.quotes] == ["0.0036", "0.0030"]
    assert {str(row.as_of) for row in snapshot.quotes} == {"2026-11-27 00:00:00+00:00"}


def test_a_wide_table_without_its_column_of_days_is_refused() -> None:
    assert reason("Day,USD\n2026-11-27,1\n", "csv", WIDE, wide=True) == 'no column "DATE"; there are: Day, USD'


@for_each(
    ("table_format", "body", "message"),
    [
        ("csv", "DATE,USD,EUR,USD\n2026-11-27,1,2,3\n", 'several columns "USD"'),
        ("csv", "DATE,Buy,Sell,Buy,Sell\n2026-11-27,1,2,3,4\n", 'several columns "Buy"'),
        ("html", "<table><tr><th>DATE<th>USD<th>USD<tr><td>2026-11-27<td>1<td>2</table>", 'several columns "USD"'),
        (
            "html",
            "<table><thead><th rowspan=2>DATE<th colspan=2>USD<th>EUR<tr><th>Buy<th>Sell<th>Buy<tbody><tr><td>1<td>2",
            'several columns "Buy"',
        ),
        ("xml", "<r><o DATE='2026-11-27'><usd>1</usd><usd>2</usd></o></r>", 'several elements "usd" in a row'),
        ("xml", "<r><o DATE='2026-11-27' usd='1'><usd>2</usd></o></r>", 'several elements "usd" in a row'),
    ],
)
def test_a_wide_table_with_a_title_twice_is_refused(table_format: TableFormat, body: str, message: str) -> None:
    day = "@date" if table_format == "xml" else "DATE"
    rows = "o" if table_format == "xml" else ""
    assert reason(body, table_format, {"as_of": day}, wide=True, rows=rows) == message


@for_each(
    ("newest", "older"),
    [
        ("GOLD <b>new</b>", "GOLD"),
        ("GOLD", "GOLD <b>XD</b>"),
        ("<a>GOLD</a><br>Gold of Lahore", "<a>GOLD</a>"),
        ("GOLD<sup>1</sup>", "GOLD<sup>2</sup>"),
        ("Gold", "GOLD <i>*</i>"),
        ("<b>GOLD</b> <span>up</span>", "<b>gold</b> <span>down</span>"),
    ],
)
@for_each("is_reversed", [False, True])
def test_a_mark_beside_a_symbol_makes_no_other_instrument(newest: str, older: str, *, is_reversed: bool) -> None:
    rows = [f"<tr><td>{newest}<td>2026-11-27<td>12", f"<tr><td>{older}<td>2026-11-26<td>10"]
    rows = rows[::-1] if is_reversed else rows
    body = f"<table><tr><th>Symbol<th>Day<th>Price{''.join(rows)}</table>"
    columns = {"symbol": "Symbol", "price": "Price", "as_of": "Day"}
    quotes = parsed(body, "html", columns, previous_row=True).quotes
    assert [(row.id.symbol.upper(), str(row.price), str(row.change), row.flags) for row in quotes] == [
        ("GOLD", "12", "2", ())
    ]


@for_each(
    ("lines", "expected", "note"),
    [
        (["2026-11-27,2", "2026-11-31,9"], "2", "1 left out: no valid day (2026-11-31)"),
        (["Unit,1", "2026-11-27,2"], "2", "1 left out: no valid day (Unit)"),
        (["2026-11-27,2", "2026-11-26,1", "Source,x"], "2", "1 left out: no valid day (Source)"),
        (["2026-11-27,2", "2027-01-01,9"], "2", "1 left out: no valid day (2027-01-01)"),
        (["2026-11-27,2", "2026-11-26,1"], "2", None),
    ],
)
def test_lines_of_a_wide_table_without_a_day_are_counted(lines: list[str], expected: str, note: str | None) -> None:
    snapshot = parsed("\n".join(["DATE,USD", *lines]), "csv", WIDE, wide=True)
    assert (prices(snapshot), snapshot.note) == ({"USD": expected}, note)


def test_columns_that_are_no_longer_quoted_are_counted() -> None:
    body = "DATE,USD,DEM,XXX\n2026-11-27,2,,\n2001-12-31,1,1.95,\n"
    snapshot = parsed(body, "csv", WIDE, wide=True)
    assert (prices(snapshot), snapshot.note) == ({"USD": "2"}, "2 left out: no figure in the last month (DEM, XXX)")


def test_two_figures_of_one_day_are_flagged_in_a_wide_table_too() -> None:
    (usd,) = parsed("DATE,USD\n2026-11-27,2\n2026-11-27,3\n2026-11-26,1\n", "csv", WIDE, wide=True).quotes
    assert (str(usd.price), usd.flags) == ("2", ("listed twice with different figures",))


def test_the_title_of_a_wide_column_may_have_its_unit() -> None:
    body = "Datum|1 AUD|100 JPY\n26.11.2026|13,1|14,1\n27.11.2026|13,2|14,2\n"
    quotes = parsed(body, "csv", {"as_of": "Datum"}, wide=True, dates="%d.%m.%Y", decimal_comma=True).quotes
    assert [(row.id.symbol, str(row.price), row.unit) for row in quotes] == [
        ("AUD", "13.2", None),
        ("JPY", "14.2", 100),
    ]


@for_each(
    ("body", "price", "change"),
    [
        ("c,r,d\nUSD,1,2026-05-20\nUSD,2,2026-05-21\nUSD,,2026-05-22\n", "2", "1"),
        ("c,r,d\nUSD,-,2026-05-22\nUSD,2,2026-05-21\nUSD,1,2026-05-20\n", "2", "1"),
        ("c,r,d\nUSD,2,2026-05-21\nUSD,N/A,2026-05-22\n", "2", "None"),
        ("c,r,d\nUSD,1,2026-05-20\nUSD,.,2026-05-21\nUSD,2,2026-05-22\n", "2", "1"),
        ("c,r,d\nUSD,1.2.3,2026-05-22\nUSD,2,2026-05-21\nEUR,1,2026-05-21\n", "None", "None"),
    ],
)
def test_a_day_without_a_price_is_not_the_newest(body: str, price: str, change: str) -> None:
    usd = parsed(body, "csv", DATED, previous_row=True).quotes[0]
    assert (str(usd.price), str(usd.change)) == (price, change)


@for_each("word", ["closed", "Holiday", "Eid", "休市", "bank holiday"])
@for_each("is_wide", [True, False])
def test_a_word_in_the_place_of_a_price_is_a_day_without_one(word: str, *, is_wide: bool) -> None:
    lines = [f"2026-11-27,{word}", "2026-11-26,2", "2026-11-25,1"]
    if is_wide:
        snapshot = parsed("\n".join(["DATE,USD", *lines]), "csv", WIDE, wide=True)
    else:
        columns = {"symbol": "=USD", "price": "r", "as_of": "d"}
        snapshot = parsed("\n".join(["d,r", *lines]), "csv", columns, previous_row=True)
    (usd,) = snapshot.quotes
    assert (str(usd.price), str(usd.change), f"{usd.as_of:%d}", usd.flags) == ("2", "1", "26", ())


@for_each(
    ("table_format", "body"),
    [
        ("csv", "DATE,USD,EUR\n2026-11-27,x,1,2\n2026-11-26,3,4\n"),
        ("csv", "DATE,USD,EUR\n2026-11-27,1,234,2\n2026-11-26,3,4\n"),
        ("html", "<table><tr><th>DATE<th>USD<th>EUR<tr><td>2026-11-27<td>x<td>1<td>2<tr><td>2026-11-26<td>3<td>4"),
    ],
)
def test_a_day_with_more_cells_than_titles_states_nothing(table_format: TableFormat, body: str) -> None:
    snapshot = parsed(body, table_format, WIDE, wide=True)
    assert prices(snapshot) == {"USD": "3", "EUR": "4"}
    assert snapshot.note == "1 left out: 4 cells under 3 titles (2026-11-27)"


@for_each(
    "body",
    [
        '[["DATE", "USD", "EUR"], ["2026-11-27", 2, 4], ["2026-11-26", 1, 3]]',
        '{"data": [["DATE", "USD", "EUR"], ["2026-11-26", 1, 3], ["2026-11-27", 2, 4]]}',
        '{"DATE": ["2026-11-27", "2026-11-26"], "USD": [2, 1], "EUR": [4, 3]}',
        '{"o": [{"DATE": "2026-11-27", "USD": {"v": "2"}, "EUR": {"v": "4"}}, {"DATE": "2026-11-26", "USD": {}}]}',
        '[{"DATE": "2026-11-27", "USD": 2, "EUR": 4, "src": "bank"}, {"DATE": "2026-11-26", "USD": 1, "EUR": 3}]',
    ],
)
def test_json_of_days_may_have_any_form_of_rows(body: str) -> None:
    assert prices(parsed(body, "json", WIDE, wide=True)) == {"USD": "2", "EUR": "4"}
