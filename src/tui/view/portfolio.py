"""What the user owns, as the board shows it: the position and the weight of each instrument."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from tui.domain.market import Market
from tui.domain.positions import Lot, Position, Totals, counted_in, positions, totals, weight
from tui.domain.quote import InstrumentId


class Holding(NamedTuple):
    """What the user owns of one instrument."""

    position: Position
    weight: Decimal | None
    """Its share of the value of all positions in percent; None where either is not known."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Portfolio:
    """All that the user owns, at the figures of one market."""

    holdings: Mapping[InstrumentId, Holding]
    """Of each instrument that the market has a quote of."""
    totals: Totals
    currency: str | None
    """Of every amount, empty where no source names it; None where each is in that of its instrument, and they have
    several: there is no total then."""


def build_portfolio(lots: Sequence[Lot], market: Market, currency: str) -> Portfolio:
    """Return what these lots are worth at the figures of a market.

    Args:
        lots: all that the user owns.
        market: with quotes and rates.
        currency: to express amounts in; empty for that of all instruments where it is the same one.
    """
    common: str | None = currency or _common_currency(positions(lots, market, None).values())
    owned = positions(lots, market, common or None)
    sums = totals(lots, owned)
    holdings = {key: Holding(each, None if common is None else weight(each, sums.value)) for key, each in owned.items()}
    return Portfolio(holdings=MappingProxyType(holdings), totals=sums, currency=common)


def _common_currency(owned: Iterable[Position]) -> str | None:
    """Return the currency of all that is owned, empty where none is known; None where it has several."""
    found = {counted_in(position.currency or "") for position in owned}
    return None if len(found) > 1 else next(iter(found), "")
