"""Instruments found by what a person types: a symbol, a name, or part of either, the best match first."""

from collections.abc import Iterable, Mapping
from typing import Final

from tui.domain.listing import Listing
from tui.domain.market import Market
from tui.domain.quote import InstrumentId

MAX_MATCHES: Final = 200
"""Instruments that a search returns."""
MAX_WORDS: Final = 8
"""Words of what is typed that count."""


def listings_of(market: Market) -> list[Listing]:
    """Return the instruments that the market has quotes of."""
    return [Listing(quote.id, quote.kind, quote.name or "") for quote in market.quotes.values()]


def merge_listings(*groups: Iterable[Listing]) -> tuple[Listing, ...]:
    """Return the instruments of several groups, each once, the first that has it first, with the first name there is.

    What names a provider is taken over from where it stands.
    """
    merged: dict[InstrumentId, Listing] = {}
    for listing in (listing for group in groups for listing in group):
        known = merged.get(listing.id)
        if known is None:
            merged[listing.id] = listing
        elif not known.name or not known.provider:
            merged[listing.id] = known._replace(
                name=known.name or listing.name,
                provider=known.provider or listing.provider,
                spelling=known.spelling or listing.spelling,
            )
    return tuple(merged.values())


def find_instruments(listings: Iterable[Listing], typed: str, first: Mapping[InstrumentId, object]) -> list[Listing]:
    """Return the instruments that match what is typed, the best first; none where nothing is typed.

    The best is a symbol as typed, then one that begins so, then a name with a word that begins so, then a part of
    either. Every word that is typed must match.

    Args:
        listings: those to search.
        typed: a symbol with or without its market, a name, or parts of them.
        first: instruments that come before others which match as well.
    """
    words = typed.casefold().split()[:MAX_WORDS]
    if not words:
        return []
    ranked = []
    for listing in listings:
        rank = _rank(listing, words)
        if rank is not None:
            ranked.append((rank, listing.id not in first, len(listing.id.symbol), listing.id, listing))
    ranked.sort(key=lambda each: each[:4])
    return [listing for *_, listing in ranked[:MAX_MATCHES]]


def _rank(listing: Listing, words: list[str]) -> int | None:
    """Return how well an instrument matches all words: that of the word that matches it least; None for no match."""
    symbol, name = listing.id.symbol.casefold(), listing.name.casefold()
    full = f"{listing.id.market.casefold()}:{symbol}"
    parts = name.replace("-", " ").replace("(", " ").split()
    if " ".join(words) == name:
        return 0
    worst = 0
    for word in words:
        if word in {symbol, full}:
            rank = 0
        elif symbol.startswith(word) or full.startswith(word):
            rank = 1
        elif any(part.startswith(word) for part in parts):
            rank = 2
        elif word in full or word in name:
            rank = 3
        else:
            return None
        worst = max(worst, rank)
    return worst
