"""What the reader of any page gets out of pages that are broken, hostile or none: text, or a short reason."""

from collections.abc import Callable

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each
from tests.sources.article.hostile_pages import HOSTILE, hostile_page
from tests.sources.article.page_shapes import BODY, FIRST, TITLE
from tui.domain.article import Completeness
from tui.sources.article.reader import read_page

URL = "https://harbour.example/news/berths-open-again"
PAGE = (
    f"<!doctype html><html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{BODY}</article></body>"
    "</html>"
)
LOGIN = "<h1>Welcome</h1><p>Please sign in to continue.</p><form><input name=u><input type=password></form>"
COOKIES = (
    "<div><h2>Before you continue</h2><p>We and our partners store and access information on a device, such "
    "as cookies, and process personal data.</p><p>Accept all cookies or manage your choices in the "
    "cookie settings.</p></div>"
)
MENU = "<ul>" + "".join(f"<li><a href=/{n}>Part {n} of the site</a></li>" for n in range(40)) + "</ul>"


def reason_of(body: str | bytes, content_type: str | None = "text/html") -> str:
    reading = read_page(body if isinstance(body, bytes) else body.encode(), content_type, URL)
    assert not reading.blocks
    assert reading.completeness is Completeness.UNKNOWN
    return reading.reason


@for_each(
    ("body", "reason"),
    [
        (b"", "empty answer"),
        ("<html><body></body></html>", "no article on the page"),
        (f"<html><body>{MENU}</body></html>", "no article on the page"),
        (f"<html><title>Log in</title><body>{LOGIN}</body></html>", "a login page"),
        (f"<html><title>The Daily</title><body>{COOKIES}</body></html>", "a cookie wall"),
        ("<title>Page not found</title><body><p>We are sorry, there is nothing here.</p></body>", "page not found"),
        ("<title>404</title><body><h1>404</h1><p>The page you look for is gone.</p></body>", "page not found"),
        (
            "<html><title>Just a moment...</title><body><p>Checking your browser before you go on.</p></body></html>",
            "it asks for a human",
        ),
        (b"\x89PNG\r\n\x1a\n", "not a page: image"),
        (b'{"a": 1}', "not a page: JSON"),
        (b"<rss version='2.0'><channel></channel></rss>", "not a page: a feed"),
        (b"\xff\xfe\x00\x00" * 50, "charset: the page is not text"),
    ],
)
def test_a_page_without_an_article_has_a_short_reason(body: str | bytes, reason: str) -> None:
    assert reason_of(body) == reason


@pytest.mark.parametrize("size", [len(PAGE) - 60, len(PAGE) - 200])
def test_a_page_that_is_cut_short_is_partial(size: int) -> None:
    reading = read_page(PAGE[:size].encode(), "text/html", URL)

    assert reading.blocks[0].text == FIRST
    assert (reading.completeness, reading.reason) == (Completeness.PARTIAL, "page cut short")


@for_each("declared", ["text/html; charset=iso-8859-1", "text/html; charset=nonsense", None])
def test_a_wrong_charset_does_not_matter(declared: str | None) -> None:
    reading = read_page(PAGE.replace("port", "pört").encode(), declared, URL)

    assert reading.blocks[0].text == FIRST.replace("port", "pört")


def test_text_that_looks_like_markup_is_text() -> None:
    reading = read_page(PAGE.replace("berths", "&lt;b&gt;berths&lt;/b&gt; [red]").encode(), "text/html", URL)

    assert "<b>berths</b> [red]" in reading.blocks[0].text


def test_control_codes_do_not_pass() -> None:
    reading = read_page(PAGE.replace("berths", "ber\x1b[31mths\u202e").encode(), "text/html", URL)

    assert reading.blocks[0].text == FIRST


def page_of(paragraphs: int, words: int) -> str:
    text = "The port is open again. " * (words // 5)
    return f"<html><title>{TITLE}</title><body>{f'<p>{text}</p>' * paragraphs}</body></html>"


@for_each(
    ("paragraphs", "words", "read", "completeness"),
    [
        (625, 80, 625, Completeness.WHOLE),
        (1_250, 80, 1_044, Completeness.PARTIAL),
        (12_000, 10, 5_000, Completeness.PARTIAL),
    ],
)
def test_fifty_thousand_words_are_read_in_full_and_of_more_a_part(
    paragraphs: int, words: int, read: int, completeness: Completeness
) -> None:
    reading = read_page(page_of(paragraphs, words).encode(), "text/html", URL)

    assert (len(reading.blocks), reading.completeness) == (read, completeness)
    assert (reading.reason == "too long to be read whole") == (completeness is Completeness.PARTIAL)


def test_an_article_with_two_thousand_comments_is_read_whole() -> None:
    comment = "<div class=comment><b>A reader</b><time>3 May</time><p>I have seen it as well, from the quay.</p></div>"
    reading = read_page(PAGE.replace("</article>", f"</article>{comment * 2_000}").encode(), "text/html", URL)

    assert [block.text for block in reading.blocks] == [
        block.text for block in read_page(PAGE.encode(), "", URL).blocks
    ]
    assert reading.completeness is Completeness.WHOLE


def test_a_page_of_many_tags_that_lacks_its_end_is_partial() -> None:
    body = PAGE.replace("</body></html>", "<i></i>" * 50_000 + "</body>")

    assert read_page(body.encode(), "text/html", URL).reason == "page cut short"


@pytest.mark.slow
@pytest.mark.dose(24)
@pytest.mark.parametrize("make", [make for _, make in HOSTILE], ids=[name for name, _ in HOSTILE])
def test_the_work_grows_with_the_page(make: Callable[[int], str]) -> None:
    def read(size: int) -> None:
        read_page(hostile_page(make, size), "text/html", URL)

    assert_linear(read, start=500, largest=128_000)


@pytest.mark.slow
@pytest.mark.dose(24)
@pytest.mark.parametrize("make", [make for _, make in HOSTILE], ids=[name for name, _ in HOSTILE])
def test_so_it_does_where_the_page_is_large_and_text_or_a_reason_is_read(make: Callable[[int], str]) -> None:
    def read(size: int) -> None:
        reading = read_page(hostile_page(make, size), "text/html", URL)
        assert reading.blocks or reading.reason

    assert_linear(read, start=50_000, largest=100_000)
