"""Decode bytes by an allow-list of charsets: the charset that a page declares is checked against its bytes."""

import codecs
import re
from typing import Final

from tui.sources.adapter import ParseError, Response

_REPLACEMENT: Final = "\ufffd"
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_IN_HEADER = re.compile(r"charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_.:-]{1,40})", re.ASCII)
_IN_MARKUP = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_SINGLE_BYTE = re.compile(r"(?:windows-|cp-?|x-cp)(125[0-8])|iso-?8859-(1[0-6]|[1-9])|(latin-?1|l1)", re.ASCII)


def decode(response: Response) -> str:
    """Return the text of a response.

    A byte order mark decides; else the charset of the header, else of the markup's head, if it is UTF-8 or one of
    the single-byte sets; else UTF-8. A page that declares a single-byte set and is valid UTF-8 is decoded as UTF-8:
    servers often declare the wrong one, and other text is valid UTF-8 only by chance.

    Raises:
        ParseError: more than 1 % of the text is unreadable, or it contains NUL characters.
    """
    for mark, codec in _BOMS:
        if response.body.startswith(mark):
            return _checked(response.body[len(mark) :].decode(codec, "replace"))
    declared = _single_byte_codec(_declared_charset(response))
    return _checked(
        response.body.decode("utf-8" if declared is None or _is_utf8(response.body) else declared, "replace")
    )


def _declared_charset(response: Response) -> str:
    in_header = _IN_HEADER.search(response.content_type[:300])
    if in_header:
        return in_header[1].lower()
    in_markup = _IN_MARKUP.search(response.body[:2048])
    return in_markup[1].decode("ascii").lower() if in_markup else ""


def _single_byte_codec(declared: str) -> str | None:
    match = _SINGLE_BYTE.fullmatch(declared.replace("_", "-"))
    if match is None:
        return None
    windows, iso, _latin = match.groups()
    if windows:
        return f"cp{windows}"
    # latin-1 on the web means Windows-1252, by its own standard
    return f"iso8859-{iso}" if iso not in (None, "1", "12") else "cp1252"


def _is_utf8(body: bytes) -> bool:
    """Return whether a body is valid UTF-8 and not plain ASCII."""
    try:
        return len(body.decode("utf-8")) < len(body)
    except UnicodeDecodeError:
        return False


def _checked(text: str) -> str:
    if "\0" in text:
        raise ParseError("charset: the page is not text")
    if text.count(_REPLACEMENT) * 100 > len(text):
        raise ParseError("charset: more than 1 % of the text is unreadable")
    return text
