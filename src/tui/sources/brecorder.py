"""Business Recorder's page, as markup and as plain text: a ticker of shares and indices, and a story."""

import bisect
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tui.domain.article import Article
from tui.domain.snapshot import Snapshot
from tui.domain.text import CleanText, clean
from tui.sources.block import best_block
from tui.sources.form import Form, read_form
from tui.sources.gate import MOST_TEXT, is_gate
from tui.sources.identity import id_of, link_of
from tui.sources.imprint import Imprint, without_site_name
from tui.sources.lines import EDGE, Line, joined, lines_of, offsets
from tui.sources.noise import comments_state
from tui.sources.rows import Rows, read_rows
from tui.sources.source import Page, ParseError, Source
from tui.sources.story import LONGEST_CAPTION, Story, hear, read_head, tell
from tui.sources.ticker import Ticker, find_ticker
from tui.sources.usual import Usual, usual_of

if TYPE_CHECKING:
    from tui.sources.html import Markup

_BEFORE_BODY = 60
_NOTHING = Line("")
_HEADINGS = frozenset({"h1", "h2", "h3"})


def parse(page: Page, source: Source, at: datetime) -> Snapshot:
    """What a page says, fetched at a moment (aware UTC).

    The words state the direction; a change printed without a sign after `Decreased By` is a fall. The ticker
    belongs to the moment of the fetch, never to the date of the story beside it. A page with a story and no ticker
    is good, with the note `no ticker`.

    Raises:
        ParseError: nothing on it can be believed; the reason says why.
    """
    form, text = read_form(page)
    usual = usual_of(source.name)
    if form is Form.PLAIN:
        lines = lines_of(text)
        ticker = find_ticker(joined(lines), usual=usual)
        story = tell(hear(_without(ticker, lines)), Imprint(), body=False)
        gated = bool(not ticker.entries and is_gate(words=text[: MOST_TEXT + 1]) and not story.imprint.published)
    else:
        ticker, story, gated = _read_markup(text, usual)
    usual.turn_page()
    if gated:
        raise ParseError("not the page: it asks for a human")
    rows = read_rows(ticker.entries, source, at, page.before)
    if not (rows.quotes or rows.indices or story):
        raise ParseError("no ticker and no article on the page")
    return Snapshot(
        source=source.name,
        at=at,
        quotes=rows.quotes,
        indices=rows.indices,
        articles=(_article(story, page, source, at),) if story else (),
        note=_note(rows, ticker),
        http_status=page.http_status,
    )


def _note(rows: Rows, ticker: Ticker) -> CleanText | None:
    if not (rows.quotes or rows.indices):
        return CleanText("no ticker")
    torn = max(ticker.torn, rows.unnamed)
    return CleanText(f"{torn} torn row{'s' if torn > 1 else ''}") if torn else None


def _article(story: Story, page: Page, source: Source, at: datetime) -> Article:
    link = link_of(story, page.url)
    imprint = story.imprint
    return Article(
        id=id_of(story, link, page.url),
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
    return (clean(text) or None) if text else None


def _read_markup(text: str, usual: Usual) -> tuple[Ticker, Story, bool]:
    """The ticker and the story of markup, and whether it is a gate in place of the page."""
    from tui.sources.html import read_markup  # noqa: PLC0415 - selectolax is paid for by pages of markup only

    markup = read_markup(text)
    starts = list(offsets(markup.lines))
    body = [at for at, line in enumerate(markup.lines) if line.story]
    within = range(starts[body[0]], starts[body[-1]] + 1) if body else range(0)
    heading = next((at for at, line in enumerate(markup.lines) if line.story or line.tag == "h1"), None)
    page = joined(markup.lines)
    ticker = find_ticker(page, story=within, top=None if heading is None else starts[heading], usual=usual)
    story = Story() if markup.is_listing else _story_in(_without(ticker, markup.lines), body, markup)
    gated = (
        not ticker.entries
        and not (story and markup.imprint.is_story)
        and is_gate(words=page, title=markup.window_title, markup=text, asks_for_password=markup.asks_for_password)
    )
    return ticker, story, gated


def _story_in(lines: Sequence[Line], marked: Sequence[int], markup: "Markup") -> Story:
    """The story in the element made for it, else in the best block; its head may stand before either."""
    body = marked or best_block(lines, markup.containers)
    if not body:
        return Story()
    told = hear([lines[at] for at in body])
    before = hear([line for line in lines[max(0, body[0] - _BEFORE_BODY) : body[0]] if not line.aside])
    head, _ = read_head(before + told[:_BEFORE_BODY])
    story = tell(told, markup.imprint.or_else(head), body=bool(marked))
    title = story.imprint.title or without_site_name(markup.window_title)
    if story and title.count(" ") > 2:
        story = replace(story, imprint=replace(story.imprint, title=title))
    inside = frozenset(body)
    after = hear([lines[at] for at in range(body[0], len(lines)) if at not in inside])
    comments = comments_state(line.text for line in (*told, *after))
    return _with_picture(replace(story, comments=comments), lines, body, markup)


def _with_picture(story: Story, lines: Sequence[Line], body: Sequence[int], markup: "Markup") -> Story:
    """The story with the picture and the caption that stand in it, or between its headline and it."""
    titles = (at for at in range(body[0] - 1, max(0, body[0] - _BEFORE_BODY) - 1, -1) if lines[at].tag in _HEADINGS)
    first = next(titles, body[0])
    captions = hear([line for line in lines[first : body[0]] if line.tag == "figcaption" and not line.aside])
    caption = story.caption or (captions[0].text if captions else None)
    pictured = story.has_image or caption is not None or any(first < image <= body[-1] for image in markup.images)
    kept = tuple(text for text in story.paragraphs if text != caption)
    clipped = None if caption is None else clean(caption, LONGEST_CAPTION)
    return replace(story, has_image=pictured, caption=clipped, paragraphs=kept)


def _without(ticker: Ticker, lines: Sequence[Line]) -> list[Line]:
    """The same lines without what the ticker takes up of them."""
    left = list(lines)
    starts = list(offsets(lines))
    pieces: dict[int, list[str]] = {}
    rest: dict[int, int] = {}
    for start, end in ticker.spans:
        first, last = bisect.bisect_right(starts, start) - 1, bisect.bisect_left(starts, end) - 1
        text = lines[first].text
        pieces.setdefault(first, []).append(text[rest.get(first, 0) : start - starts[first]])
        if first == last:
            pieces[first].append(EDGE)
        else:
            rest[first] = len(text)
            left[first + 1 : last] = [_NOTHING] * (last - first - 1)
            pieces[last] = []
        rest[last] = end - starts[last]
    for at, kept in pieces.items():
        left[at] = replace(lines[at], text="".join((*kept, lines[at].text[rest[at] :])))
    return left
