"""How deep and how wide markup is, told in one pass before any parser sees it (fault P3)."""

import re
from collections.abc import Iterator
from typing import Final

from tui.sources.source import ParseError

DEEPEST: Final = 256
MOST_ELEMENTS: Final = 1_000_000
MOST_ATTRIBUTES: Final = 250

_LONG_TAG = 1_000
# The tokenizer's own view of a tag: a quote delimits only right after "=", so no part of a page can hide in one.
_ATTRIBUTE = (
    r"[^\t\n\f\r />][^\t\n\f\r />=]*+"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+"
)
_TAG = re.compile(rf"<(?:!--|(/?)([a-zA-Z][^\t\n\f\r />]*+)((?:[\t\n\f\r /]++|{_ATTRIBUTE})*+)(>?))")
_ATTRIBUTES = re.compile(_ATTRIBUTE)
_RAW = {
    name: re.compile(rf"</{name}[\t\n\f\r />]", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "iframe", "xmp", "noembed", "noframes")
}
_VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "keygen",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_CLOSED_BY_OTHERS = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "optgroup",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "caption",
        "rp",
        "rt",
        "html",
        "head",
        "body",
    ]
)
_NOT_NESTED = _VOID | _CLOSED_BY_OTHERS
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_INLINE = frozenset(
    [
        "span",
        "label",
        "abbr",
        "cite",
        "q",
        "sub",
        "sup",
        "time",
        "mark",
        "bdi",
        "bdo",
        "ins",
        "del",
        "kbd",
        "samp",
        "var",
        "data",
        "picture",
    ]
)


def check_nesting(text: str) -> None:
    """Let pass only markup that a parser reads in about linear time and a walker without a deep stack.

    Raises:
        ParseError: more than 256 elements deep, more than a million elements, or 250 attributes on one.
    """
    stack: list[str] = []
    formatting: dict[str, list[str]] = {}
    active = elements = 0
    for closing, name, attributes in _tags(text):
        # formatting that was never closed is opened again in every block that follows
        elements += 1 + active
        if name in _FORMATTING:
            active += _format(formatting.setdefault(name, []), attributes, closing=closing, alone=name == "a")
        elif closing:
            if stack and stack[-1] == name:
                del stack[-1]
            else:
                _close(stack, name)
        elif name not in _NOT_NESTED and not (attributes.endswith("/") and "svg" in stack):
            stack.append(name)
        if len(attributes) > _LONG_TAG and len(_ATTRIBUTES.findall(attributes)) > MOST_ATTRIBUTES:
            raise ParseError("too many attributes")
        if len(stack) + active > DEEPEST:
            raise ParseError("nested too deep")
        if elements > MOST_ELEMENTS:
            raise ParseError("too many elements")


def _format(opened: list[str], attributes: str, *, closing: bool, alone: bool) -> int:
    """By how many the open formatting elements of one name grow; the standard keeps at most three alike."""
    if closing:
        return -1 if opened and opened.pop() is not None else 0
    if (alone and opened) or opened.count(attributes) >= 3:
        return 0
    opened.append(attributes)
    return 1


def _close(stack: list[str], name: str) -> None:
    for depth in range(len(stack) - 1, -1, -1):
        if stack[depth] == name:
            del stack[depth:]
            return
        if name in _INLINE and stack[depth] not in _INLINE:
            return


def _tags(text: str) -> Iterator[tuple[bool, str, str]]:
    """Every tag outside comments and raw text: whether it closes, its lower-case name, its attributes."""
    at = 0
    search = _TAG.search
    while (tag := search(text, at)) is not None:
        at = tag.end()
        closing, name, attributes, ended = tag.groups()
        if name is None:
            at = text.find("-->", at)
        elif not ended:
            return  # the text ends within this tag
        else:
            name = name.lower()
            yield closing == "/", name, attributes
            if name in _RAW and not closing:
                end = _RAW[name].search(text, at)
                at = -1 if end is None else end.start()
        if at < 0:
            return
