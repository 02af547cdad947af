"""Read the article of any web page: `read_page` is the door to it."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.article import Completeness
from tui.domain.blocks import Block, BlockKind, paragraph, without_prefix
from tui.domain.text import CleanText, sanitize_block, sanitize_line
from tui.sources.adapter import ParseError, Response
from tui.sources.article.boilerplate import comments_status
from tui.sources.article.completeness import NO_ARTICLE, TOO_LONG, completeness_of, describe_other_page
from tui.sources.article.dateline import split_dateline
from tui.sources.article.explain import explain_choice, explain_rule
from tui.sources.article.extent import Extent
from tui.sources.article.identity import canonical_link
from tui.sources.article.links import safe_http_url
from tui.sources.article.page_blocks import BlockBuilder
from tui.sources.article.page_metadata import PageMetadata, read_metadata
from tui.sources.article.page_rules import rule_for, select_article
from tui.sources.article.page_tree import Line, PageTree, read_tree
from tui.sources.article.reading import PageReading, PageRule
from tui.sources.article.scoring import is_listing, score_regions
from tui.sources.article.selection import select_lines
from tui.sources.article.ticker_page import RECORDER_BODY, TickerPage, read_markup, read_plain
from tui.sources.decode.blocked_pages import ASKS_FOR_HUMAN
from tui.sources.decode.content_type import CUT_SHORT, ContentKind, detect_page
from tui.sources.html.document import HtmlDocument
from tui.sources.html.tag import HEADINGS

_TICKER_WORDS: Final = "creased By"
_MAX_OPENINGS: Final = 4
"""Blocks that may have the dateline."""
_MIN_STATED_BODY: Final = 200
_STATED_BODY_FACTOR: Final = 2.5
"""How many times longer than the text of the page that for machines is, where the page lacks its text."""
_TAG = re.compile(r"<[^<>]{0,500}>")
_PARAGRAPH_END = re.compile(r"\n{1,9}|</p>|<br\s{0,3}/?>", re.IGNORECASE)


def read_page(body: bytes, content_type: str | None, url: str, rules: Sequence[PageRule] = ()) -> PageReading:
    """Read the article of a page: pure, in time about linear in the page, and it never raises.

    Args:
        body: the page, without transfer and content coding.
        content_type: as the server states it, with its charset; None or empty where it states none.
        url: of the page, after redirects; its links are relative to it.
        rules: for the pages of some sites; those for other hosts do not matter.

    Returns:
        Its text and metadata, cleaned. What cannot be read has no blocks and a `reason`.
    """
    try:
        kind, text, is_cut = detect_page(Response(url=url, body=body, content_type=content_type or ""))
        rule = rule_for(url, rules)
        if kind is ContentKind.PLAIN:
            reading = _from_ticker_page(read_plain(text), url)
        elif rule is None and _has_own_reader(text):
            reading = _from_ticker_page(read_markup(text), url)
        else:
            reading = read_document(HtmlDocument(text), url, rule)
    except ParseError as error:
        return PageReading(reason=error.reason, link=safe_http_url(url, url))
    if is_cut and reading.blocks:
        return reading._replace(completeness=Completeness.PARTIAL, reason=CleanText(CUT_SHORT))
    return reading


def _has_own_reader(markup: str) -> bool:
    """Return whether a page has Business Recorder's shape or a ticker, which have a reader of their own."""
    return RECORDER_BODY in markup or _TICKER_WORDS in markup


def read_document(document: HtmlDocument, url: str, rule: PageRule | None = None, market: str = "") -> PageReading:
    """Read the article of a parsed page.

    Args:
        document: the page.
        url: of it.
        rule: of the user for its site.
        market: whose papers' times without a zone are in its own; empty for none.

    Raises:
        ParseError: the rule is no CSS selector.
    """
    root = document.body
    if root is None:
        return PageReading(reason=CleanText(NO_ARTICLE), link=safe_http_url(url, url))
    chosen = select_article(document, rule) if rule is not None else ()
    page = read_tree(root)
    metadata = read_metadata(document, page, url, market)
    if chosen:
        tree = read_tree(*chosen)
        lines: Sequence[Line] = tree.lines
        steps = explain_rule(rule, len(chosen)) if rule is not None else ()
    else:
        tree = page
        lines, steps = _select(tree, metadata)
        if metadata.title is None and lines and (title := _title_of(tree, lines)):
            metadata = metadata._replace(title=title)
            lines = lines[1:] if lines[0].text == title else lines
    builder = BlockBuilder(tree, url)
    blocks = _with_stated_body(_without_byline(builder.build(lines), metadata.byline), metadata)
    reading = _reading_of(_StatedPage(document, page, metadata, url), blocks, lines, steps)
    if reading.completeness is Completeness.WHOLE and (tree.is_cut or builder.is_cut):
        return reading._replace(completeness=Completeness.PARTIAL, reason=CleanText(TOO_LONG))
    return reading


