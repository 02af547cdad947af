"""An article as lines, wrapped to a width that is comfortable to read."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from tui.domain.article import Article, Comments, TimePrecision
from tui.domain.text import width
from tui.view import formatting
from tui.view.spans import Line, Span, Tone

MAX_LINE_WIDTH: Final = 76

_WORD = re.compile(r"\S+")
_TARGET = re.compile(r"\(https?://[^\s()]+\)")
_ITEM = re.compile(r" *(?:•|[0-9]{1,7}\.|[a-z]\.) ")


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


def article_head(article: Article, now: datetime, cells: int) -> list[Line]:
    """Return the title, byline, times and picture caption as lines."""
    line_width = min(MAX_LINE_WIDTH, cells)
    title = article.title or (article.headline if article.blocks else "untitled")
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


def article_body(article: Article, cells: int) -> list[Line]:
    """Return the paragraphs with blank lines between, and the state of the comments at the end."""
    line_width = min(MAX_LINE_WIDTH, cells)
    lines: list[Line] = []
    for n, paragraph in enumerate(article.paragraphs):
        if _is_laid_out(paragraph):
            lines += [(Span(f"{article.dateline}:", Tone.ACCENT),)] if article.dateline and n == 0 else []
            lines += [tuple(_spans(line)) for line in _wrap_laid_out(paragraph, line_width)]
        else:
            lines += _paragraph(paragraph, article.dateline if n == 0 else None, line_width)
        lines.append(())
    if article.comments is not Comments.ABSENT:
        lines.append((Span(f"Comments {article.comments.value}", Tone.QUIET),))
    return lines


def _paragraph(text: str, dateline: str | None, line_width: int) -> list[Line]:
    prefix = f"{dateline}:" if dateline else ""
    lines: list[Line] = []
    for k, line in enumerate(wrap(f"{prefix} {text}" if prefix else text, line_width)):
        if prefix and k == 0 and line.startswith(prefix):
            lines.append((Span(prefix, Tone.ACCENT), *_spans(line[len(prefix) :])))
        else:
            lines.append(tuple(_spans(line)))
    return lines


def _spans(line: str) -> list[Span]:
    """Return a line with the targets of its links in a quiet tone."""
    spans: list[Span] = []
    at = 0
    for target in _TARGET.finditer(line):
        spans += [Span(line[at : target.start()])] if target.start() > at else []
        spans.append(Span(target[0], Tone.QUIET))
        at = target.end()
    return [*spans, Span(line[at:])] if at < len(line) or not spans else spans


def _is_laid_out(paragraph: str) -> bool:
    """Return whether the lines and the spaces of a paragraph are its own: a list, a table, code."""
    return "\n" in paragraph or paragraph.startswith((" ", "• ")) or _ITEM.match(paragraph) is not None


def _wrap_laid_out(paragraph: str, cells: int) -> list[str]:
    """Wrap the lines of a list, a table or code; what a line continues with is indented as its text is."""
    lines: list[str] = []
    for line in paragraph.split("\n"):
        if width(line) <= cells:
            lines.append(line)
            continue
        marker = _ITEM.match(line)
        prefix = line[: marker.end() if marker else len(line) - len(line.lstrip(" "))]
        if len(prefix) > cells // 2:
            lines += wrap(line, cells)
            continue
        first, *others = wrap(line[len(prefix) :], cells - len(prefix)) or [""]
        lines += [prefix + first, *(" " * len(prefix) + other for other in others)]
    return lines
