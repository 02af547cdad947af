"""Business Recorder's page, as markup and as plain text: a ticker of shares and indices, and a story."""

import bisect
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tui.domain.article import Article
from tui.domain.events import Snapshot
from tui.domain.text import CleanText, sanitize_line
from tui.sources.adapter import ParseError, Response, SourceConfig
from tui.sources.article.boilerplate import comments_status
from tui.sources.article.extract import MAX_CAPTION, ExtractedArticle, clean_lines, extract_article, parse_head
from tui.sources.article.identity import article_id, canonical_link
from tui.sources.article.main_block import main_content_lines
from tui.sources.article.metadata import ArticleMetadata, strip_site_name
from tui.sources.decode.blocked_pages import MAX_BLOCK_PAGE_TEXT, is_blocked_page
from tui.sources.decode.content_type import ContentKind, detect_content
from tui.sources.html.line import ELEMENT_BOUNDARY, PageLine, join_lines, line_offsets, split_lines
from tui.sources.quote_builder import QuoteBuilder, torn_rows_note
from tui.sources.ticker.find import Ticker, find_ticker
from tui.sources.ticker.rows import add_entries

if TYPE_CHECKING:
    from tui.sources.article.html_page import HtmlPage

_MAX_HEAD = 60
_EMPTY_LINE = PageLine("")
_HEADINGS = frozenset({"h1", "h2", "h3"})


def parse(response: Response, source: SourceConfig, at: datetime) -> Snapshot:
    """Parse a page, received at a moment (aware UTC).

    The words state the direction; a change printed without a sign after `Decreased By` is a fall. The ticker
    belongs to the time of the response, never to the date of the story beside it. A page with a story and no ticker
    is valid, with the note `no ticker`.

    Raises:
        ParseError: it has neither a ticker nor a story; the reason says why.
    """
    kind, text = detect_content(response)
    if kind is ContentKind.PLAIN:
        lines = split_lines(text)
        ticker = find_ticker(join_lines(lines))
        story = extract_article(clean_lines(_without(ticker, lines)), ArticleMetadata(), body=False)
        blocked = bool(
            not ticker.entries
            and is_blocked_page(words=text[: MAX_BLOCK_PAGE_TEXT + 1])
            and not story.metadata.published
        )
    else:
        ticker, story, blocked = _read_markup(text)
    if blocked:
        raise ParseError("not the page: it asks for a human")
    builder = QuoteBuilder(source, at)
    torn = max(ticker.torn, add_entries(builder, ticker.entries, source, at))
    if not builder and not story:
        raise ParseError("no ticker and no article on the page")
    snapshot = builder.snapshot(
        http_status=response.http_status, note=torn_rows_note(torn) if builder else CleanText("no ticker")
    )
    return replace(snapshot, articles=(_article(story, response, source, at),) if story else ())


def _article(story: ExtractedArticle, response: Response, source: SourceConfig, at: datetime) -> Article:
    link = canonical_link(story, response.url)
    imprint = story.metadata
    return Article(
        id=article_id(story, link, response.url),
        title=_field(imprint.title),
        dateline=story.dateline,
        byline=_field(imprint.byline),
        category=_field(imprint.category),
        published=imprint.published,
        updated=imprint.updated,
        paragraphs=story.paragraphs,
        has_image=story.has_image,
        caption=story.caption,
        link=link,
        comments=story.comments,
        polled_at=at,
        source=source.name,
    )


def _field(text: str | None) -> CleanText | None:
    return (sanitize_line(text) or None) if text else None


def _read_markup(text: str) -> tuple[Ticker, ExtractedArticle, bool]:
    """The ticker and the story of markup, and whether it is a gate in place of the page."""
    from tui.sources.article.html_page import parse_html  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    markup = parse_html(text)
    starts = list(line_offsets(markup.lines))
    body = [at for at, line in enumerate(markup.lines) if line.in_story]
    within = range(starts[body[0]], starts[body[-1]] + 1) if body else range(0)
    heading = next((at for at, line in enumerate(markup.lines) if line.in_story or line.tag == "h1"), None)
    page = join_lines(markup.lines)
    ticker = find_ticker(page, body=within, top=None if heading is None else starts[heading])
    story = ExtractedArticle() if markup.is_listing else _story_in(_without(ticker, markup.lines), body, markup)
    blocked = (
        not ticker.entries
        and not (story and markup.metadata.is_story)
        and is_blocked_page(
            words=page, title=markup.window_title, markup=text, asks_for_password=markup.asks_for_password
        )
    )
    return ticker, story, blocked


def _story_in(lines: Sequence[PageLine], marked: Sequence[int], markup: "HtmlPage") -> ExtractedArticle:
    """Return the story in the element marked as one, else in the best block; its head may be before either."""
    body = marked or main_content_lines(lines, markup.containers)
    if not body:
        return ExtractedArticle()
    body_lines = clean_lines([lines[at] for at in body])
    before = clean_lines([line for line in lines[max(0, body[0] - _MAX_HEAD) : body[0]] if not line.is_aside])
    head, _ = parse_head(before + body_lines[:_MAX_HEAD])
    story = extract_article(body_lines, markup.metadata.merged_with(head), body=bool(marked))
    title = story.metadata.title or strip_site_name(markup.window_title)
    if story and title.count(" ") > 2:
        story = replace(story, metadata=replace(story.metadata, title=title))
    inside = frozenset(body)
    after = clean_lines([lines[at] for at in range(body[0], len(lines)) if at not in inside])
    comments = comments_status(line.text for line in (*body_lines, *after))
    return _with_picture(replace(story, comments=comments), lines, body, markup)


def _with_picture(
    story: ExtractedArticle, lines: Sequence[PageLine], body: Sequence[int], markup: "HtmlPage"
) -> ExtractedArticle:
    """Return the story with the picture and the caption that are in it, or between its headline and it."""
    titles = (at for at in range(body[0] - 1, max(0, body[0] - _MAX_HEAD) - 1, -1) if lines[at].tag in _HEADINGS)
    first = next(titles, body[0])
    captions = clean_lines([line for line in lines[first : body[0]] if line.tag == "figcaption" and not line.is_aside])
    caption = story.caption or (captions[0].text if captions else None)
    has_image = story.has_image or caption is not None or any(first < image <= body[-1] for image in markup.images)
    paragraphs = tuple(text for text in story.paragraphs if text != caption)
    clipped = None if caption is None else sanitize_line(caption, MAX_CAPTION)
    return replace(story, has_image=has_image, caption=clipped, paragraphs=paragraphs)


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
    for at, texts in pieces.items():
        result[at] = replace(lines[at], text="".join((*texts, lines[at].text[rest[at] :])))
    return result
