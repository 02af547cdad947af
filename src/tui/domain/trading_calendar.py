"""When a market trades: a table of hours, seasons and holidays, asked about one moment."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from tui.domain.text import CleanText

MAX_CLOSED_INTERVAL: Final = timedelta(minutes=5)

_LOOK_AHEAD: Final = 40
_LOOK_BACK: Final = 10
_SLOWED_BY: Final = 10
_DAY: Final = timedelta(days=1)
_NO_END_IN_SIGHT: Final = timedelta(days=8)


class Phase(StrEnum):
    """What the market does now."""

    PRE_OPEN = "pre-open"
    """Orders are taken, none is matched."""
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
    """A run of dates, both ends counted, with hours of its own."""

    first: date
    last: date
    week: Week
    estimated: bool = False


class TradingDay(NamedTuple):
    """One date as the table has it."""

    spans: tuple[SessionSpan, ...] = ()
    """In order; none means closed."""
    holiday: CleanText | None = None
    estimated: bool = False
    """Whether this rests on a guess: a moon not yet sighted, a year not yet announced."""


class TradingCalendar(NamedTuple):
    """One market's table. It labels what is shown and slows polling; it is never a reason to disbelieve a figure."""

    market: str
    zone: tzinfo
    week: Week
    first: date
    """The first date the table vouches for; outside `first` to `last` every date it does not name is an estimate."""
    last: date
    seasons: tuple[Season, ...] = ()
    """Where two overlap the earlier in this order counts."""
    days: Mapping[date, TradingDay] = MappingProxyType({})
    """Single dates that differ from the week and the season."""
    note: CleanText | None = None
    """What is wrong with the table itself, in words: no zone file on this machine."""

    def day(self, day: date) -> TradingDay:
        """What the table says of a date."""
        single = self.days.get(day)
        if single is not None:
            return single
        week, estimated = self._usual(day)
        return TradingDay(spans=week.get(day.weekday(), ()), estimated=estimated or not self.first <= day <= self.last)

    def trading_day(self, at: datetime) -> date:
        """The trading day that a moment (aware) belongs to: the local date, begun by its first phase, not by midnight.

        Holidays are passed over here, since a table may be wrong about one: a day that trades against the table
        still counts as itself. A weekend belongs to the Friday before it.
        """
        today = at.astimezone(self.zone).date()
        for back in range(_LOOK_BACK):
            day = today - back * _DAY
            single = self.days.get(day)
            spans = (single.spans if single else ()) or self._usual(day)[0].get(day.weekday(), ())
            if spans and self.instant(day, spans[0].start) <= at:
                return day
        return today

    def instant(self, day: date, since_midnight: timedelta) -> datetime:
        """The moment, aware UTC, at which the market's wall clock shows this on that date."""
        wall = datetime.combine(day, time()) + since_midnight
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def _usual(self, day: date) -> tuple[Week, bool]:
        for season in self.seasons:
            if season.first <= day <= season.last:
                return season.week, season.estimated
        return self.week, False


def always_open(market: str, zone: tzinfo) -> TradingCalendar:
    """The table of a market that never closes."""
    all_day = (SessionSpan(Phase.OPEN, timedelta(0), _DAY),)
    return TradingCalendar(
        market=market, zone=zone, week=dict.fromkeys(range(7), all_day), first=date.min, last=date.max
    )


class SessionState(NamedTuple):
    """Where a market stands in its day. Times are aware UTC."""

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
    """Whether any date that this answer rests on is a guess."""
    market: str = ""
    """Whose day it is, as people are told; empty where the market's code says it."""


def session_at(calendar: TradingCalendar, now: datetime) -> SessionState:
    """Where the market stands at a moment (aware)."""
    today = now.astimezone(calendar.zone).date()
    day = calendar.day(today)
    current, ahead, next_open = _around(calendar, today, now)
    phase = current[0] if current else _between(calendar, today, day, now)
    until = current[1] if current else ahead
    return SessionState(
        phase=phase,
        until=until,
        next_open=next_open,
        closes=until if phase is Phase.OPEN else None,
        holiday=day.holiday,
        estimated=_rests_on_a_guess(calendar, today, next_open if phase is Phase.CLOSED else None),
        market=calendar.market,
    )


def _around(
    calendar: TradingCalendar, today: date, now: datetime
) -> tuple[tuple[Phase, datetime | None] | None, datetime | None, datetime | None]:
    """The span that holds this moment with its end, the start of the next span, the next start of trading.

    A phase that one day ends with and the next begins with does not end at midnight, nor at all where every day of a
    week goes on so.
    """
    current: tuple[Phase, datetime] | None = None
    ahead: datetime | None = None
    for phase, start, end in _spans_from(calendar, today):
        if start <= now < end or current == (phase, start):
            current = phase, end
            if end > now + _NO_END_IN_SIGHT:
                return (phase, None), None, None
        elif start > now:
            ahead = ahead or start
            if phase is Phase.OPEN:
                return current, ahead, start
    return current, ahead, None


def _spans_from(calendar: TradingCalendar, today: date) -> Iterator[tuple[Phase, datetime, datetime]]:
    for ahead in range(_LOOK_AHEAD):
        day = today + ahead * _DAY
        for span in calendar.day(day).spans:
            yield span.phase, calendar.instant(day, span.start), calendar.instant(day, span.end)


def _between(calendar: TradingCalendar, today: date, day: TradingDay, now: datetime) -> Phase:
    """The phase of a moment that no span holds: a break if trading came before it and comes after it today."""
    starts = [calendar.instant(today, span.start) for span in day.spans if span.phase is Phase.OPEN]
    return Phase.BREAK if any(s <= now for s in starts) and any(s > now for s in starts) else Phase.CLOSED


def _rests_on_a_guess(calendar: TradingCalendar, today: date, next_open: datetime | None) -> bool:
    last = next_open.astimezone(calendar.zone).date() if next_open else today
    return any(calendar.day(today + ahead * _DAY).estimated for ahead in range((last - today).days + 1))


def poll_interval(every: timedelta, state: SessionState, now: datetime) -> timedelta:
    """How long to wait between polls: longer while the market is closed, and never past the end of that phase.

    Args:
        every: the source's interval, which is never shortened.
        state: where the market stands at `now` (aware UTC).
        now: the moment the wait begins.
    """
    if state.phase is not Phase.CLOSED or state.estimated:
        return every
    longest = max(every, min(every * _SLOWED_BY, MAX_CLOSED_INTERVAL))
    return longest if state.until is None else max(every, min(longest, state.until - now))
