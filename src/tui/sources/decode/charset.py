"""Decode bytes by an allow-list of charsets: the charset that a page declares is checked against its bytes."""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from tui.sources.adapter import ParseError, Response

_REPLACEMENT: Final = "\ufffd"
_UTF_8: Final = frozenset({"", "utf-8", "utf8"})
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF_16_STARTS: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How markup in UTF-16 begins without a byte order mark."""
_IN_HEADER = re.compile(r"charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_.:-]{1,40})", re.ASCII | re.IGNORECASE)
_IN_XML = re.compile(rb"\s{0,100}<\?xml[^>]{0,100}?encoding\s*+=\s*+[\"']([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_IN_MARKUP = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?+\s*+([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_SINGLE_BYTE = re.compile(r"(?:win(?:dows)?-?|cp-?|x-cp-?)(125[0-8]|874)|iso-?8859-?(1[0-6]|[1-9])", re.ASCII)
_CODECS: Final[Mapping[str, str]] = MappingProxyType(
    # latin-1 on the web means Windows-1252, by its own standard; each other codec has all that its labels mean there
    dict.fromkeys(("latin-1", "latin1", "l1"), "cp1252")
    | dict.fromkeys(("gbk", "gb2312", "gb-2312", "gb18030", "x-gbk", "cp936", "gb-2312-80", "chinese"), "gb18030")
    | dict.fromkeys(("big5", "big-5", "big5-hkscs", "cn-big5", "x-x-big5", "cp950"), "big5hkscs")
    | dict.fromkeys(("shift-jis", "sjis", "x-sjis", "ms-kanji", "windows-31j", "cp932", "ms932"), "cp932")
    | dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp"), "euc_jp")
    | dict.fromkeys(("euc-kr", "euckr", "ks-c-5601-1987", "ksc5601", "korean", "windows-949", "cp949", "uhc"), "cp949")
    | dict.fromkeys(("koi8-r", "koi8", "koi", "koi8r"), "koi8_r")
    | dict.fromkeys(("koi8-u", "koi8-ru"), "koi8_u")
    | dict.fromkeys(("iso-2022-jp", "csiso2022jp"), "iso2022_jp")
    | dict.fromkeys(("macintosh", "mac", "x-mac-roman"), "mac_roman")
    | dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac_cyrillic")
    | dict.fromkeys(("ibm866", "cp866", "866"), "cp866")
    | {"utf-8": "utf-8", "utf8": "utf-8", "tis-620": "cp874"}
)
"""The charsets beside those of one byte that are numbered, by their labels with `-` for `_`."""
_MULTI_BYTE: Final = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_SERVER_DEFAULTS: Final = frozenset({"iso-8859-1", "iso8859-1", "latin-1", "latin1", "l1"})
"""Labels that servers send with every file, whatever is in it."""
_JAPANESE_ESCAPE: Final = b"\x1b$"
_BEYOND_TWO_BYTES = re.compile(r"[^\x00-\u07ff]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_LONG_RUN = re.compile(rb"[\xc0-\xff]{4}|([\x80-\x9f\xa1-\xff])(?!\1\1\1)[\x80-\x9f\xa1-\xff]{3}")
"""Blanks and rows of one mark aside."""


def decode(response: Response) -> str:
    """Return the text of a response.

    A byte order mark decides; else the first charset that is allowed and reads all bytes, of those that the header, the
    XML declaration and the head of the markup declare; else UTF-8. A header that says Latin-1, the default of many
    servers, counts after the page itself. A page that is valid UTF-8 is decoded as UTF-8 whatever it declares: servers
    often declare the wrong charset, and other text is valid UTF-8 only by chance. A page that declares none or UTF-8,
    and is no UTF-8, is Windows-1252 if it reads like a Western language.

    Raises:
        ParseError: more than 1 % of the text is unreadable, or it contains NUL characters.
    """
    body = response.body
    for mark, unicode in _BOMS:
        if body.startswith(mark):
            return _checked(body[len(mark) :].decode(unicode, "replace"))
    for start, unicode in _UTF_16_STARTS:
        if body.startswith(start):
            return _checked(body.decode(unicode, "replace"))
    declared = {label: codec for label in _declared_charsets(response) if (codec := _codec(label)) is not None}
    for codec in _by_escapes(declared.values(), body):
        text = _decoded(body, "utf-8" if _is_utf8(body, codec) else codec)
        if text is not None:
            return _checked(text)
    if declared and set(declared.values()) != {"utf-8"}:
        label, codec = next(iter(declared.items()))
        return _checked(body.decode(codec, "replace"), label)
    text = body.decode("utf-8", "replace")
    western = _western_text(body, text, is_declared=bool(declared)) if _REPLACEMENT in text else None
    return _checked(text if western is None else western)


def _declared_charsets(response: Response) -> Iterator[str]:
    """Yield the labels of charsets that a response declares, in small letters, what counts most first."""
    in_header = _IN_HEADER.search(response.content_type[:300])
    header = in_header[1].lower() if in_header else ""
    is_default = header.replace("_", "-") in _SERVER_DEFAULTS
    if header and not is_default:
        yield header
    head = response.body[:2048]
    for declared in (_IN_XML.match(head), _IN_MARKUP.search(head)):
        if declared:
            yield declared[1].decode("ascii").lower()
    if is_default:
        yield header


def _by_escapes(declared: Iterable[str], body: bytes) -> list[str]:
    """Return the codecs, first the one whose text is ASCII with escapes, which every other one reads too."""
    return sorted(declared, key=lambda codec: codec != "iso2022_jp" or _JAPANESE_ESCAPE not in body)


def _codec(label: str) -> str | None:
    """Return the codec of a label, None for one that is not allowed."""
    label = label.replace("_", "-")
    match = _SINGLE_BYTE.fullmatch(label)
    if match is None:
        return _CODECS.get(label)
    windows, iso = match.groups()
    if windows:
        return f"cp{windows}"
    return f"iso8859-{iso}" if iso not in ("1", "12") else "cp1252"


def _decoded(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_utf8(body: bytes, declared: str) -> bool:
    """Return whether a body is valid UTF-8 and not plain ASCII.

    Two bytes of Chinese, Japanese or Korean can be one letter of UTF-8 by chance, three hardly.
    """
    text = _decoded(body, "utf-8")
    if text is None or len(text) == len(body):
        return False
    return declared not in _MULTI_BYTE or _BEYOND_TWO_BYTES.search(text) is not None


def _western_text(body: bytes, as_utf8: str, *, is_declared: bool) -> str | None:
    """Return the text of a body that is no UTF-8 as Windows-1252, None where it does not read like it.

    Languages of Windows-1252 have single letters beyond ASCII; words of another alphabet are longer runs of such bytes.
    A body with more letters of UTF-8 than bytes that are none is UTF-8 with a few broken bytes.

    Args:
        body: that is no valid UTF-8.
        as_utf8: its text as UTF-8, with replacements.
        is_declared: whether it declares UTF-8, and so is none only where it has not one letter of it.
    """
    broken = as_utf8.count(_REPLACEMENT)
    letters = len(_BEYOND_ASCII.findall(as_utf8)) - broken
    is_utf8 = letters > 0 if is_declared else letters > broken
    return None if is_utf8 or _LONG_RUN.search(body) else _decoded(body, "cp1252")


def _checked(text: str, label: str = "") -> str:
    if "\0" in text:
        raise ParseError("charset: the page is not text")
    if text.count(_REPLACEMENT) * 100 > len(text):
        declared = f" as {label}, which it declares" if label not in _UTF_8 else ""
        raise ParseError(f"charset: more than 1 % of the text is unreadable{declared}")
    return text
