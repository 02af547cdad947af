"""Where a value has been since its session began."""

from array import array
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple, Self

from tui.domain.diff import changed_identities
from tui.domain.edition import Edition
from tui.domain.observations import Row, SourceRows
from tui.domain.quote import InstrumentId

MAX_POINTS: Final = 96

TradingDayOf = Callable[[str, datetime], date]
"""The trading day that a moment (aware) falls on in a market, by the market's code."""


class IntradaySeries(NamedTuple):
    """The values seen in one trading day, and when they last moved.

    A tuple, since a poll makes hundreds of them, each in a third of the time.
    """

    day: date
    points: "array[float]"
    """Oldest first, thinned once there are many, never written to. They are for drawing, as doubles: a day's worth for
    a thousand rows is 0.8 MB, where as decimals it was 11."""
    last: Decimal
    low: Decimal
    high: Decimal
    moved_at: datetime | None
    """When we saw the value change, aware UTC; None until it has changed under our eyes."""

    @classmethod
    def start(cls, value: Decimal, day: date) -> Self:
        """The trail of a value seen for the first time on this day."""
        return cls(day, array("d", (float(value),)), last=value, low=value, high=value, moved_at=None)

    def append(self, value: Decimal, at: datetime, day: date) -> "IntradaySeries":
        """The trail after the value changed; a new trading day begins a new one, a clock set back does not."""
        if day > self.day:
            return IntradaySeries.start(value, day)._replace(moved_at=at)
        points = _thinned(self.points) + array("d", (float(value),))
        return IntradaySeries(self.day, points, value, min(self.low, value), max(self.high, value), at)

    def roll_over(self, value: Decimal, day: date) -> "IntradaySeries":
        """The trail where the value stands still: itself, until a new trading day begins a new one."""
        return IntradaySeries.start(value, day)._replace(moved_at=self.moved_at) if day > self.day else self


def _thinned(points: "array[float]") -> "array[float]":
    return points if len(points) < MAX_POINTS else points[::2]


def update_series(
    trails: Mapping[InstrumentId, IntradaySeries],
    rows: Mapping[InstrumentId, Row],
    before: Mapping[InstrumentId, Row],
    at: datetime,
    day_of: TradingDayOf,
) -> Mapping[InstrumentId, IntradaySeries]:
    """The trails after what is shown turned from `before` into `rows`; the same mapping where no value moved.

    Args:
        trails: of every row shown.
        rows: what is shown now.
        before: what was shown before.
        at: when, aware UTC.
        day_of: asked once per market.
    """
    days: dict[str, date] = {}
    grown: dict[InstrumentId, IntradaySeries] = {}
    added = 0
    for key, was, row in changed_identities(before, rows):
        added += was is None
        value = row.value
        if value is None:
            continue
        day = days.get(key.market) or days.setdefault(key.market, day_of(key.market, at))
        trail = trails.get(key)
        if trail is None:
            grown[key] = IntradaySeries.start(value, day)
        elif trail.last != value:
            grown[key] = trail.append(value, at, day)
        elif (renewed := trail.roll_over(value, day)) is not trail:
            grown[key] = renewed
    left = before.keys() - rows.keys() if len(before) + added > len(rows) else ()
    gone = [key for key in left if key in trails]
    return Edition(trails, grown, gone) if grown or gone else trails


def roll_over_series(
    trails: Mapping[InstrumentId, IntradaySeries],
    told: SourceRows[Row],
    since: datetime,
    day_of: TradingDayOf,
) -> Mapping[InstrumentId, IntradaySeries]:
    """The trails with a new one for all that stood still into a new trading day; else the same mapping.

    Args:
        trails: of every row shown.
        told: what a source says, and has just confirmed.
        since: when it had confirmed it before, aware UTC.
        day_of: asked twice per market.
    """
    days = {market: day for market in told.markets if (day := day_of(market, told.at)) > day_of(market, since)}
    if not days:
        return trails
    anew = {
        key: trail.roll_over(trail.last, days[key.market])
        for key in told.rows
        if key.market in days and told.is_current(key) and (trail := trails.get(key)) is not None
    }
    return Edition(trails, anew)
