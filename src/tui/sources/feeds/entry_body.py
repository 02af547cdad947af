"""The body of a feed's entry as an article: fragments of HTML, escaped once or twice, or plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from tui.domain.article import Comments
from tui.domain.blocks import Block, BlockKind, Link, shortened, without_prefix
from tui.domain.text import MAX_ARTICLE_LENGTH, CleanText, sanitize_block, sanitize_line
from tui.sources.adapter import ParseError
from tui.sources.article.boilerplate import MAX_BOILERPLATE, comments_status, is_image_label, is_teaser
from tui.sources.article.dateline import split_dateline
from tui.sources.article.extract import MAX_CAPTION, ExtractedArticle
from tui.sources.feeds.blocks import BodyBlock, BodyLine
from tui.sources.feeds.body_blocks import BlockReader
from tui.sources.feeds.body_cache import ArticleCache
from tui.sources.feeds.item_header import ItemHeader
from tui.sources.feeds.markup import ESCAPED_TAG, TAG
from tui.sources.html.line import MAX_LINE, split_lines
from tui.sources.html.markup_text import decode_references

_MAX_TEXT: Final = 4 * MAX_ARTICLE_LENGTH
_MAX_BLOCKS: Final = 5_000
_FOOTER: Final = re.compile(
    r"(?:The (?:post|article) .{1,300} (?:first appeared|appeared first) on"
    r"|Der Beitrag .{1,300} erschien zuerst auf|Het bericht .{1,300} verscheen eerst op"
    r"|L[’']article .{1,300} est apparu en premier sur|La entrada .{1,300} (?:se public[óo]|apareci[óo]) primero en"
    r"|O post .{1,300} apareceu primeiro em|L[’']articolo .{1,300} (?:proviene da|sembra essere il primo su)"
    r"|(?:Wpis|Post) .{1,300} pojawił się (?:poczatkowo|początkowo) na"
    r"|Artykuł .{1,300} pochodzi z serwisu|Сообщение .{1,300} появились сначала на"
    r") .{1,100}",
    re.IGNORECASE,
)
_FOOTER_BLOCKS: Final = 2
"""Blocks at the end of a body that may be the footer that a blog adds."""
_CONTINUED: Final = re.compile(
    r"(?:read|continue reading)\b.{0,120}(?:…|\.\.\.|→|»|\[…\])\.?|read (?:more|on|the full (?:story|article))\.?",
    re.IGNORECASE,
)
_MAX_FOOTER: Final = 600
_ELLIPSIS: Final = re.compile(r"\s*\[(?:…|\.\.\.|&#8230;)\]$")
_BREAKING_TAG: Final = re.compile(
    r"<(?:p|br|div|li|ul|ol|dl|tr|table|pre|h[1-6]|blockquote|section|article|figure)(?=[\s/>])", re.IGNORECASE
)
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n")
_CACHE: Final = ArticleCache()
_MAY_OPEN: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE})
_MAX_OPENINGS: Final = 3
"""Paragraphs that may have the dateline: a marker or a line of the editor's can precede it."""


def extract_body(bodies: Sequence[str], header: ItemHeader, *, base: str) -> ExtractedArticle:
    """Return the longest article of these bodies, each HTML or plain text; known ones are not parsed again.

    Args:
        bodies: as the feed's own format gives them.
        header: of the same item; a body that only repeats it is none.
        base: the URL of the article, that links in it are relative to.
    """
    bodies = [body for body in dict.fromkeys(bodies) if body.strip()]
    if not bodies:
        return ExtractedArticle()
    content = (header.title or "", header.outlet, base, *bodies)
    return _CACHE.get_or_parse(content, lambda: _longest(bodies, header, base))


def _longest(bodies: Sequence[str], header: ItemHeader, base: str) -> ExtractedArticle:
    articles = [_extract(body, header, base) for body in bodies]
    return max(articles, key=lambda article: sum(len(block.text) for block in article.blocks))


def _extract(body: str, header: ItemHeader, base: str) -> ExtractedArticle:
    blocks, has_image = _read_blocks(body[:_MAX_TEXT], base)
    comments = _pop_comments(blocks)
    blocks = list(_own_blocks(blocks[:_MAX_BLOCKS], header))
    captions = [block for block in blocks if block.kind is BlockKind.CAPTION]
    first = sanitize_line(captions[0].lines[0].text, MAX_CAPTION) if captions else None
    collected: list[Block] = []
    remaining = MAX_ARTICLE_LENGTH
    for block in blocks:
        for each in _typed(block) if not captions or block is not captions[0] else ():
            if remaining > 0 and each.text != first and any(map(str.isalnum, each.text)):
                collected.append(shortened(each, remaining))
                remaining -= len(each.text)
    article = ExtractedArticle(
        caption=first, has_image=has_image or bool(captions), comments=comments, blocks=tuple(collected)
    )
    return _with_dateline(article)


