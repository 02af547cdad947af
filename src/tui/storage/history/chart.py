"""The bars of a chart, read from the history: what was seen, and around it what a source gave afterwards."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from tui.domain.bar_groups import group_bars, joined, with_own_volumes
from tui.domain.bars import EPOCH, Bar, start_of_minute
from tui.domain.exchanges import CRYPTO, exchange_of
from tui.domain.quote import InstrumentId
from tui.storage.history.reader import HistoryReader

_DAY: Final = timedelta(days=1)
_MINUTE: Final = timedelta(minutes=1)
_SPANS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15, 30, 60))
"""Of back-filled bars that are parts of a day, the finest first."""
_MIN_AWAY: Final = timedelta(minutes=5)
"""How far a back-filled bar has to be from those that were seen: what is seen may be some minutes late."""
_LOOK_BACK: Final = timedelta(days=7)
"""In which bars before those that are asked for are looked for."""


def chart_bars(
    reader: HistoryReader,
    key: InstrumentId,
    since: datetime,
    until: datetime,
    *,
    every: timedelta,
    before: int = 0,
    day_of: Callable[[datetime], date],
) -> Sequence[Bar]:
    """Return the bars of an instrument, oldest first, each with the volume of its own span.

    Where a bar was seen and back-filled, the one that was seen counts; but of a day that was seen in part, the one that
    was back-filled, which is all of it.

    Args:
        reader: of the history.
        key: the instrument.
        since: aware UTC; for bars of days the midnight of the first.
        until: aware UTC, not included.
        every: the span of each bar, at least a minute; days are trading days.
        before: how many bars before `since` are returned as well, as far as there are.
        day_of: the trading day that a time belongs to.

    Raises:
        HistoryError: the file cannot be read.
    """
    if every >= _DAY:
        bars = _days(reader, key, since - 2 * before * _DAY, until, day_of)
    else:
        earlier = _minutes(reader, key, since - _LOOK_BACK, since, before * (every // _MINUTE)) if before else []
        seen = _minutes(reader, key, since, until)
        # of coins the volume is that of the last 24 hours
        is_rolling = exchange_of(key) == CRYPTO
        own = map(_without_volume, seen) if is_rolling else with_own_volumes(seen, day_of)
        bars = [*map(_without_volume, earlier), *own]
        if every > _MINUTE:
            bars = group_bars(bars, lambda bar: (bar.at - EPOCH) // every)
    first = bisect_left(bars, since, key=lambda bar: bar.at)
    return bars[max(0, first - before) :]


def _without_volume(bar: Bar) -> Bar:
    return bar if bar.is_filled else bar._replace(volume=None)


def _minutes(
    reader: HistoryReader, key: InstrumentId, since: datetime, until: datetime, last: int | None = None
) -> list[Bar]:
    """Return bars of minutes and longer ones that were back-filled; of those that were seen only the last so many."""
    texts = reader.minute_texts(key, since, until)
    bars = [
        Bar(start_of_minute(at), Decimal(opened), Decimal(high), Decimal(low), Decimal(close), volume)
        for at, opened, high, low, close, volume in (texts if last is None else texts[-last:])
    ]
    for span in _SPANS:
        bars = _with_filled(bars, reader.filled(key, span, since, until), span)
    return bars


def _days(
    reader: HistoryReader, key: InstrumentId, since: datetime, until: datetime, day_of: Callable[[datetime], date]
) -> list[Bar]:
    since = max(since, EPOCH)
    days = {bar.at: bar for bar in reader.days(key, since.date(), (until - _DAY).date())}
    for bar in reader.filled(key, _DAY, since, until):
        seen = days.get(bar.at)
        if seen is None or bar.high > seen.high or bar.low < seen.low:
            days[bar.at] = bar
    last = until - _DAY
    if last not in days or not days[last].is_filled:
        minutes = [bar for bar in _minutes(reader, key, last - _DAY, until + _DAY) if day_of(bar.at) == last.date()]
        if minutes:
            days[last] = _whole(days.get(last), joined(minutes), last)
    return sorted(days.values(), key=lambda bar: bar.at)


def _whole(seen: Bar | None, minutes: Bar, at: datetime) -> Bar:
    """Return the bar of a day that is not over: of what was seen of it, and of its minutes, seen or back-filled."""
    if seen is None:
        return minutes._replace(at=at)
    high, low = max(seen.high, minutes.high), min(seen.low, minutes.low)
    return seen._replace(open=minutes.open, high=high, low=low, close=minutes.close)


def _with_filled(bars: list[Bar], filled: Iterable[Bar], span: timedelta) -> list[Bar]:
    """Return the bars with those back-filled ones that are away from them all."""
    times = [bar.at for bar in bars]
    added: list[Bar] = []
    for bar in filled:
        near = bisect_left(times, bar.at - _MIN_AWAY)
        if near == len(times) or times[near] >= bar.at + span + _MIN_AWAY:
            added.append(bar)
    return sorted([*bars, *added], key=lambda bar: bar.at) if added else bars
