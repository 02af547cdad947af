"""The breadth of a tab over the day: how many more of its instruments are above their previous close than below it."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from tui.domain.bars import Bar, minute_of, start_of_minute
from tui.domain.market import Market
from tui.domain.quote import InstrumentId, InstrumentKind, previous_close_of
from tui.domain.trading_calendar import TradingCalendar
from tui.view.chart.time_axis import intraday_axis
from tui.view.chart.values import ChartData


def breadth_bars(market: Market, keys: Sequence[InstrumentId]) -> list[Bar]:
    """Return the number that rise less the number that fall, by the minute, as far as values were seen today.

    Indices count only where there is nothing else. An instrument counts from its first value on.
    """
    quotes = [quote for key in keys if (quote := market.quotes.get(key)) is not None]
    counted = [quote for quote in quotes if quote.kind is not InstrumentKind.INDEX] or quotes
    steps: Counter[int] = Counter()
    for quote in counted:
        series = market.series.get(quote.id)
        close = previous_close_of(quote)
        if series is None or close is None:
            continue
        before, base = 0, float(close)
        for at, value in zip(series.times, series.points, strict=True):
            sign = (value > base) - (value < base)
            if sign != before:
                steps[at // 60] += sign - before
                before = sign
    minutes = sorted(steps)
    sums = accumulate(steps[minute] for minute in minutes)
    return [
        Bar.start(start_of_minute(minute), Decimal(value), None) for minute, value in zip(minutes, sums, strict=True)
    ]


def breadth_data(
    market: Market, keys: Sequence[InstrumentId], calendar: TradingCalendar | None, now: datetime
) -> ChartData:
    """Return what the breadth of these instruments is drawn from.

    Args:
        market: with the values of today.
        keys: the instruments of the tab.
        calendar: the hours of the market that they follow; None where they are of several.
        now: aware, in the zone that times are shown in.
    """
    bars = breadth_bars(market, keys)
    axis = intraday_axis(calendar, now, 1, now.tzinfo or UTC, bars[0].at if bars else None)
    minute = start_of_minute(minute_of(now))
    # what was seen before the session is where it begins
    before = [bar for bar in bars if bar.at < axis.start][-1:]
    bars = [*(bar._replace(at=axis.start) for bar in before), *(bar for bar in bars if bar.at >= axis.start)]
    return ChartData(axis, bars, until=minute + timedelta(minutes=1), reference=Decimal(0), is_count=True)
