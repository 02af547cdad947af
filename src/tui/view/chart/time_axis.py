"""The time axis of a chart: trading time alone, so that nights, weekends and holidays take no room."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import accumulate
from typing import Final, NamedTuple, Self

from tui.domain.bars import start_of_day
from tui.domain.trading_calendar import Phase, TradingCalendar

_DAY: Final = timedelta(days=1)
_DAY_SECONDS: Final = 86_400
_LONG_SESSION: Final = 20 * 3_600
"""Seconds of trading from which a day has no beginning that anybody looks for."""
_GRACE: Final = 3_600
_MAX_DAYS_BACK: Final = 40
MAX_DATES: Final = 40_000
"""Dates of the longest axis: more than a century."""
_STEPS: Final = (10, 30, 60, 300, 900, 1_800, 3_600, 7_200)
"""Seconds to which an axis that moves on with the clock is rounded: it moves rarely."""
_PARTS: Final = 12

Stretch = tuple[int, int]
"""Trading without a break, in seconds since 1970 UTC, the end not included."""


class TimeAxis(NamedTuple):
    """Stretches of trading that follow each other without a gap on the screen."""

    stretches: Sequence[Stretch]
    """In order, at least one."""
    offsets: Sequence[int]
    """Seconds of trading before each of them."""
    zone: tzinfo
    """In which times are shown; UTC where the stretches are dates."""
    is_daily: bool = False
    """Whether a stretch is made of whole dates, each the midnight of it in UTC as `Bar.at` has it."""
    days: int = 1
    """The trading days of one that shows parts of days."""

    @classmethod
    def of(cls, stretches: Iterable[Stretch], zone: tzinfo, *, is_daily: bool = False, days: int = 1) -> Self:
        """Return the axis of these stretches; those that meet are one."""
        merged: list[Stretch] = []
        for start, end in stretches:
            if merged and start <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((start, end))
        lengths = [end - start for start, end in merged]
        return cls(tuple(merged), (0, *accumulate(lengths[:-1])), zone, is_daily, days)

    @property
    def length(self) -> int:
        """Seconds of trading from end to end."""
        start, end = self.stretches[-1]
        return self.offsets[-1] + end - start

    @property
    def start(self) -> datetime:
        """When it begins, aware UTC."""
        return datetime.fromtimestamp(self.stretches[0][0], UTC)

    @property
    def end(self) -> datetime:
        """When it ends, aware UTC."""
        return datetime.fromtimestamp(self.stretches[-1][1], UTC)

    def seconds_before(self, at: datetime) -> float:
        """Return the seconds of trading between the beginning and a time (aware): of one without trading to the last.

        Times before the axis are its beginning, times after it its end.
        """
        time = at.timestamp()
        number = bisect_right(self.stretches, (time, float("inf"))) - 1
        if number < 0:
            return 0.0
        start, end = self.stretches[number]
        return self.offsets[number] + min(time, end) - start

    def position(self, at: datetime) -> float:
        """Return where a time (aware) is, from 0 to 1."""
        return self.seconds_before(at) / self.length

    def positions(self, times: Iterable[datetime]) -> list[float]:
        """Return where these times (aware) are, oldest first, from 0 to 1; those of dates are the middle of their room.

        Each is as `position` has it, in a fraction of the time.
        """
        length, last = self.length, len(self.stretches) - 1
        number, to_middle = 0, _DAY_SECONDS // 2 if self.is_daily else 0
        found: list[float] = []
        for at in times:
            time = at.timestamp() + to_middle
            while number < last and time >= self.stretches[number + 1][0]:
                number += 1
            start, end = self.stretches[number]
            found.append((self.offsets[number] + max(0.0, min(time, end) - start)) / length)
        return found

    def time_at(self, position: float) -> datetime:
        """Return the time at a position from 0 to 1, aware, in the zone of the axis."""
        seconds = min(max(position, 0.0), 1.0) * self.length
        number = bisect_right(self.offsets, seconds) - 1
        return datetime.fromtimestamp(self.stretches[number][0] + seconds - self.offsets[number], self.zone)

    def covers(self, at: datetime) -> bool:
        """Return whether a time (aware) is not before the axis nor after it."""
        return self.stretches[0][0] <= at.timestamp() <= self.stretches[-1][1]

    def is_trading(self, at: datetime) -> bool:
        """Return whether prices may be made at a time (aware), by an hour's grace for those that come late."""
        time = at.timestamp()
        return any(start - _GRACE <= time < end + _GRACE for start, end in self.stretches)

    def session_starts(self) -> Sequence[int]:
        """Return for each stretch when the first one of its date begins, in seconds since 1970 UTC.

        Where it trades around the clock the day has no beginning: there it is the epoch.
        """
        if self.length >= self.days * _LONG_SESSION:
            return [0] * len(self.stretches)
        starts: list[int] = []
        for start, _ in self.stretches:
            is_same_day = bool(starts) and self._date(starts[-1]) == self._date(start)
            starts.append(starts[-1] if is_same_day else start)
        return starts

    def day_breaks(self) -> Iterator[float]:
        """Yield where one day ends and the next begins, from 0 to 1, where parts of days are shown."""
        if self.is_daily:
            return
        for number, offset in enumerate(self.offsets[1:], 1):
            before, after = self.stretches[number - 1][1], self.stretches[number][0]
            if self._date(before - 1) != self._date(after):
                yield offset / self.length

    def _date(self, seconds: int) -> date:
        return datetime.fromtimestamp(seconds, self.zone).date()


