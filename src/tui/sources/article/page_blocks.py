"""Turn the selected lines of a page into blocks: headings, lists with their numbers, quotes, tables, code, captions."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.blocks import Block, BlockKind, Link
from tui.domain.text import CleanText, sanitize_block
from tui.sources.article.linked_text import RawLink, clean_linked
from tui.sources.article.links import safe_http_url, strip_tracking
from tui.sources.article.page_table import read_table
from tui.sources.article.page_tree import Line, PageTree
from tui.sources.feeds.open_list import OpenList, attribute_number, open_list
from tui.sources.html.document import children
from tui.sources.html.tag import CAPTION_CLASS, HEADINGS

_LISTS: Final = frozenset({"ul", "ol", "menu"})
_MAX_LEVEL: Final = 8
"""Of a list within lists, and of a quote within quotes."""
_MAX_NAMED_CAPTION: Final = 200
"""A longer text whose class is that of a caption is more often the text of a page of pictures."""
_MAX_LINE: Final = 20_000
_MAX_LINKS: Final = 100
"""Of one block."""
MAX_BLOCKS: Final = 5_000
MAX_LENGTH: Final = 400_000
"""Characters of all blocks: 60,000 words."""


class _Place(NamedTuple):
    """What is around the lines of a region."""

    item: int = 0
    """The region of the item of a list; 0 for none, as below."""
    lists: int = 0
    quotes: int = 0
    table: int = 0
    is_caption: bool = False


class BlockBuilder:
    """The blocks of an article, from its lines.

    Args:
        tree: of the page.
        url: that links are relative to.
    """

    def __init__(self, tree: PageTree, url: str) -> None:
        self._tree = tree
        self._url = url
        self._places: dict[int, _Place] = {0: _Place()}
        self._tables: dict[int, Block | None] = {}
        """Of each table that was met its block, None where it only lays out the page."""
        self._markers: dict[int, str] = {}
        """What each item begins with; empty once its first line is built."""
        self._numbered: set[int] = set()
        self._targets: dict[str, str | None] = {}
        self.is_cut = False
        """Whether there was more than the limits let in."""

    def build(self, lines: Sequence[Line]) -> list[Block]:
        """Return the blocks of lines in the order of the page."""
        blocks: list[Block] = []
        remaining = MAX_LENGTH
        built: set[int] = set()
        for line in lines:
            place = self._place(line.region)
            block = self._table(place.table) if place.table else None
            if block is not None:
                if place.table in built:
                    continue
                built.add(place.table)
            else:
                block = self._block(line, place)
            if len(block.text) > remaining or len(blocks) == MAX_BLOCKS:
                self.is_cut = True
                break
            if block.text:
                remaining -= len(block.text)
                blocks.append(block)
        return blocks

    def _place(self, region: int) -> _Place:
        path: list[int] = []
        while region not in self._places:
            path.append(region)
            region = self._tree.parents[region]
        place = self._places[region]
        for inner in reversed(path):
            place = self._places[inner] = self._place_within(place, inner)
        return place

    def _place_within(self, around: _Place, region: int) -> _Place:
        tag = self._tree.tags[region]
        if tag == "li":
            return around._replace(item=region)
        if tag in _LISTS:
            return around._replace(lists=around.lists + 1)
        if tag == "blockquote":
            return around._replace(quotes=around.quotes + 1, item=0)
        if tag == "table":
            return around._replace(table=region)
        name = self._tree.nodes[region].attributes.get("class") or ""
        if tag == "figcaption" or (tag in {"div", "p"} and CAPTION_CLASS.search(name)):
            return around._replace(is_caption=True)
        return around

    def _block(self, line: Line, place: _Place) -> Block:
        if line.tag == "pre":
            code = sanitize_block(line.text.expandtabs(4).strip("\n"), spaced=True)
            return Block(BlockKind.CODE, code)
        text, links = self._text(line)
        if line.tag in HEADINGS:
            return Block(BlockKind.HEADING, text, int(line.tag[1]), links=links)
        if place.is_caption and (len(text) <= _MAX_NAMED_CAPTION or self._tree.tags[line.region] == "figcaption"):
            return Block(BlockKind.CAPTION, text, links=links)
        if place.item:
            level = min(max(0, place.lists - 1), _MAX_LEVEL)
            return Block(BlockKind.LIST_ITEM, text, level, self._marker(place.item), links)
        if place.quotes:
            return Block(BlockKind.QUOTE, text, min(place.quotes, _MAX_LEVEL), links=links)
        return Block(BlockKind.PARAGRAPH, text, links=links)

    def _text(self, line: Line) -> tuple[CleanText, tuple[Link, ...]]:
        if not line.links or len(line.text) > _MAX_LINE:
            return CleanText(sanitize_block(line.text, _MAX_LINE).replace("\n", " ")), ()
        links: list[RawLink] = []
        for start, end, node in line.links[:_MAX_LINKS]:
            target = self._target(node.attributes.get("href") or "")
            if target is not None:
                links.append(RawLink(start, end, target))
        return clean_linked(line.pieces, links)

    def _target(self, href: str) -> str | None:
        """Return the URL of a link; None where it is unsafe, or a place of this page."""
        if href not in self._targets:
            target = safe_http_url(href, self._url) if href and not href.startswith("#") else None
            if target is not None and target.partition("#")[0] == self._url.partition("#")[0]:
                target = None
            self._targets[href] = target and strip_tracking(target)
        return self._targets[href]

    def _marker(self, item: int) -> str:
        """Return the marker of an item, once: its further lines have none."""
        tree = self._tree
        around = tree.parents[item]
        if around not in self._numbered:
            self._numbered.add(around)
            is_list = tree.tags[around] in _LISTS
            numbers = open_list(tree.tags[around], tree.nodes[around]) if is_list else OpenList(None)
            for child in children(tree.nodes[around]):
                if child.tag == "li":
                    value = attribute_number(child.attributes.get("value"))
                    if value is not None and numbers.next_number is not None:
                        numbers.next_number = value
                    self._markers[child.mem_id] = numbers.marker()
        return self._markers.pop(tree.nodes[item].mem_id, "")

    def _table(self, region: int) -> Block | None:
        if region not in self._tables:
            table = read_table(self._tree.nodes[region], self._target)
            self._tables[region] = table.block if table is not None else None
            self.is_cut = self.is_cut or (table is not None and table.is_cut)
        return self._tables[region]