def _read_blocks(body: str, base: str) -> tuple[list[BodyBlock], bool]:
    """Return the blocks, and whether there is a picture; nothing of a fragment that is too deep."""
    if not TAG.search(body) and "<!--" not in body:
        if not ESCAPED_TAG.search(body):
            lines = split_lines(decode_references(body))
            return [_paragraph(line.text[:MAX_LINE]) for line in lines], False
        body = decode_references(body)
    if not _BREAKING_TAG.search(body):
        # plain text with a link or a word in bold
        body = _BLANK_LINE.sub("<br>", body)
    reader = BlockReader(base)
    try:
        reader.read(body)
    except ParseError:
        return [], False
    return reader.blocks, reader.has_image


def _paragraph(text: str) -> BodyBlock:
    return BodyBlock(BlockKind.PARAGRAPH, [BodyLine(CleanText(sanitize_block(text).replace("\n", " ")))])


def _pop_comments(blocks: list[BodyBlock]) -> Comments:
    """Return the state of the comments section that the last line states, and drop a line that says they are closed."""
    if not blocks or blocks[-1].kind is not BlockKind.PARAGRAPH:
        return Comments.ABSENT
    status = comments_status([sanitize_line(blocks[-1].lines[0].text, MAX_BOILERPLATE + 1)])
    if status is Comments.CLOSED:
        blocks.pop()
    return status if status is Comments.CLOSED else Comments.ABSENT


def _own_blocks(blocks: Sequence[BodyBlock], header: ItemHeader) -> Iterator[BodyBlock]:
    """Yield the blocks without the lines that are the publisher's or repeat the headline."""
    is_first = True
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.CODE:
            lines = block.lines
        else:
            is_last = at >= len(blocks) - _FOOTER_BLOCKS
            lines = [line for line in block.lines if not _is_publishers(line, is_last=is_last)]
        if is_first and lines and header.is_repeated_by(lines[0].text):
            lines = lines[1:]
        if lines:
            is_first = False
            yield block if len(lines) == len(block.lines) else replace(block, lines=lines)


def _is_publishers(line: BodyLine, *, is_last: bool) -> bool:
    """Return whether a line is the footer of a blog, a teaser, or a link to the article itself such as `Read more`."""
    text = line.text
    if len(text) > _MAX_FOOTER:
        return False
    if is_last and _FOOTER.fullmatch(text) is not None:
        return True
    is_own = line.is_link and not line.links
    return (line.is_link and is_teaser(text)) or (is_own and _CONTINUED.fullmatch(text) is not None)


def _typed(block: BodyBlock) -> Sequence[Block]:
    """Return the lines of a block as blocks: a list has one for each item, a table one for all rows."""
    kind, lines = block.kind, block.lines
    if kind is BlockKind.TABLE:
        return (_table(lines),)
    if kind is BlockKind.LIST_ITEM:
        return [Block(kind, line.text, line.level, line.marker, line.links) for line in lines]
    first = Block(kind, lines[0].text, block.level, links=lines[0].links)
    if kind is BlockKind.PARAGRAPH and (ellipsis := _ELLIPSIS.search(first.text)) is not None:
        first = shortened(first, ellipsis.start() + 1)
    return (first,)


def _table(rows: Sequence[BodyLine]) -> Block:
    links: list[Link] = []
    start = 0
    for row in rows:
        links += (Link(start + link.start, start + link.end, link.target) for link in row.links)
        start += len(row.text) + 1
    titles = next((number for number, row in enumerate(rows) if not row.level), len(rows))
    text = CleanText("\n".join(row.text for row in rows))
    return Block(BlockKind.TABLE, text, titles if titles < len(rows) else 0, links=tuple(links))


def _with_dateline(article: ExtractedArticle) -> ExtractedArticle:
    """Return the article with the marker of a picture and the dateline split from its opening."""
    blocks = list(article.blocks)
    has_image = article.has_image
    if blocks and is_image_label(blocks[0].text):
        has_image = True
        del blocks[0]
    dateline: CleanText | None = None
    for at, block in enumerate(blocks[:_MAX_OPENINGS]):
        if block.kind not in _MAY_OPEN:
            break
        opening = split_dateline(block.text)
        has_image = has_image or opening.has_marker
        blocks[at], dateline = without_prefix(block, opening.text), opening.dateline
        if dateline or len(block.text) > MAX_BOILERPLATE:
            break
    return replace(
        article, blocks=tuple(block for block in blocks if block.text), dateline=dateline, has_image=has_image
    )