def intraday_axis(
    calendar: TradingCalendar | None, now: datetime, days: int, zone: tzinfo, first: datetime | None = None
) -> TimeAxis:
    """Return the axis of the last so many trading days: each from its first price to its last, the present one whole.

    A market that trades around the clock has no such day: there it is the last 24 hours of trading, and no more than
    there is to be seen.

    Args:
        calendar: the hours of the market; None where they are not known, which is around the clock.
        now: aware.
        days: how many.
        zone: in which times are shown.
        first: when the first price of this span was seen, aware; None for none.
    """
    if calendar is None:
        return _rolling([(int(now.timestamp()) - days * _DAY_SECONDS, int(now.timestamp()))], now, days, zone, first)
    stretches: list[list[Stretch]] = []
    day = calendar.trading_day(now)
    for _ in range(_MAX_DAYS_BACK):
        if stretch := _stretches(calendar, day, is_last=not stretches):
            stretches.insert(0, stretch)
        if len(stretches) == days:
            break
        day -= _DAY
    if not stretches or sum(end - start for start, end in stretches[-1]) >= _LONG_SESSION:
        until = int(now.timestamp())
        around = [_stretches(calendar, day + n * _DAY) for n in range(-days - 3, (now.date() - day).days + 2)]
        open_times = [(start, min(end, until)) for stretch in around for start, end in stretch if start < until]
        return _rolling(open_times or [(until - days * _DAY_SECONDS, until)], now, days, zone, first)
    if first is not None:
        # days without any price, before the first that there is, take no room
        stretches = [each for each in stretches if each[-1][1] > first.timestamp()] or stretches[-1:]
    return TimeAxis.of([stretch for each in stretches for stretch in each], zone, days=days)


def _stretches(calendar: TradingCalendar, day: date, *, is_last: bool = False) -> list[Stretch]:
    """Return when prices are made on a date; of the last one, that may trade against the calendar, as usual."""
    spans = calendar.day(day).spans
    if not spans and is_last:
        spans = calendar.week.get(day.weekday(), ())
    return [
        (int(calendar.instant(day, span.start).timestamp()), int(calendar.instant(day, span.end).timestamp()))
        for span in spans
        if span.phase not in {Phase.PRE_OPEN, Phase.BREAK, Phase.CLOSED}
    ]


def _rolling(open_times: list[Stretch], now: datetime, days: int, zone: tzinfo, first: datetime | None) -> TimeAxis:
    """Return the last days of trading around the clock, rounded so that the axis does not move all the time."""
    begins, length = int(first.timestamp()) if first is not None else 0, days * _DAY_SECONDS
    ends = max(end for _, end in open_times)
    step = next((step for step in _STEPS if step * _PARTS >= min(length, ends - begins)), _STEPS[-1])
    if ends == int(now.timestamp()):
        ends = -(-(ends + 1) // step) * step
        open_times = [*open_times[:-1], (open_times[-1][0], ends)]
    kept: list[Stretch] = []
    for start, end in sorted(open_times, reverse=True):
        if length > 0 and end > begins:
            kept.insert(0, (max(start, end - length, begins // step * step), end))
            length -= kept[0][1] - kept[0][0]
    return TimeAxis.of(kept or [(ends - step, ends)], zone, days=days)


def daily_axis(calendar: TradingCalendar | None, since: date, until: date, seen: Iterable[date]) -> TimeAxis:
    """Return the axis of the trading dates of a span, both ends included.

    Args:
        calendar: which dates trade; None where that is not known, which is all of them.
        since: the first date.
        until: the last one.
        seen: dates of which there are prices, whatever the calendar says of them.
    """
    since = max(since, until - MAX_DATES * _DAY)
    dates = {day for day in seen if since <= day <= until} | {until}
    for number in range((until - since).days):
        day = since + number * _DAY
        if day not in dates and (calendar is None or calendar.day(day).spans):
            dates.add(day)
    midnights = (int(start_of_day(day).timestamp()) for day in sorted(dates))
    return TimeAxis.of(((start, start + _DAY_SECONDS) for start in midnights), UTC, is_daily=True)
