"""Real captures, with the page around their tickers rebuilt, are parsed completely; nothing else becomes a quote."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest

from tests.kit.marks import for_each, quick
from tests.sources.pages import (
    PARAGRAPHS,
    WITH_TICKER,
    article_markup,
    article_of,
    document,
    expected_figures,
    lines_of,
    parsed_figures,
    read,
    read_html,
    rows_of,
    strip_of,
)
from tui.domain.article import Comments
from tui.sources.adapter import ParseError

KARACHI = timezone(timedelta(hours=5))
BODY = "\n\n".join((f"GWADAR: {PARAGRAPHS[0]}", *PARAGRAPHS[1:]))
TITLE = "Berths reopen as silt is cleared"
COVID = """Coronavirus
VERY HIGH Source: covid.gov.pk
Pakistan Deaths
29,877
1524hr
Pakistan Cases
1,287,161
4,85624hr
7.51% positivity
Sindh
476,494
Punjab
443,610
Balochistan
33,488"""
NAV = "Oct 09, 2023 PRINT EDITION ► BR MARKETS ► Dollar to PKR ►"
URDU_NAV = "Jun 04, 2024 خبریں PRINT EDITION ► BR MARKETS ► Dollar to PKR ►"
BYLINE = "Recorder Report Published 24 Jan, 2024 11:46am"
WIDGET = "\n".join(lines_of("301"))

LAYOUTS: dict[str, Callable[[str], str]] = {
    "body at once": lambda ticker: f"{ticker}\n\n{BODY}\n",
    "glued date, title, byline": lambda ticker: f" date 2024-01-24 {ticker}\n{TITLE}\n\n{BYLINE}\n\n{BODY}\n",
    "logo, menu, category": lambda ticker: (
        f" date 2024-01-24 {ticker}\nBrecorder Logo\n{NAV}\nMarkets\n\n{TITLE}\n\n{BYLINE}\n\n{BODY}\n"
    ),
    "a bare date, a category": lambda ticker: (
        f" date 2024-01-24 {ticker}\nMar 28, 2024\nMarkets\n\n{TITLE}\n\n{BYLINE}\n\n{BODY}\n"
    ),
    "an Urdu word, print date": lambda ticker: (
        f" date 2024-01-24 {ticker}\n{URDU_NAV}\nMarkets Print 2024-01-24\n\n{TITLE}\n\n{BYLINE}\n\n{BODY}\n"
    ),
    "Covid counters": lambda ticker: f"{ticker}\n\n{COVID}\n{TITLE}\n\n{BYLINE}\n{BODY}\n",
    "ticker again, then the article": lambda ticker: f"{ticker}\n{ticker}\n{TITLE}\n{BYLINE}\n{BODY}\n",
    "ticker again below": lambda ticker: (
        f"{ticker}\n{TITLE}\n{BYLINE}\n{BODY}\nCopyright Business Recorder, 2025\n{ticker}"
    ),
    "body twice, widgets": lambda ticker: (
        f"{ticker}\n{TITLE}\n{BYLINE}\n{BODY}\nCopyright Business Recorder, 2025\n{BODY}\n"
        f"Copyright Business Recorder, 2025\n{WIDGET}\n"
    ),
    "widgets at once": lambda ticker: f"{ticker}\n{TITLE}\n{BYLINE}\n{BODY}\n{WIDGET}\n",
    "one long line of ticker": lambda ticker: f"{ticker.replace(chr(10), '')}\n{TITLE}\n{BYLINE}\n{BODY}\n",
    "Windows line ends": lambda ticker: f"{ticker}\n\n{TITLE}\n{BYLINE}\n{BODY}\n".replace("\n", "\r\n"),
}


@for_each("layout", LAYOUTS)
@pytest.mark.parametrize("capture", quick(2, *WITH_TICKER))
def test_every_capture_is_parsed_completely_in_every_layout(capture: str, layout: str) -> None:
    lines = lines_of(capture)
    snapshot = read(LAYOUTS[layout]("\n".join(lines)))
    assert parsed_figures(snapshot) == expected_figures(lines)
    article = article_of(snapshot)
    assert article.dateline == "GWADAR"
    assert article.paragraphs == PARAGRAPHS
    if layout != "body at once":
        assert article.title == TITLE
        assert article.byline == "Recorder Report"
        assert article.published == datetime(2024, 1, 24, 11, 46, tzinfo=KARACHI)


@for_each("layout", ["logo, menu, category", "a bare date, a category", "an Urdu word, print date"])
def test_the_category_is_the_line_above_the_title(layout: str) -> None:
    assert article_of(read(LAYOUTS[layout]("\n".join(lines_of("018"))))).category == "Markets"


def test_a_ticker_printed_again_and_cut_short_is_one_ticker() -> None:
    lines = lines_of("034")
    assert len(lines) == 46
    snapshot = read("\n".join(lines))
    assert parsed_figures(snapshot) == expected_figures(lines)
    assert len(snapshot.quotes) == 30
    assert not any(quote.flags for quote in snapshot.quotes)


@for_each("cut", range(1, 60, 3))
def test_a_repetition_cut_within_a_row_adds_nothing(cut: int) -> None:
    lines = lines_of("seed")
    ticker = "\n".join(lines)
    snapshot = read(f"{ticker}\n{ticker[: len(ticker) // 2 + cut]}")
    assert parsed_figures(snapshot) == expected_figures(lines)
    assert not any(row.flags for row in rows_of(snapshot))


def test_only_known_irregularities_of_the_captures_are_flagged() -> None:
    for capture in WITH_TICKER:
        snapshot = read("\n".join(lines_of(capture)))
        assert [row.flags for row in rows_of(snapshot) if row.flags] == []


def test_widgets_of_rates_and_gainers_are_no_quotes() -> None:
    snapshot = read(f"{TITLE}\n{BYLINE}\n{BODY}\nCopyright Business Recorder, 2025\n{BODY}\n{WIDGET}\n")
    assert (snapshot.quotes, snapshot.note) == ((), "no ticker")
    assert article_of(snapshot).paragraphs == PARAGRAPHS
    with pytest.raises(ParseError, match="no ticker and no article"):
        read(WIDGET)


def test_the_covid_counters_alone_are_no_quotes() -> None:
    with pytest.raises(ParseError, match="no ticker and no article"):
        read(COVID)


def test_a_table_in_the_article_stays_a_table() -> None:
    table = (
        "====================================\nSymbol   Close   Change\n====================================\n"
        "OGDC    141.00   -4.35 (-2.99%)\nPPL     112.74   -4.06 (-3.48%)\n===================================="
    )
    snapshot = read("\n".join(lines_of("051")) + f"\n\n{BODY}\n\n{table}\n")
    assert parsed_figures(snapshot) == expected_figures(lines_of("051"))
    assert article_of(snapshot).paragraphs == (
        *PARAGRAPHS,
        "Symbol Close Change",
        "OGDC 141.00 -4.35 (-2.99%)",
        "PPL 112.74 -4.06 (-3.48%)",
    )


def test_markup_with_everything_around_it() -> None:
    lines = lines_of("042")
    covid = "".join(f"<div>{line}</div>" for line in COVID.splitlines())
    gainers = "".join(f"<div>{line}</div>" for line in lines_of("301"))
    page = (
        f"<div class=top>{strip_of(lines, 'list_items')}</div><div>{covid}</div>{article_markup()}<div>{gainers}</div>"
    )
    snapshot = read_html(document(page))
    assert parsed_figures(snapshot) == expected_figures(lines)
    article = article_of(snapshot)
    assert article.paragraphs == PARAGRAPHS
    assert article.comments is Comments.CLOSED


LOOK_ALIKE = "OGDC 141.00 Decreased By ▼ -4.35 (-2.99%)"


@for_each(
    "body",
    [
        f"{TITLE}\n{BYLINE}\n\n{BODY}\n\n{LOOK_ALIKE}\n",
        f"{TITLE}\n{BYLINE}\n\n{LOOK_ALIKE}\n\n{BODY}\n",
        f"{TITLE}\n{BYLINE}\n\n{BODY}\n\nThe board read {LOOK_ALIKE} at noon.\n",
    ],
)
def test_a_single_look_alike_in_the_article_is_no_quote_and_stays_in_the_article(body: str) -> None:
    snapshot = read(body)
    assert snapshot.quotes == ()
    assert any(LOOK_ALIKE in text for text in article_of(snapshot).paragraphs)
    ticker = [line for line in lines_of("018") if not line.startswith("OGDC")]
    beside = read("\n".join(ticker) + "\n" + body)
    assert parsed_figures(beside) == expected_figures(ticker)
    assert any(LOOK_ALIKE in text for text in article_of(beside).paragraphs)


def test_look_alikes_within_the_marked_article_are_no_ticker_however_many() -> None:
    listed = [PARAGRAPHS[0], *lines_of("018")[:6], PARAGRAPHS[1]]
    snapshot = read_html(document(article_markup(paragraphs=listed)))
    assert snapshot.quotes == ()
    assert article_of(snapshot).paragraphs == tuple(listed)


@for_each("rows", [1, 2, 3])
def test_a_stub_of_a_ticker_counts_at_the_top_of_the_page(rows: int) -> None:
    lines = lines_of("013")[:rows]
    stub = "\n".join(lines)
    assert parsed_figures(read(f" date 2023-12-13 {stub}\n{TITLE}\n{BYLINE}\n{BODY}")) == expected_figures(lines)
    assert parsed_figures(read(f"Business Recorder\n{stub}\n\n{BODY}")) == expected_figures(lines)
    assert parsed_figures(read(stub)) == expected_figures(lines)
    assert parsed_figures(read_html(document(strip_of(lines, "spans") + article_markup()))) == expected_figures(lines)
    assert read_html(document(article_markup() + strip_of(lines, "spans"))).quotes == ()
