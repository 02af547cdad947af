"""The texts, depth and numbers of a page are limited; one invalid field loses nothing but itself."""

import random

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.kit.marks import for_each
from tests.sources.hostile_markup import read
from tests.sources.pages import (
    PARAGRAPHS,
    article_markup,
    article_of,
    document,
    expected_figures,
    lines_of,
    parsed_figures,
    read_html,
    strip_of,
)
from tui.domain.text import MAX_ARTICLE_LENGTH
from tui.sources.adapter import ParseError
from tui.sources.article.extract import MAX_CAPTION
from tui.sources.html.invisible import strip_invisible
from tui.sources.html.limits import MAX_DEPTH, check_html_limits

TICKER = lines_of("seed")
TAGS = [
    *("a", "b", "i", "p", "li", "dd", "dt", "option", "optgroup", "tr", "td", "th"),
    *("thead", "tbody", "caption", "rp", "rt", "rb", "rtc", "ruby", "html", "head", "body", "div"),
    *("span", "table", "select", "svg", "math", "button", "form", "nobr", "font", "h1", "h2", "pre"),
    *(
        "address",
        "ul",
        "dl",
        "marquee",
        "object",
        "applet",
        "template",
        "frameset",
        "noscript",
        "mi",
        "foreignObject",
        "desc",
    ),
    *("title", "details", "summary", "center", "br", "hr", "img", "main", "listing", "xmp", "plaintext", "label"),
    *("x-y", "script", "style", "textarea", "iframe", "noframes", "input"),
]
SCRAPS = (
    *("<!--", "-->", "<!-->", "--!>", "<!x", "<?", "</>", "</ x>", ">", "<", "x", "<![CDATA[", "]]>", "<div", "<p a='"),
    *("'>", '="', "<script><!--", "<svg/>", "/>"),
)


@for_each(
    "field",
    [
        '"headline": "Berths \\ud800 reopen as silt is cleared"',
        '"headline": "Berths reopen as silt is cleared", "author": "Recorder \\udfff Report"',
        '"headline": "Berths reopen as silt is cleared", "articleSection": "\\udc00Markets"',
        '"headline": "Berths reopen as silt is cleared", "url": "https://www.brecorder.com/news/\\ud800"',
    ],
)
def test_half_a_surrogate_pair_in_json_ld_loses_nothing_else(field: str) -> None:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", {field}}}</script>'
    snapshot = read_html(document(strip_of(TICKER, "spans") + article_markup(), script))
    assert parsed_figures(snapshot) == expected_figures(TICKER)
    assert article_of(snapshot).title == "Berths reopen as silt is cleared"


@for_each("inner", ["<b>", "<font>", "<optgroup>", "<b><i></b>", "<a><b>"])
@for_each("reader", ["table", "psx", "brecorder"])
def test_an_endlessly_nested_cell_is_rejected_with_its_reason(reader: str, inner: str) -> None:
    cell = f"<table><tr><th>SCRIP</th><th>LDCP</th><th>CURRENT</th></tr><tr><td>{inner * 2_000}x</td></tr></table>"
    with pytest.raises(ParseError, match="nested too deep"):
        read(reader, f"<html><body>{cell}</body></html>")


def test_unclosed_formatting_in_rows_adds_no_depth() -> None:
    rows = "".join(f"<tr><td><font color=#{n:06x}><b>S{n}<td>{n}.50" for n in range(1, 600))
    assert len(read("table", f"<table><tr><th>a<th>b{rows}</table>").quotes) == 599


def test_an_implausible_time_is_ignored() -> None:
    row = "<tr><td>AGL</td><td>34.00</td><td>34.48</td></tr>"
    head = "<table><tr><th>SCRIP</th><th>LDCP</th><th>CURRENT</th></tr>"
    (quote,) = read("psx", f"<h4>0001-01-01 00:00:00</h4>{head}{row}</table>").quotes
    assert quote.as_of is None


@for_each("reference", ["&#" + "1" * 5_000 + ";", "&#x" + "f" * 5_000 + ";", "&" + "a" * 5_000])
@for_each("field", ["title", "description", "link", "author"])
def test_a_reference_to_no_character_is_only_text(field: str, reference: str) -> None:
    item = f"<title>A story</title><{field}>{reference}</{field}>"
    (article,) = read("feed", f"<rss><channel><item>{item}</item></channel></rss>").articles
    assert article.title is not None


def test_captions_and_articles_have_a_maximum_length() -> None:
    long = "The berth was opened to two ships at noon on Monday. " * 300
    caption = f"<figure><img src='a.jpg'><figcaption>{long}</figcaption></figure>"
    body = "".join(f"<p>{n} {long}</p>" for n in range(30))
    html = document(f"<h1>Berths reopen as silt is cleared</h1><div class='story__content'>{caption}{body}</div>")
    article = article_of(read_html(html))
    assert article.caption is not None
    assert len(article.caption) <= MAX_CAPTION
    assert article.caption.startswith("The berth was opened")
    assert sum(map(len, article.paragraphs)) <= MAX_ARTICLE_LENGTH
    assert article.paragraphs[-1].endswith("…")


def test_several_tickers_in_one_line_are_taken_out_of_its_prose() -> None:
    line = " ".join(TICKER[:5]) + " and then some words that stay here for good, "
    snapshot = read_html(document(f"<div>{line * 3}</div>" + article_markup()))
    assert parsed_figures(snapshot) == expected_figures(TICKER[:5])
    assert article_of(snapshot).paragraphs == PARAGRAPHS


def depth_of(markup: str) -> int:
    """Return the depth of a parser's tree of the markup."""
    node = LexborHTMLParser(markup).root
    assert node is not None
    depth = deepest = 0
    while True:
        below = node.first_child
        if below is not None:
            node, depth = below, depth + 1
            deepest = max(deepest, depth)
            continue
        while node.next is None and depth:
            parent = node.parent
            assert parent is not None
            node, depth = parent, depth - 1
        if node.next is None or not depth:
            return deepest
        node = node.next


def check_depth(seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    accepted = 0
    for _ in range(rounds):
        unit = "".join(
            chance.choice(SCRAPS)
            if chance.random() < 0.15
            else f"<{'/' if chance.random() < 0.45 else ''}{chance.choice(TAGS)}>"
            for _ in range(chance.randint(1, 5))
        )
        markup = strip_invisible(unit * 1_200)
        try:
            check_html_limits(markup)
        except ParseError:
            continue
        accepted += 1
        assert depth_of(markup) <= MAX_DEPTH + 40, unit
    assert accepted > rounds // 4


def test_accepted_markup_is_no_deeper_for_the_parser() -> None:
    check_depth(seed=1, rounds=40)


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [400, pytest.param(4_000, marks=pytest.mark.long)])
def test_no_accepted_tag_soup_is_deeper_for_the_parser(rounds: int) -> None:
    check_depth(seed=2, rounds=rounds)
