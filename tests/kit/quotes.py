"""Quotes and articles for tests: each builder gives something ordinary, and takes only what the test is about."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from tui.domain.article import Article
from tui.domain.blocks import from_texts
from tui.domain.events import Snapshot
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.domain.text import sanitize_line

FIXED_NOW: Final = datetime(2026, 3, 17, 9, 0, tzinfo=UTC)
"""A Tuesday, 14:00 in Karachi: the exchange is open."""
EVERY: Final = timedelta(seconds=15)


def after(seconds: float) -> datetime:
    """Return the time so many seconds after `FIXED_NOW`."""
    return FIXED_NOW + timedelta(seconds=seconds)


def an_id(symbol: str = "OGDC", market: str = "PSX") -> InstrumentId:
    return InstrumentId(market, symbol)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _direction(change: str | None) -> Direction | None:
    if change is None:
        return None
    moved = Decimal(change)
    return Direction.UP if moved > 0 else Direction.DOWN if moved < 0 else Direction.UNCHANGED


def a_quote(
    symbol: str = "OGDC",
    price: str | None = "132.50",
    change: str | None = "+9.27",
    percent: str | None = "+7.52",
    *,
    source: str = "br",
    market: str = "PSX",
    at: datetime = FIXED_NOW,
    flags: tuple[str, ...] = (),
    name: str | None = None,
) -> Quote:
    """Return a quote whose direction agrees with its change. A price of None is one that was not a figure."""
    return Quote(
        id=an_id(symbol, market),
        price=_decimal(price),
        change=_decimal(change),
        percent=_decimal(percent),
        direction=_direction(change),
        name=sanitize_line(name) if name is not None else None,
        flags=tuple(map(sanitize_line, flags or (() if price is not None else ("price is not a figure",)))),
        polled_at=at,
        source=source,
    )


def a_level(
    symbol: str = "KSE100",
    level: str | None = "82,074",
    change: str | None = "+615.2",
    percent: str | None = "+0.76",
    *,
    source: str = "br",
    at: datetime = FIXED_NOW,
    flags: tuple[str, ...] = (),
) -> Quote:
    """Return an index whose direction agrees with its change."""
    price = level.replace(",", "") if level is not None else None
    quote = a_quote(symbol, price, change, percent, source=source, at=at)
    return quote._replace(kind=InstrumentKind.INDEX, flags=tuple(map(sanitize_line, flags)))


def indices_of(snapshot: Snapshot) -> list[Quote]:
    """Return the indices of a snapshot, in its order."""
    return [quote for quote in snapshot.quotes if quote.kind is InstrumentKind.INDEX]


def others_of(snapshot: Snapshot) -> list[Quote]:
    """Return the quotes of a snapshot that are no indices, in its order."""
    return [quote for quote in snapshot.quotes if quote.kind is not InstrumentKind.INDEX]


def an_article(
    key: str = "article-1",
    title: str | None = "Index holds its gains",
    *paragraphs: str,
    published: datetime | None = FIXED_NOW,
    source: str = "br",
    at: datetime = FIXED_NOW,
) -> Article:
    """Return a short article."""
    return Article(
        id=sanitize_line(key),
        title=sanitize_line(title) if title is not None else None,
        blocks=from_texts(map(sanitize_line, paragraphs or ("Shares rose.",))),
        published=published,
        polled_at=at,
        source=source,
    )
