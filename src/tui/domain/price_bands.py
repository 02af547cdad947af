"""Daily price limits: how far an exchange lets a price move in a day, and which prices are at such a limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tui.domain.quote import Direction, InstrumentKind, Quote, previous_close_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBand:
    """A rule of an exchange: prices stay within a percentage of the previous close, or an amount where that is more."""

    since: date
    """Its first trading day."""
    percent: Decimal
    minimum: Decimal
    """In units of the price."""
    tick: Decimal
    """The smallest step of a price."""
    kinds: frozenset[InstrumentKind]
    """What it holds for."""

    def limits(self, previous_close: Decimal) -> tuple[Decimal, Decimal]:
        """Return the lowest and the highest price of a day; the lowest may be zero or less, where it is no limit."""
        distance = max(previous_close * self.percent / 100, self.minimum)
        return previous_close - distance, previous_close + distance


PriceBands = Mapping[str, Sequence[PriceBand]]
"""The rules of each market, by its code, oldest first."""


def find_limit(quote: Quote, bands: PriceBands, day: date) -> Direction | None:
    """Return the direction of the limit that a price is at: within one tick of it; None where it is at none.

    A price that is further beyond has been compared with another previous close than the exchange's, so that its limit
    is not known.

    Args:
        quote: the price, and what the previous close is derived from.
        bands: the rules of each market.
        day: the trading day of the price.
    """
    band = _band_of(quote, bands, day)
    previous = previous_close_of(quote)
    if band is None or quote.price is None or previous is None or previous <= 0:
        return None
    low, high = band.limits(previous)
    if abs(quote.price - high) <= band.tick:
        return Direction.UP
    return Direction.DOWN if low > 0 and abs(quote.price - low) <= band.tick else None


def _band_of(quote: Quote, bands: PriceBands, day: date) -> PriceBand | None:
    rules = [band for band in bands.get(quote.id.market, ()) if band.since <= day and quote.kind in band.kinds]
    return rules[-1] if rules else None
