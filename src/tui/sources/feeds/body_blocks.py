"""The blocks of an article in a feed, of a fragment of HTML.

Whatever a feed delivers is the article: no class, no heading and no link ends it or takes anything from it.
"""

import re
from dataclasses import dataclass
from typing import Final

from tui.domain.blocks import CELL_MARK, INSTEAD_OF_CELL_MARK, BlockKind, Link
from tui.domain.text import CleanText, sanitize_block
from tui.sources.article.linked_text import RawLink, clean_linked
from tui.sources.article.links import safe_http_url, strip_tracking
from tui.sources.feeds.blocks import BodyBlock, BodyLine
from tui.sources.feeds.open_list import OpenList, attribute_number, open_list
from tui.sources.feeds.open_table import OpenRow, OpenTable, open_row
from tui.sources.html.document import HtmlDocument, HtmlNode, walk_tree
from tui.sources.html.tag import BLOCK_ELEMENTS, CAPTION_CLASS, HEADINGS, HIDDEN_ELEMENTS, MAX_CLASS, TABLE_CELLS

_HIDDEN: Final = HIDDEN_ELEMENTS | {"button", "map"}
_LISTS: Final = frozenset({"ol", "ul", "menu"})
_HARD: Final = _LISTS | {"li", "tr", "table", "pre"}
"""Blocks that begin a line of their own even in a cell."""
_MAY_BE_CAPTION: Final = frozenset({"p", "div", "dd", "figcaption"})
_MAX_CELL: Final = 300
"""A longer cell is no figure of a table but a part of a page that is laid out by one."""
_MIN_LINK_SHARE: Final = 9
"""Tenths of a line that are link text where the line counts as a link."""
_MAX_LEVEL: Final = 8
"""Of a list within lists, and of a quote within quotes."""
_MAIL: Final = re.compile(r"[!-~]{1,200}@[!-~]{1,200}")
_CHARACTER_CLASS: Final = re.compile(r"(?:^|\s)(?:emoji|wp-smiley)(?:\s|$)")
_MAX_CHARACTER: Final = 12
"""An emoji may be of several code points."""
_NUMBER: Final = re.compile(r"\s{0,9}[-−+]?\d")
_SCHEME: Final = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


@dataclass(slots=True)
class _Link:
    """An open link."""

    href: str
    before: int
    """How many characters of link text the line had before it."""
    start: int
    """The index of its first piece of the line."""
    ended_line: bool = False
    """Whether a line with its text has ended."""


