"""Tables of figures on a page: the text of their rows, and the links in their cells."""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from tui.domain.blocks import CELL_MARK, INSTEAD_OF_CELL_MARK, Block, BlockKind, Link
from tui.domain.text import CleanText
from tui.sources.article.linked_text import RawLink, clean_linked
from tui.sources.feeds.open_table import OpenTable, open_row
from tui.sources.html.document import HtmlNode, children, table_rows, walk_tree
from tui.sources.html.tag import HIDDEN_ELEMENTS, TABLE_CELLS

MAX_ROWS: Final = 1_000
MAX_LINKS: Final = 1_000
"""Of one table."""
_MAX_CELL: Final = 300
"""A longer cell is no figure of a table but a part of a page that is laid out by one."""
_MAX_RAW_CELL: Final = 3_000
"""Of the text of a cell as it is written, with the white space between its elements."""
_WHITE: Final = re.compile(r"\s+")


class TableText(NamedTuple):
    """A table of figures."""

    block: Block
    is_cut: bool
    """Whether it has more rows than are read."""


def read_table(table: HtmlNode, target: Callable[[str], str | None]) -> TableText | None:
    """Return a table of figures as one block; None where the table only lays out the page.

    Args:
        table: its element.
        target: returns the URL that a `href` leads to; None where it is unsafe or leads nowhere else.
    """
    rows: list[str] = []
    links: list[Link] = []
    titles = length = 0
    columns = OpenTable()
    has_columns = is_cut = False
    for node in table_rows(table):
        if len(rows) == MAX_ROWS:
            is_cut = True
            break
        row = open_row(node, columns)
        has_columns = has_columns or row.is_table
        line = _Line(target)
        for cell in children(node):
            if cell.tag in TABLE_CELLS:
                line.pieces.append(row.separator(cell))
                if _lays_out(cell) or not line.add_cell(cell):
                    return None
        row.close()
        text, found = clean_linked(line.pieces, line.links)
        text = CleanText(text.rstrip(f" {CELL_MARK}"))
        if text:
            titles += row.has_titles and titles == len(rows)
            rows.append(text)
            links += (Link(length + link.start, length + link.end, link.target) for link in found)
            length += len(text) + 1
    if not has_columns or not rows:
        return None
    block = Block(BlockKind.TABLE, CleanText("\n".join(rows)), titles, links=tuple(links[:MAX_LINKS]))
    return TableText(block, is_cut)


class _Line:
    """The text of a row, and its links."""

    __slots__ = ("_target", "links", "pieces")

    def __init__(self, target: Callable[[str], str | None]) -> None:
        self._target = target
        self.pieces: list[str] = []
        self.links: list[RawLink] = []

    def add_cell(self, cell: HtmlNode) -> bool:
        """Add what is shown in a cell; return whether it is short enough for one."""
        pieces = self.pieces
        first, length, start = len(pieces), 0, 0
        link: HtmlNode | None = None
        for node, begins in walk_tree(cell, _is_shown):
            if node.tag == "-text":
                text = node.text_content or ""
                length += len(text)
                pieces.append(_WHITE.sub(" ", text).replace(CELL_MARK, INSTEAD_OF_CELL_MARK))
            else:
                length += 1
                pieces.append(" ")
                if node.tag == "a" and begins and link is None:
                    link, start = node, len(pieces)
                elif link is not None and node.mem_id == link.mem_id:
                    if (target := self._target(link.attributes.get("href") or "")) is not None:
                        self.links.append(RawLink(start, len(pieces), target))
                    link = None
            if length >= _MAX_RAW_CELL:
                return False
        return len(" ".join("".join(pieces[first:]).split())) <= _MAX_CELL


def _is_shown(node: HtmlNode) -> bool:
    return node.tag not in HIDDEN_ELEMENTS


def _lays_out(cell: HtmlNode) -> bool:
    """Return whether a cell holds several parts of a page."""
    return sum(child.tag in {"p", "div", "table", "ul", "ol", "h1", "h2", "h3"} for child in children(cell)) > 1
