"""Moments as a newspaper page and an HTTP header write them, in English whatever the machine speaks."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

KARACHI: Final = timezone(timedelta(hours=5), "PKT")

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def time_hhmm(at: datetime) -> str:
    """The time of day in Karachi, `14:02`."""
    there = at.astimezone(KARACHI)
    return f"{there.hour:02}:{there.minute:02}"


def date_line(at: datetime) -> str:
    """The day in Karachi, `22 Nov, 2024`."""
    there = at.astimezone(KARACHI)
    return f"{there.day} {_MONTHS[there.month - 1]}, {there.year}"


def time_line(at: datetime) -> str:
    """The time of day in Karachi, `02:02pm`."""
    there = at.astimezone(KARACHI)
    return f"{(there.hour - 1) % 12 + 1:02}:{there.minute:02}{'am' if there.hour < 12 else 'pm'}"


def iso_stamp(at: datetime) -> str:
    """`2024-11-22T14:02:00+05:00`."""
    return at.astimezone(KARACHI).replace(microsecond=0).isoformat()


def http_date(at: datetime) -> str:
    """`Fri, 22 Nov 2024 09:02:00 GMT`."""
    there = at.astimezone(UTC)
    day = f"{there.day:02} {_MONTHS[there.month - 1]} {there.year:04}"
    return f"{_DAYS[there.weekday()]}, {day} {there.hour:02}:{there.minute:02}:{there.second:02} GMT"
