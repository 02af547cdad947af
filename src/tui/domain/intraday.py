"""The values of a row since its trading day began."""

from array import array
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from tui.domain.diff import changed_identities, removed
from tui.domain.exchanges import exchange_of
from tui.domain.observations import SourceRows
from tui.domain.quote import InstrumentId, Quote

MAX_POINTS: Final = 96

TradingDayOf = Callable[[str, datetime], date]
"""Returns the trading day that a time (aware) falls on in a market, by the market's code."""


class IntradaySeries(NamedTuple):
    """The values seen in one trading day, and when they last changed.

    A tuple, since a poll makes hundreds of them, each in a third of the time.
    """

    day: date
    points: "array[float]"
    """Oldest first, thinned once there are many, never written to. They are for drawing, as doubles: a day's worth for
    a thousand rows is 0.8 MB, where as decimals it was 11."""
    last: Decimal
    low: Decimal
    high: Decimal
    changed_at: datetime | None
    """When we saw the value change, aware UTC; None until it has changed under our eyes."""

    @classmethod
    def start(cls, value: Decimal, day: date) -> Self:
        """Return the series of a value seen for the first time on this day."""
        return cls(day, array("d", (float(value),)), last=value, low=value, high=value, changed_at=None)

    def append(self, value: Decimal, at: datetime, day: date) -> "IntradaySeries":
        """Return the series after the value changed; a later trading day starts a new one, an earlier does not."""
        if day > self.day:
            return IntradaySeries.start(value, day)._replace(changed_at=at)
        points = _thinned(self.points) + array("d", (float(value),))
        return IntradaySeries(self.day, points, value, min(self.low, value), max(self.high, value), at)

    def roll_over(self, value: Decimal, day: date) -> "IntradaySeries":
        """Return the series of an unchanged value: itself, until a later trading day starts a new one."""
        return IntradaySeries.start(value, day)._replace(changed_at=self.changed_at) if day > self.day else self


def _thinned(points: "array[float]") -> "array[float]":
    return points if len(points) < MAX_POINTS else points[::2]


def update_series(
    series: Mapping[InstrumentId, IntradaySeries],
    rows: Mapping[InstrumentId, Quote],
    before: Mapping[InstrumentId, Quote],
    at: datetime,
    day_of: TradingDayOf,
) -> Mapping[InstrumentId, IntradaySeries]:
    """Return the series after the rows shown changed; the same mapping where no value did.

    Args:
        series: of every row shown.
        rows: what is shown now.
        before: what was shown before.
        at: when, aware UTC.
        day_of: called once per exchange.
    """
    days: dict[str, date] = {}
    updated: dict[InstrumentId, IntradaySeries] = {}
    for key, _, row in changed_identities(before, rows):
        value = row.price
        if value is None:
            continue
        exchange = exchange_of(key)
        day = days.get(exchange) or days.setdefault(exchange, day_of(exchange, at))
        known = series.get(key)
        if known is None:
            updated[key] = IntradaySeries.start(value, day)
        elif known.last != value:
            updated[key] = known.append(value, at, day)
        elif (rolled := known.roll_over(value, day)) is not known:
            updated[key] = rolled
    dropped = {key for key, _ in removed(before, rows) if key in series}
    if not updated and not dropped:
        return series
    return MappingProxyType({key: each for key, each in {**series, **updated}.items() if key not in dropped})


def roll_over_series(
    series: Mapping[InstrumentId, IntradaySeries], rows: SourceRows, since: datetime, day_of: TradingDayOf
) -> Mapping[InstrumentId, IntradaySeries]:
    """Return the series with a new one for every unchanged value confirmed on a later trading day than before.

    Args:
        series: of every row shown.
        rows: what a source reports, and has just confirmed.
        since: when it had confirmed it before, aware UTC.
        day_of: called twice per exchange.
    """
    exchanges = set(map(exchange_of, rows.rows))
    days = {exchange: day for exchange in exchanges if (day := day_of(exchange, rows.at)) > day_of(exchange, since)}
    if not days:
        return series
    rolled = {
        key: known.roll_over(known.last, days[exchange])
        for key in rows.rows
        if (exchange := exchange_of(key)) in days and rows.is_current(key) and (known := series.get(key)) is not None
    }
    return MappingProxyType({**series, **rolled})
