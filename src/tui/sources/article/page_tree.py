"""A page of markup as lines in regions, collected in one walk: what the reader of articles scores and selects from."""

import re
from collections.abc import Mapping
from typing import Final

from tui.sources.article.class_words import RegionHint, hint_of_name
from tui.sources.html.document import HtmlNode
from tui.sources.html.tag import BLOCK_ELEMENTS, HEADINGS, HIDDEN_ELEMENTS, tag_names

MAX_LINES: Final = 30_000
"""An article of 60,000 words and 2,000 comments has fewer."""
MAX_REGIONS: Final = 50_000
_REGIONS: Final = tag_names(
    "address article aside blockquote body center dd details dialog div dl fieldset figcaption figure footer form",
    "header hgroup li main menu nav ol pre search section table tbody td tfoot th thead tr ul",
)
"""Block elements that lines are grouped by; others only end a line."""
_UNHINTED: Final = tag_names("body main html li dd td th tr tbody thead tfoot pre")
"""Regions whose class says nothing."""
_HINTED_LINES: Final = HEADINGS | {"p"}
"""Elements of one line that are a region of their own where their class says something."""
_BLOCKS: Final = BLOCK_ELEMENTS | {"td", "th"}
_SKIPPED: Final = HIDDEN_ELEMENTS | {"option", "label", "button", "input", "rt", "rp"}
_ASIDE_ROLES: Final = frozenset({"navigation", "complementary", "contentinfo", "banner", "search", "dialog"})
_NAMING: Final = frozenset({"class", "id"})
_HIDING = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE)
_MAX_NAME: Final = 400
"""Characters of a class and an id; the rest is ignored."""
_MAX_TEXT: Final = 200_000
"""Of one text node: longer than an article."""


class Line:
    """A line of text as the page has it, not yet sanitized."""

    __slots__ = ("link_length", "links", "pieces", "region", "tag", "text")

    def __init__(self, text: str, tag: str, region: int, link_length: int) -> None:
        self.text = text
        """With single blanks, but for that of a `pre`."""
        self.tag = tag
        """The block element around it."""
        self.region = region
        self.link_length = link_length
        """How many of its characters are link text."""
        self.links: tuple[tuple[int, int, HtmlNode], ...] = ()
        """Of each link the index of its first piece, that after its last one, and its element."""
        self.pieces: tuple[str, ...] = ()
        """What the text was joined of, where it has links."""

    @property
    def is_link(self) -> bool:
        """Whether nearly all of it is link text."""
        return self.link_length >= 0.9 * len(self.text)


class PageTree:
    """The lines of a page and the regions they are in; a region is an index, 0 the page, and after its parent."""

    __slots__ = ("hints", "images", "is_cut", "lines", "nodes", "parents", "tags")

    def __init__(self, root: HtmlNode) -> None:
        self.lines: list[Line] = []
        self.images: list[int] = []
        """The region of each picture."""
        self.parents: list[int] = [0]
        self.tags: list[str] = ["body"]
        self.hints: list[RegionHint] = [RegionHint.NONE]
        self.nodes: list[HtmlNode] = [root]
        self.is_cut = False
        """Whether the page has more lines than are read."""


def read_tree(root: HtmlNode, *others: HtmlNode) -> PageTree:
    """Return the lines and regions below an element, and of others in this order."""
    tree = PageTree(root)
    for each in (root, *others):
        _TreeWalk(tree).walk(each)
    return tree


