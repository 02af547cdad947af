"""What is known of the market as plain records, under the names that scripts rely on."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from tui.domain import Article, IndexLevel, InstrumentId, Market, Quote, SourceHealth

Record = Mapping[str, object]

CSV_COLUMNS: Final = (
    *("kind", "market", "symbol", "name", "price", "change", "percent", "direction", "source", "as_of", "polled_at"),
    *("currency", "open", "high", "low", "previous_close", "volume", "flags"),
)
"""Of the CSV form; an index's level stands under `price`."""


def iso_utc(moment: datetime | None) -> str | None:
    """A moment as ISO 8601 in UTC, to the millisecond."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def quote_record(market: Market, quote: Quote) -> Record:
    """One instrument."""
    return {
        "market": quote.id.market,
        "symbol": quote.id.symbol,
        "name": quote.name,
        "price": quote.price,
        "change": quote.change,
        "percent": quote.percent,
        "direction": quote.direction,
        "source": quote.source,
        "as_of": iso_utc(quote.as_of),
        "polled_at": iso_utc(market.polled_at(quote)),
        "currency": quote.currency,
        "open": quote.open,
        "high": quote.high,
        "low": quote.low,
        "previous_close": quote.previous_close,
        "volume": quote.volume,
        "flags": quote.flags,
    }


def index_record(market: Market, index: IndexLevel) -> Record:
    """One index."""
    return {
        "market": index.id.market,
        "symbol": index.id.symbol,
        "level": index.level,
        "change": index.change,
        "percent": index.percent,
        "direction": index.direction,
        "source": index.source,
        "as_of": iso_utc(index.as_of),
        "polled_at": iso_utc(market.polled_at(index)),
        "high": index.high,
        "low": index.low,
        "flags": index.flags,
    }


def article_record(article: Article) -> Record:
    """One story; its own times keep the zone its page gave them."""
    return {
        "title": article.title,
        "dateline": article.dateline,
        "byline": article.byline,
        "published": article.published and article.published.isoformat(),
        "paragraphs": article.paragraphs,
        "link": article.link,
        "source": article.source,
        "id": article.id,
        "category": article.category,
        "updated": article.updated and article.updated.isoformat(),
        "caption": article.caption,
        "has_image": article.has_image,
        "comments": article.comments,
        "polled_at": iso_utc(article.polled_at),
    }


def source_record(health: SourceHealth) -> Record:
    """How one source does."""
    return {
        "name": health.name,
        "kind": health.kind,
        "state": health.state,
        "reason": health.reason,
        "quotes": health.quotes,
        "indices": health.indices,
        "articles": health.articles,
        "last_good": iso_utc(health.last_good),
        "next_try": iso_utc(health.next_try),
        "http_status": health.http_status,
        "refused": health.refused,
    }


def market_record(market: Market, wanted: "SymbolFilter", at: datetime) -> Record:
    """All of it, as `print --format json` gives it."""
    return {
        "at": iso_utc(at),
        "quotes": [quote_record(market, quote) for quote in wanted.quotes(market)],
        "indices": [index_record(market, index) for index in wanted.indices(market)],
        "articles": [article_record(article) for article in market.articles.values()],
        "sources": [source_record(health) for health in market.health.values()],
    }


class SymbolFilter:
    """The symbols the user asked for, `OGDC` or `PSX:OGDC` in any case; none means all."""

    def __init__(self, symbols: Iterable[str]) -> None:
        self._symbols = tuple(symbols)
        self._names = {symbol.upper() for symbol in self._symbols}

    @property
    def is_all(self) -> bool:
        """Whether nothing was picked out."""
        return not self._names

    def quotes(self, market: Market) -> list[Quote]:
        """The wanted instruments in the order of their source."""
        return [quote for key, quote in market.quotes.items() if self._has(key)]

    def indices(self, market: Market) -> list[IndexLevel]:
        """The wanted indices in the order of their source."""
        return [index for key, index in market.indices.items() if self._has(key)]

    def missing(self, market: Market) -> list[str]:
        """What was asked for and nobody told of, as it was typed."""
        told = {name for key in (*market.quotes, *market.indices) for name in _names(key)}
        return [symbol for symbol in self._symbols if symbol.upper() not in told]

    def _has(self, key: InstrumentId) -> bool:
        return self.is_all or not self._names.isdisjoint(_names(key))


def _names(key: InstrumentId) -> tuple[str, str]:
    return key.symbol.upper(), str(key).upper()


def to_json(value: object) -> str:
    """The value as JSON; a Decimal is a number with each of its digits, `4.00` and never `4E+2`."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {to_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(to_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
