"""The order of rows, the filter and the sort of the grid."""

from itertools import permutations

from tests.kit.markets import a_failure, a_market, a_snapshot
from tests.kit.marks import for_each
from tests.kit.quotes import a_quote, after, an_article
from tests.kit.view import NO_ALIGNMENTS, a_board_state, a_row, page_of
from tests.kit.view import text_of as text_of_line
from tui.domain.events import Failure, Snapshot
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, Quote
from tui.view.all_columns import COLUMNS
from tui.view.column_layout import layout_columns
from tui.view.filtering import filter_rows, parse_filter
from tui.view.quote_grid import column_at, empty_lines, row_line, text_of, without_news
from tui.view.sorting import Sort, sort_rows, sorted_by_symbol
from tui.view.spans import width

UP, SAME, DOWN, UNKNOWN = (
    a_quote("UPP", "30", "1", "3.0"),
    a_quote("SAM", "20", "0", "0.0"),
    a_quote("DWN", "10", "-1", "-3.0"),
    a_quote("ODD", None, None, None),
)


def order(market: Market, sort: Sort) -> str:
    return " ".join(key.symbol for key in sorted_keys(market, sort))


def sorted_keys(market: Market, sort: Sort) -> list[InstrumentId]:
    values = {key: sort.value(market, quote) for key, quote in market.quotes.items()}
    return sort_rows(sorted_by_symbol(market.quotes), values, descending=sort.descending)


@for_each(
    ("sort", "symbols"),
    [
        (Sort("symbol"), "DWN ODD SAM UPP"),
        (Sort("symbol", descending=True), "UPP SAM ODD DWN"),
        (Sort("last"), "DWN SAM UPP ODD"),
        (Sort("last", descending=True), "UPP SAM DWN ODD"),
        (Sort("percent"), "DWN SAM UPP ODD"),
        (Sort("percent", descending=True), "UPP SAM DWN ODD"),
        (Sort("change", descending=True), "UPP SAM DWN ODD"),
        (Sort("direction", descending=True), "UPP SAM DWN ODD"),
        (Sort("direction"), "DWN SAM UPP ODD"),
    ],
)
def test_rows_are_sorted_by_value_and_rows_without_one_are_last_either_way(sort: Sort, symbols: str) -> None:
    for listed in permutations((UP, SAME, DOWN, UNKNOWN)):
        assert order(a_market(a_snapshot(*listed)), sort) == symbols


@for_each("column", [column.key for column in COLUMNS if column.key != "symbol"])
@for_each("descending", [False, True])
def test_ties_are_sorted_by_symbol_either_way(column: str, *, descending: bool) -> None:
    market = a_market(a_snapshot(*(a_quote(symbol) for symbol in ("C", "A", "D", "B"))))

    assert order(market, Sort(column, descending)) == "A B C D"


def test_figures_are_not_sorted_as_text() -> None:
    market = a_market(a_snapshot(a_quote("A", "9.5"), a_quote("B", "10"), a_quote("C", "1000")))

    assert order(market, Sort("last")) == "A B C"


def test_sorting_by_age_begins_with_the_oldest_row() -> None:
    market = a_market(a_snapshot(a_quote("OLD"), a_quote("NEW"), at=after(0)), a_snapshot(a_quote("NEW"), at=after(15)))

    assert order(market, Sort().toggle("age")) == "OLD NEW"
    assert order(market, Sort().toggle("age").toggle("age")) == "NEW OLD"


def matches(quote: Quote, filter_text: str) -> bool:
    return filter_rows(a_market(a_snapshot(quote)), [quote.id], parse_filter(filter_text)) == [quote.id]


FIRM = a_quote("OGDC", name="Oil & Gas Development")


@for_each(
    ("filter_text", "is_match"),
    [
        *(("", True), ("ogdc", True), ("OG", True), ("gdc", True), ("oil", True), ("GAS dev", True), ("dev og", True)),
        *(("psx", True), ("br", True), ("psx:ogdc", True), ("  ogdc  ", True), ("PPL", False), ("oil ppl", False)),
        *(("[", False), (".*", False)),
        *(("/ogdc", True), ("//gas dev", True), (" /psx", True), ("/", True), ("/PPL", False), ("og/dc", False)),
    ],
)
def test_the_filter(filter_text: str, *, is_match: bool) -> None:
    assert matches(FIRM, filter_text) is is_match


def test_a_filter_never_matches_across_symbol_and_name() -> None:
    assert not matches(a_quote("AB", name="CD"), "bc")


def test_sorting_begins_with_the_greatest_figure_or_first_word_and_reverses_the_second_time() -> None:
    assert Sort().toggle("percent") == Sort("percent", descending=True)
    assert Sort().toggle("percent").toggle("percent") == Sort("percent", descending=False)
    assert Sort().toggle("source") == Sort("source", descending=False)
    assert Sort().toggle("symbol") == Sort("symbol", descending=True)


def test_the_next_column_is_the_next_visible_one_and_wraps_around() -> None:
    columns = [placed.column for placed in layout_columns(40, NO_ALIGNMENTS)]
    sort, sorted_by = Sort(), []
    titled = [column.key for column in columns if column.title]
    for _ in titled:
        sort = sort.next(columns)
        sorted_by.append(sort.key)

    assert sorted_by == [*titled[1:], "symbol"]
    assert Sort("trend").next(columns).key == columns[0].key  # a column that was dropped
    assert Sort("last").next([]).key == "last"  # no column is visible yet


