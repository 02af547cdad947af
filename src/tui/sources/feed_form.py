"""A feed before any parser sees it: that it is one, whole, of sane depth, with no entities of its own, cut to size."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from tui.sources.charset import decode
from tui.sources.gate import is_gate
from tui.sources.nesting import DEEPEST, MOST_ATTRIBUTES
from tui.sources.source import Page, ParseError

MOST_ITEMS: Final = 100
_ROOTS: Final = frozenset({"rss", "feed", "rdf"})
_ITEMS: Final = frozenset({"item", "entry"})
_BRIEF: Final = frozenset(
    [
        "author",
        "category",
        "contributor",
        "created",
        "creator",
        "credit",
        "date",
        "email",
        "enclosure",
        "expirationdate",
        "guid",
        "id",
        "issued",
        "keywords",
        "lastbuilddate",
        "link",
        "managingeditor",
        "modified",
        "name",
        "owner",
        "pubdate",
        "published",
        "publisher",
        "subject",
        "tags",
        "updated",
        "webmaster",
    ]
)
"""Elements that hold a word or two, which parsers search with patterns that a long text would keep busy for hours."""
_LONGEST_BRIEF = 2_100
_PEOPLE = frozenset(
    ["author", "contributor", "creator", "credit", "email", "managingeditor", "name", "owner", "publisher", "webmaster"]
)
_LONGEST_PERSON = 250
_MOST_BRIEF = 300
_MOST_ELEMENTS = 200_000
_MOST_PREFIXES = 100
_LONG_TAG = 1_000

_TAG = re.compile(
    r"<(?:(?P<skip>!--|!\[CDATA\[|\?)|(?P<entity>!ENTITY\b)"
    r"|(?P<closing>/?)(?P<name>[A-Za-z_][^\s/<>\"']*+)(?P<rest>(?:[^\"'<>]++|\"[^\"<]*+\"|'[^'<]*+')*+)>|)",
    re.IGNORECASE,
)
_ENDS = {"!--": "-->", "![cdata[": "]]>", "?": "?>"}
_DECLARED = re.compile(rb"\s{0,100}<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_PREFIX = re.compile(r"\bxmlns:([^\s=]{1,40})")
_ATTRIBUTE = re.compile(r"=\s*[\"']")
_WINDOW_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(?:script|style).{0,50000}?</|<[^<>]{0,2000}>", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class _Element:
    name: str
    local: str
    start: int
    """Where its content begins."""


@dataclass(slots=True)
class _Scan:
    """What one pass over the tags has seen."""

    open: list[_Element] = field(default_factory=list)
    root: int = -1
    """Where the root begins."""
    end: int = -1
    """Where the root, or the last item wanted, ends."""
    items: int = 0
    elements: int = 0
    """How often a parser will have to look closer."""
    brief: int = 0
    prefixes: set[str] = field(default_factory=set)
    endless: list[tuple[int, int]] = field(default_factory=list)
    """Where what is far too long for its element stands: it is left out."""


def read_feed_form(page: Page) -> bytes:
    """The feed as UTF-8, from the root element on, with its first hundred items.

    Raises:
        ParseError: it is empty, another format, a gate, an HTML page in place of a feed, cut short (fault N3), too deep
            (P3), too crowded (P4), or declares entities (P5); or its charset is unreadable (N11).
    """
    if not page.body.strip():
        raise ParseError("empty answer")
    text = decode(_with_declared_charset(page))
    if not text.lstrip().startswith("<"):
        raise ParseError(_what_else(text))
    scan = _scanned(text)
    if scan.root < 0:
        raise ParseError("not a feed")
    if scan.end < 0:
        raise ParseError("feed cut short")
    return "".join(_kept(text, scan)).encode("utf-8", "replace")


def _kept(text: str, scan: _Scan) -> Iterator[str]:
    at = scan.root
    for start, end in scan.endless:
        if start >= at:
            yield text[at:start]
            at = end
    yield text[at : scan.end]
    yield from (f"</{element.name}>" for element in reversed(scan.open))


def _with_declared_charset(page: Page) -> Page:
    """The page with the charset of its XML declaration told where the server tells none."""
    declared = _DECLARED.match(page.body[:300])
    if declared is None or "charset" in page.content_type.lower():
        return page
    return replace(page, content_type=f"application/xml; charset={declared[1].decode('ascii')}")


def _what_else(text: str) -> str:
    start, end = text[:200].lstrip()[:1], text[-200:].rstrip()[-1:]
    if (start, end) in {("{", "}"), ("[", "]")}:
        return "not a feed: JSON"
    return "not a feed: it asks for a human" if is_gate(words=text[:5_000]) else "not a feed: plain text"


def _scanned(text: str) -> _Scan:
    scan = _Scan()
    for tag in _tags(text):
        scan.elements += 1
        if scan.elements > _MOST_ELEMENTS:
            raise ParseError("too many elements")
        if tag["entity"]:
            raise ParseError("a feed with entities of its own")
        name = tag["name"]
        if name is None:
            continue
        local = name.rpartition(":")[2].lower()
        if tag["closing"]:
            _close(scan, name, tag)
        else:
            _open(scan, name, local, tag, text)
        if scan.end >= 0:
            break
    return scan


def _tags(text: str) -> Iterator[re.Match[str]]:
    """Every tag, entity declaration and `<` that opens neither, outside comments, CDATA and instructions."""
    at = 0
    while (tag := _TAG.search(text, at)) is not None:
        at = tag.end()
        if tag["skip"]:
            at = text.find(_ENDS[tag["skip"].lower()], at)
            if at < 0:
                return
        else:
            yield tag


def _open(scan: _Scan, name: str, local: str, tag: re.Match[str], text: str) -> None:
    if scan.root < 0:
        if local not in _ROOTS:
            raise ParseError(_not_a_feed(local, text))
        scan.root = tag.start()
    scan.brief = 0 if local in _ITEMS else scan.brief + (local in _BRIEF)
    rest = tag["rest"]
    if "xmlns:" in rest:
        scan.prefixes.update(_PREFIX.findall(rest))
    if len(rest) > _LONG_TAG and len(_ATTRIBUTE.findall(rest)) > MOST_ATTRIBUTES:
        raise ParseError("too many attributes")
    if scan.brief > _MOST_BRIEF or len(scan.prefixes) > _MOST_PREFIXES:
        raise ParseError("too many elements")
    if not rest.endswith("/"):
        scan.open.append(_Element(name, local, tag.end()))
        if len(scan.open) > DEEPEST:
            raise ParseError("nested too deep")
    elif len(scan.open) == 0:
        scan.end = tag.end()


def _close(scan: _Scan, name: str, tag: re.Match[str]) -> None:
    """Close an element and all that was left open in it."""
    depth = next((at for at in range(len(scan.open) - 1, -1, -1) if scan.open[at].name == name), None)
    if depth is None:
        return
    for element in scan.open[depth:]:
        most = _LONGEST_PERSON if element.local in _PEOPLE else _LONGEST_BRIEF
        if element.local in _BRIEF and tag.start() - element.start > most:
            scan.endless.append((element.start, tag.start()))
            break
    local = scan.open[depth].local
    del scan.open[depth:]
    if local in _ITEMS:
        scan.items += 1
        scan.brief = 0
    if not scan.open or scan.items == MOST_ITEMS:
        scan.end = tag.end()


def _not_a_feed(root: str, text: str) -> str:
    if root not in {"html", "head", "body", "div", "p", "script", "meta"}:
        return "not a feed"
    title = _WINDOW_TITLE.search(text, 0, 20_000)
    words = " ".join(_ANY_TAG.sub(" ", text[:200_000]).split())
    gated = is_gate(words=words, title=title[1] if title else "", markup=text)
    return "not a feed: it asks for a human" if gated else "not a feed: an HTML page"
