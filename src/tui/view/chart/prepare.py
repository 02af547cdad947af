"""What a chart is drawn from: the bars of the history with what the board has seen since."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final, NamedTuple

from tui.domain.bars import Bar, start_of_day
from tui.domain.exchanges import CRYPTO, WITHOUT_PLACE, exchange_of
from tui.domain.intraday import IntradaySeries
from tui.domain.past import PastOutlook
from tui.domain.quote import Quote, previous_close_of
from tui.domain.trading_calendar import TradingCalendar
from tui.view.chart.time_axis import TimeAxis, daily_axis, intraday_axis
from tui.view.chart.values import AVERAGES, ChartData, ChartOptions, ChartRange

FIRST_DATE: Final = date(1970, 1, 1)
"""Before which there are no bars."""
_MINUTE: Final = timedelta(minutes=1)
_MAX_OUTSIDE: Final = 0.5
"""The share of bars outside the hours of a calendar from which it counts as wrong."""


class Instrument(NamedTuple):
    """An instrument as the board has it."""

    quote: Quote
    series: IntradaySeries | None
    """The values seen today."""
    calendar: TradingCalendar | None
    """The hours of its market; None where they are not known."""
    polled_at: datetime | None = None
    """Until when its price is known to hold, aware, by the wall clock."""

    def zone(self, shown: tzinfo) -> tzinfo:
        """Return the zone of its market; the one that times are shown in for a market of no place."""
        is_placed = self.calendar is not None and exchange_of(self.quote.id) not in WITHOUT_PLACE
        return self.calendar.zone if self.calendar is not None and is_placed else shown

    def trading_day(self, at: datetime) -> date:
        """Return the trading day of a time (aware)."""
        return at.astimezone(UTC).date() if self.calendar is None else self.calendar.trading_day(at)


class Span(NamedTuple):
    """The bars that a chart needs of the history."""

    since: datetime
    """Aware UTC; for days their midnight."""
    until: datetime
    every: timedelta
    before: int
    """How many bars before it are wanted as well."""


def span_of(instrument: Instrument, options: ChartOptions, now: datetime) -> Span:
    """Return which bars are needed at a time (aware)."""
    shown = options.range
    before = AVERAGES[-1] if options.has_averages else 0 if shown is ChartRange.DAY else 1
    if shown.is_intraday:
        axis = intraday_axis(instrument.calendar, now, shown.days, UTC)
        return Span(axis.start, now + _MINUTE, shown.span, before)
    today = instrument.trading_day(now)
    since = shown.first_date(today) or FIRST_DATE
    return Span(start_of_day(since), start_of_day(today + timedelta(days=1)), shown.span, before)


def prepare(
    instrument: Instrument, options: ChartOptions, bars: Sequence[Bar], now: datetime, note: str = ""
) -> ChartData:
    """Return what the chart of an instrument is drawn from.

    Args:
        instrument: as it is now.
        options: the range is taken from them.
        bars: of the history, as `span_of` asks for them, oldest first; none where there is none.
        now: aware, by the wall clock, in the zone that the board shows times in.
        note: what is missing, and why.
    """
    shown = options.range
    close = previous_close_of(instrument.quote)
    if shown.is_intraday:
        bars = _with_points(bars, instrument.series, shown.span)
        axis = _intraday(instrument, shown, bars, now)
        until = instrument.polled_at
        data = ChartData(axis, bars, until=until, reference=close, previous_close=close, note=note)
        return data if shown is ChartRange.DAY else data._replace(reference=_close_before(bars, axis))
    today = instrument.trading_day(now)
    bars = _with_today(bars, instrument, today)
    axis = _daily(instrument, shown, bars, today)
    return ChartData(axis, bars, reference=_close_before(bars, axis), previous_close=close, note=note)


def past_note(
    instrument: Instrument, shown: ChartRange, bars: Sequence[Bar], now: datetime, outlook: PastOutlook | None
) -> str:
    """Return whom the past is asked of that a chart has not got yet, or that nobody gives it; empty for neither.

    Args:
        instrument: that is shown.
        shown: the range.
        bars: of the history, oldest first.
        now: aware, by the wall clock.
        outlook: what is still to come; None where that is not known.
    """
    if outlook is None:
        return ""
    symbol = instrument.quote.id.symbol
    source = outlook.minutes if shown.is_intraday else outlook.days
    if source:
        return f"asking {source} for the past of {symbol}"
    is_day = shown is ChartRange.DAY
    today = instrument.trading_day(now)
    days = (instrument.trading_day(bar.at) if shown.is_intraday else bar.at.date() for bar in bars[:1])
    has_past = any(day < today for day in days)
    return "" if source is None or has_past or is_day else f"no source gives the past of {symbol}"


def _close_before(bars: Sequence[Bar], axis: TimeAxis) -> Decimal | None:
    """Return the last close before the axis; None where none is known."""
    return next((bar.close for bar in reversed(bars) if bar.at < axis.start), None)


def _intraday(instrument: Instrument, shown: ChartRange, bars: Sequence[Bar], now: datetime) -> TimeAxis:
    zone = instrument.zone(now.tzinfo or UTC)
    calendar = instrument.calendar
    axis = intraday_axis(calendar, now, shown.days, zone)
    within = [bar for bar in bars if bar.at >= axis.start]
    outside = sum(not axis.is_trading(bar.at) for bar in within)
    if outside > max(2, len(within) * _MAX_OUTSIDE):
        calendar = None
        within = [bar for bar in bars if bar.at >= now - timedelta(days=shown.days)]
    is_first = not bars or bars[0].at >= axis.start
    first = within[0].at if within and is_first else None
    return intraday_axis(calendar, now, shown.days, zone, first)


def _daily(instrument: Instrument, shown: ChartRange, bars: Sequence[Bar], today: date) -> TimeAxis:
    since = shown.first_date(today)
    first = bars[0].at.date() if bars else today
    since = first if since is None else max(since, first)
    return daily_axis(instrument.calendar, since, today, (bar.at.date() for bar in bars))


def _with_points(bars: Sequence[Bar], series: IntradaySeries | None, span: timedelta) -> list[Bar]:
    """Return the bars with the values of today that the board has before the first and since the last of them.

    Without bars these are all there are.
    """
    if series is None:
        return list(bars)
    points = _points(series)
    if not bars:
        return points
    last, end = bars[-1], bars[-1].at + max(span, _MINUTE)
    for point in points:
        if last.at <= point.at < end:
            high, low = max(last.high, point.high), min(last.low, point.low)
            last = last._replace(high=high, low=low, close=point.close)
    known = [*bars[:-1], last]
    today = bisect_left(known, points[0].at - span, key=lambda bar: bar.at)
    first = known[today].at if today < len(known) else end
    earlier = [point for point in points if point.at < first]
    return [*known[:today], *earlier, *known[today:], *(point for point in points if point.at >= end)]


def _points(series: IntradaySeries) -> list[Bar]:
    """Return each value as a bar of its own; the last one with the digits of its source."""
    values = [Decimal(repr(value)) for value in series.points[:-1]]
    times = (datetime.fromtimestamp(seconds, UTC) for seconds in series.times)
    # a value without decimals would get one
    values = [value.to_integral_value() if value == value.to_integral_value() else value for value in values]
    return [Bar.start(at, value, None) for at, value in zip(times, [*values, series.last], strict=True)]


def _with_today(bars: Sequence[Bar], instrument: Instrument, today: date) -> list[Bar]:
    """Return the bars of days with that of today as it is now."""
    quote, series = instrument.quote, instrument.series
    if quote.price is None or series is None or series.day != today:
        return list(bars)
    is_known = bool(bars) and bars[-1].at == start_of_day(today)
    known = bars[-1] if is_known else None
    prices = [quote.price, series.low, series.high]
    prices += [price for price in (quote.low, quote.high) if price is not None]
    prices += [known.low, known.high] if known else []
    opened = quote.open if quote.open is not None else known.open if known else Decimal(repr(series.points[0]))
    volume = None if exchange_of(quote.id) == CRYPTO else quote.volume
    bar = Bar(
        start_of_day(today),
        opened,
        max([*prices, opened]),
        min([*prices, opened]),
        quote.price,
        volume if volume is not None else known.volume if known else None,
    )
    return [*(bars[:-1] if is_known else bars), bar]
