"""What the user owns: lots, and what they are worth at the figures of a market, in any currency it has rates for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, DecimalException
from typing import Final, NamedTuple

from tui.domain.market import Market
from tui.domain.quote import InstrumentId, InstrumentKind, Quote

_HUNDREDTHS: Final = {"GBp": "GBP", "GBX": "GBP", "ZAc": "ZAR", "ZAX": "ZAR", "ILA": "ILS"}
"""Currencies of a hundredth, in which some exchanges state prices, and the currency that people count in."""
_PIVOTS: Final = ("USD", "EUR")
"""Through which a rate is computed that no source states itself."""
_FX: Final = "FX"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A purchase, or a short sale where the quantity is negative."""

    symbol: str
    """`PSX:OGDC`, or `OGDC` of any market."""
    quantity: Decimal
    price: Decimal
    """Paid for one."""
    currency: str | None = None
    """Of the price; None for that of the quote."""
    bought: date | None = None


class Rate(NamedTuple):
    """How many units of one currency are paid for one of another, and how fresh that is."""

    factor: Decimal
    polled_at: datetime | None
    """When the older of the rates that it is computed from was last confirmed, aware UTC; None where it needs none."""
    symbols: tuple[str, ...] = ()
    """The rates that it is computed from."""


class Position(NamedTuple):
    """What the lots of one instrument are worth together. An amount that cannot be computed is None."""

    quantity: Decimal
    value: Decimal | None
    day_gain: Decimal | None
    """Since the previous close; lots bought since then are counted as if they had been bought at it."""
    cost: Decimal | None
    rate: Rate | None
    """From the currency of the quote; None where no source states one: the amounts are then None too."""
    currency: str | None = None
    """Of the amounts; None where neither the quote nor a lot names it."""

    @property
    def total_gain(self) -> Decimal | None:
        """The value without the cost."""
        return None if self.value is None or self.cost is None else self.value - self.cost

    @property
    def gain_percent(self) -> Decimal | None:
        """The total gain in percent of the cost."""
        if self.total_gain is None or not self.cost:
            return None
        return self.total_gain / abs(self.cost) * 100


class Totals(NamedTuple):
    """The sums of positions, and how many instruments are left out since an amount of theirs is not known."""

    value: Decimal
    day_gain: Decimal
    cost: Decimal
    counted: int
    """Of the instruments that are summed up."""
    missing: tuple[InstrumentId | str, ...] = ()

    @property
    def total_gain(self) -> Decimal:
        """The value without the cost."""
        return self.value - self.cost


def counted_in(currency: str) -> str:
    """Return the currency that people count in, for one that may be of hundredths: `GBP` for `GBp`."""
    return _HUNDREDTHS.get(currency, currency)


def find_rate(market: Market, of: str, to: str) -> Rate | None:
    """Return the rate from one currency to another by the rates that the market has quotes of; None without one.

    Args:
        market: with pairs such as `FX:USDPKR`.
        of: the currency of an amount; pence and cents of Johannesburg are hundredths.
        to: the currency to express it in.
    """
    unit = Decimal(1)
    if of in _HUNDREDTHS:
        of, unit = _HUNDREDTHS[of], Decimal("0.01")
    if of.upper() == to.upper():
        return Rate(unit, None)
    direct = _direct_rate(market, of.upper(), to.upper())
    if direct is None:
        direct = next(filter(None, (_crossed(market, of.upper(), to.upper(), pivot) for pivot in _PIVOTS)), None)
    return None if direct is None else direct._replace(factor=direct.factor * unit)


def _direct_rate(market: Market, of: str, to: str) -> Rate | None:
    for symbol, is_inverse in ((of + to, False), (to + of, True)):
        quote = market.quotes.get(InstrumentId(_FX, symbol))
        if quote is None or not quote.price or quote.kind is not InstrumentKind.CURRENCY:
            continue
        price = quote.price / (quote.unit or 1)
        return Rate(1 / price if is_inverse else price, market.polled_at(quote), (symbol,))
    return None


def _crossed(market: Market, of: str, to: str, pivot: str) -> Rate | None:
    first, second = _direct_rate(market, of, pivot), _direct_rate(market, pivot, to)
    if first is None or second is None:
        return None
    times = [rate.polled_at for rate in (first, second) if rate.polled_at is not None]
    return Rate(first.factor * second.factor, min(times), first.symbols + second.symbols)


def position_of(lots: Sequence[Lot], quote: Quote, market: Market, currency: str | None) -> Position:
    """Return what the lots of an instrument are worth.

    Args:
        lots: all of this instrument.
        quote: its quote.
        market: for the rates of currencies.
        currency: to express the amounts in; None for that of the quote.
    """
    quantity = sum((lot.quantity for lot in lots), Decimal(0))
    own = quote.currency or next((lot.currency for lot in lots if lot.currency), None)
    to = currency or own
    rate = Rate(Decimal(1), None) if own == to else find_rate(market, own, to) if own and to else None
    per_unit = Decimal(1) / (quote.unit or 1)
    worth = None if rate is None or quote.price is None else quantity * quote.price * per_unit * rate.factor
    day = None if rate is None or quote.change is None else quantity * quote.change * per_unit * rate.factor
    return Position(quantity, worth, day, _cost(lots, own, to, market), rate, to)


def _cost(lots: Iterable[Lot], own: str | None, to: str | None, market: Market) -> Decimal | None:
    cost = Decimal(0)
    for lot in lots:
        paid_in = lot.currency or own
        rate = Rate(Decimal(1), None) if paid_in == to else find_rate(market, paid_in, to) if paid_in and to else None
        if rate is None:
            return None
        cost += lot.quantity * lot.price * rate.factor
    return cost


def positions(lots: Sequence[Lot], market: Market, currency: str | None) -> Mapping[InstrumentId, Position]:
    """Return the position of each instrument that the user owns and the market has a quote of."""
    by_symbol: dict[str, list[Lot]] = {}
    for lot in lots:
        by_symbol.setdefault(lot.symbol, []).append(lot)
    keys = {text: key for key in reversed(list(market.quotes)) for text in (key.symbol, str(key)) if text in by_symbol}
    grouped: dict[InstrumentId, list[Lot]] = {}
    for symbol, key in keys.items():
        grouped.setdefault(key, []).extend(by_symbol[symbol])
    return {key: position_of(each, market.quotes[key], market, currency) for key, each in grouped.items()}


def totals(lots: Sequence[Lot], owned: Mapping[InstrumentId, Position]) -> Totals:
    """Return the sums of the positions whose value is known; the others are named as missing."""
    value = day_gain = cost = Decimal(0)
    counted = 0
    missing: list[InstrumentId | str] = []
    for key, position in owned.items():
        if position.value is None or position.cost is None:
            missing.append(key)
            continue
        counted += 1
        value += position.value
        cost += position.cost
        day_gain += position.day_gain or 0
    known = {text for key in owned for text in (key.symbol, str(key))}
    missing += dict.fromkeys(lot.symbol for lot in lots if lot.symbol not in known)
    return Totals(value, day_gain, cost, counted, tuple(missing))


def weight(position: Position, total: Decimal) -> Decimal | None:
    """Return a position's share of the total value in percent; None where either is not known."""
    try:
        return None if position.value is None else position.value / total * 100
    except DecimalException:
        return None
