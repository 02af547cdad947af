"""The reader of any page."""

from tests.kit.marks import for_each
from tui.domain.article import Completeness
from tui.sources.article.reader import read_page

URL = "https://recorder.example/news/40999"
_TEXT = "The board approved a dividend of two rupees a share, payable in January, after profit rose by a tenth."


def test_an_article_is_read_with_its_title() -> None:
    page = f"<html><title>x</title><h1>Dividend is approved by board</h1><article><p>{_TEXT}</p></article></html>"

    reading = read_page(page.encode(), "text/html", URL)

    assert [block.text for block in reading.blocks] == [_TEXT]
    assert reading.completeness is Completeness.WHOLE
    assert (reading.reason, reading.link) == ("", URL)


@for_each("line", ["By Jane Doe", "JANE DOE", "by Jane Doe"])
def test_the_author_who_is_named_already_is_no_paragraph(line: str) -> None:
    author = '<meta name="author" content="Jane Doe">'
    page = (
        f"<html><head>{author}</head><article><h1>Dividend is approved</h1><p>{line}</p><p>{_TEXT}</p></article></html>"
    )

    reading = read_page(page.encode(), "text/html", URL)

    assert reading.byline == "Jane Doe"
    assert [block.text for block in reading.blocks] == [_TEXT]


def test_what_is_no_page_has_a_reason() -> None:
    reading = read_page(b"%PDF-1.7", None, URL)

    assert not reading
    assert reading.reason == "not a page: PDF"
