"""The exchange's pages: polled with permission only, parsed by their headings; a share without a trade has no price."""

import random
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.kit.mutations import mutated
from tests.kit.quotes import indices_of, others_of
from tui.domain.events import Snapshot
from tui.domain.quote import NO_TRADE, Direction, Quote
from tui.sources import adapter_for
from tui.sources.adapter import ParseError, Response, SourceConfig

RECORDINGS = Path(__file__).parent / "recordings" / "psx"
AT = datetime(2026, 9, 30, 17, tzinfo=UTC)
SOURCE = SourceConfig(name="psx", kind="psx", url="", every=timedelta(minutes=2), has_permission=True)
HEADING = ("SCRIP", "LDCP", "OPEN", "HIGH", "LOW", "CURRENT", "CHANGE", "VOLUME")
CELLS = ("192.30", "193.00", "195.50", "191.10", "192.17", "-0.13", "1,204,511")


def read(text: str, kind: str = "text/html; charset=utf-8") -> Snapshot:
    page = Response(url="https://www.psx.com.pk/market-summary/", body=text.encode(), content_type=kind)
    return adapter_for("psx").parse(page, SOURCE, AT)


def text_of(name: str) -> str:
    return (RECORDINGS / name).read_text(encoding="utf-8")


def refusal(text: str, kind: str = "text/html") -> str:
    with pytest.raises(ParseError) as refused:
        read(text, kind)
    return refused.value.reason


def table(*rows: str, heading: tuple[str, ...] = HEADING) -> str:
    titles = "".join(f"<th>{title}</th>" for title in heading)
    return f"<table><tr>{titles}</tr>{''.join(rows)}</table>"


def row(*cells: str, symbol: str = "HARB") -> str:
    return f'<tr><td data-srip="{symbol}">Harbour Cement</td>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def changed(change: str) -> Quote:
    """Return the quote of a table whose one row has this cell of the change, its tag included."""
    cells = [f"<td>{cell}</td>" for cell in CELLS]
    cells[5] = change
    (quote,) = read(table(f'<tr><td data-srip="HARB">Harbour Cement</td>{"".join(cells)}</tr>')).quotes
    return quote


def by_symbol(snapshot: Snapshot) -> dict[str, Quote]:
    return {quote.id.symbol: quote for quote in snapshot.quotes}


def test_nothing_is_requested_without_permission_and_the_reason_names_the_option() -> None:
    without = SourceConfig(name="psx", kind="psx", url="", every=timedelta(minutes=2))
    with pytest.raises(ParseError) as refused:
        adapter_for("psx").build_requests(without)
    for words in ("written permission", "licence", "marketdatarequest@psx.com.pk", "i_have_permission = true"):
        assert words in refused.value.reason


def test_with_permission_it_requests_the_open_page_or_the_one_named_without_a_token() -> None:
    adapter = adapter_for("psx")
    (request,) = adapter.build_requests(SOURCE)
    assert request.url == "https://www.psx.com.pk/market-summary/"
    assert (request.secret_headers, request.secret_query) == ((), ())
    portal = "https://dps.psx.com.pk/market-watch"
    (named,) = adapter.build_requests(
        SourceConfig(name="p", kind="psx", url=portal, every=timedelta(minutes=2), has_permission=True)
    )
    assert named.url == portal


def test_it_is_slow_and_stops_when_it_is_refused() -> None:
    adapter = adapter_for("psx")
    assert adapter.min_interval >= timedelta(seconds=60)
    assert adapter.fatal_statuses == {403, 404, 429, 462}
    assert all(not other.fatal_statuses for other in map(adapter_for, ("brecorder", "feed")))


