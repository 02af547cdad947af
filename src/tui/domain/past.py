"""The past of an instrument as its source gives it afterwards: what can be asked for, and the line of the day in it."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.bars import Bar
from tui.domain.intraday import IntradaySeries

_MAX_RATIO: Final = 5
"""Between two prices of one instrument within days; more is another unit, such as pence and pounds."""
_SECOND: Final = timedelta(seconds=1)


class PastSpan(StrEnum):
    """How far back a source is asked."""

    MINUTES = "minutes"
    """The last days, today among them, in bars of five minutes."""
    DAYS = "days"
    """The last years, in bars of days; of some sources the closes alone."""
    YEARS = "years"
    """All that the source has, in bars of days with open, high and low."""


BAR_SPANS: Final[Mapping[PastSpan, timedelta]] = MappingProxyType(
    {
        PastSpan.MINUTES: timedelta(minutes=5),
        PastSpan.DAYS: timedelta(days=1),
        PastSpan.YEARS: timedelta(days=1),
    }
)
"""The span of each bar."""


class PastOutlook(NamedTuple):
    """What is still to come of the past of an instrument that a user looks at.

    Each is the name of the source that is asked for it, or is to be; empty where no source gives it, and None where it
    was given in this run, or where a source that may give it was not polled yet.
    """

    minutes: str | None
    """Of the last days."""
    days: str | None
    """Of years, in bars of days."""


def day_series(
    bars: Sequence[Bar], every: timedelta, day: date, day_at: Callable[[datetime], date], until: datetime
) -> IntradaySeries | None:
    """Return the values of a trading day in bars: the first open, then each close; None where none is of that day.

    Args:
        bars: oldest first.
        every: the span of each.
        day: the trading day.
        day_at: returns the trading day of a time.
        until: the present, aware UTC; no value is later.
    """
    first, end = (bisect_left(bars, each, key=lambda bar: day_at(bar.at)) for each in (day, day + timedelta(days=1)))
    today = [bar for bar in bars[first:end] if bar.at < until]
    if not today:
        return None
    ends = [min(bar.at + every, later.at) - _SECOND for bar, later in pairwise(today)]
    ends.append(max(today[-1].at, min(today[-1].at + every, until) - _SECOND))
    return IntradaySeries(
        day,
        array("d", (float(today[0].open), *(float(bar.close) for bar in today))),
        array("q", (int(at.timestamp()) for at in (today[0].at, *ends))),
        last=today[-1].close,
        low=min(bar.low for bar in today),
        high=max(bar.high for bar in today),
        changed_at=None,
    )


def is_same_unit(price: Decimal, other: Decimal) -> bool:
    """Return whether two prices of one instrument, not far apart in time, can be in the same unit."""
    if price <= 0 or other <= 0:
        return (price <= 0) == (other <= 0)
    return max(price, other) <= _MAX_RATIO * min(price, other)
