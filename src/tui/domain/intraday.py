"""The values of a row since its trading day began."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, repeat
from types import MappingProxyType
from typing import Final, NamedTuple, Self

from tui.domain.diff import changed_identities, removed
from tui.domain.exchanges import exchange_of
from tui.domain.observations import SourceRows
from tui.domain.quote import InstrumentId, Quote

MAX_POINTS: Final = 192
_POINTS_LEFT: Final = 152
"""The most values that thinning leaves, where a day is not many days long."""
_POINTS_OF_DAY: Final = 96
"""The length of a day in the longest spans of time that it is thinned to, at most; half of that at least."""
_POINTS_OF_AGE: Final = (16, 8, 4, 2)
"""The age of a value in the spans of time that others of its age are thinned to, at least; the first that will do."""

TradingDayOf = Callable[[str, datetime], date]
"""Returns the trading day that a time (aware) falls on in a market, by the market's code."""


class IntradaySeries(NamedTuple):
    """The values seen in one trading day, and when they last changed.

    A tuple, since a poll makes hundreds of them, each in a third of the time.
    """

    day: date
    points: "array[float]"
    """Oldest first, thinned once there are many, never written to. They are for drawing, as doubles: a day's worth for
    a thousand rows is 1.5 MB, where as decimals it was 22."""
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
        points, times = self.points, self.times
        if len(points) >= MAX_POINTS:
            points, times = thinned(points, times)
        points, times = points + array("d", (float(value),)), times + _seconds(at)
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
        if len(points) > MAX_POINTS:
            points, times = thinned(points, times)
        return IntradaySeries(
            self.day,
            points,
            times,
            later.last,
            min(self.low, later.low),
            max(self.high, later.high),
            later.changed_at or self.changed_at,
        )

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

    def values_between(self, bounds: Sequence[int], until: int) -> tuple[int, list[float]]:
        """Return the last value that held in each part of an axis of time, and the number of the first part, from 0.

        Args:
            bounds: the times between the parts, one fewer than there are parts, in whole seconds since 1970 UTC.
            until: when the last value was last known to hold, likewise; not before it was first seen.
        """
        first = bisect_right(bounds, self.times[0])
        ends = bounds[first : bisect_right(bounds, until)]
        # a list is searched in half the time of an array, whose every number is made an object first
        befores = map(bisect_left, repeat(self.times.tolist()), ends)
        return first, [*(self.points[before - 1] for before in befores), self.points[-1]]


def thinned(points: "array[float]", times: "array[int]") -> tuple["array[float]", "array[int]"]:
    """Return the first of the values, then the last one in each span of time; spans are the longer the older they are.

    They double in length with the age, up to one that divides the whole day, and their bounds stay where they are: what
    is thinned again and again through a day is as even as what is thinned once, and its last hour as fine as can be.
    """
    until, left = times[-1], list(range(len(times)))
    longest = 1 << ((until - times[0]) // _POINTS_OF_DAY).bit_length()
    for of_age in _POINTS_OF_AGE:
        lengths = [min(longest, 1 << max(0, ((until - at) // of_age).bit_length() - 1)) for at in times]
        spans = [(length, at // length) for length, at in zip(lengths, times, strict=True)]
        left = [n for n, (span, after) in enumerate(pairwise((*spans, None))) if n == 0 or span != after]
        if len(left) <= _POINTS_LEFT:
            break
    return array("d", [points[n] for n in left]), array("q", [times[n] for n in left])


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
