"""Where a value has been since its session began."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Self

from tui.domain.quote import IndexLevel, InstrumentId, Quote

MOST_POINTS: Final = 96

DayOf = Callable[[str, datetime], date]
"""The trading day that a moment (aware) falls on in a market, by the market's code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """The values seen in one trading day, oldest first, thinned once there are many; and when it last moved."""

    day: date
    points: tuple[Decimal, ...]
    low: Decimal
    high: Decimal
    moved_at: datetime | None
    """When we saw the value change, aware UTC; None until it has changed under our eyes."""

    @classmethod
    def begun(cls, value: Decimal, day: date) -> Self:
        """The trail of a value seen for the first time on this day."""
        return cls(day=day, points=(value,), low=value, high=value, moved_at=None)

    def moved(self, value: Decimal, at: datetime, day: date) -> "Trail":
        """The trail after the value changed; a new trading day begins a new one, a clock set back does not."""
        if day > self.day:
            return replace(Trail.begun(value, day), moved_at=at)
        points = (*_thinned(self.points), value)
        return Trail(day=self.day, points=points, low=min(self.low, value), high=max(self.high, value), moved_at=at)

    def renewed(self, value: Decimal, day: date) -> "Trail":
        """The trail where the value stands still: itself, until a new trading day begins a new one."""
        return replace(Trail.begun(value, day), moved_at=self.moved_at) if day > self.day else self


def _thinned(points: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    return points if len(points) < MOST_POINTS else points[::2]


def followed(
    trails: Mapping[InstrumentId, Trail],
    rows: Mapping[InstrumentId, Quote] | Mapping[InstrumentId, IndexLevel],
    before: Mapping[InstrumentId, Quote] | Mapping[InstrumentId, IndexLevel],
    at: datetime,
    day_of: DayOf,
) -> Mapping[InstrumentId, Trail]:
    """The trails after what is shown turned from `before` into `rows`; the same mapping where no value moved.

    Args:
        trails: of every row shown.
        rows: what is shown now.
        before: what was shown before.
        at: when, aware UTC.
        day_of: asked once per market.
    """
    if rows is before:
        return trails
    days: dict[str, date] = {}
    grown: dict[InstrumentId, Trail] = {}
    added = 0
    for key, row in rows.items():
        was = before.get(key)
        added += was is None
        value = row.value
        if was is row or value is None:
            continue
        day = days.get(key.market) or days.setdefault(key.market, day_of(key.market, at))
        trail = trails.get(key)
        if trail is None:
            grown[key] = Trail.begun(value, day)
        elif trail.points[-1] != value:
            grown[key] = trail.moved(value, at, day)
        elif (renewed := trail.renewed(value, day)) is not trail:
            grown[key] = renewed
    gone = before.keys() - rows.keys() if len(before) + added > len(rows) else frozenset()
    if not grown and gone.isdisjoint(trails):
        return trails
    return MappingProxyType({key: trail for key, trail in {**trails, **grown}.items() if key not in gone})


def begun_anew(
    trails: Mapping[InstrumentId, Trail],
    confirmed: Iterable[InstrumentId],
    since: datetime,
    at: datetime,
    day_of: DayOf,
) -> Mapping[InstrumentId, Trail]:
    """The trails with a new one for all that stood still into a new trading day; else the same mapping.

    Args:
        trails: of every row shown.
        confirmed: the rows that their source has just confirmed.
        since: when it had confirmed them before, aware UTC.
        at: when it did now.
        day_of: asked twice per market.
    """
    kept = {key: trail for key in confirmed if (trail := trails.get(key)) is not None}
    markets = {key.market for key in kept}
    begun = {market: day for market in markets if (day := day_of(market, at)) > day_of(market, since)}
    if not begun:
        return trails
    anew = {k: t.renewed(t.points[-1], begun[k.market]) for k, t in kept.items() if k.market in begun}
    return MappingProxyType({**trails, **anew})
