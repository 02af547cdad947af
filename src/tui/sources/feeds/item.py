"""One item of a feed: the meaning of each of its elements, and which of several with the same meaning counts."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from tui.sources.feeds.tags import inline_markup, plain_text

FIELDS: Final = {
    name: role
    for role, names in {
        "title": "title dc:title",
        "second title": "media:title",
        "link": "link",
        "guid": "guid id",
        "published": "published issued created pubdate dcterms:issued dcterms:created",
        "updated": "updated modified lastbuilddate date dc:date dcterms:modified",
        "author": "author dc:creator dc:author itunes:author",
        "name": "name itunes:name",
        "email": "email itunes:email",
        "category": "category keywords tags dc:subject media:category itunes:category media:keywords itunes:keywords",
        "content": "content content:encoded body xhtml:body fullitem",
        "summary": "summary description abstract dc:description media:description itunes:summary",
        "picture": "media:content media:thumbnail",
        "file": "enclosure media:player",
        "outlet": "source dc:source news:source",
    }.items()
    for name in names.split()
}
"""The role of each element of an item."""
CONTAINERS: Final = frozenset({"author", "picture", "outlet"})
"""Roles of elements that may contain other fields."""

BODIES: Final = frozenset({"content", "summary"})
"""Roles of elements that may contain markup of any kind."""

_MAX_BODY: Final = 800_000
MAX_TITLE: Final = 8_000
MAX_PERSON: Final = 250
_MAX_OTHER: Final = 2_100
_MAX_LENGTHS: Final = {
    **dict.fromkeys(BODIES, _MAX_BODY),
    **dict.fromkeys(("title", "second title"), MAX_TITLE),
    **dict.fromkeys(("author", "name", "email"), MAX_PERSON),
}
_MAY_BE_BASE64: Final = frozenset({"title", *BODIES})
_MAX_BODIES: Final = 8
_MAX_FILES: Final = 8
_MAX_AUTHORS: Final = 8
_RECORDINGS: Final = ("audio", "video")
_ADDRESS: Final = re.compile(r"https?:|/", re.IGNORECASE)
_MARKUP_OR_URL: Final = re.compile(r"<|^\s*https?:", re.IGNORECASE)
_PAGE_TYPES: Final = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})


@dataclass(slots=True)
class Element:
    """An element of a feed."""

    name: str
    """As written; its end tag is written alike."""
    start: int
    """Where its content begins."""
    depth: int = 0
    role: str = ""
    """Its meaning for the item, if any."""
    attributes: dict[str, str] = field(default_factory=dict)
    base: str = ""
    """The base of URLs in it."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """Our prefix for each prefix of the names in it; the empty one is for names without."""
    is_item: bool = False
    is_aside: bool = False
    """Whether its content is not about the item around it."""
    is_marked_up: bool = False
    """Whether it contains tags."""
    person: str = ""
    """The name and email address in elements of their own."""

    @property
    def kind(self) -> str:
        """The `type` attribute, in small letters."""
        return self.attributes.get("type", "").strip().lower()

    @property
    def is_base64(self) -> bool:
        """Whether its text is base64."""
        kind = self.kind
        plain = "/" not in kind or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))
        return self.attributes.get("mode") == "base64" or (self.role in _MAY_BE_BASE64 and not plain)


@dataclass(slots=True)
class Item:
    """One item of a feed, its texts as the feed's own format gives them; empty where there are none."""

    title: str = ""
    title_is_plain: bool = False
    """Whether the format states that the title is no HTML."""
    link: str = ""
    guid: str = ""
    published: str = ""
    updated: str = ""
    author: str = ""
    outlet: str = ""
    """The paper that an aggregator has the item from."""
    category: str = ""
    link_is_file: bool = False
    """Whether the link leads to a recording or another file, because the item has no other."""
    contents: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    has_image: bool = False

    @property
    def bodies(self) -> list[str]:
        """The texts that may be the article, those meant to be complete first."""
        return self.contents + self.summaries


