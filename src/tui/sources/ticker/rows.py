"""Entries of a ticker as rows of the market, with a flag for all that is odd about them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tui.domain.quote import Direction, IndexLevel, InstrumentId, InvalidSymbolError, Quote
from tui.domain.text import CleanText
from tui.sources.adapter import MAX_ROWS, ParseError, SourceConfig
from tui.sources.ticker.grammar import TickerEntry

_CURRENCIES: Final = {"PSX": "PKR"}
_TOLD_TWICE = CleanText("told twice with different figures")


@dataclass(frozen=True, slots=True, kw_only=True)
class TickerRows:
    """What a ticker says of the market, each instrument once, in the order of the page."""

    quotes: tuple[Quote, ...] = ()
    indices: tuple[IndexLevel, ...] = ()
    unnamed: int = 0
    """Entries whose symbol cannot be one."""


def build_rows(entries: Iterable[TickerEntry], source: SourceConfig, at: datetime) -> TickerRows:
    """The rows of a ticker, polled at a moment (aware UTC), which is the time they belong to.

    The same instrument told again with the same figures is one row; with others the first stands, flagged. A row
    with a figure that is not believable is told without figures, the reason in its flags.

    Raises:
        ParseError: more rows than any market has.
    """
    quotes: dict[InstrumentId, Quote] = {}
    indices: dict[InstrumentId, IndexLevel] = {}
    unnamed = 0
    for entry in entries:
        instrument = _instrument(source.market, entry.symbol)
        if instrument is None:
            unnamed += 1
        elif (indices and instrument in indices) or (entry.is_index and instrument not in quotes):
            level = _level(instrument, entry, source, at)
            indices[instrument] = _settled_level(indices.get(instrument), level)
        else:
            quote = _quote(instrument, entry, source, at)
            first = quotes.setdefault(instrument, quote)
            if first is not quote:
                quotes[instrument] = _settled_quote(first, quote)
        if len(quotes) + len(indices) > MAX_ROWS:
            raise ParseError("too many rows")
    return TickerRows(quotes=tuple(quotes.values()), indices=tuple(indices.values()), unnamed=unnamed)


@lru_cache(maxsize=MAX_ROWS)
def _instrument(market: str, symbol: str) -> InstrumentId | None:
    """The same object for the same instrument, poll after poll; None where the symbol cannot be one."""
    try:
        return InstrumentId.parse(market, symbol)
    except InvalidSymbolError:
        return None


def _quote(instrument: InstrumentId, entry: TickerEntry, source: SourceConfig, at: datetime) -> Quote:
    return Quote(
        id=instrument,
        price=entry.price,
        change=entry.change,
        percent=entry.percent,
        direction=None if entry.fault else entry.direction,
        currency=_CURRENCIES.get(source.market),
        flags=entry.flags,
        polled_at=at,
        source=source.name,
    )


def _level(instrument: InstrumentId, entry: TickerEntry, source: SourceConfig, at: datetime) -> IndexLevel:
    return IndexLevel(
        id=instrument,
        level=entry.price,
        change=entry.change,
        percent=entry.percent,
        direction=None if entry.fault else entry.direction,
        flags=entry.flags,
        polled_at=at,
        source=source.name,
    )


def _settled_quote(first: Quote, other: Quote) -> Quote:
    if first.price is None:
        return other
    if other.price is None or _figures(first) == _figures(other) or _TOLD_TWICE in first.flags:
        return first
    return replace(first, flags=(*first.flags, _TOLD_TWICE))


def _settled_level(first: IndexLevel | None, other: IndexLevel) -> IndexLevel:
    if first is None or first.level is None:
        return other
    if other.level is None or _figures(first) == _figures(other) or _TOLD_TWICE in first.flags:
        return first
    return replace(first, flags=(*first.flags, _TOLD_TWICE))


def _figures(row: Quote | IndexLevel) -> tuple[Decimal | Direction | None, ...]:
    return row.value, row.change, row.percent, row.direction
