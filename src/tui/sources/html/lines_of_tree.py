"""How markup falls into lines: block elements and `<br>` end a line, inline elements leave an edge in it."""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, Protocol

from tui.sources.html.line import ELEMENT_BOUNDARY, MAX_LINES, PageLine, collapse_whitespace


class HtmlNode(Protocol):
    """What the walk needs of a parser's node."""

    @property
    def tag(self) -> str | None:
        """Lower-case name; `-text` for text."""

    @property
    def text_content(self) -> str | None:
        """Of a text."""

    @property
    def attributes(self) -> dict[str, str | None]:
        """As written, references read."""

    @property
    def first_child(self) -> "HtmlNode | None":
        """None for a leaf."""

    @property
    def next(self) -> "HtmlNode | None":
        """None for the last child."""

    @property
    def parent(self) -> "HtmlNode | None":
        """None for the root."""


_SILENT: Final = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "noscript",
        "iframe",
        "head",
        "title",
        "object",
        "video",
        "audio",
        "canvas",
        "select",
        "textarea",
        "datalist",
        "-comment",
        "-doctype",
    ]
)
_CONTAINERS: Final = frozenset(
    [
        "article",
        "aside",
        "body",
        "center",
        "details",
        "dialog",
        "div",
        "footer",
        "form",
        "header",
        "main",
        "nav",
        "section",
    ]
)
_BLOCKS: Final = _CONTAINERS | frozenset(
    [
        "address",
        "blockquote",
        "caption",
        "dd",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hgroup",
        "hr",
        "legend",
        "li",
        "menu",
        "ol",
        "p",
        "pre",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_CELLS: Final = frozenset({"td", "th"})
_ASIDES: Final = frozenset({"nav", "footer", "aside", "form", "menu", "dialog"})
_TELLS_BY_CLASS: Final = _CONTAINERS | {"ul", "ol", "p", "figure", "figcaption"}
_LONGEST_CLASS = 1_000
_ASIDE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|sidebar|related|breadcrumbs?|shar(?:e|ing)|social|newsletter"
    r"|advert\w*|ads?|promo|sponsored|widgets?|trending|popular|recommend\w*|comments?|disqus|follow|tags|subscri\w*|cookies?"
    r"|ticker|most-read)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_CLASS = re.compile(r"(?:^|[\s_-])caption(?:$|[\s_-])", re.IGNORECASE)
_LONGEST_WORDS = 200
_LONGEST_TEXT = 2_000_000
"""Of one line: longer than a ticker of every market."""
_STORY_CLASS = re.compile(r"(?:^|\s)story__content(?:\s|$)")
_WORDS = re.compile(r"\s*(?:increased\s+by|decreased\s+by|no\s+change)\s*", re.IGNORECASE)


def visits(node: HtmlNode, enters: Callable[[HtmlNode], bool]) -> Iterator[tuple[HtmlNode, bool]]:
    """All that is entered below a node, in the order of the page: each twice, with whether it begins there."""
    each, depth = node.first_child, 0
    while each is not None:
        below = None
        if enters(each):
            yield each, True
            below = each.first_child
            if below is None:
                yield each, False
        if below is not None:
            each, depth = below, depth + 1
            continue
        while (after := each.next) is None and depth:
            parent = each.parent
            assert parent is not None, "a node below another has a parent"
            each, depth = parent, depth - 1
            yield each, False
        each = after


class _Place(NamedTuple):
    """How text is taken within an open element."""

    tag: str
    block: int
    """The container it stands in."""
    aside: bool
    story: bool


class LineExtractor:
    """Walks a tree once, without recursion, and leaves its lines, pictures and containers."""

    def __init__(self) -> None:
        self.lines: list[PageLine] = []
        self.images: list[int] = []
        self.containers: list[int] = [0]
        self._pieces: list[str] = []
        self._said = False
        self._linked = 0
        self._place = _Place("body", 0, aside=False, story=False)
        self._around: list[_Place] = []
        self._links = 0
        self._pre = 0

    def walk(self, root: HtmlNode) -> None:
        """Read all below the root."""
        node = root.first_child
        depth = 0
        while node is not None:
            tag = node.tag or ""
            below = None
            if tag == "-text":
                text = (node.text_content or "")[:_LONGEST_TEXT]
                if text.isspace() and not self._pre:
                    self._pieces.append(" ")
                else:
                    self._say(text)
            elif tag not in _SILENT:
                self._enter(tag, node)
                below = node.first_child
                if below is None:
                    self._leave(tag)
            if below is not None:
                node, depth = below, depth + 1
                continue
            while (after := node.next) is None and depth:
                parent = node.parent
                assert parent is not None, "a node below the root has a parent"
                node, depth = parent, depth - 1
                self._leave(node.tag or "")
            node = after
        self._end_line()

    def _say(self, text: str) -> None:
        if self._pre and "\n" in text:
            first, *others = text.split("\n")
            self._say(first)
            for other in others:
                self._end_line()
                self._say(other)
            return
        self._pieces.append(text)
        if text and not text.isspace():
            self._said = True
            if self._links:
                self._linked += len(text.strip())

    def _end_line(self) -> None:
        if self._said:
            if len(self.lines) < MAX_LINES:
                text = collapse_whitespace("".join(self._pieces))
                tag, block, aside, story = self._place
                self.lines.append(PageLine(text, tag, self._linked, block, aside, story))
            self._said, self._linked = False, 0
        self._pieces.clear()

    def _enter(self, tag: str, node: HtmlNode) -> None:
        if tag in _BLOCKS:
            self._end_line()
            self._open(tag, node)
        elif tag == "br":
            self._end_line()
        elif tag in _CELLS:
            self._pieces.append(" " + ELEMENT_BOUNDARY)
        else:
            self._pieces.append(ELEMENT_BOUNDARY)
            if tag == "a":
                self._links += 1
            elif tag in {"img", "i", "picture"}:
                self._show(tag, node)

    def _leave(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line()
            self._close(tag)
        elif tag != "br":
            self._pieces.append(ELEMENT_BOUNDARY)
            self._links -= tag == "a"

    def _open(self, tag: str, node: HtmlNode) -> None:
        self._around.append(self._place)
        _, block, aside, story = self._place
        kind = (node.attributes.get("class") or "")[:_LONGEST_CLASS] if tag in _TELLS_BY_CLASS else ""
        if kind:
            if _STORY_CLASS.search(kind):
                story, aside = True, False
            elif not aside and tag not in {"body", "main", "article"}:
                aside = _ASIDE_CLASS.search(kind) is not None
        if tag in _ASIDES or (tag == "header" and not any(one.tag in {"article", "main"} for one in self._around)):
            aside = True
        if tag in _CONTAINERS:
            self.containers.append(block)
            block = len(self.containers) - 1
        shown = "figcaption" if kind and _CAPTION_CLASS.search(kind) else tag
        self._place = _Place(shown, block, aside, story)
        self._pre += tag == "pre"

    def _close(self, tag: str) -> None:
        self._place = self._around.pop()
        self._pre -= tag == "pre"

    def _show(self, tag: str, node: HtmlNode) -> None:
        """A picture leaves its place; an icon that carries the words of a direction says them."""
        if tag != "i":
            self.images.append(len(self.lines))
        for name in ("alt", "title", "aria-label") if tag != "picture" else ():
            words = node.attributes.get(name)
            if words and len(words) <= _LONGEST_WORDS and _WORDS.fullmatch(words):
                self._pieces.append(f" {words} ")
                return
