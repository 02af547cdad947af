"""Quotes, indices and articles as rows of a stored board, and back.

The digest of the file says that it is as it was written, not that this program wrote it: every field is judged as if it
came from a page. What was judged well then passes, since it was held within the same bounds.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from tui.domain.article import Article, Comments
from tui.domain.instants import parse_iso_utc
from tui.domain.quote import Direction, IndexLevel, InstrumentId, Quote
from tui.domain.text import SYMBOL_LIMIT, CleanText, sanitize_block, sanitize_line

_DIRECTIONS: Final = {None: None} | {each.value: each for each in Direction}
_SCHEMES: Final = ("http://", "https://")
_FIGURE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_MOST_DIGITS: Final = 40
_LARGEST_COUNT: Final = 10**18
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def encode_quote(quote: Quote) -> list[Any]:
    """One quote; what its source did not say is null."""
    figures = (quote.price, quote.change, quote.percent, quote.open, quote.high, quote.low, quote.previous_close)
    said = [*quote.id, *map(_digits, figures), quote.volume, quote.direction, quote.name, quote.currency]
    return [*said, _written(quote.as_of), quote.flags]


def decode_quote(row: Sequence[Any], source: str, at: datetime) -> Quote:
    """The quote of a row, confirmed by its source at that time (aware UTC).

    Raises:
        ValueError, TypeError, KeyError, AttributeError: no such row was ever written.
    """
    market, symbol, *figures, volume, direction, name, currency, as_of, flags = row
    price, change, percent, opening, high, low, previous_close = map(_figure, figures)
    return Quote(
        id=_id(market, symbol),
        price=price,
        change=change,
        percent=percent,
        open=opening,
        high=high,
        low=low,
        previous_close=previous_close,
        volume=_count(volume),
        direction=_DIRECTIONS[direction],
        name=_line(name),
        currency=_currency(currency),
        as_of=_moment(as_of),
        flags=tuple(map(sanitize_line, _listed(flags))),
        polled_at=at,
        source=source,
    )


def encode_index(index: IndexLevel) -> list[Any]:
    """One index; what its source did not say is null."""
    figures = (index.level, index.change, index.percent, index.high, index.low)
    return [*index.id, *map(_digits, figures), index.direction, index.name, _written(index.as_of), index.flags]


def decode_index(row: Sequence[Any], source: str, at: datetime) -> IndexLevel:
    """The index of a row; as for `quote_from`."""
    market, symbol, *figures, direction, name, as_of, flags = row
    level, change, percent, high, low = map(_figure, figures)
    return IndexLevel(
        id=_id(market, symbol),
        level=level,
        change=change,
        percent=percent,
        high=high,
        low=low,
        direction=_DIRECTIONS[direction],
        name=_line(name),
        as_of=_moment(as_of),
        flags=tuple(map(sanitize_line, _listed(flags))),
        polled_at=at,
        source=source,
    )


def encode_article(article: Article) -> dict[str, Any]:
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
    return {name: value for name, value in said.items() if value or name == "id"}


def decode_article(row: dict[str, Any], source: str) -> Article:
    """The article of a row.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: no such row was ever written.
    """
    link = row.get("link")
    return Article(
        id=sanitize_line(row["id"]),
        title=_line(row.get("title")),
        dateline=_line(row.get("dateline")),
        byline=_line(row.get("byline")),
        category=_line(row.get("category")),
        published=_moment(row.get("published")),
        updated=_moment(row.get("updated")),
        paragraphs=tuple(map(sanitize_block, _listed(row.get("paragraphs", [])))),
        has_image=bool(row.get("has_image")),
        caption=_line(row.get("caption")),
        link=link
        if link is not None and link.startswith(_SCHEMES) and sanitize_line(link, len(link)) == link
        else None,
        comments=Comments(row.get("comments", Comments.ABSENT)),
        polled_at=moment_from(row["polled_at"]),
        source=source,
    )


def _digits(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure:f}"


def _id(market: str, symbol: str) -> InstrumentId:
    if not (_is_code(market) and _is_code(symbol)):
        raise ValueError("not an instrument")
    return InstrumentId(market, symbol)


def _is_code(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text and 0 < len(text) <= SYMBOL_LIMIT


def _figure(digits: str | None) -> Decimal | None:
    if digits is None:
        return None
    if len(digits) > _MOST_DIGITS or not _FIGURE.fullmatch(digits):
        raise ValueError("not a figure")
    return Decimal(digits)


def _count(count: int | None) -> int | None:
    if count is not None and (type(count) is not int or not 0 <= count < _LARGEST_COUNT):
        raise ValueError("not a count")
    return count


def _listed(texts: list[str]) -> list[str]:
    if type(texts) is not list:
        raise TypeError("not a list")
    return texts


def _line(text: str | None) -> CleanText | None:
    return None if text is None else sanitize_line(text)


@lru_cache(maxsize=64)
def _currency(code: str | None) -> CleanText | None:
    """One of a few, and most quotes have one."""
    return _line(code)


def _written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment_from(text)


def moment_from(text: str) -> datetime:
    """The moment that was written, aware.

    Raises:
        ValueError, TypeError: none was, or one so far away that it has no time of day in some zone.
    """
    at = parse_iso_utc(text)
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError("not a moment of any market")
    return at