def test_the_open_page_is_read_with_its_own_digits_and_clock() -> None:
    snapshot = read(text_of("good.html"))
    quotes = by_symbol(snapshot)
    assert list(quotes) == ["HARB", "MOLE", "QUAY", "HARB-OCT", "TUGS"]
    assert quotes["HARB"] == Quote(
        id=quotes["HARB"].id,
        price=Decimal("192.17"),
        change=Decimal("-0.13"),
        percent=Decimal("-0.07"),
        direction=Direction.DOWN,
        name=quotes["HARB"].name,
        open=Decimal("193.00"),
        high=Decimal("195.50"),
        low=Decimal("191.10"),
        previous_close=Decimal("192.30"),
        volume=1_204_511,
        currency="PKR",
        as_of=datetime(2026, 9, 30, 16, 49, 1, tzinfo=UTC),
        polled_at=AT,
        source="psx",
    )
    assert quotes["HARB"].name == "Harbour Cement"
    assert str(quotes["MOLE"].price) == "1440.50"
    assert quotes["MOLE"].name == "Mole Lime & Stone"
    assert (snapshot.note, snapshot.invalid_rows) == (None, 0)


def test_an_unchanged_share_wears_the_colour_of_a_fall_and_is_unchanged() -> None:
    quay = by_symbol(read(text_of("good.html")))["QUAY"]
    assert (quay.change, quay.percent, quay.direction) == (Decimal("0.00"), Decimal("0.00"), Direction.UNCHANGED)
    assert not str(quay.change).startswith("-")


@pytest.mark.parametrize("name", ["good.html", "market-watch.html"])
def test_a_share_without_a_trade_has_its_previous_close_and_no_price(name: str) -> None:
    snapshot = read(text_of(name))
    tugs = by_symbol(snapshot)["TUGS"]
    assert (tugs.price, tugs.change, tugs.direction) == (None, None, None)
    assert tugs.previous_close == Decimal("55.05")
    assert tugs.flags == (NO_TRADE,)
    assert snapshot.invalid_rows == 0
    assert snapshot.valid_rows == len(snapshot.quotes)


def test_a_quiet_morning_without_one_trade_is_a_good_response() -> None:
    zeros = ("55.05", "0.00", "0.00", "0.00", "0.00", "", "0")
    snapshot = read(table(row(*zeros, symbol="TUGS"), row(*zeros, symbol="HARB")))
    assert [quote.price for quote in snapshot.quotes] == [None, None]
    assert snapshot.valid_rows == 2


def test_a_volume_of_zero_is_one() -> None:
    quotes = by_symbol(read(text_of("good.html")))
    assert quotes["HARB-OCT"].volume == 0
    assert quotes["HARB-OCT"].price == Decimal("195.90")


def test_the_portals_table_is_read_past_its_badges_and_its_machine_digits() -> None:
    quotes = by_symbol(read(text_of("market-watch.html")))
    assert list(quotes) == ["HARB", "MOLE", "QUAY", "TUGS"]
    harb = quotes["HARB"]
    assert (str(harb.price), str(harb.change), str(harb.percent)) == ("320.00", "-3.49", "-1.08")
    assert harb.name == "Harbour Cement Limited"
    assert harb.volume == 3_041_220
    assert harb.as_of is None
    assert quotes["QUAY"].volume == 0


def test_indices_take_their_sign_from_the_machine_value_where_the_text_has_none() -> None:
    snapshot = read(text_of("indices.html"))
    first, second = indices_of(snapshot)
    assert not others_of(snapshot)
    assert (str(first.id), first.name, str(first.price)) == ("PSX:KSE100", "KSE 100", "165811.00")
    assert (first.change, first.percent) == (Decimal("14136.72"), Decimal("9.32"))
    assert (second.change, second.percent, second.direction) == (
        Decimal("-1204.25"),
        Decimal("-0.51"),
        Direction.DOWN,
    )
    assert first.as_of == datetime(2026, 4, 8, 22, 7, tzinfo=UTC)


@for_each(
    ("cell", "expected"),
    [
        ("<td>-0.13</td>", "-0.13"),
        ('<td><span class="decrease-rate"></span> -0.13</td>', "-0.13"),
        ('<td><span class="decrease-rate"></span> 0.13</td>', "-0.13"),
        ('<td><span class="increase-rate"></span> 0.13</td>', "0.13"),
        ('<td class="change__text--neg">0.13</td>', "-0.13"),
        ('<td class="change__text--neg" data-order="0.13">0.13</td>', "0.13"),
        ('<td class="change__text--pos" data-order="-0.13">0.13</td>', "-0.13"),
        ('<td><span class="decrease-rate"></span> +0.13</td>', "+0.13"),
        ('<td><span class="decrease-rate"></span> 0.00</td>', "0.00"),
        ('<td data-order="-0.1300000000000001">down</td>', "-0.13"),
        ('<td><span class="decrease-rate"></span></td>', "-0.13"),
    ],
)
def test_the_sign_of_a_change_is_printed_or_the_machines_or_the_colours(cell: str, expected: str) -> None:
    quote = changed(cell)
    assert quote.change == Decimal(expected)
    assert str(quote.change) == str(Decimal(expected))


