"""When a market trades: a table of hours, seasons and holidays, and its state at a given time."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.text import CleanText

MAX_CLOSED_INTERVAL: Final = timedelta(minutes=5)

USUAL_DELAY: Final = timedelta(minutes=20)
"""By how much the figures of exchanges may be delayed for those who do not pay for them."""

_DAYS_AHEAD: Final = 40
_DAYS_BACK: Final = 10
_CLOSED_FACTOR: Final = 10
_DAY: Final = timedelta(days=1)
_ENDLESS_AFTER: Final = timedelta(days=8)


class Phase(StrEnum):
    """The trading phase of a market."""

    PRE_OPEN = "pre-open"
    """Orders are accepted, none is matched."""
    MATCHING = "matching"
    """The opening auction."""
    OPEN = "open"
    """Continuous trading."""
    BREAK = "break"
    """Between two sessions of one day."""
    POST_CLOSE = "post-close"
    """Trading at the closing price."""
    CLOSED = "closed"


class SessionSpan(NamedTuple):
    """One phase of a day, from its first instant up to but not including its end."""

    phase: Phase
    start: timedelta
    """Since local midnight."""
    end: timedelta
    """Since local midnight; 24 h at most."""


Week = Mapping[int, tuple[SessionSpan, ...]]
"""The spans of each weekday in order, Monday being 0; a weekday that is missing does not trade."""


class Season(NamedTuple):
    """A range of dates, both ends included, with hours of its own."""

    first: date
    last: date
    week: Week
    estimated: bool = False


class TradingDay(NamedTuple):
    """One date of the calendar."""

    spans: tuple[SessionSpan, ...] = ()
    """In order; none means closed."""
    holiday: CleanText | None = None
    estimated: bool = False
    """Whether this is an estimate: a moon not yet sighted, a year not yet announced."""


class TradingHours(NamedTuple):
    """The times of continuous trading in one trading day: an axis of time without the breaks."""

    spans: tuple[tuple[int, int], ...]
    """The start and the end of each, at least one, in order, in whole seconds since 1970 UTC."""


@lru_cache(maxsize=128)
def axis_bounds(hours: TradingHours, parts: int, shift: int = 0) -> tuple[int, ...]:
    """Return the times between so many equal parts of the trading time, in whole seconds since 1970 UTC.

    Cached, since hundreds of rows are drawn on the same few axes. A break belongs to the part before it.

    Args:
        hours: of the day.
        parts: at least one.
        shift: seconds that are added to each time.
    """
    bounds = []
    spans = iter(hours.spans)
    start, end = next(spans)
    traded = 0
    for part in range(1, parts):
        since_open = sum(end - start for start, end in hours.spans) * part // parts
        while since_open - traded >= end - start:
            traded += end - start
            start, end = next(spans)
        bounds.append(start + since_open - traded + shift)
    return tuple(bounds)


TradingHoursOf = Callable[[str, date], TradingHours | None]
"""Returns the hours of a trading day of a market, by the market's code; None where it has none: it never closes."""


class TradingCalendar(NamedTuple):
    """One market's calendar. It labels what is shown and slows polling; it is never a reason to reject a value."""

    market: str
    zone: tzinfo
    week: Week
    first: date
    """The first date that the calendar covers; outside `first` to `last` every date it does not list is an estimate."""
    last: date
    seasons: tuple[Season, ...] = ()
    """Where two overlap the first in this order counts."""
    days: Mapping[date, TradingDay] = MappingProxyType({})
    """Single dates that differ from the week and the season."""
    note: CleanText | None = None
    """What is wrong with the calendar itself, in words: no zone file on this machine."""

    def day(self, day: date) -> TradingDay:
        """Return the entry of a date."""
        single = self.days.get(day)
        if single is not None:
            return single
        week, estimated = self._usual(day)
        return TradingDay(spans=week.get(day.weekday(), ()), estimated=estimated or not self.first <= day <= self.last)

    def is_guess(self, day: date) -> bool:
        """Return whether the hours of a date are marked as an estimate: not where only its year is not announced."""
        single = self.days.get(day)
        return self._usual(day)[1] if single is None else single.estimated

    def trading_day(self, at: datetime) -> date:
        """Return the trading day of a time (aware): the local date, starting with its first phase, not at midnight.

        Holidays are ignored here, since a calendar may be wrong about one: a day that trades against the calendar
        still counts as itself. A weekend belongs to the Friday before it.
        """
        today = at.astimezone(self.zone).date()
        for back in range(_DAYS_BACK):
            day = today - back * _DAY
            spans = self._spans_of(day)
            if spans and self.instant(day, spans[0].start) <= at:
                return day
        return today

    def trading_hours(self, day: date) -> TradingHours | None:
        """Return the hours of a trading day, as `trading_day` has it; None where it does not trade, or all day."""
        spans = [span for span in self._spans_of(day) if span.phase is Phase.OPEN]
        if sum((span.end - span.start for span in spans), timedelta()) in {timedelta(), _DAY}:
            return None
        times = [(self.instant(day, span.start), self.instant(day, span.end)) for span in spans]
        return TradingHours(tuple((int(start.timestamp()), int(end.timestamp())) for start, end in times))

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return when a trading day begins, as `trading_day` has it, and when the next one does, aware UTC."""
        begins = [
            self.instant(date_ahead, spans[0].start)
            for date_ahead in (day + ahead * _DAY for ahead in range(_DAYS_BACK))
            if (spans := self._spans_of(date_ahead))
        ]
        begin = begins[0] if self._spans_of(day) else self.instant(day, timedelta(0))
        return begin, next((each for each in begins if each > begin), begin + _DAY)

    def _spans_of(self, day: date) -> tuple[SessionSpan, ...]:
        """Return the phases of a date; of a holiday those that it would have."""
        single = self.days.get(day)
        return (single.spans if single else ()) or self._usual(day)[0].get(day.weekday(), ())

    def instant(self, day: date, since_midnight: timedelta) -> datetime:
        """Return the time, aware UTC, at which the market's wall clock shows this on that date."""
        wall = datetime.combine(day, time()) + since_midnight
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def _usual(self, day: date) -> tuple[Week, bool]:
        for season in self.seasons:
            if season.first <= day <= season.last:
                return season.week, season.estimated
        return self.week, False


