"""When trading began and ended: the sessions of a calendar within a span of time."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.trading_calendar import Phase, TradingCalendar

_DAY: Final = timedelta(days=1)


class SessionTime(NamedTuple):
    """When continuous trading begins or ends."""

    at: datetime
    """Aware UTC."""
    is_open: bool


def session_times(calendar: TradingCalendar, since: datetime, until: datetime) -> list[SessionTime]:
    """Return when trading begins and ends after one time and up to another (aware), in order.

    Days whose hours are an estimate are left out, and so is a session that goes on with the next one.
    """
    return [each for each in _joined(_all_times(calendar, since, until)) if since < each.at <= until]


def _all_times(calendar: TradingCalendar, since: datetime, until: datetime) -> Iterator[SessionTime]:
    # a session may begin on the day before, and go on with one of the day after
    day, last = since.astimezone(calendar.zone).date() - _DAY, until.astimezone(calendar.zone).date() + _DAY
    while day <= last:
        spans = () if calendar.is_guess(day) else calendar.day(day).spans
        for span in spans:
            if span.phase is Phase.OPEN:
                yield SessionTime(calendar.instant(day, span.start), is_open=True)
                yield SessionTime(calendar.instant(day, span.end), is_open=False)
        day += _DAY


def _joined(times: Iterator[SessionTime]) -> Iterator[SessionTime]:
    """Yield the times without the ends of sessions that go on at once."""
    ended: SessionTime | None = None
    for each in times:
        goes_on = ended is not None and each.at == ended.at
        if ended is not None and not goes_on:
            yield ended
        if each.is_open and not goes_on:
            yield each
        ended = None if each.is_open else each
    if ended is not None:
        yield ended
