"""The articles that mention an instrument, each with what its price did since."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.article import Article, TimePrecision, article_time, newest_first
from tui.domain.intraday import IntradaySeries
from tui.domain.numbers import percent_change
from tui.domain.quote import InstrumentId, Quote
from tui.domain.text import pad, truncate
from tui.view import formatting
from tui.view.spans import BLANK, Line, Span, Tone
from tui.view.wrapping import wrap

MAX_ARTICLES: Final = 8
_SINCE: Final = "price since"
_TIME_CELLS: Final = 7
_MIN_TITLE: Final = 12
"""Cells of a title below which the move has no room."""


class InstrumentArticle(NamedTuple):
    """An article that mentions an instrument."""

    article: Article
    move: Decimal | None = None
    """By how much percent the price is above the last one before the article; None where either is not known."""


def articles_mentioning(
    key: InstrumentId, articles: Mapping[str, Article], by_article: Mapping[str, Sequence[InstrumentId]]
) -> list[Article]:
    """Return the articles that mention an instrument, newest first, as many as are shown."""
    found = (articles[each] for each, mentioned in by_article.items() if key in mentioned and each in articles)
    return newest_first(found)[:MAX_ARTICLES]


def publication_time(article: Article) -> datetime | None:
    """Return when an article was published, aware; None where it does not state that as a point in time."""
    is_stated = article.published is not None or article.updated is not None
    return article_time(article) if is_stated and article.precision is TimePrecision.INSTANT else None


def price_before(series: IntradaySeries | None, at: datetime) -> Decimal | None:
    """Return the value of the day that held at a time (aware); None where none had been seen yet."""
    if series is None:
        return None
    number = bisect_right(series.times, int(at.timestamp()))
    return Decimal(str(series.points[number - 1])) if number else None


def move_since(quote: Quote, before: Decimal | None) -> Decimal | None:
    """Return by how much percent a price is above an earlier one; None where either is not known."""
    if before is None or quote.price is None:
        return None
    return percent_change(quote.price - before, quote.price)


def instrument_article_lines(articles: Sequence[InstrumentArticle], now: datetime, cells: int) -> list[Line]:
    """Return each article: when, its title, of two lines at most, and by how much the price has moved since."""
    if not articles:
        return []
    moves = [formatting.percent_text(each.move) for each in articles]
    room = max(map(len, (*moves, _SINCE))) + 2 if any(moves) else 0
    if cells - _TIME_CELLS - room < _MIN_TITLE:
        room = 0
    title_cells = max(1, cells - _TIME_CELLS - room)
    head = Span(_SINCE.rjust(cells - len("news")) if room else "", Tone.QUIET)
    lines: list[Line] = [BLANK, (Span("news", Tone.QUIET), head)]
    for each, move in zip(articles, moves, strict=True):
        when = formatting.format_day(article_time(each.article), now)
        first, *rest = wrap(each.article.headline, title_cells) or [""]
        since = _move_spans(each, move, room)
        title = Span(pad(first, title_cells) if since else first)
        lines.append((Span(f"{when:<{_TIME_CELLS - 1}} ", Tone.QUIET), title, *since))
        if rest:
            lines.append((Span(" " * _TIME_CELLS), Span(truncate(" ".join(rest), title_cells))))
    return lines


def _move_spans(article: InstrumentArticle, move: str, room: int) -> Line:
    if not room or article.move is None:
        return BLANK
    tone = Tone.UP if article.move > 0 else Tone.DOWN if article.move < 0 else Tone.FLAT
    return (Span(move.rjust(room), tone),)
