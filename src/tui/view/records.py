"""The market as plain records, under the names that scripts rely on.

Names are never renamed, removed or moved. Those of a value come from its type, so that a new field appears by
itself, after the ones that are listed here in their order.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from tui.domain.article import Article, TimePrecision, newest_first
from tui.domain.blocks import Block
from tui.domain.market import Market
from tui.domain.quote import NOT_INDICES, InstrumentId, InstrumentKind, Quote
from tui.domain.source_health import SourceHealth, SourceState

Record = Mapping[str, object]


def _with_fields(
    names: tuple[str, ...], value: type[Quote | Article], excluded: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return these names, then every other field of the value, except those excluded."""
    return (*names, *(name for name in value._fields if name not in (*names, *excluded)))


QUOTE_NAMES: Final = _with_fields(
    (
        *("market", "symbol", "name", "price", "change", "percent", "direction"),
        *("source", "as_of", "polled_at", "currency"),
        *("open", "high", "low", "previous_close", "volume", "flags"),
    ),
    Quote,
    excluded=("id", "kind"),
)
INDEX_NAMES: Final = _with_fields(
    (
        *("market", "symbol", "level", "change", "percent", "direction"),
        *("source", "as_of", "polled_at", "high", "low", "flags"),
        *("name", "currency", "open", "previous_close"),
    ),
    Quote,
    excluded=("id", "kind", "price"),
)
ARTICLE_NAMES: Final = _with_fields(
    (
        *("title", "dateline", "byline", "published", "paragraphs", "link", "source", "id"),
        *("category", "updated", "caption", "has_image", "comments", "polled_at", "precision"),
        *("blocks", "completeness"),
    ),
    Article,
)
CSV_COLUMNS: Final = ("kind", *QUOTE_NAMES)
"""Of the CSV form; an index's level is in `price`."""

FAILED_STATES: Final = frozenset({SourceState.FAILING, SourceState.WAITING, SourceState.PAUSED})
"""Of a source that did not answer."""


def iso_utc(at: datetime | None) -> str | None:
    """Return a time as ISO 8601 in UTC, to the millisecond."""
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def quote_record(market: Market, quote: Quote) -> Record:
    """Return the record of one instrument."""
    return _row_record(market, quote, QUOTE_NAMES)


def index_record(market: Market, index: Quote) -> Record:
    """Return the record of one index."""
    return _row_record(market, index, INDEX_NAMES)


def _row_record(market: Market, row: Quote, names: tuple[str, ...]) -> Record:
    special = {
        "market": row.id.market,
        "symbol": row.id.symbol,
        "level": row.price,
        "as_of": iso_utc(row.as_of),
        "polled_at": iso_utc(market.polled_at(row)),
        "extended_as_of": iso_utc(row.extended_as_of),
    }
    return {name: special[name] if name in special else getattr(row, name) for name in names}


def article_record(article: Article) -> Record:
    """Return the record of one article; its own times are in the zone that its page gives, if any."""
    record = {name: getattr(article, name) for name in ARTICLE_NAMES}
    for name in ("published", "updated"):
        record[name] = record[name] and _stated_time(record[name], article.precision)
    return record | {"polled_at": iso_utc(article.polled_at), "blocks": list(map(block_record, article.blocks))}


def block_record(block: Block) -> Record:
    """Return the record of one block of an article."""
    links = [{"text": block.text[link.start : link.end], "target": link.target} for link in block.links]
    return {**block._asdict(), "links": links}


def _stated_time(at: datetime, precision: TimePrecision) -> str:
    match precision:
        case TimePrecision.DAY:
            return at.date().isoformat()
        case TimePrecision.LOCAL:
            return at.replace(tzinfo=None).isoformat()
        case TimePrecision.INSTANT:
            return at.isoformat()


def source_record(health: SourceHealth) -> Record:
    """Return the record of one source's health."""
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
        "refused": health.invalid_rows,
    }


def market_record(market: Market, symbols: "SymbolFilter", at: datetime) -> Record:
    """Return the whole market as `print --format json` gives it."""
    return {
        "at": iso_utc(at),
        "quotes": [quote_record(market, quote) for quote in symbols.quotes(market)],
        "indices": [index_record(market, index) for index in symbols.indices(market)],
        "articles": [article_record(article) for article in newest_first(market.articles.values()) if symbols.is_all],
        "sources": [source_record(health) for health in market.health.values()],
    }


class SymbolFilter:
    """Selects rows by symbol, `OGDC` or `PSX:OGDC` in any case; without any symbol, all of them."""

    def __init__(self, symbols: Iterable[str]) -> None:
        self._symbols = tuple(symbols)
        self._names = {symbol.upper() for symbol in self._symbols}

    @property
    def is_all(self) -> bool:
        """Whether every row is selected."""
        return not self._names

    def quotes(self, market: Market) -> list[Quote]:
        """Return the selected instruments in the order of their source."""
        return [quote for key, quote in market.of_kind(*NOT_INDICES).items() if self.matches(key)]

    def indices(self, market: Market) -> list[Quote]:
        """Return the selected indices in the order of their source."""
        return [index for key, index in market.of_kind(InstrumentKind.INDEX).items() if self.matches(key)]

    def missing_error(self, market: Market) -> str | None:
        """Return an error that names the symbols that no row has, as they were typed; None where each has one."""
        known = {name for key in market.quotes for name in _names(key)}
        missing = [symbol for symbol in self._symbols if symbol.upper() not in known]
        if not missing:
            return None
        has_failures = any(health.state in FAILED_STATES for health in market.health.values())
        who = "no source that answered" if has_failures else "no source"
        return f"{', '.join(missing)}: {who} has {'it' if len(missing) == 1 else 'them'}"

    def matches(self, key: InstrumentId) -> bool:
        """Return whether an instrument is selected."""
        return self.is_all or not self._names.isdisjoint(_names(key))


def _names(key: InstrumentId) -> tuple[str, str]:
    return key.symbol.upper(), str(key).upper()


def to_json(value: object) -> str:
    """Return the value as JSON; a Decimal is a number with each of its digits, `4.00` and never `4E+2`."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {to_json(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(to_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
