"""The items of a feed, RSS or Atom or RDF, well-formed or not.

One pass over the tags, with a bound on all that is kept: parsers made for every feed there ever was repair what is
broken with patterns whose work grows with the square of it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.feeds.item import BODIES, FIELDS, HOLDERS, Element, Gathered, Item, joined
from tui.sources.feeds.tags import Tag, has_too_many_attributes, plain_text, read_attributes, tags_of
from tui.sources.html.limits import MAX_DEPTH

_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_ITEMS: Final = frozenset({"item", "entry"})
_ASIDES: Final = frozenset({"source", "image", "textinput", "contributor", "dc:contributor", "itunes:owner"})
"""Elements of an item whose titles, names and links are not the item's."""
_PREFIXES: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
}
"""By which prefix the names of a vocabulary are known here, whatever a feed spells it with."""
_MARKUP: Final = frozenset({"xhtml", "application/xhtml+xml"})
_MOST_PREFIXES: Final = 100
_MOST_TAGS: Final = 200_000
_MOST_FIELDS: Final = 300
_LONGEST_PERSON: Final = 250


def find_root(text: str) -> Tag:
    """The first tag of a document.

    Raises:
        ParseError: there is none, or an entity is declared before it (fault P5).
    """
    for tag in _bounded(tags_of(text)):
        if tag["name"] and not tag["closing"]:
            return tag
    raise ParseError("not a feed")


def local_name(tag: Tag) -> str:
    """The name of a tag in small letters, without its prefix."""
    return tag["name"].rpartition(":")[2].lower()


def is_feed(root: Tag) -> bool:
    """Whether a document that begins with this tag is a feed."""
    return local_name(root) in _ROOTS


def read_items(text: str, root: Tag) -> Iterator[Item]:
    """The items of a feed in its order.

    Args:
        text: of the feed.
        root: its first tag.

    Raises:
        ParseError: it ends before its root does (fault N3), is too deep (P3), too crowded (P4), or declares entities
            of its own (P5).
    """
    reader = _Reader(text, is_atom=local_name(root) == "feed")
    for tag in _bounded(tags_of(text, root.start())):
        if not tag["name"]:
            continue
        item = reader.close(tag) if tag["closing"] else reader.open(tag)
        if item is not None:
            yield item
        if reader.is_at_end:
            return
    raise ParseError("feed cut short")


def _bounded(tags: Iterator[Tag]) -> Iterator[Tag]:
    for number, tag in enumerate(tags):
        if number == _MOST_TAGS:
            raise ParseError("too many elements")
        if tag["entity"]:
            raise ParseError("a feed with entities of its own")
        yield tag


class _Reader:
    """Goes from tag to tag and gathers what the item at hand says."""

    def __init__(self, text: str, *, is_atom: bool) -> None:
        self._text = text
        self._is_atom = is_atom
        self._open: list[Element] = []
        self._gathered: Gathered | None = None
        """What the item that is open has said."""
        self._field: Element | None = None
        """The field that is open, if it holds text."""
        self._fields = 0

    @property
    def is_at_end(self) -> bool:
        """Whether the root is closed."""
        return not self._open

    def open(self, tag: Tag) -> Item | None:
        """Open an element; gives the item that ends because the next begins within it."""
        if has_too_many_attributes(tag):
            raise ParseError("too many attributes")
        item: Item | None = None
        is_item = local_name(tag) in _ITEMS
        if is_item and self._gathered is not None:
            item = self._close_from(next(at for at, one in enumerate(self._open) if one.is_item), tag.start())
        if self._field is not None and self._was_left_open(self._field, tag):
            self._close_from(self._open.index(self._field), tag.start())
        if self._field is None:
            element = self._begun(tag, is_item=is_item)
        else:
            element = Element(tag["name"], tag.end())
            # a lone <div> is no markup where the text in it is written as that of an attribute
            self._field.is_marked_up |= local_name(tag) != "div" or self._field.kind in _MARKUP
        self._open.append(element)
        if len(self._open) > MAX_DEPTH:
            raise ParseError("nested too deep")
        if tag["attributes"].endswith("/"):
            return self._close_from(len(self._open) - 1, tag.end()) or item
        return item

    def close(self, tag: Tag) -> Item | None:
        """Close an element and all that was left open in it; gives the item that ends with it."""
        name = tag["name"]
        depth = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].name == name), None)
        return None if depth is None else self._close_from(depth, tag.start())

    def _close_from(self, depth: int, at: int) -> Item | None:
        item: Item | None = None
        for element in reversed(self._open[depth:]):
            if element.role and self._gathered is not None:
                self._end_field(element, at, self._gathered)
            elif element.is_item and self._gathered is not None:
                item, self._gathered = self._gathered.item(), None
        del self._open[depth:]
        return item

    def _begun(self, tag: Tag, *, is_item: bool) -> Element:
        """An element that stands in no field."""
        outer = self._open[-1] if self._open else Element("", 0)
        written = tag["attributes"]
        prefixes = outer.prefixes
        if "xmlns" in written:
            prefixes = _with_declared(prefixes, read_attributes(tag))
        name = _known_as(tag["name"], prefixes)
        role = FIELDS.get(name, "") if self._gathered is not None and not outer.is_aside else ""
        attributes = read_attributes(tag) if role or is_item or "xml:base" in written else {}
        base = attributes.get("xml:base", "")
        element = Element(
            name=tag["name"],
            start=tag.end(),
            depth=len(self._open),
            role=role,
            attributes=attributes,
            base=joined(outer.base, base) if base else outer.base,
            prefixes=prefixes,
            is_item=is_item,
            is_aside=outer.is_aside or name in _ASIDES,
        )
        if is_item:
            self._gathered = Gathered(attributes.get("rdf:about", ""), is_atom=self._is_atom)
            self._fields = 0
        elif role:
            self._fields += 1
            if self._fields > _MOST_FIELDS:
                raise ParseError("too many elements")
            self._field = None if role in HOLDERS else element
        return element

    def _end_field(self, element: Element, at: int, gathered: Gathered) -> None:
        if element is self._field:
            self._field = None
        if element.role not in {"name", "email"}:
            gathered.take(element, self._text, element.start, at)
            return
        author = next((one for one in reversed(self._open) if one.role == "author"), None)
        if author is not None and at - element.start <= _LONGEST_PERSON:
            said = plain_text(self._text[element.start : at])
            author.person = f"{author.person} ({said})" if author.person and said else author.person or said

    @staticmethod
    def _was_left_open(field: Element, tag: Tag) -> bool:
        """Whether a name, a link or a date was never closed: the next field of the item begins within it."""
        return field.role not in BODIES and _known_as(tag["name"], field.prefixes) in FIELDS


def _with_declared(prefixes: Mapping[str, str], attributes: Mapping[str, str]) -> Mapping[str, str]:
    """The prefixes with those that an element declares."""
    declared = dict(prefixes)
    for name, address in attributes.items():
        xmlns, _, prefix = name.partition(":")
        if xmlns == "xmlns" and len(declared) < _MOST_PREFIXES:
            declared[prefix] = _PREFIXES.get(address.strip().lower(), prefix)
    return declared


def _known_as(name: str, prefixes: Mapping[str, str]) -> str:
    prefix, _, local = name.lower().rpartition(":")
    prefix = prefixes.get(prefix, prefix)
    return f"{prefix}:{local}" if prefix else local
