"""The ticker is recognized by its text, whatever elements a page prints it with."""

import pytest

from tests.kit.marks import for_each, quick
from tests.kit.quotes import indices_of, others_of
from tests.sources.pages import (
    IMAGE_STORY,
    MARKUPS,
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
from tui.domain.quote import Direction


def test_the_page_as_plain_text_gives_every_figure_and_the_article() -> None:
    snapshot = read("\n".join(lines_of("seed")) + "\n\n" + IMAGE_STORY)
    assert parsed_figures(snapshot) == expected_figures(lines_of("seed"))
    assert [len(others_of(snapshot)), len(indices_of(snapshot))] == [30, 4]
    assert all(row.flags == () for row in rows_of(snapshot))
    article = article_of(snapshot)
    assert article.dateline == "GWADAR"
    assert article.has_image
    assert article.paragraphs == PARAGRAPHS
    assert article.comments is Comments.CLOSED
    assert article.title is None


@for_each("markup", MARKUPS)
@pytest.mark.parametrize("capture", quick(2, *WITH_TICKER))
def test_every_markup_gives_the_same_figures(markup: str, capture: str) -> None:
    lines = lines_of(capture)
    snapshot = read_html(document(strip_of(lines, markup) + article_markup()))
    assert parsed_figures(snapshot) == expected_figures(lines)
    assert article_of(snapshot).paragraphs == PARAGRAPHS


@for_each("markup", MARKUPS)
def test_the_ticker_may_be_in_the_menu_or_the_footer(markup: str) -> None:
    lines = lines_of("seed")
    menu = f"<header><nav><a href='/'>Home</a> {strip_of(lines, markup)}</nav></header>"
    footer = f"<footer>{strip_of(lines, markup)}</footer>"
    for body in (menu + article_markup(), article_markup() + footer, menu + article_markup() + footer):
        snapshot = read_html(document(body))
        assert parsed_figures(snapshot) == expected_figures(lines)
        assert article_of(snapshot).paragraphs == PARAGRAPHS


def test_figures_have_every_digit_that_the_page_prints() -> None:
    snapshot = read("\n".join(lines_of("seed")))
    by_symbol = {quote.id.symbol: quote for quote in snapshot.quotes}
    assert [str(by_symbol["KEL"].price), str(by_symbol["KEL"].change)] == ["4.00", "0.00"]
    assert [str(index.change) for index in indices_of(snapshot)] == ["43.5", "-375.9", "615.2", "234.5"]


def test_no_change_with_the_arrow_down_is_unchanged() -> None:
    quotes = {quote.id.symbol: quote for quote in read("\n".join(lines_of("022"))).quotes}
    assert [quotes[symbol].direction for symbol in ("FFL", "HASCOL", "SILK")] == [Direction.UNCHANGED] * 3


def test_words_of_any_case_state_the_direction() -> None:
    text = "\n".join(lines_of("seed"))
    shouted = text.replace("Increased By", "INCREASED BY").replace("Decreased By", "decreased by")
    assert parsed_figures(read(shouted)) == expected_figures(lines_of("seed"))


def test_the_polled_time_is_the_fetch_and_no_row_claims_a_time_of_its_own() -> None:
    snapshot = read_html(document(strip_of(lines_of("seed"), "spans") + article_markup()))
    assert {row.as_of for row in rows_of(snapshot)} == {None}
    assert {row.polled_at for row in rows_of(snapshot)} == {snapshot.at}
    assert {quote.currency for quote in others_of(snapshot)} == {"PKR"}


def test_preformatted_text_is_parsed_like_plain_text() -> None:
    text = "\n".join(lines_of("seed")) + "\n\n" + IMAGE_STORY
    plain, marked = read(text), read_html(document(f"<pre>{text}</pre>"))
    assert parsed_figures(marked) == parsed_figures(plain)
    assert marked.articles == plain.articles


@for_each("kind", ["", "text/html", "text/plain", "application/octet-stream", "binary/whatever"])
def test_the_bytes_distinguish_markup_from_text_where_the_type_does_not(kind: str) -> None:
    lines = lines_of("seed")
    marked = read(document(strip_of(lines, "glued_spans") + article_markup()), kind)
    plain = read("\n".join(lines) + "\n\n" + IMAGE_STORY, kind)
    assert parsed_figures(marked) == parsed_figures(plain) == expected_figures(lines)
    assert article_of(marked).paragraphs == article_of(plain).paragraphs == PARAGRAPHS


def test_text_served_as_markup_without_any_has_its_entities_decoded() -> None:
    text = "\n".join(lines_of("seed")).replace("▲", "&#9650;").replace("▼", "&#x25BC;")
    assert parsed_figures(read(text, "text/html")) == expected_figures(lines_of("seed"))