def always_open(market: str, zone: tzinfo) -> TradingCalendar:
    """Return the calendar of a market that never closes."""
    all_day = (SessionSpan(Phase.OPEN, timedelta(0), _DAY),)
    return TradingCalendar(
        market=market, zone=zone, week=dict.fromkeys(range(7), all_day), first=date.min, last=date.max
    )


class SessionState(NamedTuple):
    """The state of a market in its trading day. Times are aware UTC."""

    phase: Phase
    until: datetime | None
    """When this phase ends; None where nothing is known to follow."""
    next_open: datetime | None
    """When continuous trading next begins."""
    closes: datetime | None
    """When the continuous trading now running ends; None in every other phase."""
    holiday: str | None
    """Today's holiday."""
    estimated: bool
    """Whether any date that this depends on is an estimate."""
    market: str = ""
    """The market's name to show; empty where its code is the name."""
    is_guess: bool = False
    """Whether today's hours are an estimate, so that even this phase is one."""
    closed_since: datetime | None = None
    """When the last trading ended; None in every phase but the closed one, and where it is long ago."""

    @property
    def is_closed(self) -> bool:
        """Whether the market is closed for certain: by night and at weekends also where the next day is an estimate."""
        return self.phase is Phase.CLOSED and not self.is_guess

    def is_final(self, confirmed_at: datetime) -> bool:
        """Return whether a figure confirmed at this time (aware) is the last one before the market opens again."""
        closed_since = self.closed_since if self.is_closed else None
        return closed_since is not None and confirmed_at >= closed_since + USUAL_DELAY


def session_at(calendar: TradingCalendar, now: datetime) -> SessionState:
    """Return the state of the market at a time (aware)."""
    today = now.astimezone(calendar.zone).date()
    day = calendar.day(today)
    current, ahead, next_open = _spans_around(calendar, today, now)
    phase = current[0] if current else _phase_between_spans(calendar, today, day, now)
    until = current[1] if current else ahead
    return SessionState(
        phase=phase,
        until=until,
        next_open=next_open,
        closes=until if phase is Phase.OPEN else None,
        holiday=day.holiday,
        estimated=_is_estimated(calendar, today, next_open if phase is Phase.CLOSED else None),
        market=calendar.market,
        is_guess=calendar.is_guess(today),
        closed_since=_last_end(calendar, today, now) if phase is Phase.CLOSED else None,
    )


def _last_end(calendar: TradingCalendar, today: date, now: datetime) -> datetime | None:
    """Return when the last phase before this time ended."""
    for back in range(_DAYS_BACK):
        day = today - back * _DAY
        ends = (calendar.instant(day, span.end) for span in reversed(calendar.day(day).spans))
        end = next((end for end in ends if end <= now), None)
        if end is not None:
            return end
    return None


def _spans_around(
    calendar: TradingCalendar, today: date, now: datetime
) -> tuple[tuple[Phase, datetime | None] | None, datetime | None, datetime | None]:
    """Return the phase at this time with its end, the start of the next span, and the next start of trading.

    A phase that one day ends with and the next starts with does not end at midnight, nor at all where every day of a
    week continues so.
    """
    current: tuple[Phase, datetime] | None = None
    ahead: datetime | None = None
    for phase, start, end in _spans_from(calendar, today):
        if start <= now < end or current == (phase, start):
            current = phase, end
            if end > now + _ENDLESS_AFTER:
                return (phase, None), None, None
        elif start > now:
            ahead = ahead or start
            if phase is Phase.OPEN:
                return current, ahead, start
    return current, ahead, None


def _spans_from(calendar: TradingCalendar, today: date) -> Iterator[tuple[Phase, datetime, datetime]]:
    for ahead in range(_DAYS_AHEAD):
        day = today + ahead * _DAY
        for span in calendar.day(day).spans:
            yield span.phase, calendar.instant(day, span.start), calendar.instant(day, span.end)


def _phase_between_spans(calendar: TradingCalendar, today: date, day: TradingDay, now: datetime) -> Phase:
    """Return the phase of a time that is in no span: a break if there is trading before and after it today."""
    starts = [calendar.instant(today, span.start) for span in day.spans if span.phase is Phase.OPEN]
    return Phase.BREAK if any(s <= now for s in starts) and any(s > now for s in starts) else Phase.CLOSED


def _is_estimated(calendar: TradingCalendar, today: date, next_open: datetime | None) -> bool:
    last = next_open.astimezone(calendar.zone).date() if next_open else today
    return any(calendar.day(today + ahead * _DAY).estimated for ahead in range((last - today).days + 1))


def poll_interval(every: timedelta, state: SessionState, now: datetime) -> timedelta:
    """Return the wait between polls: longer while the market is closed, and never past the end of that phase.

    Args:
        every: the source's interval, which is never shortened.
        state: the state of the market at `now` (aware UTC).
        now: the time at which the wait begins.
    """
    if not state.is_closed:
        return every
    maximum = max(every, min(every * _CLOSED_FACTOR, MAX_CLOSED_INTERVAL))
    return maximum if state.until is None else max(every, min(maximum, state.until - now))
