"""HTML tables whose titles span columns and rows, come twice, in other orders or for parts of a table."""

from tests.kit.marks import for_each
from tests.sources.tables.table_source import parsed, prices, reason
from tui.domain.events import Snapshot

TITLED = {"symbol": "Symbol", "price": "Last"}


def row(*cells: str, cell: str = "td") -> str:
    """A row; a cell that is markup already stays as it is."""
    return "<tr>" + "".join(each if each.startswith("<t") else f"<{cell}>{each}</{cell}>" for each in cells) + "</tr>"


def head(*cells: str) -> str:
    return row(*cells, cell="th")


def page(*rows: str) -> str:
    return f"<table>{''.join(rows)}</table>"


def figures(snapshot: Snapshot, *fields: str) -> dict[str, tuple[str, ...]]:
    return {
        quote.id.symbol: tuple(str(getattr(quote, field)) for field in ("price", *fields)) for quote in snapshot.quotes
    }


GROUPS = head("<th rowspan=2>Code", "<th colspan=2>Buying", "<th colspan=2>Selling") + head(*["Cash", "Transfer"] * 2)
PLAIN_GROUPS = row("<td rowspan=2>Code", "<td colspan=2>Buying", "<td colspan=2>Selling") + row(
    "Buy cash", "Buy transfer", "Sell cash", "Sell transfer"
)
PAIRS = row("USD", "1", "2") + row("EUR", "5", "6")
RATES = row("USD", "1", "2", "3", "4") + row("EUR", "5", "6", "7", "8")


@for_each(
    ("body", "columns", "expected"),
    [
        (GROUPS + RATES, {"price": "Selling Cash"}, "3 7"),
        (GROUPS + RATES, {"price": "selling / transfer"}, "4 8"),
        (GROUPS + RATES, {"price": "5"}, "4 8"),
        (PLAIN_GROUPS + RATES, {"price": "Sell cash"}, "3 7"),
        (PLAIN_GROUPS + RATES, {"price": "Buying Buy cash"}, "1 5"),
        (f"<thead>{GROUPS}</thead><tbody>{RATES}</tbody>", {"price": "Buying Transfer"}, "2 6"),
        (
            head("<th rowspan=3>Code", "<th colspan=4>Rates")
            + head("<th colspan=2>Today", "<th colspan=2>Before")
            + head("Bid", "Ask", "Bid", "Ask")
            + RATES,
            {"price": "Rates Before Ask"},
            "4 8",
        ),
        (head("Code", "Last", "Open") + row("", "in", "of") + PAIRS, {"price": "Last"}, "1 5"),
        (head("<th rowspan=2>Code", "<th colspan=2>Rate") + row("Last", "Before") + PAIRS, {"price": "Last"}, "1 5"),
        (row("<td rowspan=2>Code", "<td>Rate", "<td>Time") + row("PKR", "PKT") + PAIRS, {"price": "Rate"}, "1 5"),
    ],
)
def test_titles_of_several_levels_name_their_columns(body: str, columns: dict[str, str], expected: str) -> None:
    snapshot = parsed(page(body), "html", {"symbol": "Code", **columns})
    assert figures(snapshot) == dict(zip(("USD", "EUR"), ((each,) for each in expected.split()), strict=True))


@for_each(
    ("body", "price", "message"),
    [
        (GROUPS, "Selling", 'no column "Selling"; there are: Code, Buying Cash, Buying Transfer, Selling Cash, '),
        (GROUPS, "Cash", 'several columns "Cash": name one by its number, from 1'),
        (head("Code", "Last", "Last"), "Last", 'several columns "Last": name one by its number, from 1'),
    ],
)
def test_a_title_of_several_columns_is_refused(body: str, price: str, message: str) -> None:
    assert reason(page(body, RATES), "html", {"symbol": "Code", "price": price}).startswith(message)