class BlockReader:
    """The blocks of a fragment, collected in one walk.

    Args:
        base: the URL that links are relative to; a link to it is no target worth showing.
    """

    def __init__(self, base: str) -> None:
        self.blocks: list[BodyBlock] = []
        self.has_image = False
        self._base = base
        self._pieces: list[str] = []
        """Of the current line."""
        self._line_links: list[RawLink] = []
        """The links of the current line that are closed and have a target."""
        self._length = 0
        self._link_length = 0
        self._known_targets: dict[str, str | None] = {}
        self._links: list[_Link] = []
        self._lists: list[OpenList] = []
        self._items: list[tuple[int, str]] = []
        """Of each open item its level, and the marker that its first line gets, empty thereafter."""
        self._headings: list[int] = []
        self._quotes = 0
        self._tables: list[OpenTable] = []
        self._rows: list[OpenRow] = []
        self._captions = 0
        """How many captions are open."""
        self._caption_tags: list[bool] = []
        self._codes = 0
        self._groups = 0

    def read(self, markup: str) -> None:
        """Collect the blocks of a fragment.

        Raises:
            ParseError: its markup is so deep or so crowded that parsing it would take too long.
        """
        body = HtmlDocument(markup).body
        if body is None:
            return
        for node, is_start in walk_tree(body, lambda node: node.tag not in _HIDDEN):
            tag = node.tag or ""
            if tag == "-text":
                self._add_text(node.text_content or "")
            elif is_start:
                self._enter(tag, node)
            else:
                self._leave(tag)
        self._end_line()

    def _add_text(self, text: str) -> None:
        if CELL_MARK in text and self._is_in_row() and not self._codes:
            text = text.replace(CELL_MARK, INSTEAD_OF_CELL_MARK)
        self._pieces.append(text)
        if not text.isspace():
            length = len(text.strip())
            self._length += length
            self._link_length += length if self._links else 0

    def _enter(self, tag: str, node: HtmlNode) -> None:
        if tag in BLOCK_ELEMENTS:
            self._break(tag)
            self._open_block(tag, node)
        elif tag == "br":
            self._break(tag)
        elif tag in TABLE_CELLS:
            self._open_cell(node)
        elif tag == "a":
            self._links.append(_Link(node.attributes.get("href") or "", self._link_length, len(self._pieces)))
        elif tag in {"img", "picture"}:
            self._add_picture(node)
        elif tag == "sup" and self._ends_in_digit() and _begins_with_number(node):
            # 10<sup>6</sup> is no 106
            self._pieces.append("^")

    def _add_picture(self, node: HtmlNode) -> None:
        """Note a picture; a small one that stands for a character leaves that character."""
        character = (node.attributes.get("alt") or "").strip()
        if (
            character
            and len(character) <= _MAX_CHARACTER
            and _CHARACTER_CLASS.search(node.attributes.get("class") or "")
        ):
            self._add_text(character)
        else:
            self.has_image = True

    def _leave(self, tag: str) -> None:
        if tag in BLOCK_ELEMENTS:
            self._break(tag)
            self._close_block(tag)
        elif tag == "a" and self._links:
            self._close_link(self._links.pop())

    def _open_block(self, tag: str, node: HtmlNode) -> None:
        is_caption = tag == "figcaption" or (
            tag in _MAY_BE_CAPTION
            and CAPTION_CLASS.search((node.attributes.get("class") or "")[:MAX_CLASS]) is not None
        )
        self._caption_tags.append(is_caption)
        self._captions += is_caption
        if tag == "pre":
            self._codes += 1
        elif tag == "blockquote":
            self._quotes += 1
        elif tag in HEADINGS:
            self._headings.append(int(tag[1:]))
        elif tag in _LISTS:
            self._groups += not self._lists
            self._lists.append(open_list(tag, node))
        elif tag == "li":
            bullets = self._lists[-1] if self._lists else OpenList(None)
            value = attribute_number(node.attributes.get("value"))
            if value is not None and bullets.next_number is not None:
                bullets.next_number = value
            self._items.append((min(max(0, len(self._lists) - 1), _MAX_LEVEL), bullets.marker()))
        elif tag == "table":
            self._groups += 1
            self._tables.append(OpenTable())
        elif tag == "tr":
            self._rows.append(open_row(node, self._tables[-1] if self._tables else OpenTable()))

    def _close_block(self, tag: str) -> None:
        self._captions -= self._caption_tags.pop()
        if tag == "pre":
            self._codes -= 1
        elif tag == "blockquote":
            self._quotes -= 1
        elif tag in HEADINGS:
            self._headings.pop()
        elif tag in _LISTS:
            self._lists.pop()
        elif tag == "li":
            self._items.pop()
        elif tag == "tr":
            self._rows.pop().close()
        elif tag == "table":
            self._groups += 1
            self._tables.pop()

    def _open_cell(self, node: HtmlNode) -> None:
        if self._is_in_row():
            self._pieces.append(self._rows[-1].separator(node))
        else:
            self._end_line()

    def _close_link(self, link: _Link) -> None:
        if link.href not in self._known_targets:
            self._known_targets[link.href] = self._target(link.href)
        target = self._known_targets[link.href]
        if target is None:
            return
        text = "".join(self._pieces[link.start :])
        if _SCHEME.sub("", target).rstrip("/") in text:
            return
        if self._link_length > link.before:
            self._line_links.append(RawLink(link.start, len(self._pieces), target))
        elif link.ended_line and self.blocks and self.blocks[-1].kind is not BlockKind.CODE:
            # around whole paragraphs: the last of them has the target
            last = self.blocks[-1].lines[-1]
            if not last.links:
                self.blocks[-1].lines[-1] = last._replace(links=(Link(0, len(last.text), target),))

    def _target(self, href: str) -> str | None:
        """Return the URL of a link; None where it is unsafe, or the article's own."""
        if href[:7].lower() == "mailto:":
            address = href[7:].partition("?")[0].strip()
            return address if _MAIL.fullmatch(address) else None
        target = safe_http_url(href, self._base) if href else None
        if target is None or target.partition("#")[0] == self._base.partition("#")[0]:
            return None
        return strip_tracking(target)

    def _break(self, tag: str) -> None:
        """End the line where an element begins or ends, but for a short cell of a table and a line of code."""
        if self._codes and tag != "pre":
            if self._pieces and not self._pieces[-1].endswith("\n"):
                self._pieces.append("\n")
        elif self._is_in_row() and tag not in _HARD and self._length < _MAX_CELL:
            self._pieces.append(" ")
        else:
            self._end_line()

    def _end_line(self) -> None:
        if self._length:
            self._add_line()
        self._pieces.clear()
        self._line_links.clear()
        for link in self._links:
            link.ended_line |= self._link_length > link.before
            link.before = link.start = 0
        self._length = self._link_length = 0
        if self._rows:
            self._rows[-1].cells = 0

    def _add_line(self) -> None:
        if self._codes:
            code = "".join(self._pieces).expandtabs(4).strip("\n")
            self.blocks.append(BodyBlock(BlockKind.CODE, [BodyLine(sanitize_block(code, spaced=True))]))
            return
        is_row = self._is_in_row()
        text, links = clean_linked(self._pieces, self._line_links)
        if is_row:
            text = CleanText(text.rstrip(f" {CELL_MARK}"))
        line = BodyLine(text, links, self._link_length * 10 >= self._length * _MIN_LINK_SHARE)
        if self._captions:
            self.blocks.append(BodyBlock(BlockKind.CAPTION, [line]))
        elif is_row:
            self._join(BlockKind.TABLE, line._replace(level=int(self._rows[-1].has_titles)))
        elif self._items:
            level, marker = self._items[-1]
            self._items[-1] = level, ""
            self._join(BlockKind.LIST_ITEM, line._replace(level=level, marker=marker))
        elif self._headings:
            self.blocks.append(BodyBlock(BlockKind.HEADING, [line], level=self._headings[-1]))
        elif self._quotes:
            self.blocks.append(BodyBlock(BlockKind.QUOTE, [line], level=min(self._quotes, _MAX_LEVEL)))
        else:
            self.blocks.append(BodyBlock(BlockKind.PARAGRAPH, [line]))

    def _join(self, kind: BlockKind, line: BodyLine) -> None:
        last = self.blocks[-1] if self.blocks else None
        if last is None or last.kind is not kind or last.group != self._groups:
            self.blocks.append(BodyBlock(kind, [line], self._groups))
        else:
            last.lines.append(line)

    def _is_in_row(self) -> bool:
        return bool(self._rows) and self._rows[-1].is_table

    def _ends_in_digit(self) -> bool:
        last = self._pieces[-1] if self._pieces else ""
        return last[-1:].isdigit()


def _begins_with_number(node: HtmlNode) -> bool:
    """Return whether an element contains a power as in 10<sup>-6</sup>, and not the `th` of 5<sup>th</sup>."""
    text = node.first_child
    return text is not None and _NUMBER.match(text.text_content or "") is not None