class _TreeWalk:
    """The line and the elements that are open amid the walk."""

    __slots__ = (
        "_codes",
        "_length",
        "_line_tag",
        "_link",
        "_link_length",
        "_link_start",
        "_links",
        "_outer",
        "_pieces",
        "_region",
        "_tree",
    )

    def __init__(self, tree: PageTree) -> None:
        self._tree = tree
        self._region = 0
        self._line_tag = "body"
        self._outer: list[tuple[int, str]] = []
        self._pieces: list[str] = []
        self._length = 0
        self._link: HtmlNode | None = None
        self._link_start = self._link_length = 0
        self._links: list[tuple[int, int, HtmlNode]] = []
        self._codes = 0
        """How many blocks are open in a `pre`, itself included."""

    def walk(self, root: HtmlNode) -> None:
        """Collect everything below the root, up to `MAX_LINES`."""
        node = root.first_child
        around: list[tuple[HtmlNode, str]] = []
        lines, pieces = self._tree.lines, self._pieces
        while node is not None and len(lines) < MAX_LINES:
            tag = node.tag or ""
            if tag == "-text":
                text = node.text_content or ""
                if not text.isspace():
                    self._add_text(text[:_MAX_TEXT])
                elif pieces:
                    pieces.append(text[:_MAX_TEXT])
            elif (below := self._enter(node, tag)) is not None:
                around.append((node, tag))
                node = below
                continue
            while (following := node.next) is None and around:
                node, tag = around.pop()
                if tag in _BLOCKS:
                    self._close_block()
                elif tag == "a" and self._link is not None and node.mem_id == self._link.mem_id:
                    self._close_link()
            node = following
        self._end_line()
        self._tree.is_cut = self._tree.is_cut or node is not None

    def _enter(self, node: HtmlNode, tag: str) -> HtmlNode | None:
        """Begin an element; return the first node below it that is to be visited."""
        if tag in _BLOCKS:
            below = node.first_child
            self._open_block(node, tag, is_empty=below is None)
            return below
        if tag == "br":
            self._break()
            return None
        if tag in _SKIPPED:
            return None
        if tag == "img":
            self._tree.images.append(self._region)
        below = node.first_child
        if tag == "a" and below is not None and self._link is None:
            self._link, self._link_start = node, len(self._pieces)
        return below

    def _add_text(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)
        if self._link is not None:
            self._link_length += len(text.strip())

    def _open_block(self, node: HtmlNode, tag: str, *, is_empty: bool) -> None:
        if self._codes:
            self._pieces.append("\n")
            self._codes += not is_empty
            return
        if self._pieces:
            self._end_line()
        if is_empty:
            return
        self._codes += tag == "pre"
        self._outer.append((self._region, self._line_tag))
        self._line_tag = tag
        if tag in _REGIONS:
            self._add_region(node, tag, RegionHint.NONE if tag in _UNHINTED else _hint(node))
        elif tag in _HINTED_LINES and (hint := _hint(node)) is not RegionHint.NONE:
            self._add_region(node, tag, hint)

    def _add_region(self, node: HtmlNode, tag: str, hint: RegionHint) -> None:
        tree = self._tree
        if len(tree.parents) < MAX_REGIONS:
            tree.parents.append(self._region)
            tree.tags.append(tag)
            tree.hints.append(hint)
            tree.nodes.append(node)
            self._region = len(tree.parents) - 1

    def _close_block(self) -> None:
        if self._codes > 1:
            self._codes -= 1
            self._pieces.append("\n")
            return
        if self._pieces:
            self._end_line()
        self._codes = 0
        self._region, self._line_tag = self._outer.pop()

    def _break(self) -> None:
        if self._codes:
            self._pieces.append("\n")
        else:
            self._end_line()

    def _close_link(self) -> None:
        if self._link is not None and self._link_start < len(self._pieces):
            self._links.append((self._link_start, len(self._pieces), self._link))
        self._link = None

    def _end_line(self) -> None:
        if self._length:
            text = "".join(self._pieces)
            if not self._codes:
                text = " ".join(text.split())
            if text:
                line = Line(text, self._line_tag, self._region, self._link_length)
                if self._link is not None:
                    self._links.append((self._link_start, len(self._pieces), self._link))
                if self._links:
                    line.links, line.pieces = tuple(self._links), tuple(self._pieces)
                self._tree.lines.append(line)
            self._length = self._link_length = 0
        if self._links:
            self._links.clear()
        self._pieces.clear()
        self._link_start = 0


def _hint(node: HtmlNode) -> RegionHint:
    """Return what the attributes of an element say about its text."""
    attributes = node.attributes
    if not attributes:
        return RegionHint.NONE
    if not attributes.keys() <= _NAMING and (hint := _hint_of_others(attributes)) is not RegionHint.NONE:
        return hint
    return hint_of_name(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:_MAX_NAME])


def _hint_of_others(attributes: Mapping[str, str | None]) -> RegionHint:
    """Return what is said by other attributes than the class and the id."""
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return RegionHint.HIDDEN
    style = attributes.get("style")
    if style and _HIDING.search(style[:_MAX_NAME]):
        return RegionHint.HIDDEN
    if attributes.get("role") in _ASIDE_ROLES:
        return RegionHint.ASIDE
    if (attributes.get("itemprop") or "").lower() in {"articlebody", "reviewbody"}:
        return RegionHint.BODY
    return RegionHint.NONE
