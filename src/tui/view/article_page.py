"""An article as lines, wrapped to a width that is comfortable to read."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from tui.domain.article import Article, Comments, article_time
from tui.domain.text import width
from tui.view import formatting
from tui.view.spans import Line, Span, Tone

MAX_LINE_WIDTH: Final = 76

_WORD = re.compile(r"\S+")


def wrap(text: str, cells: int) -> list[str]:
    """Wrap text into lines of at most so many cells, between words; a word longer than a line is split."""
    lines: list[str] = []
    line, taken = "", 0
    for match in _WORD.finditer(text):
        for word in _pieces(match.group(), cells):
            size = width(word)
            if line and taken + 1 + size > cells:
                lines.append(line)
                line, taken = "", 0
            line, taken = (f"{line} {word}", taken + 1 + size) if line else (word, size)
    return [*lines, line] if line else lines


def _pieces(word: str, cells: int) -> Iterable[str]:
    piece, taken = "", 0
    for character in word if width(word) > cells else ():
        size = width(character)
        if taken + size > cells:
            yield piece
            piece, taken = "", 0
        piece, taken = piece + character, taken + size
    yield piece or word


def newest_first(articles: Iterable[Article]) -> list[Article]:
    """Sort articles newest first, by their own time, else by when they were first polled."""
    return sorted(articles, key=article_time, reverse=True)


def article_head(article: Article, now: datetime, cells: int) -> list[Line]:
    """Return the title, byline, times and picture caption as lines."""
    line_width = min(MAX_LINE_WIDTH, cells)
    title = article.title or (article.paragraphs[0] if article.paragraphs else "untitled")
    shown = wrap(title, line_width)
    if article.title is None:
        shown = shown[:1]
    lines: list[Line] = [(Span(line, Tone.TITLE),) for line in shown]
    details = " · ".join(filter(None, (article.byline, article.category, _times(article, now))))
    lines += [(Span(line, Tone.QUIET),) for line in wrap(details, line_width)]
    if article.has_image or article.caption:
        picture = f"▣ {article.caption}" if article.caption else "▣ picture"
        lines += [(Span(line, Tone.QUIET),) for line in wrap(picture, line_width)]
    return lines


def _times(article: Article, now: datetime) -> str:
    """Return the times of an article in the zone of `now`, which is named once: it need not be the reader's own."""
    zone = f" {name}" if (name := now.tzname()) else ""
    if article.published is None and article.updated is None:
        return f"first polled {formatting.format_time(article.polled_at, now)}{zone}"
    parts = []
    if article.published is not None:
        age = formatting.format_age(now - article.published)
        parts.append(f"{formatting.format_time(article.published, now)}{zone}, {age} ago")
    if article.updated is not None and article.updated != article.published:
        named = "" if parts else zone
        parts.append(f"updated {formatting.format_time(article.updated, now)}{named}")
    return " · ".join(parts)


def article_body(article: Article, cells: int) -> list[Line]:
    """Return the paragraphs with blank lines between, and the state of the comments at the end."""
    line_width = min(MAX_LINE_WIDTH, cells)
    lines: list[Line] = []
    for n, paragraph in enumerate(article.paragraphs):
        dateline = f"{article.dateline}: " if article.dateline and n == 0 else ""
        for k, line in enumerate(wrap(dateline + paragraph, line_width)):
            if dateline and k == 0 and line.startswith(dateline.rstrip()):
                prefix = dateline.rstrip()
                lines.append((Span(prefix, Tone.ACCENT), Span(line[len(prefix) :])))
            else:
                lines.append((Span(line),))
        lines.append(())
    if article.comments is not Comments.ABSENT:
        lines.append((Span(f"Comments {article.comments.value}", Tone.QUIET),))
    return lines
