"""The items of a feed, RSS or Atom or RDF, well-formed or not.

One pass over the tags, with a limit on everything that is stored: general feed parsers repair broken feeds with
patterns whose work grows with the square of the input.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from tui.sources.adapter import ParseError
from tui.sources.feeds.item import BODIES, CONTAINERS, FIELDS, MAX_PERSON, Element, Item, ItemBuilder, join_url
from tui.sources.feeds.tags import Tag, has_too_many_attributes, plain_text, read_attributes, tags_of
from tui.sources.html.limits import MAX_DEPTH

_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_ITEMS: Final = frozenset({"item", "entry"})
_ASIDES: Final = frozenset({"source", "image", "textinput", "contributor", "dc:contributor", "itunes:owner"})
"""Elements within an item whose titles, names and links are not the item's."""
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
"""Our prefix for the names of a vocabulary, whatever prefix a feed uses."""
_XHTML_TYPES: Final = frozenset({"xhtml", "application/xhtml+xml"})
_MAX_PREFIXES: Final = 100
_MAX_TAGS: Final = 200_000
_MAX_FIELDS: Final = 100
"""Of one role in one item; an item of more, such as one with a thousand labels before its title, has the first."""


def find_root(text: str) -> Tag:
    """Return the first tag of a document.

    Raises:
        ParseError: there is none, or an entity is declared before it.
    """
    for tag in limited_tags(tags_of(text)):
        if tag["name"] and not tag["closing"]:
            return tag
    raise ParseError("not a feed")


def local_name(tag: Tag) -> str:
    """Return the name of a tag in small letters, without its prefix."""
    return tag["name"].rpartition(":")[2].lower()


def is_feed(root: Tag) -> bool:
    """Return whether a document that begins with this tag is a feed."""
    return local_name(root) in _ROOTS


def read_items(text: str, root: Tag) -> Iterator[Item]:
    """Yield the items of a feed in its order.

    Args:
        text: of the feed.
        root: its first tag.

    Raises:
        ParseError: it ends before its root element does, is nested too deep, has too many elements, or declares
            entities of its own, which could expand to any size.
    """
    parser = _ItemParser(text, is_atom=local_name(root) == "feed")
    for tag in limited_tags(tags_of(text, root.start())):
        if not tag["name"]:
            continue
        item = parser.close(tag) if tag["closing"] else parser.open(tag)
        if item is not None:
            yield item
        if parser.is_at_end:
            return
    raise ParseError("feed cut short")


def limited_tags(tags: Iterator[Tag]) -> Iterator[Tag]:
    """Yield the tags. Raises ParseError where there are too many, or one declares an entity."""
    for number, tag in enumerate(tags):
        if number == _MAX_TAGS:
            raise ParseError("too many elements")
        if tag["entity"]:
            raise ParseError("a feed with entities of its own")
        yield tag


