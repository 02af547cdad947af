"""XML as a bounded tree of elements, without namespaces; expat is imported here alone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.parsers.expat import ExpatError, ParserCreate

from tui.sources.adapter import ParseError

MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 200_000
"""With their attributes."""

_MAX_TEXT = 4_000
_NO_ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType({})
_LONG_TAG = re.compile(r"<[^\W\d][^<>]{20000}")
_DECLARATION = re.compile(r"\A\s*+<\?xml\s[^>]*+>")
_STANDALONE = '<?xml version="1.0" standalone="yes"?>'
"""Makes an error of entities that only an external DTD declares: they would vanish, in attributes unnoticed."""


class XmlElement:
    """An element; names in small letters and without their namespaces."""

    __slots__ = ("attributes", "children", "name", "parent", "place", "text")

    def __init__(self, name: str, attributes: Mapping[str, str], parent: "XmlElement | None") -> None:
        self.name = name
        self.attributes = attributes
        self.parent = parent
        self.place = 1 if parent is None else len(parent.children) + 1
        """Among the elements of its parent, from 1."""
        self.children: Sequence[XmlElement] = ()
        self.text = ""
        """The element's own text, cut to some thousand characters."""


def parse_xml(text: str) -> XmlElement:
    """Return the root element of a document.

    Raises:
        ParseError: it is no well-formed XML, has entities of its own, which could expand to any size, is nested too
            deep, or has too many elements.
    """
    if _LONG_TAG.search(text):
        raise ParseError("too many attributes")
    builder = _Builder()
    parser = ParserCreate("utf-8")
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.add_text
    try:
        # as bytes of UTF-8, whatever charset the text was in: its declaration no longer holds
        standalone = _STANDALONE + _DECLARATION.sub("", text, count=1).lstrip()
        parser.Parse(standalone.encode("utf-8", "replace"), True)  # noqa: FBT003 - takes no keyword
    except ExpatError as error:
        raise ParseError(f"broken XML in line {error.lineno}") from None
    assert builder.root is not None, "a document without an element is not well-formed"
    return builder.root


def descendants(element: XmlElement) -> Iterator[XmlElement]:
    """Yield the elements below another, in the order of the document."""
    stack = list(reversed(element.children))
    while stack:
        below = stack.pop()
        yield below
        stack += reversed(below.children)


def local_name(name: str) -> str:
    """Return a name in small letters, without its prefix."""
    return name.rpartition(":")[2].rpartition("|")[2].strip().lower()


class _Builder:
    """Builds the elements from what the parser reports."""

    def __init__(self) -> None:
        self.root: XmlElement | None = None
        self._open: list[XmlElement] = []
        self._count = 0

    def start(self, name: str, attributes: list[str]) -> None:
        parent = self._open[-1] if self._open else None
        self._count += 1 + len(attributes) // 2
        if self._count > MAX_ELEMENTS:
            raise ParseError("too many elements")
        if len(self._open) >= MAX_DEPTH:
            raise ParseError("nested too deep")
        named = {local_name(each): value for each, value in zip(attributes[::2], attributes[1::2], strict=True)}
        element = XmlElement(local_name(name), named or _NO_ATTRIBUTES, parent)
        if parent is None:
            self.root = element
        elif isinstance(parent.children, list):
            parent.children.append(element)
        else:
            parent.children = [element]  # most elements have none, and need no list
        if parent is not None and parent.text and len(parent.text) < _MAX_TEXT:
            parent.text += "\n"  # what is before an element and what is after it are two figures
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def add_text(self, text: str) -> None:
        element = self._open[-1]
        if len(element.text) < _MAX_TEXT:
            element.text += text[:_MAX_TEXT]


def _refuse_entity(*_: object) -> None:
    raise ParseError("XML with entities of its own")