class ItemBuilder:
    """The builder of an item from its elements, added one by one as they end.

    Of several elements with the same role the one nearest to the item counts, and of these the last; but the first
    title, and all authors.

    Args:
        about: the `rdf:about` URL of the item itself.
        is_atom: whether its feed is Atom, which states of each title whether it is HTML.
    """

    def __init__(self, about: str, *, is_atom: bool) -> None:
        self._item = Item(guid=about)
        self._is_atom = is_atom
        self._depths: dict[str, int] = {}
        self._other_title = ""
        self._other_links: list[str] = [about] if _ADDRESS.match(about) else []
        self._files: list[str] = []
        self._authors: list[str] = []
        self._author_element = ""
        """The name of their elements."""

    def build(self) -> Item:
        """Return the item."""
        item = self._item
        item.title = item.title or self._other_title
        item.link = item.link or next(iter(self._other_links), "")
        if not item.link and self._files:
            item.link, item.link_is_file = self._files[0], True
        return item

    def add(self, element: Element, text: str, end: int) -> None:
        """Add an element, whose content in the text of the feed ends at this index."""
        role, start = element.role, element.start
        limit = _MAX_LENGTHS.get(role, _MAX_OTHER)
        if end - start > limit and role not in BODIES:
            # no name, URL or date is so long
            return
        value = element.person or _value(element, text[start : min(end, start + limit)])
        match role:
            case "title":
                self._add_title(element, value)
            case "second title":
                self._other_title = self._other_title or value
            case "link":
                self._add_link(element, value)
            case "guid" if value:
                self._add_guid(element, value)
            case "published" | "updated" | "author" if value:
                self._add_nearest(element, value)
            case "category":
                marked = element.attributes.get("term") or element.attributes.get("text") or ""
                self._item.category = self._item.category or (marked or value).strip()
            case "content" | "summary" if value and len(self._item.bodies) < _MAX_BODIES:
                (self._item.contents if role == "content" else self._item.summaries).append(value)
            case "outlet" | "picture" | "file":
                self._add_attachment(element, value)

    def _add_attachment(self, element: Element, value: str) -> None:
        if element.role == "outlet":
            # of Atom it is another feed, described by elements
            self._item.outlet = self._item.outlet or ("" if _MARKUP_OR_URL.search(value) else value)
            return
        self._item.has_image |= _is_picture(element, value)
        kind = element.kind or element.attributes.get("medium", "")
        if element.role == "file" or kind.startswith(_RECORDINGS):
            self._add_file(element, element.attributes.get("url", ""))

    def _is_nearest(self, element: Element) -> bool:
        nearest = self._depths.setdefault(element.role, element.depth)
        self._depths[element.role] = min(nearest, element.depth)
        return element.depth <= nearest

    def _add_nearest(self, element: Element, value: str) -> None:
        """Add a field of which the nearest counts: the last date, and all authors of one vocabulary, the last."""
        nearest = self._depths.get(element.role)
        if not self._is_nearest(element):
            return
        if element.role != "author":
            setattr(self._item, element.role, value)
            return
        if element.depth != nearest or element.name != self._author_element:
            self._authors.clear()
        self._author_element = element.name
        if value not in self._authors and len(self._authors) < _MAX_AUTHORS:
            self._authors.append(value)
        self._item.author = ", ".join(self._authors)

    def _add_title(self, element: Element, value: str) -> None:
        nearest = self._depths.get("title")
        if value and (nearest is None or element.depth < nearest):
            self._depths["title"] = element.depth
            self._item.title = value
            plain = element.kind in {"", "text", "plain", "text/plain"} and not element.is_marked_up
            self._item.title_is_plain = self._is_atom and plain

    def _add_link(self, element: Element, value: str) -> None:
        attributes = element.attributes
        address = next((attributes[name] for name in ("url", "uri", "href") if attributes.get(name)), "")
        kind = element.kind or "text/html"
        self._item.has_image |= kind.startswith("image")
        if not address and value:
            # some feeds escape the parts of a query twice
            self._item.link = join_url(element.base, value.replace("&amp;", "&"))
        elif address and attributes.get("rel", "alternate").lower() == "alternate":
            if kind in _PAGE_TYPES:
                self._item.link = join_url(element.base, address)
            else:
                self._other_links.append(join_url(element.base, address))
        elif address and attributes.get("rel", "").lower() == "enclosure":
            self._add_file(element, address)

    def _add_guid(self, element: Element, value: str) -> None:
        is_address = element.attributes.get("ispermalink", "true").strip().lower() == "true"
        guid = join_url(element.base, value) if is_address else value
        if self._is_nearest(element):
            self._item.guid = guid
            # many feeds do not state that their guid is a name and no address
            if is_address and _ADDRESS.match(guid):
                self._other_links.append(guid)

    def _add_file(self, element: Element, address: str) -> None:
        if address and len(self._files) < _MAX_FILES:
            self._files.append(join_url(element.base, address))


def _is_picture(element: Element, value: str) -> bool:
    if element.role == "file":
        return element.kind.startswith("image")
    kind = element.kind or element.attributes.get("medium", "")
    return kind.startswith("image") or (not kind and bool(element.attributes.get("url") or value))


def _value(element: Element, raw: str) -> str:
    """Return the decoded content of an element."""
    if element.is_marked_up:
        return inline_markup(raw)
    text = plain_text(raw)
    if not element.is_base64:
        return text
    try:
        return base64.b64decode(text).decode()
    except ValueError:
        return text


def join_url(base: str, url: str) -> str:
    """Return a URL, resolved against a base if there is one."""
    try:
        return urljoin(base, url) if base else url
    except ValueError:
        return url
