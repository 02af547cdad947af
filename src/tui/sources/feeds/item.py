"""One item of a feed: what each of its elements says, and which of several that say the same is believed."""

import base64
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
        "published": "published issued pubdate dcterms:issued",
        "updated": "updated modified lastbuilddate dc:date dcterms:modified",
        "author": "author dc:creator dc:author itunes:author",
        "name": "name itunes:name",
        "email": "email itunes:email",
        "category": "category keywords tags dc:subject media:category itunes:category media:keywords itunes:keywords",
        "content": "content content:encoded body xhtml:body fullitem",
        "summary": "summary description abstract dc:description media:description itunes:summary",
        "picture": "media:content media:thumbnail",
        "file": "enclosure",
    }.items()
    for name in names.split()
}
"""What each element of an item says."""
HOLDERS: Final = frozenset({"author", "picture"})
"""What other fields may stand in."""

BODIES: Final = frozenset({"content", "summary"})
"""What may hold elements of any name."""

_LONGEST_BODY: Final = 800_000
_LONGEST_TITLE: Final = 8_000
_LONGEST_PERSON: Final = 250
_LONGEST_OTHER: Final = 2_100
_LONGEST: Final = {
    **dict.fromkeys(BODIES, _LONGEST_BODY),
    **dict.fromkeys(("title", "second title"), _LONGEST_TITLE),
    **dict.fromkeys(("author", "name", "email"), _LONGEST_PERSON),
}
_PACKED: Final = frozenset({"title", *BODIES})
_MOST_BODIES: Final = 8
_HTML: Final = frozenset({"html", "xhtml", "text/html", "application/xhtml+xml"})


@dataclass(slots=True)
class Element:
    """An element of a feed."""

    name: str
    """As written; what closes it is written alike."""
    start: int
    """Where its content begins."""
    depth: int = 0
    role: str = ""
    """What it says of its item, if anything."""
    attributes: dict[str, str] = field(default_factory=dict)
    base: str = ""
    """What addresses in it are relative to."""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    """How the prefixes of names in it are spelt here; the empty one is for names without."""
    is_item: bool = False
    is_aside: bool = False
    """Whether what it says is not of the item it stands in."""
    is_marked_up: bool = False
    """Whether there are tags in it."""
    person: str = ""
    """Who it names in elements of their own."""

    @property
    def kind(self) -> str:
        """The type it is marked with."""
        return self.attributes.get("type", "").strip().lower()

    @property
    def is_packed(self) -> bool:
        """Whether its text is base64."""
        kind = self.kind
        plain = "/" not in kind or kind.startswith("text/") or kind.endswith(("+xml", "/xml"))
        return self.attributes.get("mode") == "base64" or (self.role in _PACKED and not plain)


@dataclass(slots=True)
class Item:
    """One item of a feed, its texts as its own format gives them; empty where it gives none."""

    title: str = ""
    title_is_plain: bool = False
    """Whether the format says that the title is no HTML."""
    link: str = ""
    guid: str = ""
    published: str = ""
    updated: str = ""
    author: str = ""
    category: str = ""
    contents: list[str] = field(default_factory=list)
    summaries: list[str] = field(default_factory=list)
    has_image: bool = False

    @property
    def bodies(self) -> list[str]:
        """Each text that may be the story, those that are meant to be all of it first."""
        return self.contents + self.summaries


class Gathered:
    """What one item says, as its elements end.

    Of several that say the same the one nearest to the item counts, and of these the last; but the first title.

    Args:
        about: the address that the item itself is marked with.
        is_atom: whether its feed is Atom, which says of each title whether it is HTML.
    """

    def __init__(self, about: str, *, is_atom: bool) -> None:
        self._item = Item(guid=about)
        self._is_atom = is_atom
        self._depths: dict[str, int] = {}
        self._other_title = ""
        self._other_links: list[str] = []

    def item(self) -> Item:
        """All of it."""
        item = self._item
        item.title = item.title or self._other_title
        item.link = item.link or next(iter(self._other_links), "")
        return item

    def take(self, element: Element, text: str, start: int, end: int) -> None:
        """Take what a field says, which stands in the text of the feed from here to there."""
        role, most = element.role, _LONGEST.get(element.role, _LONGEST_OTHER)
        if end - start > most and role not in BODIES:
            # nobody's name, address or date
            return
        raw = text[start : min(end, start + most)]
        said = element.person or _said(element, raw)
        match role:
            case "title":
                self._take_title(element, said)
            case "second title":
                self._other_title = self._other_title or said
            case "link":
                self._take_link(element, said)
            case "guid" if said:
                self._take_guid(element, said)
            case "published" | "updated" | "author" if said and self._is_nearest(element):
                setattr(self._item, role, said)
            case "category":
                marked = element.attributes.get("term") or element.attributes.get("text") or ""
                self._item.category = self._item.category or (marked or said).strip()
            case "content" | "summary" if said and len(self._item.bodies) < _MOST_BODIES:
                (self._item.contents if role == "content" else self._item.summaries).append(said)
            case "picture" | "file":
                self._item.has_image |= _is_picture(element, said)

    def _is_nearest(self, element: Element) -> bool:
        nearest = self._depths.setdefault(element.role, element.depth)
        self._depths[element.role] = min(nearest, element.depth)
        return element.depth <= nearest

    def _take_title(self, element: Element, said: str) -> None:
        nearest = self._depths.get("title")
        if said and (nearest is None or element.depth < nearest):
            self._depths["title"] = element.depth
            self._item.title = said
            plain = element.kind in {"", "text", "plain", "text/plain"} and not element.is_marked_up
            self._item.title_is_plain = self._is_atom and plain

    def _take_link(self, element: Element, said: str) -> None:
        attributes = element.attributes
        address = next((attributes[name] for name in ("url", "uri", "href") if attributes.get(name)), "")
        kind = element.kind or "text/html"
        self._item.has_image |= kind.startswith("image")
        if not address and said:
            # queries whose parts were escaped twice
            self._item.link = joined(element.base, said.replace("&amp;", "&"))
        elif address and attributes.get("rel", "alternate").lower() == "alternate":
            if kind in _HTML:
                self._item.link = joined(element.base, address)
            else:
                self._other_links.append(joined(element.base, address))

    def _take_guid(self, element: Element, said: str) -> None:
        is_address = element.attributes.get("ispermalink", "true") == "true"
        guid = joined(element.base, said) if is_address else said
        if self._is_nearest(element):
            self._item.guid = guid
            if is_address:
                self._other_links.append(guid)


def _is_picture(element: Element, said: str) -> bool:
    if element.role == "file":
        return element.kind.startswith("image")
    kind = element.kind or element.attributes.get("medium", "")
    return kind.startswith("image") or (not kind and bool(element.attributes.get("url") or said))


def _said(element: Element, raw: str) -> str:
    if element.is_marked_up:
        return inline_markup(raw)
    said = plain_text(raw)
    if not element.is_packed:
        return said
    try:
        return base64.b64decode(said).decode()
    except ValueError:
        return said


def joined(base: str, address: str) -> str:
    """The address, relative to a base if there is one."""
    try:
        return urljoin(base, address) if base else address
    except ValueError:
        return address
