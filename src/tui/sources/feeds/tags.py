"""The tags of a feed, well-formed or not, found in one pass, and what stands between them as text."""

import re
from collections.abc import Iterator
from contextlib import suppress

from tui.sources.html.references import read_references
from tui.sources.html.tag import MAX_ATTRIBUTES, VOID_ELEMENTS

Tag = re.Match[str]
"""A tag with the groups `closing`, `name` and `attributes`; `entity` where it declares one.

Where `name` and `entity` are None it is no tag but a comment, a section of plain text or a `<` on its own.
"""

_TAG = re.compile(
    r"<(?:(?P<skip>!--|!\[CDATA\[|\?)|(?P<entity>!ENTITY\b)"
    r"|(?P<closing>/?)(?P<name>[A-Za-z_][^\s/<>\"']*+)(?P<attributes>(?:[^\"'<>]++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>|)",
    re.IGNORECASE,
)
_ENDS = {"!--": "-->", "![cdata[": "]]>", "?": "?>"}
_ATTRIBUTE = re.compile(r"([A-Za-z_][^\s=/\"'<>]{0,80})\s{0,20}=\s{0,20}(?:\"([^\"<]*+)\"|'([^'<]*+)')")
_LONGEST_ATTRIBUTES = 20_000
_NOT_TEXT = re.compile(
    r"<!\[CDATA\[(?P<text>.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.IGNORECASE | re.DOTALL
)
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# what pages written in Windows-1252 mean by characters that are controls elsewhere
_CONTROLS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_CONTROL = re.compile(r"[\x80-\x9f]")


def tags_of(text: str, start: int = 0) -> Iterator[Tag]:
    """Every tag, comment and the like from a place on, in order; what stands in a comment or in CDATA is no tag."""
    at = start
    while (tag := _TAG.search(text, at)) is not None:
        at = tag.end()
        yield tag
        if tag["skip"]:
            at = text.find(_ENDS[tag["skip"].lower()], at)
            if at < 0:
                return


def read_attributes(tag: Tag) -> dict[str, str]:
    """The attributes of a tag by their names in small letters, references read."""
    found = _ATTRIBUTE.findall(tag["attributes"][:_LONGEST_ATTRIBUTES])
    return {name.lower(): read_references(double or single, ended=True) for name, double, single in found}


def has_too_many_attributes(tag: Tag) -> bool:
    """Whether no element has so many."""
    written = tag["attributes"]
    if written.count("=") <= MAX_ATTRIBUTES:
        return False
    return any(number == MAX_ATTRIBUTES for number, _ in enumerate(_ATTRIBUTE.finditer(written)))


def plain_text(raw: str) -> str:
    """What stands between two tags, as the text it means."""
    pieces: list[str] = []
    at = 0
    for section in _NOT_TEXT.finditer(raw):
        pieces += (read_references(raw[at : section.start()], ended=True), section["text"] or "")
        at = section.end()
    pieces.append(read_references(raw[at:], ended=True))
    return _mended("".join(pieces).strip())


def inline_markup(raw: str) -> str:
    """What stands between two tags, other tags among it, as HTML: without prefixes, and with every element ended."""
    pieces: list[str] = []
    at = 0
    for tag in tags_of(raw):
        if tag.start() < at:
            continue
        pieces.append(raw[at : tag.start()])
        at = tag.end()
        if tag["skip"]:
            section = _NOT_TEXT.match(raw, tag.start())
            if section is not None:
                pieces.append((section["text"] or "").translate(_ESCAPED))
                at = section.end()
        elif tag["name"]:
            pieces.append(_as_html(tag))
        else:
            pieces.append("&lt;")
    pieces.append(raw[at:])
    return _mended("".join(pieces).strip())


def _as_html(tag: Tag) -> str:
    name, attributes = tag["name"].rpartition(":")[2], tag["attributes"]
    if tag["closing"]:
        return f"</{name}>"
    if not attributes.endswith("/"):
        return f"<{name}{attributes}>"
    return f"<{name}{attributes[:-1].rstrip()}>" + ("" if name.lower() in VOID_ELEMENTS else f"</{name}>")


def _mended(text: str) -> str:
    """The text, read in the charset it was written in where a publisher has mixed that up."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_CONTROLS) if _CONTROL.search(text) else text
