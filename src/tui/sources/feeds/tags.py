"""The tags of a feed, well-formed or not, found in one pass, and the text between them."""

import re
from collections.abc import Iterator
from contextlib import suppress

from tui.sources.html.markup_text import decode_references
from tui.sources.html.tag import MAX_ATTRIBUTES, VOID_ELEMENTS

Tag = re.Match[str]
"""A tag with the groups `closing`, `name` and `attributes`; `entity` where it declares one; `section` where a comment,
CDATA or a processing instruction begins. With none of them it is a `<` on its own.
"""

_TAG = re.compile(
    r"<(?:(?P<section>!--|!\[CDATA\[|\?)|(?P<entity>!ENTITY\b)"
    r"|(?P<closing>/?)(?P<name>[A-Za-z_][^\s/<>\"']*+)(?P<attributes>(?:[^\"'<>]++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>|)",
    re.IGNORECASE,
)
_CDATA = "![cdata["
_SECTION_ENDS = {"!--": "-->", _CDATA: "]]>", "?": "?>"}
_ATTRIBUTE = re.compile(r"([A-Za-z_][^\s=/\"'<>]{0,80})\s{0,20}=\s{0,20}(?:\"([^\"<]*+)\"|'([^'<]*+)')")
_MAX_ATTRIBUTE_TEXT = 20_000
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# pages written in Windows-1252 mean printable characters by what are controls elsewhere
_CONTROLS = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_CONTROL = re.compile(r"[\x80-\x9f]")


def tags_of(text: str, start: int = 0) -> Iterator[Tag]:
    """Yield every tag, section and single `<` from an index on, in order; a section contains no tags."""
    at = start
    while (tag := _TAG.search(text, at)) is not None:
        yield tag
        at = _section_end(text, tag)[1] if tag["section"] else tag.end()


def _section_end(text: str, tag: Tag) -> tuple[int, int]:
    """Return where the content of a section ends, and where the section itself does."""
    terminator = _SECTION_ENDS[tag["section"].lower()]
    end = text.find(terminator, tag.end())
    return (len(text), len(text)) if end < 0 else (end, end + len(terminator))


def _section_text(text: str, tag: Tag) -> tuple[str, int]:
    """Return the text of a section, empty but for CDATA, and where the section ends."""
    content_end, end = _section_end(text, tag)
    return text[tag.end() : content_end] if tag["section"].lower() == _CDATA else "", end


def read_attributes(tag: Tag) -> dict[str, str]:
    """Return the attributes of a tag by their names in small letters, references decoded."""
    attributes = _ATTRIBUTE.findall(tag["attributes"][:_MAX_ATTRIBUTE_TEXT])
    return {name.lower(): decode_references(double or single, terminated=True) for name, double, single in attributes}


def has_too_many_attributes(tag: Tag) -> bool:
    """Return whether the tag has more attributes than any real element."""
    attributes = tag["attributes"]
    if attributes.count("=") <= MAX_ATTRIBUTES:
        return False
    return any(number == MAX_ATTRIBUTES for number, _ in enumerate(_ATTRIBUTE.finditer(attributes)))


def plain_text(raw: str) -> str:
    """Return the content of an element that has no tags in it as decoded text."""
    pieces: list[str] = []
    at = 0
    for tag in tags_of(raw):
        if tag["section"]:
            content, end = _section_text(raw, tag)
            pieces += (decode_references(raw[at : tag.start()], terminated=True), content)
            at = end
    pieces.append(decode_references(raw[at:], terminated=True))
    return _fix_charset("".join(pieces).strip())


def inline_markup(raw: str) -> str:
    """Return the content of an element, other tags among it, as HTML: no prefixes, and every element closed."""
    pieces: list[str] = []
    at = 0
    for tag in tags_of(raw):
        pieces.append(raw[at : tag.start()])
        at = tag.end()
        if tag["section"]:
            content, at = _section_text(raw, tag)
            pieces.append(content.translate(_ESCAPES))
        elif tag["name"]:
            pieces.append(_as_html(tag))
        else:
            pieces.append("&lt;")
    pieces.append(raw[at:])
    return _fix_charset("".join(pieces).strip())


def _as_html(tag: Tag) -> str:
    name, attributes = tag["name"].rpartition(":")[2], tag["attributes"]
    if tag["closing"]:
        return f"</{name}>"
    if not attributes.endswith("/"):
        return f"<{name}{attributes}>"
    return f"<{name}{attributes[:-1].rstrip()}>" + ("" if name.lower() in VOID_ELEMENTS else f"</{name}>")


def _fix_charset(text: str) -> str:
    """Return the text in the charset it was written in, where a publisher has decoded it in another."""
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode("utf-8")
    return text.translate(_CONTROLS) if _CONTROL.search(text) else text
