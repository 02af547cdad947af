"""The kind of content of a response: markup, plain text, or no page at all."""

import re
from enum import Enum, auto
from typing import Final

from tui.sources.adapter import ParseError, Response
from tui.sources.decode.charset import decode
from tui.sources.html.invisible import strip_invisible
from tui.sources.html.limits import is_complete
from tui.sources.html.markup_text import decode_references


class ContentKind(Enum):
    """The kind of a page."""

    MARKUP = auto()
    PLAIN = auto()


_NON_PAGE_TYPES: Final = re.compile(
    r"(?:image|audio|video|font|multipart|model)/.*|text/(?:css|csv|calendar|javascript|xml|event-stream)|application/"
    r"(?:(?:.*\+)?(?:json|xml|zip)|pdf|gzip|x-gzip|zip|javascript|x-javascript|ld\+json|wasm|msword|vnd\..*|x-tar|rtf)"
)
_PAGE_TYPES: Final = frozenset({"application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
_SIGNATURES = (
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "archive"),
    (b"\x1f\x8b", "compressed data"),
)
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|table|tr|td|ul|ol|li|article|section|main|header|nav|h[1-6]|a|b|i|br|script"
    r"|meta|title|pre|strong|em|center|font|marquee)\b[^<>]{0,400}>",
    re.IGNORECASE,
)
_STARTS_AS_MARKUP = re.compile(
    r"\s{0,100}(?:<!--.{0,400}?-->\s{0,100})?<(?:!doctype\s|[a-z][a-z0-9-]{0,20}[\s>])", re.IGNORECASE | re.DOTALL
)
_FEED = re.compile(r"\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?<(?:rss|feed|rdf:RDF)\b")
_WEB_PAGE = re.compile(r"<(?:html|!doctype\s{1,20}html)[\s>]", re.IGNORECASE)
_XML_TYPES = re.compile(r"(?:application|text)/(?:[a-z0-9.-]{1,60}\+)?xml")
_HTML_START = re.compile(r"<html[\s>]", re.IGNORECASE)
_HTML_END = re.compile(r"</html\s*>", re.IGNORECASE)
_OPEN_TAG = re.compile(r"</?[a-zA-Z!]")
_MAX_SNIFFED = 65_536
_MAX_STARTED = 2_000
_TAIL_SIZE = 1_000


CUT_SHORT: Final = "page cut short"


def detect_content(response: Response) -> tuple[ContentKind, str]:
    """Return a response's kind and text, by its content type and, where that is missing or wrong, by its bytes.

    Text that is served as markup and contains none is plain text; its character references are decoded.

    Raises:
        ParseError: it is empty, no page by its type or its bytes, of unreadable charset, or markup cut short.
    """
    kind, text, is_cut = detect_page(response)
    if is_cut:
        raise ParseError(CUT_SHORT)
    return kind, text


def detect_page(response: Response) -> tuple[ContentKind, str, bool]:
    """Return a response's kind and text as `detect_content`, and whether its markup is cut short.

    Raises:
        ParseError: as `detect_content`, but for markup cut short.
    """
    if not response.body.strip():
        raise ParseError("empty answer")
    media_type = response.content_type.partition(";")[0].strip().lower()
    if _NON_PAGE_TYPES.fullmatch(media_type) and media_type not in _PAGE_TYPES:
        raise ParseError(f"not a page: {media_type}")
    for signature, name in _SIGNATURES:
        if response.body.startswith(signature):
            raise ParseError(f"not a page: {name}")
    text = decode(response)
    if not text.strip():
        raise ParseError("empty answer")
    _reject_other_formats(text)
    if not _is_markup(media_type, text):
        # U+FFFD replaces a reference to no character, so that the figures around it are not joined
        plain = text if media_type == "text/plain" else decode_references(text, terminated=True, invalid="\ufffd")
        return ContentKind.PLAIN, plain, False
    return ContentKind.MARKUP, text, _is_cut(text)


def is_xml(response: Response, text: str) -> bool:
    """Return whether a response is XML of data, by its content type or its first characters, and no web page."""
    media_type = response.content_type.partition(";")[0].strip().lower()
    start = text[:_MAX_STARTED].lstrip()
    return (
        start.startswith("<")
        and not is_web_page(text)
        and (start.startswith("<?xml") or _XML_TYPES.fullmatch(media_type) is not None)
    )


def is_web_page(text: str) -> bool:
    """Return whether a text is an HTML document, of XML or not."""
    return _WEB_PAGE.search(text, 0, _MAX_STARTED) is not None


def looks_like_json(text: str) -> bool:
    """Return whether a text begins and ends as an object or an array of JSON."""
    return (text[:200].lstrip()[:1], text[-200:].rstrip()[-1:]) in {("{", "}"), ("[", "]")}


def _reject_other_formats(text: str) -> None:
    if looks_like_json(text):
        raise ParseError("not a page: JSON")
    if _FEED.match(text):
        raise ParseError("not a page: a feed")


def _is_markup(media_type: str, text: str) -> bool:
    if media_type == "text/plain":
        return _STARTS_AS_MARKUP.match(text) is not None
    return _MARKUP.search(text, 0, _MAX_SNIFFED) is not None or _STARTS_AS_MARKUP.match(text) is not None


def _is_cut(text: str) -> bool:
    """Return whether a document lacks its end, or any markup ends within a tag.

    Raises:
        ParseError: its markup is too deep or too crowded to be parsed.
    """
    if _HTML_START.search(text, 0, _MAX_SNIFFED) and not (
        _HTML_END.search(text, max(0, len(text) - _TAIL_SIZE)) or _HTML_END.search(text)
    ):
        return not is_complete(strip_invisible(text))
    last_tag = text.rfind("<")
    return last_tag > text.rfind(">") and _OPEN_TAG.match(text, last_tag) is not None