@for_each(
    ("change", "percent", "expected"),
    [
        ("-0.13", "0.07%", "-0.07"),
        ("−0.13", "0.07%", "-0.07"),
        ('<i class="icon-down-dir"></i>0.13', "(0.07%)", "-0.07"),
        ("-0.13", "-0.07%", "-0.07"),
        ("-0.001", "0.00%", "0.00"),
        ("0.13", "0.07%", "0.07"),
        ("+0.13", "0.07%", "0.07"),
        ("-0.13", "+0.07%", "0.07"),
    ],
)
def test_a_percentage_without_a_sign_has_that_of_its_change(change: str, percent: str, expected: str) -> None:
    cells = (*CELLS[:5], change, percent)
    page = table(row(*cells), heading=(*HEADING[:7], "CHANGE (%)"))
    (quote,) = read(page).quotes
    assert str(quote.percent) == expected


def test_columns_are_known_by_their_headings_in_any_order() -> None:
    order = (7, 5, 1, 0, 6, 4, 2, 3)
    cells = ("Harbour Cement", *CELLS)
    heading = tuple(HEADING[at] for at in order)
    tds = "".join(f"<td{' data-srip=HARB' if at == 0 else ''}>{cells[at]}</td>" for at in order)
    (moved,) = read(table(f"<tr>{tds}</tr>", heading=heading)).quotes
    (plain,) = read(table(row(*CELLS))).quotes
    assert moved == plain


@for_each(
    "heading",
    [
        ("SCRIP", "LDCP", "OPEN", "HIGH", "LOW", "LAST", "CHANGE", "VOLUME"),
        ("A", "B", "C", "D", "E", "CURRENT", "G", "H"),
        ("SCRIP", "CURRENT", "CURRENT", "HIGH", "LOW", "CURRENT", "CHANGE", "VOLUME"),
    ],
)
def test_a_renamed_or_doubled_heading_is_a_changed_layout_and_no_other_column_is_taken(
    heading: tuple[str, ...],
) -> None:
    assert refusal(table(row(*CELLS), heading=heading)) == "layout changed: no table with a column CURRENT"


BOARD = ("SYMBOL", "NAME", "BID VOL.", "BID PRICE", "OFFER VOL.", "OFFER PRICE", "LDCP", "CHANGE", "VOLUME")


def test_a_board_of_bids_and_offers_gives_the_price_by_its_change() -> None:
    quotes = by_symbol(read(text_of("good_board.html")))
    figures = {
        symbol: [each and str(each) for each in (quote.price, quote.change, quote.bid, quote.ask, quote.previous_close)]
        for symbol, quote in quotes.items()
    }
    assert figures == {
        "HARB": ["192.17", "-0.13", "192.10", "192.25", "192.30"],
        "MOLE": ["1440.50", "40.25", "1440.00", None, "1400.25"],
        "TUGS": [None, None, "54.00", None, "55.05"],
    }
    assert (quotes["HARB"].percent, quotes["HARB"].volume) == (Decimal("-0.07"), 1_204_511)
    assert (quotes["TUGS"].flags, quotes["HARB"].flags) == ((NO_TRADE,), ())