@for_each(
    ("title", "cells", "expected"),
    [
        ("<th>Symbol<th colspan=2>Last<th>Change", ("AAA", "▲", "1.5", "0.1"), ("1.5", "0.1")),
        ("<th>Symbol<th colspan=2>Last<th>Change", ("AAA", "<td><img src=x>", "1.5", "0.1"), ("1.5", "0.1")),
        ("<th>Symbol<th colspan=2>Last<th>Change", ("AAA", "1.5", "PKR", "0.1"), ("1.5", "0.1")),
        ("<th>Symbol<th>Last<th colspan=2>Change", ("AAA", "1.5", "0.1", "7.14%"), ("1.5", "0.1")),
        ("<th>Symbol<th>Last<th colspan=2>Change", ("AAA", "1.5", "7.14%", "0.1"), ("1.5", "0.1")),
        ("<th colspan=2>Symbol<th>Last<th>Change", ("<td><img src=x>", "AAA", "1.5", "0.1"), ("1.5", "0.1")),
        ("<th colspan=2>Symbol<th>Last<th>Change", ("AAA", "Alpha", "1.5", "0.1"), ("1.5", "0.1")),
    ],
)
def test_below_a_title_over_several_columns_is_the_one_of_its_kind(
    title: str, cells: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    body = page(f"<tr>{title}</tr>", row(*cells), row(*(each.replace("AAA", "BBB") for each in cells)))
    read = figures(parsed(body, "html", {**TITLED, "change": "Change"}), "change")
    assert read == {"AAA": expected, "BBB": expected}


def test_a_title_over_a_change_and_its_percentage_names_both() -> None:
    body = page("<tr><th>Symbol<th>Last<th colspan=2>Change</tr>", row("AAA", "1.5", "7.14%", "0.1"))
    columns = {**TITLED, "change": "Change", "percent": "Change"}
    assert figures(parsed(body, "html", columns), "change", "percent") == {"AAA": ("1.5", "0.1", "7.14")}


HEADING = head("Symbol", "Last", "Change")
A, B = row("AAA", "1", "0.1"), row("BBB", "2", "0.2")


@for_each(
    ("rows", "expected", "left_out"),
    [
        ([row("Symbol", "Last", "Change"), A, row("Symbol", "Last", "Change"), B], "1 2", ""),
        ([HEADING, A, row("Symbol", "Last", "Change"), B], "1 2", ""),
        ([HEADING, A, row("Symbol", "Change", "Last"), row("BBB", "0.2", "2")], "1 2", ""),
        ([row("Symbol", "Last", "Change"), A, row("Symbol", "Change", "Last"), row("BBB", "0.2", "2")], "1 2", ""),
        ([HEADING, "<tr><th colspan=3>Banks</tr>", A, "<tr><th colspan=3>Oil</tr>", B], "1 2", ""),
        (["<tr><th colspan=3>Main board</tr>", HEADING, "<tr><th colspan=3>Banks</tr>", A, B], "1 2", ""),
        ([HEADING, A, row("Symbol", "Volume", "Value"), row("CCC", "900", "1800")], "1", "CCC"),
        ([HEADING, A, row("Index", "Level", "Points"), row("KSE", "900", "1800")], "1", "KSE"),
        ([HEADING, A, head("Index", "Level", "Points"), row("KSE", "900", "1800")], "1", "KSE"),
        ([HEADING, A, row("BBB", "2", "unch")], "1 2", ""),
        ([HEADING, A, row("BBB", "2", "N/A")], "1 2", ""),
    ],
)
def test_titles_amid_the_rows_are_those_of_what_is_below_them(rows: list[str], expected: str, left_out: str) -> None:
    snapshot = parsed(page(*rows), "html", {**TITLED, "change": "Change"})
    assert figures(snapshot) == dict(zip(("AAA", "BBB"), ((each,) for each in expected.split()), strict=False))
    assert snapshot.note == (f"1 left out: under other titles ({left_out})" if left_out else None)


@for_each("columns", [{"symbol": "1", "price": "Last"}, {"symbol": "1", "price": "2"}])
@for_each("cell", ["th", "td"])
def test_every_part_of_a_table_is_read_whatever_their_number(columns: dict[str, str], cell: str) -> None:
    body = page(*(row(f"Sector {n}", "Last", "Open", cell=cell) + row(f"S{n}", str(n), "9") for n in range(1, 40)))
    assert prices(parsed(body, "html", columns)) == {f"S{n}": str(n) for n in range(1, 40)}


LABELLED = head("Symbol", "Last")


@for_each(
    ("symbol", "price"),
    [
        ("<td><span class=label>Symbol</span>AAA", "<td><span>Last</span>1"),
        ("<td><b>Symbol:</b> AAA", "<td><b>Last:</b> 1"),
        ("<td><div>Symbol</div><div>AAA</div>", "<td><div>LAST</div><div>1</div>"),
        ("<td><span>Symbol</span> <a>AAA</a>", "<td>1"),
        ("<td>AAA", "<td><p>Last<br>1"),
    ],
)
def test_a_cell_may_repeat_its_title(symbol: str, price: str) -> None:
    assert prices(parsed(page(LABELLED, row(symbol, price), row("BBB", "2")), "html", TITLED)) == {
        "AAA": "1",
        "BBB": "2",
    }


@for_each(
    "body",
    [
        page(LABELLED) + page(row("AAA", "1"), row("BBB", "2")),
        page(f"<thead>{LABELLED}</thead><tbody></tbody>") + page(f"<tbody>{row('AAA', '1')}{row('BBB', '2')}</tbody>"),
        page(f"<thead style='visibility:collapse'>{LABELLED}</thead>", row("AAA", "1"), row("BBB", "2")),
        page(LABELLED) + page(f"<thead hidden>{LABELLED}</thead>", row("AAA", "1"), row("BBB", "2")),
        page(row("Symbol", "Last")) + page(row("AAA", "1"), row("BBB", "2")),
    ],
)
def test_titles_may_be_drawn_apart_from_their_rows(body: str) -> None:
    assert prices(parsed(body, "html", TITLED)) == {"AAA": "1", "BBB": "2"}
