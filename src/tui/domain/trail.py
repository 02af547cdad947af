"""Where a value has been since its session began."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Self

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
