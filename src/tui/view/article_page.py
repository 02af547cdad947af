"""An article as lines: its head, its text, and its links with where they lead."""

from datetime import datetime
from typing import Final

from tui.domain.article import Article, Comments, TimePrecision
from tui.view import formatting
from tui.view.article_blocks import NO_ADDITIONS, Additions, BlockLine, WrappedBlocks, block_lines
from tui.view.inline_text import Piece, link_numbers, wrap_inline
from tui.view.link_text import target_spans
from tui.view.spans import BLANK, Line, Span, Tone
from tui.view.wrapping import wrap

HEAD: Final = -1
"""The index of the block that the lines of the head have; those after the text have the number of blocks."""


def article_head(article: Article, now: datetime, cells: int) -> list[Line]:
    """Return the title, byline, times and picture caption as lines."""
    title = article.title or (article.headline if article.blocks else "untitled")
    shown = wrap(title, cells)
    if article.title is None:
        shown = shown[:1]
    lines: list[Line] = [(Span(line, Tone.TITLE),) for line in shown]
    details = " · ".join(filter(None, (article.byline, article.category, _times(article, now))))
    lines += [(Span(line, Tone.QUIET),) for line in wrap(details, cells)]
    if article.has_image or article.caption:
        picture = f"▣ {article.caption}" if article.caption else "▣ picture"
        lines += [(Span(line, Tone.QUIET),) for line in wrap(picture, cells)]
    return lines


def _times(article: Article, now: datetime) -> str:
    """Return the times of an article in the zone of `now`, which is named once: it need not be the reader's own."""
    if article.published is None and article.updated is None:
        return f"first polled {_instant(article.polled_at, now)}"
    parts = []
    if article.published is not None:
        parts.append(_published(article.published, article.precision, now))
    if article.updated is not None and article.updated != article.published:
        parts.append(f"updated {_stated(article.updated, article.precision, now, has_zone=not parts)}")
    return " · ".join(parts)


def _published(at: datetime, precision: TimePrecision, now: datetime) -> str:
    """Return when an article was published; its age only where a point in time is stated."""
    stated = _stated(at, precision, now)
    return f"{stated}, {formatting.format_age(now - at)} ago" if precision is TimePrecision.INSTANT else stated


def _stated(at: datetime, precision: TimePrecision, now: datetime, *, has_zone: bool = True) -> str:
    """Return a time as exactly as it is stated: one without a zone is in none."""
    match precision:
        case TimePrecision.DAY:
            return f"{at.day} {at:%b %Y}"
        case TimePrecision.LOCAL:
            return f"{at.day} {at:%b %H:%M}, zone not stated"
        case TimePrecision.INSTANT:
            return _instant(at, now) if has_zone else formatting.format_time(at, now)


def _instant(at: datetime, now: datetime) -> str:
    return f"{formatting.format_time(at, now)} {now.tzname() or ''}".rstrip()


def article_page(
    article: Article,
    now: datetime,
    cells: int,
    additions: Additions = NO_ADDITIONS,
    known: WrappedBlocks | None = None,
) -> list[BlockLine]:
    """Return an article as lines: its head, its text, and its links.

    Args:
        article: to be shown.
        now: aware, in the zone in which times are shown.
        cells: the width of a line.
        additions: what is marked in the text, or stands in it.
        known: the blocks of the article as they were wrapped before; kept up.
    """
    head = [BlockLine(line, HEAD, number) for number, line in enumerate((*article_head(article, now, cells), BLANK))]
    return [*head, *article_body(article, cells, additions, known)]


def article_body(
    article: Article, cells: int, additions: Additions = NO_ADDITIONS, known: WrappedBlocks | None = None
) -> list[BlockLine]:
    """Return the text of an article and what follows it: the state of the comments, and where the links lead."""
    lines = block_lines(article.blocks, cells, article.dateline, additions, known)
    after = [BLANK, *_links(article, cells)] if article.link or article.links else []
    if article.comments is not Comments.ABSENT:
        after = [BLANK, (Span(f"Comments {article.comments.value}", Tone.QUIET),), *after]
    return [*lines, *(BlockLine(line, len(article.blocks), number) for number, line in enumerate(after))]


def _links(article: Article, cells: int) -> list[Line]:
    """Return the address of the article, and of each link by its number in the text."""
    numbers = {f"[{number}]": target for target, number in link_numbers(article.blocks).items()}
    lines: list[Line] = []
    for label, target in {**({"Link": article.link} if article.link else {}), **numbers}.items():
        pieces = [Piece(span.text, span.tone, 0, is_inserted=True) for span in target_spans(target)]
        shown = wrap_inline(pieces, cells, (Span(f"{label} ", Tone.QUIET),))
        lines += (line.spans for line in shown)
    return lines
