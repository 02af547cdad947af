"""The text of pages in the shapes that sites use is read word for word."""

from tests.kit.marks import for_each
from tests.sources.article.page_shapes import SHAPES, Shape
from tui.sources.article.reader import read_page


@for_each("shape", SHAPES)
def test_the_text_of_a_page_is_read_word_for_word(shape: Shape) -> None:
    page = f"<!doctype html><html><head><title>Harbour</title>{shape.head}</head><body>{shape.body}</body></html>"

    reading = read_page(page.encode(), "text/html; charset=utf-8", "https://harbour.example/news/berths-open-again")

    assert tuple(block.text for block in reading.blocks) == shape.text
    assert reading.reason == ""
