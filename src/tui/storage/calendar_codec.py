"""Trading calendars as JSON values, and back: a recorded day carries the hours by which it was recorded.

Every value that is decoded is checked as if it came from a page.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from types import MappingProxyType
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tui.domain.text import sanitize_line
from tui.domain.trading_calendar import Phase, Season, SessionSpan, TradingCalendar, TradingDay, Week

MAX_DAYS: Final = 400
"""Single dates of a calendar."""
MAX_SEASONS: Final = 200
MAX_SPANS: Final = 20
"""Of a day."""
MAX_CALENDARS: Final = 200
_BACK, _AHEAD = timedelta(days=30), timedelta(days=60)
"""How far from the recorded day single dates are needed: for its trading day, and for what opens next."""
_ZONE_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+_-]{0,30}(?:/[A-Za-z0-9+_-]{1,30}){0,2}", re.ASCII)
_MAX_OFFSET: Final = 86_399
_MAX_SECONDS: Final = 86_400


def encode_calendars(calendars: Mapping[str, TradingCalendar], day: date) -> dict[str, Any]:
    """Encode calendars by market code, with the single dates around a day."""
    return {code: _encode_calendar(calendar, day) for code, calendar in calendars.items()}


def decode_calendars(value: dict[str, Any]) -> Mapping[str, TradingCalendar]:
    """Decode calendars by market code.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: `encode_calendars` never returned this.
    """
    _check_count(value, MAX_CALENDARS)
    return MappingProxyType({sanitize_line(code, 32): _decode_calendar(each) for code, each in value.items()})


def encode_zone(zone: tzinfo, day: date) -> dict[str, Any]:
    """Encode a zone: its name where it has one, and how far it is ahead of UTC on a day, in seconds."""
    offset = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(zone).utcoffset()
    return {"name": getattr(zone, "key", None), "offset": int((offset or timedelta(0)).total_seconds())}


def decode_zone(value: dict[str, Any]) -> tzinfo:
    """Decode a zone; one that this machine does not know by its name is a fixed offset. Raises as the others do."""
    name, offset = value["name"], value["offset"]
    if name is not None:
        if not _ZONE_NAME.fullmatch(name):
            raise ValueError("not a zone")
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError):
            pass
    if type(offset) is not int or abs(offset) > _MAX_OFFSET:
        raise ValueError("not an offset")
    return timezone(timedelta(seconds=offset))


def _encode_calendar(calendar: TradingCalendar, day: date) -> dict[str, Any]:
    near = {at: each for at, each in calendar.days.items() if day - _BACK <= at <= day + _AHEAD}
    return {
        "market": calendar.market,
        "zone": encode_zone(calendar.zone, day),
        "week": _encode_week(calendar.week),
        "first": calendar.first.isoformat(),
        "last": calendar.last.isoformat(),
        "seasons": [
            [each.first.isoformat(), each.last.isoformat(), _encode_week(each.week), each.estimated]
            for each in calendar.seasons
        ],
        "days": {
            at.isoformat(): [_encode_spans(each.spans), each.holiday, each.estimated] for at, each in near.items()
        },
        "note": calendar.note,
    }


def _decode_calendar(value: dict[str, Any]) -> TradingCalendar:
    _check_count(value["days"], MAX_DAYS)
    _check_count(value["seasons"], MAX_SEASONS)
    note = value["note"]
    return TradingCalendar(
        market=sanitize_line(value["market"], 32),
        zone=decode_zone(value["zone"]),
        week=_decode_week(value["week"]),
        first=date.fromisoformat(value["first"]),
        last=date.fromisoformat(value["last"]),
        seasons=tuple(
            Season(date.fromisoformat(first), date.fromisoformat(last), _decode_week(week), estimated is True)
            for first, last, week, estimated in value["seasons"]
        ),
        days=MappingProxyType(
            {
                date.fromisoformat(at): TradingDay(
                    _decode_spans(spans), None if holiday is None else sanitize_line(holiday), estimated is True
                )
                for at, (spans, holiday, estimated) in value["days"].items()
            }
        ),
        note=None if note is None else sanitize_line(note),
    )


def _encode_week(week: Week) -> dict[str, Any]:
    return {str(weekday): _encode_spans(spans) for weekday, spans in week.items()}


def _decode_week(value: dict[str, Any]) -> Week:
    return MappingProxyType({_weekday(name): _decode_spans(spans) for name, spans in value.items()})


def _weekday(name: str) -> int:
    if name not in {"0", "1", "2", "3", "4", "5", "6"}:
        raise ValueError("not a weekday")
    return int(name)


def _encode_spans(spans: Sequence[SessionSpan]) -> list[list[Any]]:
    return [[each.phase.value, _seconds(each.start), _seconds(each.end)] for each in spans]


def _seconds(since_midnight: timedelta) -> int:
    return int(since_midnight.total_seconds())


def _decode_spans(value: list[list[Any]]) -> tuple[SessionSpan, ...]:
    _check_count(value, MAX_SPANS)
    spans = []
    for phase, start, end in value:
        if type(start) is not int or type(end) is not int or not 0 <= start < end <= _MAX_SECONDS:
            raise ValueError("not a span of a day")
        spans.append(SessionSpan(Phase(phase), timedelta(seconds=start), timedelta(seconds=end)))
    return tuple(spans)


def _check_count(value: Any, most: int) -> None:  # noqa: ANN401 - whatever the file holds
    if not isinstance(value, dict | list) or len(value) > most:
        raise ValueError("not so many values")
