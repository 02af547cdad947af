"""The values of a row since its trading day began."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from tui.domain.diff import changed_identities, removed
from tui.domain.exchanges import exchange_of
from tui.domain.observations import SourceRows
from tui.domain.quote import InstrumentId, Quote

MAX_POINTS: Final = 96
MAX_GAP: Final = timedelta(minutes=15)
"""Between two values of an earlier run; after more, it is taken to have ended in between."""

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
    times: "array[int]"
    """When each was first seen, in whole seconds since 1970 UTC."""
    last: Decimal
    low: Decimal
    high: Decimal
    changed_at: datetime | None
    """When we saw the value change, aware UTC; None until it has changed under our eyes."""

    @classmethod
    def start(cls, value: Decimal, at: datetime, day: date) -> Self:
        """Return the series of a value seen for the first time on this day."""
        return cls(day, array("d", (float(value),)), _seconds(at), last=value, low=value, high=value, changed_at=None)

    def append(self, value: Decimal, at: datetime, day: date) -> "IntradaySeries":
        """Return the series after the value changed; a later trading day starts a new one, an earlier does not."""
        if day > self.day:
            return IntradaySeries.start(value, at, day)._replace(changed_at=at)
        step = 1 if len(self.points) < MAX_POINTS else 2
        points = self.points[::step] + array("d", (float(value),))
        times = self.times[::step] + _seconds(at)
        return IntradaySeries(self.day, points, times, value, min(self.low, value), max(self.high, value), at)

    def roll_over(self, value: Decimal, at: datetime, day: date) -> "IntradaySeries":
        """Return the series of an unchanged value: itself, until a later trading day starts a new one."""
        return IntradaySeries.start(value, at, day)._replace(changed_at=self.changed_at) if day > self.day else self

    def continued(self, later: "IntradaySeries") -> "IntradaySeries":
        """Return one series of this and a later one of the same trading day; `later` itself where it began before."""
        before = bisect_left(self.times, later.times[0])
        if not before:
            return later
        points, times = self.points[:before] + later.points, self.times[:before] + later.times
        step = -(-len(points) // MAX_POINTS)
        return IntradaySeries(
            self.day,
            points[::-step][::-1],
            times[::-step][::-1],
            later.last,
            min(self.low, later.low),
            max(self.high, later.high),
            later.changed_at or self.changed_at,
        )

    def filled(self, other: "IntradaySeries", seen_since: datetime) -> "IntradaySeries":
        """Return the series with values of another one of the same day for the times when nobody looked.

        These are before its first value, and gaps between values of earlier runs. What was seen stays as it is; where
        the other series adds nothing this one is returned.

        Args:
            other: what a source gave afterwards.
            seen_since: when this run began, aware; from then on all was seen.
        """
        begun = int(seen_since.timestamp())
        added = [place for place, at in enumerate(other.times) if self._is_unseen(at, begun)]
        if not added:
            return self
        both = [(at, 1, value) for at, value in zip(self.times, self.points, strict=True)]
        both += [(other.times[place], 0, other.points[place]) for place in added]
        if other.times[added[-1]] > self.times[-1]:
            both.append((begun, 1, self.points[-1]))  # as it was found then, and still is
        both.sort(key=itemgetter(0, 1))
        step = -(-len(both) // MAX_POINTS)
        kept = both[::-step][::-1]
        is_whole = len(added) == len(other.times)
        values = [Decimal(repr(other.points[place])) for place in added]
        return self._replace(
            points=array("d", (value for _, _, value in kept)),
            times=array("q", (at for at, _, _ in kept)),
            low=min(self.low, other.low if is_whole else min(values)),
            high=max(self.high, other.high if is_whole else max(values)),
        )

    def _is_unseen(self, at: int, seen_since: int) -> bool:
        """Return whether nobody looked at a time, in seconds since 1970."""
        place = bisect_right(self.times, at)
        if not place:
            return True
        end = min(self.times[place], seen_since) if place < len(self.times) else seen_since
        return self.times[place - 1] < at < end and end - self.times[place - 1] > MAX_GAP.total_seconds()

    def since(self, at: datetime) -> "array[float]":
        """Return the values since a time (aware): the one that held then, if any did on this day, and all after it."""
        return self.points[max(0, bisect_right(self.times, int(at.timestamp())) - 1) :]

    def sampled(self, since: datetime, until: datetime, count: int) -> list[float]:
        """Return the values that held at so many times, evenly spread up to the last (all aware).

        There are fewer where the first of them are before the series began.
        """
        end, step = until.timestamp(), (until - since).total_seconds() / count
        found = (bisect_right(self.times, end - step * back) for back in reversed(range(count)))
        return [self.points[after - 1] for after in found if after]


@lru_cache(maxsize=4)
def _seconds(at: datetime) -> "array[int]":
    """Return a time as an array of one; cached, since all rows of a poll begin with the same, so never written to."""
    return array("q", (int(at.timestamp()),))


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
            updated[key] = IntradaySeries.start(value, at, day)
        elif known.last != value:
            updated[key] = known.append(value, at, day)
        elif (rolled := known.roll_over(value, at, day)) is not known:
            updated[key] = rolled
    dropped = {key for key, _ in removed(before, rows) if key in series}
    if not updated and not dropped:
        return series
    return MappingProxyType({key: each for key, each in {**series, **updated}.items() if key not in dropped})


def continue_series(
    series: Mapping[InstrumentId, IntradaySeries],
    earlier: Mapping[InstrumentId, IntradaySeries],
    day_of: TradingDayOf,
) -> Mapping[InstrumentId, IntradaySeries]:
    """Return the series with the earlier values of their day; the same mapping where there are none.

    Args:
        series: of every row shown.
        earlier: what an earlier run saw.
        day_of: called once for each of both.
    """
    continued = {}
    for key, each in earlier.items():
        known = series.get(key)
        # what was stored is restored without trading hours: its day may be that of UTC
        if known is not None and day_of(exchange_of(key), datetime.fromtimestamp(known.times[0], UTC)) == each.day:
            joined = each.continued(known)
            if joined is not known:
                continued[key] = joined
    return MappingProxyType({**series, **continued}) if continued else series


def fill_series(
    series: Mapping[InstrumentId, IntradaySeries],
    filled: Mapping[InstrumentId, IntradaySeries],
    seen_since: datetime,
    day_of: TradingDayOf,
) -> Mapping[InstrumentId, IntradaySeries]:
    """Return the series with values of their day that sources gave afterwards; the same mapping where none is added.

    Args:
        series: of every row shown.
        filled: what was given.
        seen_since: when this run began, aware.
        day_of: called once for each of both.
    """
    changed = {}
    for key, each in filled.items():
        known = series.get(key)
        if known is not None and day_of(exchange_of(key), datetime.fromtimestamp(known.times[-1], UTC)) == each.day:
            joined = known.filled(each, seen_since)
            if joined is not known:
                changed[key] = joined
    return MappingProxyType({**series, **changed}) if changed else series


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
        key: known.roll_over(known.last, rows.at, days[exchange])
        for key in rows.rows
        if (exchange := exchange_of(key)) in days and rows.is_current(key) and (known := series.get(key)) is not None
    }
    return MappingProxyType({**series, **rolled})
