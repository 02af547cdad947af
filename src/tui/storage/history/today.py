"""The values of this trading day that are in the history, as a board draws them."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import takewhile
from pathlib import Path
from typing import Final, NamedTuple

from tui.domain.bars import Bar, minute_of, start_of_day, start_of_minute
from tui.domain.exchanges import exchange_of
from tui.domain.intraday import MAX_POINTS, IntradaySeries, TradingDayOf
from tui.domain.quote import InstrumentId
from tui.storage.history.bar_reader import MinuteColumns
from tui.storage.history.reader import HistoryReader

_MINUTE: Final = timedelta(minutes=1)
_EARLIEST_ZONE: Final = timedelta(hours=14)
"""By which no date begins sooner anywhere than in UTC."""
_LONGEST_DAY: Final = timedelta(days=12)
"""A weekend and holidays belong to the trading day before them."""


class FilledToday(NamedTuple):
    """What sources gave afterwards, as earlier runs kept it."""

    asked: Mapping[tuple[InstrumentId, timedelta], datetime]
    """When each instrument was asked for (aware), by the span of its bars."""
    bars: Mapping[InstrumentId, tuple[Bar, ...]]
    """Of today, and some before; oldest first."""


def read_today(
    file: Path, now: datetime, day_of: TradingDayOf, is_ending: Callable[[], bool] = lambda: False
) -> Mapping[InstrumentId, IntradaySeries]:
    """Return the series of every instrument that has prices of its present trading day; one point a minute at most.

    Args:
        file: of the history.
        now: aware, by the wall clock.
        day_of: which trading day of an exchange a time belongs to.
        is_ending: whether the program ends meanwhile, and no more is read.

    Raises:
        HistoryError: the file cannot be read.
    """
    with closing(HistoryReader(file)) as reader:
        return dict(takewhile(lambda _: not is_ending(), _all_series(reader, now, day_of)))


def read_filled_today(file: Path, now: datetime, day_of: TradingDayOf, span: timedelta) -> FilledToday:
    """Return what sources were asked for of the past and when, and the bars of this length that they gave of today.

    Args:
        file: of the history.
        now: aware, by the wall clock.
        day_of: which trading day of an exchange a time belongs to.
        span: of each bar.

    Raises:
        HistoryError: the file cannot be read.
    """
    with closing(HistoryReader(file)) as reader:
        asked = reader.fills()
        bars: dict[InstrumentId, tuple[Bar, ...]] = {}
        for key in [key for key, of in asked if of == span]:
            since = start_of_day(day_of(exchange_of(key), now)) - _EARLIEST_ZONE
            bars[key] = tuple(reader.filled(key, span, since, now + _MINUTE))
        return FilledToday(asked, bars)


def _all_series(
    reader: HistoryReader, now: datetime, day_of: TradingDayOf
) -> Iterator[tuple[InstrumentId, IntradaySeries]]:
    exchanges = set(map(exchange_of, reader.instruments()))
    starts = {exchange: _start_of_day(now, partial(day_of, exchange)) for exchange in exchanges}
    since = start_of_minute(min(starts.values(), default=minute_of(now)))
    for key, minutes in reader.all_minutes(since, now + _MINUTE):
        exchange = exchange_of(key)
        of_day = minutes.since(starts[exchange])
        if of_day.at:
            yield key, _series(of_day, day_of(exchange, now))


def _start_of_day(now: datetime, day_at: Callable[[datetime], date]) -> int:
    """Return the minute with which the trading day of a time begins: days follow each other, so few are asked for."""
    minutes = range(minute_of(now - _LONGEST_DAY), minute_of(now) + 1)
    return minutes[0] + bisect_left(minutes, day_at(now), key=lambda minute: day_at(start_of_minute(minute)))


def _series(minutes: MinuteColumns, day: date) -> IntradaySeries:
    """Return the series of a day: its first price and the last one of each minute, thinned once there are many."""
    ats, opened, highs, lows, closes = minutes
    step = -(-len(ats) // MAX_POINTS)
    values = (float(opened[0]), *map(float, closes[::-step][::-1]))
    times = (ats[0] * 60, *(at * 60 + 59 for at in ats[::-step][::-1]))
    return IntradaySeries(
        day,
        array("d", values),
        array("q", times),
        last=Decimal(closes[-1]),
        low=Decimal(min(lows, key=float)),
        high=Decimal(max(highs, key=float)),
        changed_at=start_of_minute(ats[-1]) if len(ats) > 1 else None,
    )