def test_a_click_on_a_title_or_its_gap_selects_its_column() -> None:
    placed = layout_columns(100, NO_ALIGNMENTS)
    for each in placed:
        for x in (each.x, each.x + each.width - 1, each.x - 1):
            assert column_at(placed, x) is each.column
    assert column_at(placed, 99) is None


def test_two_markets_may_have_one_symbol() -> None:
    quotes: list[Quote] = [a_quote("AA", market="PSX"), a_quote("AA", market="NYSE")]
    market = a_market(a_snapshot(*quotes))

    assert list(map(str, sorted_keys(market, Sort()))) == ["NYSE:AA", "PSX:AA"]


@for_each("cells", [36, 40, 80])
@for_each("filter_text", ["zzz", "z" * 60, "証" * 30])
def test_a_filter_without_a_match_is_shortened_before_the_key_that_clears_it(filter_text: str, cells: int) -> None:
    (line,) = empty_lines(a_board_state(), filter_text, (), cells)
    assert page_of([line]).startswith(f" Nothing matches “{filter_text[0]}")
    assert page_of([line]).endswith("”.  esc clears")
    assert width(line) <= cells


NONE = a_snapshot(an_article())


@for_each(
    ("polls", "words"),
    [
        ((NONE,), "No source here gives quotes."),
        ((NONE, NONE), "No source here gives quotes."),
        ((NONE, None), "Waiting for the first quotes"),
        ((NONE, a_failure("HTTP 503")), "Waiting for the first quotes"),
        ((a_failure("HTTP 503"),), "No source has given a quote yet."),
    ],
)
def test_a_board_whose_sources_have_all_answered_without_quotes_says_so(
    polls: tuple[Snapshot | Failure | None, ...], words: str
) -> None:
    names = tuple(f"s{n}" for n in range(len(polls)))
    results = (poll._replace(source=name) for name, poll in zip(names, polls, strict=True) if poll)
    board = a_board_state(a_market(*results, sources=names))
    assert page_of(empty_lines(board, "", (("r", "asks at once"),), 80)).strip().startswith(words)


NETWORK, BUSY = ("name not found", None), ("HTTP 503", 503)


@for_each(
    ("failures", "words", "missing"),
    [
        ((), "Waiting for the first quotes", "reached"),
        ((NETWORK, None), "Waiting for the first quotes", "reached"),
        ((NETWORK,), "No source could be reached. name not found Is this machine online?", "Waiting"),
        ((NETWORK, NETWORK, ("timed out", None)), "No source could be reached. name not found timed out Is", "Waiting"),
        ((BUSY,), "No source has given a quote yet. HTTP 503 They are polled again", "online"),
        ((BUSY, NETWORK), "No source has given a quote yet. HTTP 503 name not found", "online"),
    ],
)
@for_each("cells", [40, 60, 120])
def test_an_empty_grid_says_why_and_what_to_do(
    failures: tuple[tuple[str, int | None] | None, ...], words: str, missing: str, cells: int
) -> None:
    names = tuple(f"s{n}" for n in range(len(failures)))
    polls = (
        a_failure(failure[0], source=name, at=after(0), http_status=failure[1])
        for name, failure in zip(names, failures, strict=True)
        if failure
    )
    board = a_board_state(a_market(*polls, sources=names) if names else None)
    lines = empty_lines(board, "", (("r", "polls at once"),), cells)
    shown = " ".join(page_of(lines).split())

    assert shown.startswith(words)
    assert missing not in shown
    assert ("r polls at once" in shown) is ("Waiting" not in words)
    assert all(width(line) <= cells for line in lines)


@for_each(
    ("quote", "text"),
    [
        (a_quote("OGDC", "141.00", change="-4.35", percent="-2.99"), "OGDC 141.00 -4.35 (-2.99%)"),
        (a_quote("OGDC", "141.00", change=None, percent="-2.99"), "OGDC 141.00 (-2.99%)"),
        (a_quote("OGDC", "141.00", change="0", percent=None), "OGDC 141.00 0"),
        (a_quote("OGDC", None, change=None, percent=None), "OGDC ?"),
    ],
)
def test_a_quote_as_text_has_the_figures_that_are_known(quote: Quote, text: str) -> None:
    market = a_market(a_snapshot(quote))

    assert text_of(market, quote.id) == text
    assert text_of(market, None) is None
    assert text_of(Market(), quote.id) is None


@for_each(
    ("is_pinned", "is_in_news", "margin"),
    [(False, False, " "), (True, False, "▪"), (False, True, "•"), (True, True, "◘")],
)
def test_the_margin_says_that_a_row_is_pinned_or_in_the_news_of_the_day(
    *, is_pinned: bool, is_in_news: bool, margin: str
) -> None:
    row = a_row(a_market(a_snapshot(UP)), UP, after(0))._replace(is_pinned=is_pinned, is_in_news=is_in_news)
    line = row_line(row, layout_columns(80, NO_ALIGNMENTS), NO_ALIGNMENTS)

    assert text_of_line(line)[0] == margin
    assert text_of_line(without_news(line))[0] == ("▪" if is_pinned else " ")
    assert not row.renders_same_as(row._replace(is_in_news=not is_in_news))
