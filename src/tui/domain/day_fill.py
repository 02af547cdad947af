"""The day's line with values that sources gave afterwards, in the times when nobody looked."""

from array import array
from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from tui.domain.exchanges import exchange_of
from tui.domain.intraday import MAX_POINTS, IntradaySeries, TradingDayOf, thinned
from tui.domain.quote import InstrumentId

MAX_GAP: Final = timedelta(minutes=15)
"""Between two values of an earlier run; after more, it is taken to have ended in between."""


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
            joined = filled_line(known, each, seen_since)
            if joined is not known:
                changed[key] = joined
    return MappingProxyType({**series, **changed}) if changed else series


def filled_line(seen: IntradaySeries, given: IntradaySeries, seen_since: datetime) -> IntradaySeries:
    """Return what was seen, with the values of another series of its day for the times when nobody looked.

    These are before the first value, and gaps between values of earlier runs. What was seen stays as it is; where the
    other series adds nothing, `seen` itself is returned.

    Args:
        seen: what was seen.
        given: what a source gave afterwards.
        seen_since: when this run began, aware; from then on all was seen.
    """
    begun = int(seen_since.timestamp())
    added = [place for place, at in enumerate(given.times) if _is_unseen(seen, at, begun)]
    if not added:
        return seen
    both = [(at, 1, value) for at, value in zip(seen.times, seen.points, strict=True)]
    both += [(given.times[place], 0, given.points[place]) for place in added]
    if given.times[added[-1]] > seen.times[-1]:
        both.append((begun, 1, seen.points[-1]))  # as it was found then, and still is
    both.sort(key=itemgetter(0, 1))
    points, times = array("d", (value for _, _, value in both)), array("q", (at for at, _, _ in both))
    if len(points) > MAX_POINTS:
        points, times = thinned(points, times)
    is_whole = len(added) == len(given.times)
    values = [Decimal(repr(given.points[place])) for place in added]
    return seen._replace(
        points=points,
        times=times,
        low=min(seen.low, given.low if is_whole else min(values)),
        high=max(seen.high, given.high if is_whole else max(values)),
    )


def _is_unseen(seen: IntradaySeries, at: int, seen_since: int) -> bool:
    """Return whether nobody looked at a time, in seconds since 1970."""
    place = bisect_right(seen.times, at)
    if not place:
        return True
    end = min(seen.times[place], seen_since) if place < len(seen.times) else seen_since
    return seen.times[place - 1] < at < end and end - seen.times[place - 1] > MAX_GAP.total_seconds()