def _select(tree: PageTree, metadata: PageMetadata) -> tuple[Sequence[Line], tuple[CleanText, ...]]:
    """Return the lines of the article, and why they were chosen."""
    scores = score_regions(tree)
    if scores.best is None:
        return (), (CleanText("nothing on the page reads like prose"),)
    if not metadata.is_article and is_listing(scores, scores.best):
        return (), (CleanText(f"{scores.teasers[0]} headings lead to other pages, and no part has much of the text"),)
    extent = Extent(tree, scores, scores.best)
    lines = select_lines(tree, scores, extent, metadata.title)
    return lines, explain_choice(tree, scores, extent, len(lines))


class _StatedPage(NamedTuple):
    """A page and what it states."""

    document: HtmlDocument
    tree: PageTree
    metadata: PageMetadata
    url: str


def _without_byline(blocks: list[Block], byline: str | None) -> list[Block]:
    """Return the blocks without a first one that only names the author once more."""
    if byline is None or len(blocks) < 2:
        return blocks
    first, name = blocks[0].text.casefold(), byline.casefold()
    return blocks[1:] if first in {name, f"by {name}"} else blocks


def _with_stated_body(blocks: list[Block], metadata: PageMetadata) -> list[Block]:
    """Return the text of the page, or that for machines where the page lacks most of it."""
    length = sum(len(block.text) for block in blocks)
    body = metadata.body
    if len(body) < _MIN_STATED_BODY or len(body) < _STATED_BODY_FACTOR * length + _MIN_STATED_BODY:
        return blocks
    texts = (sanitize_block(_TAG.sub(" ", part)).replace("\n", " ") for part in _PARAGRAPH_END.split(body))
    stated = [paragraph(CleanText(text)) for text in texts if text]
    return stated if sum(len(block.text) for block in stated) > _STATED_BODY_FACTOR * length else blocks


def _reading_of(
    page: _StatedPage, blocks: list[Block], lines: Sequence[Line], steps: tuple[CleanText, ...]
) -> PageReading:
    """Return what was read of a page, with how complete it is."""
    document, tree, metadata, url = page
    state, reason = completeness_of(blocks, tree, lines, metadata)
    if (instead := describe_other_page(document, tree, blocks, metadata)) is not None:
        blocks, state, reason = [], Completeness.UNKNOWN, instead
    elif not blocks:
        state, reason = Completeness.UNKNOWN, NO_ARTICLE
    blocks, dateline = _without_dateline(blocks)
    return PageReading(
        blocks=tuple(blocks),
        completeness=state,
        reason=CleanText(reason),
        title=_field(metadata.title),
        dateline=dateline,
        byline=_field(metadata.byline),
        category=_field(metadata.category),
        published=metadata.published,
        updated=metadata.updated,
        precision=metadata.precision,
        has_image=_has_image(tree, lines),
        link=(safe_http_url(metadata.link, url) if metadata.link else None) or safe_http_url(url, url),
        comments=comments_status(line.text for line in tree.lines if "omment" in line.text),
        steps=steps,
    )


def _without_dateline(blocks: list[Block]) -> tuple[list[Block], CleanText | None]:
    """Return the blocks without the dateline of the first paragraph, and that."""
    for at, block in enumerate(blocks[:_MAX_OPENINGS]):
        if block.kind is not BlockKind.PARAGRAPH:
            continue
        opening = split_dateline(block.text)
        if opening.dateline and opening.text:
            return [*blocks[:at], without_prefix(block, opening.text), *blocks[at + 1 :]], opening.dateline
        break
    return blocks, None


def _title_of(tree: PageTree, lines: Sequence[Line]) -> str | None:
    """Return the heading that an article begins with, or the last one before it, for a page that states no title."""
    heading = None
    for line in tree.lines:
        if line.tag in HEADINGS and not line.is_link:
            heading = line.text
        if line is lines[0]:
            return heading
    return None


def _has_image(tree: PageTree, lines: Sequence[Line]) -> bool:
    """Return whether there is a picture amid the article's lines."""
    if not lines:
        return False
    regions = [line.region for line in lines]
    first, last = min(regions), max(regions)
    return any(first <= region <= last for region in tree.images)


def _from_ticker_page(page: TickerPage, url: str) -> PageReading:
    """Return what the reader of pages with a ticker found of an article."""
    article, metadata = page.article, page.article.metadata
    blocks = () if page.is_blocked else article.blocks
    return PageReading(
        blocks=blocks,
        completeness=Completeness.WHOLE if blocks else Completeness.UNKNOWN,
        reason=CleanText("" if blocks else ASKS_FOR_HUMAN if page.is_blocked else NO_ARTICLE),
        title=_field(metadata.title),
        dateline=article.dateline,
        byline=_field(metadata.byline),
        category=_field(metadata.category),
        published=metadata.published,
        updated=metadata.updated,
        caption=article.caption,
        has_image=article.has_image,
        link=canonical_link(article, url),
        comments=article.comments,
        steps=(CleanText("read by the rules for Business Recorder's pages and pages with a ticker"),),
    )


def _field(text: str | None) -> CleanText | None:
    return (sanitize_line(text) or None) if text else None
