"""Prices by spans of time, read from the history: those that were seen, and those that a source gave afterwards."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from tui.domain.bars import EPOCH, Bar, join_bars
from tui.domain.quote import InstrumentId
from tui.storage.history.reader import HistoryReader

_DAY: Final = timedelta(days=1)
_AT_ONCE: Final = timedelta(days=10)
"""Of prices by the minute that are in memory at a time."""


def bars_of(
    reader: HistoryReader, key: InstrumentId, since: datetime, until: datetime, every: timedelta
) -> Iterator[Bar]:
    """Yield the bars of an instrument, oldest first, one for each span of time in which it has prices.

    What was seen comes first: a span of which nothing was seen has the bar that a source gave afterwards, of the
    longest spans that make it up.

    Args:
        reader: of the history.
        key: the instrument.
        since: aware.
        until: aware.
        every: the span of a bar; of whole days it is counted in trading days.

    Raises:
        HistoryError: the file cannot be read.
    """
    fitting = [span for of_key, span in reader.fills() if of_key == key and _fits(span, every)]
    spans = sorted(fitting, reverse=True)
    if not every % _DAY:
        # the trading day of the east may be that of tomorrow in UTC
        seen = reader.days(key, since.date(), (until + _DAY).date())
        filled = [reader.filled(key, span, _midnight(since), _midnight(until) + 2 * _DAY) for span in spans]
        yield from _merged(seen, filled, every)
        return
    size = max(_AT_ONCE // every, 1) * every
    for first, end in _windows(max(since, EPOCH), until, size):
        filled = [reader.filled(key, span, first, end) for span in spans]
        yield from _merged(reader.minutes(key, first, end), filled, every)


def _windows(since: datetime, until: datetime, size: timedelta) -> Iterator[tuple[datetime, datetime]]:
    """Yield a span of time in parts that end at multiples of a length since 1970 UTC."""
    while since < until:
        end = min(EPOCH + ((since - EPOCH) // size + 1) * size, until)
        yield since, end
        since = end


def _merged(seen: Iterable[Bar], filled: Iterable[Iterable[Bar]], every: timedelta) -> Iterator[Bar]:
    """Yield one bar for each span of time, of the first of these that have it."""
    found: dict[datetime, Bar] = {}
    for bars in (seen, *filled):
        for bar in join_bars(bars, every):
            found.setdefault(bar.at, bar)
    yield from (found[at] for at in sorted(found))


def _fits(span: timedelta, every: timedelta) -> bool:
    """Return whether bars of a span make up longer ones: those by the day begin with the trading day, not in UTC."""
    return not every % span and (not span % _DAY) == (not every % _DAY)


def _midnight(at: datetime) -> datetime:
    return EPOCH + (at - EPOCH) // _DAY * _DAY