@for_each(
    ("change", "volume", "price", "flags"),
    [
        ("<td>-0.13</td>", "5", "9.87", ()),
        ("<td>+0.13</td>", "5", "10.13", ()),
        ('<td data-order="-0.13">0.13</td>', "5", "9.87", ()),
        ('<td><span class="decrease-rate"></span> 0.13</td>', "5", "9.87", ()),
        ("<td>0.00</td>", "5", "10.00", ()),
        ("<td>0.13</td>", "5", None, ("no price",)),
        ('<td><span class="decrease-rate"></span></td>', "5", None, ("no price",)),
        ("<td>up</td>", "5", None, ("no price",)),
        ("<td></td>", "0", None, (NO_TRADE,)),
        ("<td>0.00</td>", "0", None, (NO_TRADE,)),
    ],
)
def test_a_change_without_a_sign_makes_no_price(
    change: str, volume: str, price: str | None, flags: tuple[str, ...]
) -> None:
    good = f"<tr><td>GOOD</td>{'<td>1</td>' * 6}<td>+1.00</td><td>5</td></tr>"
    shown = f"<tr><td>HARB</td><td>H</td>{'<td>9.90</td>' * 4}<td>10.00</td>{change}<td>{volume}</td></tr>"
    harb = by_symbol(read(table(good, shown, heading=BOARD)))["HARB"]
    assert (harb.price and str(harb.price), harb.flags) == (price, flags)


@for_each(
    "heading",
    [
        ("DATE", "OPEN", "HIGH", "LOW", "CLOSE", "VOLUME"),
        ("TIME", "OPEN", "HIGH", "LOW", "CLOSE", "VOLUME"),
        ("Date", "Volume", "Open", "High", "Low", "Close"),
        ("", "OPEN", "HIGH", "LOW", "CURRENT", "VOLUME"),
        ("DATE", "OPEN", "CHANGE", "CHANGE (%)", "CLOSE", "VOLUME"),
    ],
)
@for_each("first", ['<td data-order="1795700000">Nov 26, 2026</td>', "<td>2026</td>", "<td>ABC</td>"])
def test_a_history_is_no_market(heading: tuple[str, ...], first: str) -> None:
    history = table(f"<tr>{first}{'<td>10.5</td>' * 5}</tr>" * 3, heading=heading)
    assert refusal(history) == "no column of symbols"


SYMBOL_CELL = '<td data-srip="HARB">Harbour Cement</td>'
BLANK = "<td></td>"


@for_each(
    ("before", "symbol", "after"),
    [
        (BLANK, SYMBOL_CELL, ""),
        ("<td>&nbsp;</td>", SYMBOL_CELL, ""),
        (BLANK * 2, SYMBOL_CELL, ""),
        ("<td> <i></i></td>", "<td>HARB</td>", ""),
        (BLANK, '<td data-order="HARB"><strong>HARB</strong></td>', ""),
        ("", SYMBOL_CELL, BLANK),
        ("", SYMBOL_CELL, BLANK * 3),
    ],
)
def test_blank_cells_at_either_end_of_a_row_lose_nothing(before: str, symbol: str, after: str) -> None:
    cells = "".join(f"<td>{cell}</td>" for cell in CELLS)
    (quote,) = read(table(f"<tr>{before}{symbol}{cells}{after}</tr>")).quotes
    figures = [quote.id.symbol, str(quote.price), str(quote.previous_close), quote.volume]
    assert figures == ["HARB", "192.17", "192.30", 1_204_511]


@for_each(
    "cells",
    [
        [BLANK, SYMBOL_CELL, *[f"<td>{cell}</td>" for cell in CELLS[:-1]], BLANK],
        [BLANK, *[f"<td>{cell}</td>" for cell in CELLS], "<td>note</td>"],
        ["<td>1</td>", SYMBOL_CELL, *[f"<td>{cell}</td>" for cell in CELLS]],
        [SYMBOL_CELL, "<td>1</td>", *[f"<td>{cell}</td>" for cell in CELLS]],
    ],
)
def test_a_row_that_cannot_be_aligned_is_torn_and_the_reason_says_so(cells: list[str]) -> None:
    torn = f"<tr>{''.join(cells)}</tr>"
    assert refusal(table(torn)) == "no rows on the page: 1 torn row"
    snapshot = read(table(row(*CELLS), torn))
    assert (len(snapshot.quotes), snapshot.note) == (1, "1 torn row")


def test_totals_sectors_and_torn_rows_are_no_shares() -> None:
    snapshot = read(text_of("partial.html"))
    harb, mole = snapshot.quotes
    assert harb.price == Decimal("192.17")
    assert (mole.price, mole.flags) == (None, ("price: not a plain decimal number",))
    assert snapshot.note == "2 torn rows"


