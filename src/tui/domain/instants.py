"""Points in time and durations: parsing, conversion from one clock to another, and text."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

OnWall = Callable[[datetime], datetime]
"""Returns what the wall clock, as set now, shows at a time of another clock; both aware UTC."""

DURATION: Final = "[1-9][0-9]{0,5}[smh]"
"""The regular expression of a length of time."""

TIME_UNITS: Final[Mapping[str, timedelta]] = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
"""By the letter that stands for each behind a number."""


def same_time(at: datetime) -> datetime:
    """Return the time itself: what the wall clock shows where there is no other clock."""
    return at


def parse_iso_utc(text: str) -> datetime:
    """Parse an ISO 8601 time. It keeps its own zone, and is UTC where it names none. Raises ValueError."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def format_interval(interval: timedelta) -> str:
    """Return an interval in the one unit that fits, as it is written in a configuration: `15s`, `2m`, `1h`."""
    seconds = int(interval.total_seconds())
    for size, unit in ((3600, "h"), (60, "m")):
        if seconds and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def format_duration(duration: timedelta, *, seconds: bool = True) -> str:
    """Return a duration in two units, the smallest of them minutes without `seconds`: `1h 12m`, `4m 05s`, `9s`."""
    left = max(0, int(duration.total_seconds()))
    days, left = divmod(left, 86_400)
    hours, left = divmod(left, 3_600)
    minutes, left = divmod(left, 60)
    if days:
        return f"{days}d {hours}h"
    if hours:
        return f"{hours}h {minutes:02}m"
    if not seconds:
        return f"{minutes}m"
    return f"{minutes}m {left:02}s" if minutes else f"{left}s"


def parse_duration(text: str) -> timedelta | None:
    """Parse `15s`, `2m` or `1h`; None where the text has another form."""
    return int(text[:-1]) * TIME_UNITS[text[-1]] if re.fullmatch(DURATION, text) else None