class _ItemParser:
    """The parser of a feed's items from its tags, opened and closed one by one."""

    def __init__(self, text: str, *, is_atom: bool) -> None:
        self._text = text
        self._is_atom = is_atom
        self._open: list[Element] = []
        self._builder: ItemBuilder | None = None
        """Of the item that is open."""
        self._field: Element | None = None
        """The field that is open, if it contains text."""
        self._field_counts: Counter[str] = Counter()
        """Of the item that is open, how many fields of each role it has."""

    @property
    def is_at_end(self) -> bool:
        """Whether the root element is closed."""
        return not self._open

    def open(self, tag: Tag) -> Item | None:
        """Open an element; return the item that ends because the next begins within it."""
        if has_too_many_attributes(tag):
            raise ParseError("too many attributes")
        item: Item | None = None
        is_item = local_name(tag) in _ITEMS
        if is_item and self._builder is not None:
            item = self._close_from(next(at for at, outer in enumerate(self._open) if outer.is_item), tag.start())
        if self._field is not None and self._is_unclosed(self._field, tag):
            self._close_from(self._open.index(self._field), tag.start())
        if self._field is None:
            element = self._open_outside_field(tag, is_item=is_item)
        else:
            element = Element(tag["name"], tag.end())
            # a single <div> does not make a field of plain text markup: some feeds wrap every text in one
            self._field.is_marked_up |= local_name(tag) != "div" or self._field.kind in _XHTML_TYPES
        self._open.append(element)
        if len(self._open) > MAX_DEPTH:
            raise ParseError("nested too deep")
        if tag["attributes"].endswith("/"):
            return self._close_from(len(self._open) - 1, tag.end()) or item
        return item

    def close(self, tag: Tag) -> Item | None:
        """Close an element and everything left open in it; return the item that ends with it."""
        name = tag["name"]
        depth = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].name == name), None)
        return None if depth is None else self._close_from(depth, tag.start())

    def _close_from(self, depth: int, at: int) -> Item | None:
        item: Item | None = None
        for element in reversed(self._open[depth:]):
            if element.role and self._builder is not None:
                self._end_field(element, at, self._builder)
            elif element.is_item and self._builder is not None:
                item, self._builder = self._builder.build(), None
        del self._open[depth:]
        return item

    def _open_outside_field(self, tag: Tag, *, is_item: bool) -> Element:
        """Return an element that is not within a field."""
        outer = self._open[-1] if self._open else Element("", 0)
        attribute_text = tag["attributes"]
        prefixes = outer.prefixes
        if "xmlns" in attribute_text:
            prefixes = _with_declared_prefixes(prefixes, read_attributes(tag))
        name = _canonical_name(tag["name"], prefixes)
        role = FIELDS.get(name, "") if self._builder is not None and not outer.is_aside else ""
        attributes = read_attributes(tag) if role or is_item or "xml:base" in attribute_text else {}
        base = attributes.get("xml:base", "")
        element = Element(
            name=tag["name"],
            start=tag.end(),
            depth=len(self._open),
            role=role,
            attributes=attributes,
            base=join_url(outer.base, base) if base else outer.base,
            prefixes=prefixes,
            is_item=is_item,
            is_aside=outer.is_aside or name in _ASIDES,
        )
        if is_item:
            self._builder = ItemBuilder(attributes.get("rdf:about", ""), is_atom=self._is_atom)
            self._field_counts.clear()
        elif role:
            self._field_counts[role] += 1
            if self._field_counts[role] > _MAX_FIELDS:
                element.role = ""
            elif role not in CONTAINERS:
                self._field = element
        return element

    def _end_field(self, element: Element, at: int, builder: ItemBuilder) -> None:
        if element is self._field:
            self._field = None
        if element.role not in {"name", "email"}:
            builder.add(element, self._text, at)
            return
        author = next((outer for outer in reversed(self._open) if outer.role == "author"), None)
        if author is not None and at - element.start <= MAX_PERSON:
            text = plain_text(self._text[element.start : at])
            author.person = f"{author.person} ({text})" if author.person and text else author.person or text

    @staticmethod
    def _is_unclosed(field: Element, tag: Tag) -> bool:
        """Return whether a name, a link or a date was never closed: the next field of the item begins within it."""
        return field.role not in BODIES and _canonical_name(tag["name"], field.prefixes) in FIELDS


def _with_declared_prefixes(prefixes: Mapping[str, str], attributes: Mapping[str, str]) -> Mapping[str, str]:
    """Return the prefixes with those that an element declares."""
    declared = dict(prefixes)
    for name, uri in attributes.items():
        xmlns, _, prefix = name.partition(":")
        if xmlns == "xmlns" and len(declared) < _MAX_PREFIXES:
            declared[prefix] = _PREFIXES.get(uri.strip().lower(), prefix)
    return declared


def _canonical_name(name: str, prefixes: Mapping[str, str]) -> str:
    """Return a name in small letters with our prefix for its vocabulary."""
    prefix, _, local = name.lower().rpartition(":")
    prefix = prefixes.get(prefix, prefix)
    return f"{prefix}:{local}" if prefix else local
