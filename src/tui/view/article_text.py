"""An article as a text of its own, plain or as Markdown: what the board saves and copies, and `read` prints."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tui.domain.article import Article, Comments, TimePrecision
from tui.domain.blocks import CELL_MARK, Block, BlockKind
from tui.view.article_page import article_body
from tui.view.documents import escape, link_address
from tui.view.settings import DEFAULT_ARTICLE_WIDTH
from tui.view.wrapping import wrap

_BACKTICKS: Final = re.compile("`+")
_ITEM_INDENT: Final = 4
"""What Markdown takes for a list within a list, whatever the marker of the outer item."""


def article_to_text(article: Article, cells: int = DEFAULT_ARTICLE_WIDTH) -> str:
    """Return an article as plain text, wrapped to so many cells, with the targets of its links at the end."""
    head = [*wrap(article.headline, cells), *wrap(_details(article), cells)]
    if article.caption:
        head += wrap(f"▣ {article.caption}", cells)
    body = ("".join(span.text for span in line.spans).rstrip() for line in article_body(article, cells))
    return "\n".join((*head, "", *body)).rstrip() + "\n"


def article_to_markdown(article: Article) -> str:
    """Return an article as Markdown, in which no text of it is markup."""
    parts = [f"# {escape(article.headline)}"]
    parts += [f"*{escape(details)}*"] if (details := _details(article)) else []
    parts += [f"*▣ {escape(article.caption)}*"] if article.caption else []
    parts += _markdown_blocks(article.blocks, article.dateline)
    if article.comments is not Comments.ABSENT:
        parts.append(f"*Comments {article.comments.value}*")
    if article.link:
        parts.append(f"<{link_address(article.link)}>")
    return "\n\n".join(parts) + "\n"


def _details(article: Article) -> str:
    """Return who wrote it, what it is about, and when, as exactly as that is stated."""
    at = article.published or article.updated
    when = ""
    if at is not None:
        match article.precision:
            case TimePrecision.DAY:
                when = f"{at:%Y-%m-%d}"
            case TimePrecision.LOCAL:
                when = f"{at:%Y-%m-%d %H:%M}"
            case TimePrecision.INSTANT:
                when = f"{at:%Y-%m-%d %H:%M %Z}"
    return " · ".join(filter(None, (article.byline, article.category, when)))


def _markdown_blocks(blocks: Sequence[Block], dateline: str | None) -> Iterator[str]:
    items: list[str] = []
    for number, block in enumerate(blocks):
        if block.kind is BlockKind.LIST_ITEM:
            items.append(_item(block))
            continue
        if items:
            yield "\n".join(items)
            items = []
        opening = f"**{escape(dateline)}:** " if dateline and number == 0 else ""
        if opening and block.kind is not BlockKind.PARAGRAPH:
            yield opening.rstrip()
            opening = ""
        yield opening + _markdown_block(block)
    if items:
        yield "\n".join(items)


def _markdown_block(block: Block) -> str:
    match block.kind:
        case BlockKind.HEADING:
            return f"{'#' * min(6, block.level + 1)} {_inline(block)}"
        case BlockKind.QUOTE:
            return f"{'> ' * max(1, block.level)}{_inline(block)}"
        case BlockKind.CAPTION:
            return f"*▣ {_inline(block)}*"
        case BlockKind.TABLE:
            return "\n".join(_table(block))
        case BlockKind.CODE:
            fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(block.text)), default=0))
            return f"{fence}\n{block.text}\n{fence}"
        case _:
            return _inline(block)


def _item(block: Block) -> str:
    indent = " " * _ITEM_INDENT * block.level
    if not block.marker:
        # a paragraph of the item before it
        return f"\n{indent}{' ' * _ITEM_INDENT}{_inline(block)}"
    if block.marker[:-1].isdecimal():
        return f"{indent}{block.marker} {_inline(block)}"
    letter = f"{escape(block.marker)} " if block.marker[:-1].isalpha() else ""
    return f"{indent}- {letter}{_inline(block)}"


def _table(block: Block) -> Iterator[str]:
    # the marks between the cells are escaped, as any text, and no cell has one
    rows = [[cell.strip() for cell in line.split(escape(CELL_MARK))] for line in _inline(block).split("\n")]
    count = max(map(len, rows))
    titles = rows[0] if block.level else [""] * count
    for row in (titles, None, *rows[1 if block.level else 0 :]):
        cells = ["---"] * count if row is None else [*row, *([""] * (count - len(row)))]
        yield f"| {' | '.join(cells)} |"


def _inline(block: Block) -> str:
    pieces: list[str] = []
    at = 0
    for link in block.links:
        address = link_address(link.target) if "//" in link.target else f"mailto:{link_address(link.target)}"
        pieces += (escape(block.text[at : link.start]), f"[{escape(block.text[link.start : link.end])}](<{address}>)")
        at = link.end
    return "".join((*pieces, escape(block.text[at:])))
