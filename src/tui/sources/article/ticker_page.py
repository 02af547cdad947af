"""Pages with a ticker, and those of Business Recorder's shape: the ticker, and the article without it."""

import bisect
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tui.domain.text import sanitize_line
from tui.sources.article.boilerplate import comments_status
from tui.sources.article.extract import MAX_CAPTION, ExtractedArticle, clean_lines, extract_article, parse_head
from tui.sources.article.main_block import main_content_lines
from tui.sources.article.metadata import ArticleMetadata, strip_site_name
from tui.sources.decode.blocked_pages import MAX_BLOCK_PAGE_TEXT, is_blocked_page
from tui.sources.html.line import ELEMENT_BOUNDARY, PageLine, join_lines, line_offsets, split_lines
from tui.sources.ticker.find import Ticker, find_ticker

if TYPE_CHECKING:
    from tui.sources.article.html_page import HtmlPage

RECORDER_BODY = "story__content"
"""The class of the text in pages of Business Recorder's shape."""
_MAX_HEAD = 60
_EMPTY_LINE = PageLine("")
_HEADINGS = frozenset({"h1", "h2", "h3"})


class TickerPage(NamedTuple):
    """What was read from a page with a ticker."""

    ticker: Ticker
    article: ExtractedArticle
    is_blocked: bool
    """Whether a captcha or a login replaces the page."""


def read_plain(text: str) -> TickerPage:
    """Return the ticker and the article of plain text."""
    lines = split_lines(text)
    ticker = find_ticker(join_lines(lines))
    article = extract_article(clean_lines(_without(ticker, lines)), ArticleMetadata(), body=False)
    is_blocked = bool(
        not ticker.entries and is_blocked_page(words=text[: MAX_BLOCK_PAGE_TEXT + 1]) and not article.metadata.published
    )
    return TickerPage(ticker, article, is_blocked)


def read_markup(text: str) -> TickerPage:
    """Return the ticker and the article of markup.

    Raises:
        ParseError: its markup is so deep or so crowded that parsing it would take too long.
    """
    from tui.sources.article.html_page import parse_html  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    markup = parse_html(text)
    starts = list(line_offsets(markup.lines))
    body = [index for index, line in enumerate(markup.lines) if line.in_article]
    extent = range(starts[body[0]], starts[body[-1]] + 1) if body else range(0)
    heading = next((index for index, line in enumerate(markup.lines) if line.in_article or line.tag == "h1"), None)
    page = join_lines(markup.lines)
    ticker = find_ticker(page, body=extent, top=None if heading is None else starts[heading])
    article = (
        ExtractedArticle() if markup.is_listing else _extract_from_markup(_without(ticker, markup.lines), body, markup)
    )
    is_blocked = (
        not ticker.entries
        and not (article and markup.metadata.is_article)
        and is_blocked_page(
            words=page, title=markup.window_title, markup=text, asks_for_password=markup.asks_for_password
        )
    )
    return TickerPage(ticker, article, is_blocked)


def _extract_from_markup(lines: Sequence[PageLine], marked: Sequence[int], markup: "HtmlPage") -> ExtractedArticle:
    """Return the article in the element marked as one, else in the best block; its head may precede either."""
    body = marked or main_content_lines(lines, markup.containers)
    if not body:
        return ExtractedArticle()
    body_lines = clean_lines([lines[index] for index in body])
    before = clean_lines([line for line in lines[max(0, body[0] - _MAX_HEAD) : body[0]] if not line.is_aside])
    head, _ = parse_head(before + body_lines[:_MAX_HEAD])
    article = extract_article(body_lines, markup.metadata.merged_with(head), body=bool(marked))
    title = article.metadata.title or strip_site_name(markup.window_title)
    if article and title.count(" ") > 2:
        article = replace(article, metadata=article.metadata._replace(title=title))
    inside = frozenset(body)
    after = clean_lines([lines[index] for index in range(body[0], len(lines)) if index not in inside])
    comments = comments_status(line.text for line in (*body_lines, *after))
    return _with_picture(replace(article, comments=comments), lines, body, markup)


def _with_picture(
    article: ExtractedArticle, lines: Sequence[PageLine], body: Sequence[int], markup: "HtmlPage"
) -> ExtractedArticle:
    """Return the article with the picture and caption that are in it, or between it and its headline."""
    titles = (
        index for index in range(body[0] - 1, max(0, body[0] - _MAX_HEAD) - 1, -1) if lines[index].tag in _HEADINGS
    )
    first = next(titles, body[0])
    captions = clean_lines([line for line in lines[first : body[0]] if line.tag == "figcaption" and not line.is_aside])
    caption = article.caption or (captions[0].text if captions else None)
    has_image = article.has_image or caption is not None or any(first < image <= body[-1] for image in markup.images)
    blocks = tuple(block for block in article.blocks if block.text != caption)
    clipped = None if caption is None else sanitize_line(caption, MAX_CAPTION)
    return replace(article, has_image=has_image, caption=clipped, blocks=blocks)


def _without(ticker: Ticker, lines: Sequence[PageLine]) -> list[PageLine]:
    """Return the lines without the text of the ticker."""
    result = list(lines)
    starts = list(line_offsets(lines))
    pieces: dict[int, list[str]] = {}
    rest: dict[int, int] = {}
    for start, end in ticker.spans:
        first, last = bisect.bisect_right(starts, start) - 1, bisect.bisect_left(starts, end) - 1
        text = lines[first].text
        pieces.setdefault(first, []).append(text[rest.get(first, 0) : start - starts[first]])
        if first == last:
            pieces[first].append(ELEMENT_BOUNDARY)
        else:
            rest[first] = len(text)
            result[first + 1 : last] = [_EMPTY_LINE] * (last - first - 1)
            pieces[last] = []
        rest[last] = end - starts[last]
    for index, texts in pieces.items():
        result[index] = lines[index]._replace(text="".join((*texts, lines[index].text[rest[index] :])))
    return result
