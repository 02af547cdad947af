"""Quotes, indices and articles as rows of a stored board, and back.

Rows are read only from a file that is known to be as it was written: figures and symbols in it were judged when they
came from a page, and a thousand of them stand before the first paint. Words pass the cleaner all the same.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from tui.domain.article import Article, Comments
from tui.domain.quote import Direction, IndexLevel, InstrumentId, Quote
from tui.domain.text import CleanText, clean, clean_block
from tui.engine.clocks import aware

_DIRECTIONS: Final = {None: None} | {each.value: each for each in Direction}
_SCHEMES: Final = ("http://", "https://")


def quote_row(quote: Quote) -> list[Any]:
    """One quote; what its source did not say is null."""
    figures = (quote.price, quote.change, quote.percent, quote.open, quote.high, quote.low, quote.previous_close)
    said = [*quote.id, *map(_digits, figures), quote.volume, quote.direction, quote.name, quote.currency]
    return [*said, _written(quote.as_of), quote.flags]


def quote_from(row: Sequence[Any], source: str, at: datetime) -> Quote:
    """The quote of a row, confirmed by its source at that time (aware UTC).

    Raises:
        ValueError, TypeError, KeyError: no such row was ever written.
    """
    market, symbol, *figures, volume, direction, name, currency, as_of, flags = row
    price, change, percent, opening, high, low, previous_close = _figures(figures)
    return Quote(
        id=InstrumentId(market, symbol),
        price=price,
        change=change,
        percent=percent,
        open=opening,
        high=high,
        low=low,
        previous_close=previous_close,
        volume=None if volume is None else int(volume),
        direction=_DIRECTIONS[direction],
        name=_line(name),
        currency=_currency(currency),
        as_of=_moment(as_of),
        flags=tuple(map(clean, flags)) if flags else (),
        polled_at=at,
        source=source,
    )


def index_row(index: IndexLevel) -> list[Any]:
    """One index; what its source did not say is null."""
    figures = (index.level, index.change, index.percent, index.high, index.low)
    return [*index.id, *map(_digits, figures), index.direction, index.name, _written(index.as_of), index.flags]


def index_from(row: Sequence[Any], source: str, at: datetime) -> IndexLevel:
    """The index of a row; as for `quote_from`."""
    market, symbol, *figures, direction, name, as_of, flags = row
    level, change, percent, high, low = _figures(figures)
    return IndexLevel(
        id=InstrumentId(market, symbol),
        level=level,
        change=change,
        percent=percent,
        high=high,
        low=low,
        direction=_DIRECTIONS[direction],
        name=_line(name),
        as_of=_moment(as_of),
        flags=tuple(map(clean, flags)),
        polled_at=at,
        source=source,
    )


def article_row(article: Article) -> dict[str, Any]:
    """One article; what it does not have is left out."""
    said = {
        "id": article.id,
        "title": article.title,
        "dateline": article.dateline,
        "byline": article.byline,
        "category": article.category,
        "published": _written(article.published),
        "updated": _written(article.updated),
        "paragraphs": article.paragraphs,
        "has_image": article.has_image,
        "caption": article.caption,
        "link": article.link,
        "comments": article.comments,
        "polled_at": _written(article.polled_at),
    }
    return {name: value for name, value in said.items() if value}


def article_from(row: dict[str, Any], source: str) -> Article:
    """The article of a row.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: no such row was ever written.
    """
    link = row.get("link")
    return Article(
        id=clean(row["id"]),
        title=_line(row.get("title")),
        dateline=_line(row.get("dateline")),
        byline=_line(row.get("byline")),
        category=_line(row.get("category")),
        published=_moment(row.get("published")),
        updated=_moment(row.get("updated")),
        paragraphs=tuple(_blocks(row.get("paragraphs", ()))),
        has_image=bool(row.get("has_image")),
        caption=_line(row.get("caption")),
        link=link if link is not None and link.startswith(_SCHEMES) and clean(link, len(link)) == link else None,
        comments=Comments(row.get("comments", Comments.ABSENT)),
        polled_at=aware(row["polled_at"]),
        source=source,
    )


def _digits(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _figures(written: Iterable[str | None]) -> list[Decimal | None]:
    return [None if digits is None else Decimal(digits) for digits in written]


def _line(text: str | None) -> CleanText | None:
    return None if text is None else clean(text)


@lru_cache(maxsize=64)
def _currency(code: str | None) -> CleanText | None:
    """One of a few, and most quotes have one."""
    return _line(code)


def _blocks(paragraphs: Iterable[str]) -> Iterable[CleanText]:
    return (clean_block(paragraph) for paragraph in paragraphs)


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else aware(text)
