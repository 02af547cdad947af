"""Bars to draw: a walk of prices that is the same in each run, by the minute and by the day."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from tui.config.calendars.loader import load_calendars
from tui.domain.bars import Bar, start_of_day
from tui.view.chart.time_axis import TimeAxis, daily_axis, intraday_axis
from tui.view.chart.values import ChartData, ChartRange

PSX: Final = load_calendars()["PSX"]
NOW: Final = datetime(2026, 3, 17, 7, 40, tzinfo=UTC)
"""A Tuesday, 12:40 in Karachi."""


def a_walk(seed: int, start: str = "100.00", step: float = 0.12) -> Iterator[tuple[Decimal, Decimal, Decimal, Decimal]]:
    """Yield open, high, low and close, without end."""
    source = random.Random(seed)
    price = float(start)
    while True:
        path = [price]
        path += [max(0.5, path[-1] + source.gauss(0.01, step)) for _ in range(4)]
        price = path[-1]
        opened, high, low, close = (Decimal(f"{value:.2f}") for value in (path[0], max(path), min(path), price))
        yield opened, max(high, opened, close), min(low, opened, close), close


def minutes(axis: TimeAxis, until: datetime = NOW, seed: int = 7, every: int = 1) -> list[Bar]:
    """Return bars of so many minutes over the trading time of an axis, up to a time."""
    volumes = random.Random(seed)
    bars: list[Bar] = []
    prices = a_walk(seed)
    for start, end in axis.stretches:
        for seconds in range(start, min(end, int(until.timestamp())), 60 * every):
            at = datetime.fromtimestamp(seconds, UTC)
            bars.append(Bar(at, *next(prices), volume=volumes.randrange(1_000, 90_000)))
    return bars


def days(axis: TimeAxis, seed: int = 7, step: float = 1.1) -> list[Bar]:
    """Return a bar for each date of an axis."""
    volumes = random.Random(seed)
    prices = a_walk(seed, step=step)
    return [
        Bar(datetime.fromtimestamp(seconds, UTC), *next(prices), volume=volumes.randrange(100_000, 9_000_000))
        for start, end in axis.stretches
        for seconds in range(start, end, 86_400)
    ]


def chart_data(shown: ChartRange, seed: int = 7, now: datetime = NOW) -> ChartData:
    """Return what a range of a share of PSX looks like at a time."""
    if shown.is_intraday:
        axis = intraday_axis(PSX, now, shown.days, PSX.zone)
        bars = minutes(axis, now, seed, every=int(shown.span.total_seconds()) // 60)
        close = bars[0].open - Decimal("0.35")
        return ChartData(axis, bars, until=now, reference=close, previous_close=close)
    today = now.date()
    since = shown.first_date(today) or date(2010, 1, 1)
    warm = days(daily_axis(PSX, since - timedelta(days=320), today, ()), seed)
    bars = [bar for bar in warm if bar.at >= start_of_day(since)]
    axis = daily_axis(PSX, since, today, (bar.at.date() for bar in bars))
    return ChartData(axis, warm, reference=warm[len(warm) - len(bars) - 1].close)
