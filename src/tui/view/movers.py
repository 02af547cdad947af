"""What moves: gainers, losers, the most active, those at the day's high or low, and those at a price limit."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from tui.domain.market import Market
from tui.domain.price_bands import PriceBands, find_limit
from tui.domain.quote import Direction, InstrumentId, InstrumentKind, Quote
from tui.view.charts import MIN_TREND_POINTS

MAX_LISTED: Final = 200
"""Instruments of one list; a screen shows fewer."""


class MoverList(NamedTuple):
    """One list, the first in it first; never empty."""

    title: str
    keys: tuple[InstrumentId, ...]
    note: str = ""
    """What it is ranked by or where it comes from, where that is not plain."""
    measure: str = ""
    """The field of a quote that it is ranked by, where that is shown beside the percentage."""
    total: int = 0
    """How many are in it, shown or not."""


class MeasuredBy(NamedTuple):
    """The field of a quote by which instruments are compared in size."""

    field: str
    title: str


TURNOVER: Final = MeasuredBy("turnover", "turnover")
VOLUME: Final = MeasuredBy("volume", "volume")
MARKET_CAP: Final = MeasuredBy("market_cap", "market value")

GAINERS: Final = "GAINERS"
LOSERS: Final = "LOSERS"
ACTIVE: Final = "MOST ACTIVE"
LIMIT_UP: Final = "AT THE UPPER LIMIT"
LIMIT_DOWN: Final = "AT THE LOWER LIMIT"
HIGHS: Final = "AT THE DAY'S HIGH"
LOWS: Final = "AT THE DAY'S LOW"


def rank_movers(market: Market, keys: Iterable[InstrumentId], bands: PriceBands, day: date) -> tuple[MoverList, ...]:
    """Return the lists of these instruments that are not empty, in the order of their use.

    Indices are left out where there is anything else: they are no instruments that trade.

    Args:
        market: the market.
        keys: the instruments of the tab that is shown.
        bands: the price limits of each market.
        day: the trading day.
    """
    quotes = without_indices([market.quotes[key] for key in keys if key in market.quotes])
    at_limit = {quote.id: find_limit(quote, bands, day) for quote in quotes}
    lists = (
        _listed(GAINERS, [quote for quote in quotes if _percent(quote) > 0], _percent, descending=True),
        _listed(LOSERS, [quote for quote in quotes if _percent(quote) < 0], _percent),
        _most_active(quotes),
        _listed(LIMIT_UP, [quote for quote in quotes if at_limit[quote.id] is Direction.UP], _percent, descending=True),
        _listed(LIMIT_DOWN, [quote for quote in quotes if at_limit[quote.id] is Direction.DOWN], _percent),
        _at_extreme(market, quotes, HIGHS),
        _at_extreme(market, quotes, LOWS),
    )
    return tuple(each for each in lists if each.keys)


def without_indices(quotes: Sequence[Quote]) -> Sequence[Quote]:
    """Return the quotes that are no indices; all of them where there is nothing else."""
    return [quote for quote in quotes if quote.kind is not InstrumentKind.INDEX] or quotes


def size_measure(quotes: Sequence[Quote], *measures: MeasuredBy) -> MeasuredBy | None:
    """Return the first of the measures that at least half the instruments have, so that they can be compared by it.

    An amount of money compares only instruments of one currency.
    """
    for measure in measures:
        having = [quote for quote in quotes if getattr(quote, measure.field)]
        currencies = {quote.currency for quote in having} if measure is not VOLUME else set[str]()
        if having and 2 * len(having) >= len(quotes) and len(currencies) <= 1:
            return measure
    return None


def _percent(quote: Quote) -> float:
    return 0.0 if quote.percent is None else float(quote.percent)


def _listed(
    title: str,
    quotes: Sequence[Quote],
    rank: Callable[[Quote], float],
    *,
    descending: bool = False,
    measure: str = "",
    note: str = "",
) -> MoverList:
    ranked = sorted(sorted(quotes, key=lambda quote: quote.id), key=rank, reverse=descending)
    return MoverList(title, tuple(quote.id for quote in ranked[:MAX_LISTED]), note, measure, len(ranked))


def _most_active(quotes: Sequence[Quote]) -> MoverList:
    measure = size_measure(quotes, TURNOVER, VOLUME)
    if measure is None:
        return MoverList(ACTIVE, ())

    def size(quote: Quote) -> float:
        return float(getattr(quote, measure.field) or 0)

    active = [quote for quote in quotes if size(quote) > 0]
    return _listed(ACTIVE, active, size, descending=True, measure=measure.field, note=f"by {measure.title}")


def _at_extreme(market: Market, quotes: Sequence[Quote], title: str) -> MoverList:
    """Return those whose price is at the high or the low of a day in which it has moved."""
    found: list[Quote] = []
    is_stated = True
    for quote in quotes:
        extent, stated = _day_extent(market, quote)
        if extent is None or quote.price is None:
            continue
        if quote.price >= extent[1] if title == HIGHS else quote.price <= extent[0]:
            found.append(quote)
            is_stated = is_stated and stated
    note = "" if is_stated else "as seen"
    return _listed(title, found, _percent, descending=title == HIGHS, note=note)


def _day_extent(market: Market, quote: Quote) -> tuple[tuple[float, float] | None, bool]:
    """Return the day's low and high, and whether the source states them; None for a day without a move.

    What we have seen ourselves counts from some changes on: the first values of a day are always an extreme.
    """
    if quote.low is not None and quote.high is not None:
        extent = (float(quote.low), float(quote.high))
        return (extent if extent[0] < extent[1] else None), True
    series = market.series.get(quote.id)
    if series is None or len(series.points) < MIN_TREND_POINTS or series.low == series.high:
        return None, False
    return (float(series.low), float(series.high)), False
