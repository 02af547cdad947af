"""What no browser shows is stripped from markup, and nothing around it."""

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tests.sources.feeds.feeds import with_body
from tui.sources.html.invisible import strip_invisible


@for_each(
    ("markup", "shown"),
    [
        ("<td><svg><path d='M0'/></svg> 12.50</td><td>7</td>", "<td> 12.50</td><td>7</td>"),
        ("<p>Up <svg><title>icon</title></svg> five</p><p>More</p>", "<p>Up  five</p><p>More</p>"),
        ("<svg></svg>next<b>bold</b>", "next<b>bold</b>"),
        ("<math><mi>x</mi></math> is a number<br>", " is a number<br>"),
        ("<SVG></SVG>upper<i>", "upper<i>"),
        ("<svg></svg >blank<i>", "blank<i>"),
        ("<svg></svg\n>line<i>", "line<i>"),
        ("<svg></svg/x>slash<i>", "slash<i>"),
        ("<svg/>self<i>", "self<i>"),
        ("<svg>never closed<i>", "never closed<i>"),
        ("<svg></svgx></svg>name<i>", "name<i>"),
        ("a<!-- note -->b<i>", "ab<i>"),
        ("<style>p { }</style>styled<i>", "<style></style>styled<i>"),
        ("<script>x</script>scripted<i>", "<script></script>scripted<i>"),
    ],
)
def test_what_follows_an_invisible_part_stays(markup: str, shown: str) -> None:
    assert strip_invisible(markup) == shown


def test_text_beside_a_drawing_is_a_part_of_the_article() -> None:
    body = "<p>Shares <svg><use href='#up'/></svg> rose five percent.</p><p>Books close in December.</p>"
    assert with_body(body).paragraphs == ("Shares rose five percent.", "Books close in December.")


@pytest.mark.slow
@pytest.mark.parametrize("unit", ["<svg></svg>", "<svg></svg ", "</svg", "<svg>", "<math></math>a", "<svg></svg/>"])
def test_stripping_takes_linear_time(unit: str) -> None:
    assert_linear(lambda size: strip_invisible(unit * (size // len(unit))), largest=64_000)
