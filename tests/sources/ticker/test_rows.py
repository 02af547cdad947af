"""Inconsistent figures are flagged on their row; an invalid figure removes the figures of its row alone."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from tests.kit.marks import for_each
from tests.kit.quotes import indices_of, others_of
from tests.sources.pages import document, expected_figures, lines_of, parsed_figures, read, read_html, rows_of, strip_of
from tui.domain.events import Snapshot
from tui.domain.quote import Direction, Quote
from tui.sources import quote_builder as builder_module
from tui.sources.adapter import ParseError

GOOD = lines_of("seed")
OTHERS = [line for line in GOOD if not line.startswith("AGL ")]


def with_line(line: str) -> Snapshot:
    return read("\n".join([GOOD[1], line, *GOOD[2:]]))


def quote_of(snapshot: Snapshot, symbol: str) -> Quote:
    return next(quote for quote in snapshot.quotes if quote.id.symbol == symbol)


@for_each(
    "line",
    [
        "AGL NaN Increased By ▲ 0.72 (2.05%)",
        "AGL inf Increased By ▲ 0.72 (2.05%)",
        "AGL 1e3 Increased By ▲ 0.72 (2.05%)",
        "AGL 1_000 Increased By ▲ 0.72 (2.05%)",
        "AGL ٣٤.٤٨ Increased By ▲ 0.72 (2.05%)",
        "AGL ３４ Increased By ▲ 0.72 (2.05%)",
        "AGL 0 Increased By ▲ 0.72 (2.05%)",
        "AGL 0.00 Increased By ▲ 0.72 (2.05%)",
        "AGL -34.48 Increased By ▲ 0.72 (2.05%)",
        "AGL 1000000000001 Increased By ▲ 0.72 (2.05%)",
        "AGL 34,48 Increased By ▲ 0.72 (2.05%)",
        "AGL 1.234,56 Increased By ▲ 0.72 (2.05%)",
        "AGL 34.4800000000001 Increased By ▲ 0.72 (2.05%)",
        "AGL N/A Increased By ▲ 0.72 (2.05%)",
        "AGL -- Increased By ▲ 0.72 (2.05%)",
        "AGL Rs34.48 Increased By ▲ 0.72 (2.05%)",
        "AGL 34.48 Increased By ▲ nan (2.05%)",
        "AGL 34.48 Increased By ▲ 1e999 (2.05%)",
        "AGL 34.48 Increased By ▲ –0.72 (2.05%)",
        "AGL 34.48 Increased By ▲ ٠.٧٢ (2.05%)",
        "AGL 34.48 Increased By ▲ (2.05%)",
        "AGL 34.48 Increased By ▲ 0.72 (NaN%)",
        "AGL 34.48 Increased By ▲ 0.72 (∞%)",
        "AGL 34.48 Increased By ▲ 0.72 (2.05)",
        "AGL 34.48 Increased By ▲ 0.72 ()",
    ],
)
def test_an_invalid_figure_removes_the_figures_of_its_row_alone(line: str) -> None:
    snapshot = with_line(line)
    row = quote_of(snapshot, "AGL")
    assert (row.price, row.change, row.percent) == (None, None, None)
    assert len(row.flags) == 1
    assert row.flags[0].startswith(("price:", "change:", "percent:"))
    assert snapshot.invalid_rows == 1
    assert {symbol: figures for symbol, figures in expected_figures(GOOD).items() if symbol != "AGL"} == parsed_figures(
        Snapshot(
            source="br",
            at=snapshot.at,
            quotes=tuple(quote for quote in snapshot.quotes if quote is not row),
        )
    )


@for_each(
    "line",
    [
        "АGL 34.48 Increased By ▲ 0.72 (2.05%)",
        "agl 34.48 Increased By ▲ 0.72 (2.05%)",
        "AGL 34.48 Increased By ▲",
        "AGL 34.48 ▲ 0.72 (2.05%)",
        "AGL 34.48 Incr",
    ],
)
def test_a_row_torn_or_without_a_symbol_does_not_split_the_ticker(line: str) -> None:
    snapshot = with_line(line)
    assert parsed_figures(snapshot) == expected_figures(OTHERS)
    assert snapshot.note == "1 torn row"


def test_full_width_letters_are_the_same_symbol() -> None:
    assert parsed_figures(with_line("ＡＧＬ 34.48 Decreased By ▼ -0.72 (-2.05%)")) == expected_figures(GOOD)


@for_each(
    ("line", "flag"),
    [
        ("AGL 34.48 Increased By ▲ -0.72 (-2.05%)", "words say up, change is -0.72"),
        ("AGL 34.48 Decreased By ▼ +0.72 (+2.13%)", "words say down, change is 0.72"),
        ("AGL 34.48 No Change ▼ 0.72 (2.13%)", "words say unchanged, change is 0.72"),
        ("AGL 34.48 Increased By ▲ 0.72 (2.05%)", "percent 2.05, its change gives 2.13"),
        ("AGL 34.48 Increased By ▲ 34.48 (100%)", "change is the whole price"),
    ],
)
def test_a_row_whose_figures_disagree_is_flagged_and_shown(line: str, flag: str) -> None:
    row = quote_of(with_line(line), "AGL")
    assert row.flags == (flag,)
    assert row.price == Decimal("34.48")
    assert row.change is not None


def test_rounding_that_the_site_does_not_show_is_not_flagged() -> None:
    lines = ["BR100 6,704 Increased By 52.2 (0.79%)", "LOTCHEM 15.48 Increased By ▲ 0.24 (1.58%)"]
    halves = ["KEL 4.77 Decreased By ▼ -0.03 (-0.63%)", "TELE 7.99 Decreased By ▼ -0.01 (-0.13%)"]
    snapshot = read("\n".join([*lines, *halves, *GOOD[:3]]))
    assert [row.flags for row in rows_of(snapshot)] == [()] * 7


def test_a_fall_printed_without_its_sign_is_a_fall() -> None:
    unsigned = [line.replace(" -", " ").replace("(-", "(") for line in GOOD]
    assert parsed_figures(read("\n".join(unsigned))) == expected_figures(GOOD)
    assert parsed_figures(read("\n".join(line.replace("-", "−") for line in GOOD))) == expected_figures(GOOD)


def test_the_same_symbol_twice_is_one_row_and_flagged_if_its_figures_differ() -> None:
    snapshot = read(
        "\n".join([*GOOD, "AGL 34.48 Decreased By ▼ -0.72 (-2.05%)", "BOP 5.17 Increased By ▲ 0.13 (2.58%)"])
    )
    assert parsed_figures(snapshot) == expected_figures(GOOD)
    assert quote_of(snapshot, "AGL").flags == ()
    assert quote_of(snapshot, "BOP").flags == ("listed twice with different figures",)
    assert quote_of(snapshot, "BOP").price == Decimal("5.16")


def test_indices_are_recognized_by_name_or_thousands_comma() -> None:
    lines = [
        *GOOD[:4],
        "KSE100 982 Increased By ▲ 6.04 (0.62%)",
        "KMI30 134,567.89 Increased By 12 (0.01%)",
        "ALLSHR 52,000 Decreased By -112 (-0.21%)",
        "NEWIDX 1,234 No Change ▼ 0 (0%)",
        "786 7.20 Increased By ▲ 0.20 (2.86%)",
    ]
    snapshot = read("\n".join(lines))
    assert [index.id.symbol for index in indices_of(snapshot)] == ["KSE100", "KMI30", "ALLSHR", "NEWIDX"]
    assert [quote.id.symbol for quote in others_of(snapshot)] == ["AGL", "AIRLINK", "BOP", "CNERGY", "786"]
    assert indices_of(snapshot)[3].direction is Direction.UNCHANGED


def test_symbols_end_in_their_digits_where_elements_separate_the_tokens() -> None:
    lines = ["786 7.20 Increased By ▲ 0.20 (2.86%)", "F1 10.50 No Change ▼ 0.00 (0%)", *GOOD[-4:]]
    for markup in ("glued_spans", "cells", "divs", "list_items"):
        assert parsed_figures(read_html(document(strip_of(lines, markup)))) == expected_figures(lines)


def test_more_rows_than_any_market_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder_module, "MAX_ROWS", 40)
    assert len(others_of(read("\n".join(GOOD)))) == 30
    many = [f"S{number}X 34.48 Decreased By ▼ -0.72 (-2.05%)" for number in range(41)]
    with pytest.raises(ParseError, match="too many rows"):
        read("\n".join(many))


@pytest.mark.slow
def test_ten_thousand_rows_are_parsed() -> None:
    many = [f"S{number}X 34.48 Decreased By ▼ -0.72 (-2.05%)" for number in range(10_000)]
    assert len(read("\n".join(many)).quotes) == 10_000


def test_a_row_with_a_previous_close_near_zero_is_flagged() -> None:
    row = quote_of(with_line("AGL 1000000000000 Increased By ▲ 999999999999.999999999999 (5%)"), "AGL")
    assert row.price == Decimal(10) ** 12
    assert row.flags


def test_the_article_never_dates_the_ticker() -> None:
    article = (
        "Berths reopen as silt is cleared\nReuters 21 Jun, 2004\nGWADAR: The port was dredged over the long weekend."
    )
    snapshot = read("\n".join([*GOOD, article]))
    assert {quote.polled_at for quote in snapshot.quotes} == {datetime(2026, 11, 23, 9, 30, tzinfo=UTC)}
    assert {quote.as_of for quote in snapshot.quotes} == {None}


@for_each("kind", ["", "text/html", "text/plain"])
def test_a_hidden_character_never_joins_the_digits_around_it(kind: str) -> None:
    for hidden in ("&#27;", "&#7;", "\x1b", "\x07", "\u202e", "\u200b"):
        snapshot = read("\n".join([*OTHERS, f"AGL 34{hidden}48 Decreased By ▼ -0.72 (-2.05%)"]), kind)
        assert all(row.price != 3448 for row in rows_of(snapshot))
