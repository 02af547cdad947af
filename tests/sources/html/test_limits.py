"""A page of thousands of elements is told in few steps, to the same lines and verdict as element by element."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.kit.marks import examples
from tests.sources.pages import document, lines_of, printed, read_html, story_markup, told
from tui.sources import ParseError
from tui.sources.html import limits
from tui.sources.html.document import HtmlPage, parse_html
from tui.sources.html.limits import check_html_limits

ROW = '<span class="ticker__item up" title="a > b">{}</span>\n'
ROWS = 300
STRIP = "".join(ROW.format(f"S{n} 34.48 Decreased By &#9660; -0.72 (-2.05%) &amp") for n in range(ROWS))

AROUND: dict[str, Callable[[str], str]] = {
    "a box": lambda strip: f"<div class='ticker'>{strip}</div>",
    "nothing": lambda strip: strip,
    "a paragraph and text": lambda strip: f"<p>before {strip} after <b>bold</b></p>",
    "preformatted": lambda strip: f"<pre>\n{strip}\n</pre>",
    "a head never closed": lambda strip: f"<title>t</title>{strip}",
    "a table": lambda strip: f"<table><tr>{strip}</tr><tr><td>{strip}</td></tr></table>",
    "a drawing": lambda strip: f"<svg>{strip}</svg>after",
    "a choice": lambda strip: f"<select>{strip}</select>after",
    "a link": lambda strip: f"<a href='/'>{strip}</a>",
    "a format never closed": lambda strip: f"<b>{strip}<p>{strip}</p>",
    "a comment": lambda strip: f"<!-- {strip} -->after",
    "a script": lambda strip: f"<script>{strip}</script>after",
    "no script": lambda strip: f"<noscript>{strip}</noscript>after",
    "an attribute": lambda strip: f"<p title='{strip}'>after</p>",
    "an attribute without quotes": lambda strip: f"<p title={strip}>after</p>",
    "a raw end": lambda strip: f"<plaintext>{strip}",
    "a side": lambda strip: f"<aside><h2>x</h2>{strip}</aside>{story_markup()}",
    "a story": lambda strip: f"<div class='story__content'>{strip}</div>",
    "a page of another's": lambda strip: f"<iframe>{strip}</iframe><template>{strip}</template>",
}
STRIPS = {
    "lines": STRIP,
    "empty": "<span></span>" * ROWS,
    "empty but one": "<span></span>" * ROWS + "<span>x</span>",
    "fields of a story": '<span class="badge">Markets</span>' * ROWS,
    "a byline": '<span class="story__byline">B</span>' * ROWS,
    "cells": "<td>x</td>" * ROWS,
    "mixed": "<span>x</span><p>y</p>" * ROWS,
    "spans in spans": '<span class="t"><span>AGL</span> <span>34.48</span>up</span>' * ROWS,
    "rows": '<tr><td>x</td><td><img src="/up.png" alt=""></td></tr>' * ROWS,
    "spans in boxes": "<div><span>x</span></div>" * ROWS,
    "with signs": '<span class="a"> &lt;b&gt; &#12 </span>3' * ROWS,
}


def one_by_one(text: str, patch: pytest.MonkeyPatch) -> HtmlPage:
    with patch.context() as within:
        within.setattr(limits, "LONG_STRIP", len(text))
        return parse_html(text)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("strip", STRIPS)
def test_a_strip_has_the_same_lines_wherever_it_stands(
    strip: str, around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = document(AROUND[around](STRIPS[strip]))
    assert parse_html(text) == one_by_one(text, monkeypatch)


@pytest.mark.parametrize("around", ["a box", "nothing", "a paragraph and text", "preformatted", "a side"])
def test_a_strip_of_plain_spans_is_known_for_one(around: str) -> None:
    text = document(AROUND[around](STRIP))
    (strip,) = check_html_limits(text)
    assert STRIP.strip() in text[strip]


def test_a_ticker_of_thousands_of_spans_is_read() -> None:
    lines = [f"S{n}X 34.48 Decreased By ▼ -0.72 (-2.05%)" for n in range(3_000)] + lines_of("seed")
    strip = "".join(ROW.format(line) for line in lines)
    assert told(read_html(document(f"<div>{strip}</div>{story_markup()}"))) == printed(lines)


LEAVES = (
    '<img src="a">',
    "<tr>x</tr>",
    "<span>x</span>",
    '<span class="a">x</span>',
    "<td>x</td>",
    "<li>x</li>",
    "<p>x</p>",
    "<div>x</div>",
)
TAGS = (
    *LEAVES * 2,
    *("<span>", "</span>", "<div>", "</div>", "<b>", "</b>", "<a>", "</a>", "<p>", "</p>", "<svg>", "</svg>", "<br>"),
    *("x", "<!--", "-->", "<script>", "</script>", "<span title='", "'>", '<i id="', '">', "<", ">", "<p ", "</table>"),
)


def verdict(text: str) -> str:
    try:
        check_html_limits(text)
    except ParseError as error:
        return error.reason
    return "fine"


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tags=st.lists(st.sampled_from(TAGS), max_size=40))
@example(tags=["<div>"] * 6 + ["<span>x</span>"])
@example(tags=["<div>"] * 6 + ["<p>x</p>"])
@example(tags=["<div>"] * 5 + ["<span>", "<span>x</span>", "</span>"])
@example(tags=["<div>"] * 4 + ["<div>", "<p>x</p>", "<br>", "</div>"])
@example(tags=["<b>"] * 3 + ["<p>x</p>"] * 5)
def test_leaves_count_as_much_when_they_are_passed_at_once(tags: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_DEPTH", 6)
    monkeypatch.setattr(limits, "MAX_ELEMENTS", 30)
    # in capitals an element is the same, and not in the plainest spelling
    assert verdict("".join(tags)) == verdict("".join(tags).upper())
