"""A response that is not the page is rejected completely, with a plain reason."""

import pytest

from tests.kit.growth import assert_linear
from tests.kit.marks import for_each, quick
from tests.sources.pages import (
    PARAGRAPHS,
    article_markup,
    article_of,
    document,
    expected_figures,
    lines_of,
    parsed_figures,
    read,
    read_html,
    strip_of,
)
from tui.sources.adapter import ParseError

TICKER = lines_of("seed")
TEXT = "\n".join(TICKER)
GOOD = document(strip_of(TICKER, "spans") + article_markup())
CHALLENGE = document(
    "<div class='main-wrapper'><h1>www.brecorder.com</h1><p>Verifying you are human. This may take a few seconds.</p>"
    "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate'></script><noscript>Enable JavaScript</noscript></div>",
    "<title>Just a moment...</title>",
)
CAPTCHA = document(
    "<form><h2>Security check</h2><div class='g-recaptcha'></div><p>Complete the captcha to go on.</p></form>"
)
LOGIN = document(
    "<h1>Welcome back to the paper</h1><form><input type=password><p>Please sign in to continue to the site.</p></form>"
)


@for_each("body", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf  "])
@for_each("kind", ["text/html", "text/plain", ""])
def test_an_empty_response_is_rejected(body: bytes, kind: str) -> None:
    with pytest.raises(ParseError, match="empty answer"):
        read(body, kind)


@for_each("text", [CHALLENGE, CAPTCHA, LOGIN])
def test_a_captcha_or_login_page_is_rejected(text: str) -> None:
    with pytest.raises(ParseError, match="not the page: it asks for a human"):
        read_html(text)


def test_a_captcha_in_plain_text_is_rejected() -> None:
    with pytest.raises(ParseError, match="not the page: it asks for a human"):
        read("Access denied\n\nPlease verify you are a human before you go on to the page that you asked for.\n")


def test_a_page_with_a_ticker_is_accepted_whatever_its_article_is_about() -> None:
    page = document(
        strip_of(TICKER, "spans") + "<p>Verify you are human, the captcha says.</p>", "<title>Captcha news</title>"
    )
    assert parsed_figures(read_html(page)) == expected_figures(TICKER)


def test_an_article_about_captchas_is_an_article() -> None:
    paragraphs = (f"The captcha kept 4,000 readers out. {PARAGRAPHS[0]}", *PARAGRAPHS[1:])
    marked = document(article_markup(paragraphs=paragraphs) + "<div class='g-recaptcha'></div>")
    assert article_of(read_html(marked)).paragraphs == paragraphs
    plain = "A captcha too far for readers\nReuters 21 Jun, 2022\n" + "\n".join(paragraphs)
    assert article_of(read(plain)).paragraphs == paragraphs


@for_each(
    "kind",
    [
        "image/png",
        "application/json",
        "application/pdf",
        "text/css",
        "application/rss+xml",
        "application/ld+json; charset=utf-8",
    ],
)
def test_a_media_type_other_than_a_page_is_rejected(kind: str) -> None:
    with pytest.raises(ParseError, match="not a page: " + kind.partition(";")[0].replace("+", r"\+")):
        read(TEXT, kind)


@for_each(
    "body",
    [
        b"\x89PNG\r\n\x1a\n....",
        b"%PDF-1.7 ...",
        b"\x1f\x8b\x08\x00abc",
        b'{"quotes": []}',
        b"[1, 2]",
        b"<?xml version='1.0'?><rss></rss>",
    ],
)
@for_each("kind", ["", "text/html", "text/plain"])
def test_bytes_of_another_format_are_rejected(body: bytes, kind: str) -> None:
    with pytest.raises(ParseError, match=r"not a page|charset"):
        read(body, kind)


def test_a_page_cut_anywhere_is_rejected() -> None:
    for cut in range(0, len(GOOD) - len("</html>\n"), 97):
        with pytest.raises(ParseError, match=r"cut short|empty answer|no ticker and no article"):
            read_html(GOOD[:cut])


def test_a_fragment_cut_within_a_tag_is_rejected() -> None:
    with pytest.raises(ParseError, match="page cut short"):
        read_html(strip_of(TICKER, "spans") + "<div class='mo")


def test_a_complete_fragment_is_a_page() -> None:
    assert parsed_figures(read_html(strip_of(TICKER, "spans"))) == expected_figures(TICKER)


@pytest.mark.parametrize("tag", quick(2, "div", "table", "span", "b", "ul", "font color=red", "x-y"))
def test_markup_nested_too_deep_is_rejected(tag: str) -> None:
    def read_nested(depth: int) -> None:
        with pytest.raises(ParseError, match=r"nested too deep|too many"):
            read_html(document("".join(f"<{tag} id={n}>" for n in range(depth))))

    assert_linear(read_nested, largest=100_000)


@for_each("tag", ["<p>x", "<li>x", "<br>", "<img src=x>", "<tr><td>x", "<p>x</p>", "<b>x</b>", "<hr/>", "<input>"])
def test_long_flat_markup_is_accepted(tag: str) -> None:
    assert parsed_figures(
        read_html(document(strip_of(TICKER, "spans") + f"<div>{tag * 3_000}</div>"))
    ) == expected_figures(TICKER)


def test_depth_cannot_hide_in_attributes_or_comments() -> None:
    for lead in ('<a =">', "<a b=c='>", "<!-- > -->", '<a ">', "<script>'</script >", "<!---->"):
        with pytest.raises(ParseError, match="nested too deep"):
            read_html(document(lead + "<div>" * 300 + "\"'"))


def test_markup_in_scripts_and_values_is_not_counted() -> None:
    uncounted = (
        "<script>"
        + "var a = '<div>';" * 400
        + "</script><!-- "
        + "<div>" * 400
        + " --><a title='"
        + "<div>" * 400
        + "'>x</a>"
    )
    assert parsed_figures(read_html(document(uncounted + strip_of(TICKER, "spans")))) == expected_figures(TICKER)


def test_too_many_attributes_are_rejected() -> None:
    with pytest.raises(ParseError, match="too many attributes"):
        read_html(document("<a " + " ".join(f"a{n}" for n in range(50_000)) + ">x</a>"))


@for_each("charset", ["utf-8", "utf8", "UTF-8", "iso-8859-1", "windows-1252", "us-ascii", "no-such", "utf-7"])
def test_utf_8_is_decoded_whatever_charset_is_declared(charset: str) -> None:
    paragraphs = (*PARAGRAPHS, "“Dredged,” said Nuñez — ‘at last’.")
    snapshot = read("\n".join(TICKER) + "\n" + "\n".join(paragraphs), f"text/plain; charset={charset}")
    assert parsed_figures(snapshot) == expected_figures(TICKER)
    assert article_of(snapshot).paragraphs == paragraphs


@for_each("charset", ["windows-1252", "iso-8859-1", "cp1252", "latin1"])
def test_a_single_byte_charset_is_decoded(charset: str) -> None:
    body = (strip_of(TICKER, "cells") + "<p>“Dredged,” said Nuñez – ‘at last’, and went home.</p>").encode(
        "cp1252", "xmlcharrefreplace"
    )
    snapshot = read(body, f'text/html; charset="{charset}"')
    assert parsed_figures(snapshot) == expected_figures(TICKER)
    assert article_of(snapshot).paragraphs == ("“Dredged,” said Nuñez – ‘at last’, and went home.",)


@pytest.mark.parametrize("codec", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_decides(codec: str) -> None:
    assert parsed_figures(read(TEXT.encode(codec), "text/plain; charset=iso-8859-1")) == expected_figures(TICKER)


def test_the_markup_declares_its_charset_where_the_header_does_not() -> None:
    page = f"<meta charset=windows-1252>{strip_of(TICKER, 'cells')}<p>Nuñez said the port was dredged at last.</p>"
    assert "Nuñez" in article_of(read(page.encode("cp1252", "xmlcharrefreplace"), "text/html")).paragraphs[0]


@for_each(
    "body",
    [bytes(range(128, 192)) * 40, TEXT.encode("utf-16-le"), b"\xff\xfe\x00", TEXT.encode() + b"\x80" * 60, b"abc\0def"],
)
def test_undecodable_text_is_rejected(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"charset|no ticker"):
        read(body, "text/plain; charset=utf-8")


def test_a_few_invalid_bytes_are_accepted() -> None:
    assert parsed_figures(read(TEXT.encode() + b"\n\x80\x81")) == expected_figures(TICKER)


def test_a_page_without_ticker_and_article_is_rejected() -> None:
    with pytest.raises(ParseError, match="no ticker and no article on the page"):
        read_html(document("<h1>It works!</h1>"))
    with pytest.raises(ParseError, match="no ticker and no article on the page"):
        read("ok\n")
