"""A page of thousands of elements is checked in few steps, with the same result as element by element."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.kit.marks import examples
from tests.sources.pages import article_markup, document, expected_figures, lines_of, parsed_figures, read_html
from tui.sources.adapter import ParseError
from tui.sources.html import limits
from tui.sources.html.limits import check_html_limits

ROW = '<span class="ticker__item up" title="a > b">{}</span>\n'


@pytest.mark.slow
def test_a_ticker_of_thousands_of_spans_is_parsed() -> None:
    lines = [f"S{n}X 34.48 Decreased By ▼ -0.72 (-2.05%)" for n in range(3_000)] + lines_of("seed")
    strip = "".join(ROW.format(line) for line in lines)
    assert parsed_figures(read_html(document(f"<div>{strip}</div>{article_markup()}"))) == expected_figures(lines)


LEAVES = (
    '<img src="a">',
    "<tr>x</tr>",
    "<span>x</span>",
    '<span class="a">x</span>',
    "<td>x</td>",
    "<li>x</li>",
    "<p>x</p>",
    "<div>x</div>",
    "<h2>x</h2>",
)
TAGS = (
    *LEAVES * 2,
    *(
        "<span>",
        "</span>",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<a>",
        "</a>",
        "<p>",
        "</p>",
        "<svg>",
        "</svg>",
        "<br>",
        "<h3>",
    ),
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
def test_leaves_counted_at_once_have_the_same_weight(tags: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_DEPTH", 6)
    monkeypatch.setattr(limits, "MAX_ELEMENTS", 30)
    # in capitals an element is the same, and not in the plainest spelling
    assert verdict("".join(tags)) == verdict("".join(tags).upper())
