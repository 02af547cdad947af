"""Entries of a ticker as quotes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from tui.domain.quote import InstrumentKind, InvalidSymbolError, Quote
from tui.sources.adapter import SourceConfig
from tui.sources.quote_builder import QuoteBuilder
from tui.sources.ticker.grammar import TickerEntry

_CURRENCIES: Final = {"PSX": "PKR"}


def add_entries(builder: QuoteBuilder, entries: Iterable[TickerEntry], source: SourceConfig, at: datetime) -> int:
    """Add the entries of a ticker that was received at `at` (aware UTC); return how many have no valid symbol.

    An entry with a figure that is not valid has no figures, and the reason in its flags.

    Raises:
        ParseError: there are more rows than any market has.
    """
    without_symbol = 0
    for entry in entries:
        try:
            instrument = source.instrument(entry.symbol)
        except InvalidSymbolError:
            without_symbol += 1
            continue
        quote = Quote(
            id=instrument,
            kind=InstrumentKind.INDEX if entry.is_index else InstrumentKind.SHARE,
            price=entry.price,
            change=entry.change,
            percent=entry.percent,
            direction=None if entry.fault else entry.direction,
            currency=None if entry.is_index else _CURRENCIES.get(source.market),
            flags=entry.flags,
            polled_at=at,
            source=source.name,
        )
        builder.add(quote)
    return without_symbol
