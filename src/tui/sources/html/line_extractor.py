"""The lines of a page's tree: block elements and `<br>` end a line, inline elements leave a boundary in it."""

import re
from typing import Final, NamedTuple

from tui.sources.html.document import HtmlNode, walk_tree
from tui.sources.html.line import ELEMENT_BOUNDARY, MAX_LINES, PageLine, collapse_whitespace
from tui.sources.html.tag import BLOCK_ELEMENTS, CAPTION_CLASS, HIDDEN_ELEMENTS, MAX_CLASS, TABLE_CELLS, tag_names

_CONTAINERS: Final = tag_names("article aside body center details dialog div footer form header main nav section")
_ASIDES: Final = frozenset({"nav", "footer", "aside", "form", "menu", "dialog"})
_CLASSIFIED: Final = _CONTAINERS | {"ul", "ol", "p", "figure", "figcaption"}
"""Elements whose class says what they are."""
_ASIDE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|footer|sidebar|related|breadcrumbs?|shar(?:e|ing)|social|newsletter"
    r"|advert\w*|ads?|promo|sponsored|widgets?|trending|popular|recommend\w*|comments?|disqus|follow|tags|subscri\w*|cookies?"
    r"|ticker|most-read)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BODY_CLASS = re.compile(r"(?:^|\s)story__content(?:\s|$)")
_MAX_TEXT = 2_000_000
"""Of one text node: longer than a ticker of every market."""
_MAX_LABEL = 200
_DIRECTION_LABEL = re.compile(r"\s*(?:increased\s+by|decreased\s+by|no\s+change)\s*", re.IGNORECASE)


_STATE_CLASS = re.compile(
    r"(?:.*[_-])?(?:has|with|without|no|not|show|hide)[_-].*"
    r"|.*[_-](?:open|opened|closed|collapsed|expanded|enabled|disabled|layout|template)",
    re.IGNORECASE,
)
"""A class that says what else is on the page, `has-sidebar`, `menu-open`, not what its element is."""


def _is_aside_class(classes: str) -> bool:
    """Return whether one of these classes says that an element is no part of the article."""
    return _ASIDE_CLASS.search(classes) is not None and any(
        _ASIDE_CLASS.search(name) and not _STATE_CLASS.fullmatch(name) for name in classes.split()
    )


class _Context(NamedTuple):
    """The properties that an open block gives to the lines in it."""

    tag: str
    block: int
    """The container around it."""
    is_aside: bool
    in_article: bool


class LineExtractor:
    """The lines, pictures and containers of a tree, collected in one walk.

    Args:
        reads_classes: whether a class may say that an element is no part of the article, and a form that it is none.
    """

    def __init__(self, *, reads_classes: bool = True) -> None:
        self._reads_classes = reads_classes
        self.lines: list[PageLine] = []
        self.images: list[int] = []
        """Of each picture, the index of the line after it."""
        self.containers: list[int] = [0]
        """Of each container, the container around it."""
        self._pieces: list[str] = []
        """Of the current line."""
        self._has_text = False
        self._link_length = 0
        self._context = _Context("body", 0, is_aside=False, in_article=False)
        self._outer: list[_Context] = []
        self._open_links = 0
        self._open_pre = 0

    def walk(self, root: HtmlNode) -> None:
        """Collect everything below the root."""
        for node, is_start in walk_tree(root, lambda node: node.tag not in HIDDEN_ELEMENTS):
            tag = node.tag or ""
            if tag == "-text":
                self._add_node_text((node.text_content or "")[:_MAX_TEXT])
            elif is_start:
                self._enter(tag, node)
            else:
                self._leave(tag)
        self._end_line()

    def _add_node_text(self, text: str) -> None:
        if not self._open_pre:
            if text.isspace():
                self._pieces.append(" ")
            else:
                self._add_text(text)
            return
        first, *others = text.split("\n")
        self._add_text(first)
        for other in others:
            self._end_line()
            self._add_text(other)

    def _add_text(self, text: str) -> None:
        self._pieces.append(text)
        if text and not text.isspace():
            self._has_text = True
            if self._open_links:
                self._link_length += len(text.strip())

    def _end_line(self) -> None:
        if self._has_text:
            if len(self.lines) < MAX_LINES:
                text = collapse_whitespace("".join(self._pieces))
                tag, block, is_aside, in_article = self._context
                self.lines.append(PageLine(text, tag, self._link_length, block, is_aside, in_article))
            self._has_text, self._link_length = False, 0
        self._pieces.clear()

    def _enter(self, tag: str, node: HtmlNode) -> None:
        if tag in BLOCK_ELEMENTS:
            self._end_line()
            self._open_block(tag, node)
        elif tag == "br":
            self._end_line()
        elif tag in TABLE_CELLS:
            self._pieces.append(" " + ELEMENT_BOUNDARY)
        else:
            self._pieces.append(ELEMENT_BOUNDARY)
            if tag == "a":
                self._open_links += 1
            elif tag in {"img", "i", "picture"}:
                self._add_picture(tag, node)

    def _leave(self, tag: str) -> None:
        if tag in BLOCK_ELEMENTS:
            self._end_line()
            self._context = self._outer.pop()
            self._open_pre -= tag == "pre"
        elif tag != "br":
            self._pieces.append(ELEMENT_BOUNDARY)
            self._open_links -= tag == "a"

    def _open_block(self, tag: str, node: HtmlNode) -> None:
        self._outer.append(self._context)
        _, block, is_aside, in_article = self._context
        classes = (node.attributes.get("class") or "")[:MAX_CLASS] if tag in _CLASSIFIED else ""
        if classes:
            if _BODY_CLASS.search(classes):
                in_article, is_aside = True, False
            elif not is_aside and tag not in {"body", "main", "article"}:
                is_aside = self._reads_classes and _is_aside_class(classes)
        # some sites wrap the whole page in a form
        is_aside = is_aside or (tag in _ASIDES and (tag != "form" or self._reads_classes))
        if tag == "header" and not any(outer.tag in {"article", "main"} for outer in self._outer):
            is_aside = True
        if tag in _CONTAINERS:
            self.containers.append(block)
            block = len(self.containers) - 1
        line_tag = "figcaption" if classes and CAPTION_CLASS.search(classes) else tag
        self._context = _Context(line_tag, block, is_aside, in_article)
        self._open_pre += tag == "pre"

    def _add_picture(self, tag: str, node: HtmlNode) -> None:
        """Record where a picture is; add the label of an icon or picture that states a direction."""
        if tag != "i":
            self.images.append(len(self.lines))
        for name in ("alt", "title", "aria-label") if tag != "picture" else ():
            label = node.attributes.get(name)
            if label and len(label) <= _MAX_LABEL and _DIRECTION_LABEL.fullmatch(label):
                self._pieces.append(f" {label} ")
                return