def test_a_share_in_two_sections_is_one_row() -> None:
    zeros = ("192.30", "0.00", "0.00", "0.00", "0.00", "", "0")
    (quote,) = read(table(row(*CELLS), row(*zeros)) + table(row(*CELLS))).quotes
    assert quote.price == Decimal("192.17")
    assert quote.flags == ()
    (doubted,) = read(table(row(*CELLS), row(*CELLS[:4], "192.99", *CELLS[5:]))).quotes
    assert doubted.price == Decimal("192.17")
    assert doubted.flags == ("listed twice with different figures",)


def test_the_users_own_names_for_symbols_are_used() -> None:
    (plain,) = read(table(row(*CELLS))).quotes
    assert str(plain.id) == "PSX:HARB"


@for_each(
    ("text", "reason"),
    [
        (text_of("empty.html"), "no rows on the page"),
        (text_of("error.html"), "not the page: it has no table"),
        (text_of("limit.html"), "not the page: it asks for a human"),
        ("<div>No Data found!</div>", "no rows on the page"),
        ("<div>Gone</div>", "not the page: it has no table"),
        (text_of("good.html")[:-20], "page cut short"),
        (text_of("market-watch.html")[:-30], "page cut short"),
        (table(row(*CELLS))[:-10], "page cut short"),
        ("", "empty answer"),
        ("<table><tr><td>a</td></tr></table>", "layout changed: no table with a column CURRENT"),
        ("<div>" * 400 + "<table></table>", "nested too deep"),
        (table(row("1", "1", "1", "1", "0.00", "", "9")), "no valid rows: price is zero"),
    ],
)
def test_what_is_no_market_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert refusal(text) == reason


def test_json_is_not_the_page() -> None:
    assert refusal('{"status":1,"data":[]}', "application/json") == "not a page: application/json"


@for_each("clock", ["2031-09-30 21:49:01", "2026-13-40 21:49:01", "30 Sept", ""])
def test_a_clock_that_cannot_be_is_no_time(clock: str) -> None:
    text = text_of("good.html").replace("2026-09-30 21:49:01", clock)
    assert {quote.as_of for quote in read(text).quotes} == {None}


def test_the_work_grows_with_the_shares_of_a_page() -> None:
    rows = [row(*CELLS, symbol=f"S{at}") for at in range(2_400)]

    def read_shares(count: int) -> None:
        assert len(read(table("".join(rows[:count]))).quotes) == min(count, len(rows))

    assert_linear(read_shares, start=20, largest=600)


@pytest.mark.parametrize("name", quick(1, "good.html", "market-watch.html", "indices.html", "partial.html"))
def test_a_mutated_page_gives_rows_or_the_adapters_own_error_and_no_price_it_did_not_print(name: str) -> None:
    chance = random.Random(name)
    seed = text_of(name).encode()
    pieces = [
        b"<td>",
        b"</td>",
        b"<tr>",
        b"<table>",
        b"</table>",
        b"<th>",
        b"-",
        b"0",
        b"\0",
        b"&#x1b;",
        b'"',
        b"<",
        b">",
    ]
    for _ in range(150):
        body = mutated(seed, pieces, chance, max_cut=120)
        for figure, text in _values(body):
            assert re.search(rf"(?<![0-9.]){re.escape(figure)}(?![0-9])", text)


def _values(body: bytes) -> list[tuple[str, str]]:
    """Return every value parsed, and the text it must be in, without thousands commas."""
    page = Response(url="https://www.psx.com.pk/", body=body, content_type="text/html")
    try:
        snapshot = adapter_for("psx").parse(page, SOURCE, AT)
    except ParseError:
        return []
    text = re.sub(
        r"(?<=[0-9]),(?=[0-9])|<[^<>]*>(?=[0-9.])", "", re.sub("[\r\n\t\f ]+", " ", body.decode("utf-8", "replace"))
    )
    assert snapshot.quotes
    return [
        (str(each.price), text + body.decode("utf-8", "replace")) for each in snapshot.quotes if each.price is not None
    ]
