"""Parses the times of tables, in the forms that publishers print."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from tui.sources.tables.cells import Cell, is_missing, normalize_cell

_MAX_LENGTH: Final = 64
"""Characters of a time."""

_EPOCH = re.compile(r"[0-9]{9,10}(?:[0-9]{3})?(?:\.[0-9]{1,6})?", re.ASCII)
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]?(.*)", re.ASCII | re.DOTALL)
_MAX_AHEAD = timedelta(hours=12)
_MAX_CLOCK_DIFFERENCE = timedelta(minutes=5)
"""How far a server's clock may be ahead of ours."""
_YEAR = re.compile(r"%[yYGcxDs]")
_DAY = re.compile(r"%[djUWV]")


class FutureTimeError(ValueError):
    """The cell is a time that is more than half a day ahead."""


def parse_time_cell(cell: Cell, at: datetime, *, date_format: str, zone: str) -> datetime | None:
    """Parse a time, aware UTC, None where there is none.

    Args:
        cell: ISO 8601, seconds or milliseconds since 1970, `15:30` or `15:30:05` of the day; or as in `date_format`.
        at: when the response was received, aware; a time without a date is the latest such time before it.
        date_format: a `strptime` pattern, or empty.
        zone: of a time that names none.

    Raises:
        FutureTimeError: it is more than half a day ahead.
        ValueError: it is no such time.
    """
    text = normalize_cell(cell)
    if is_missing(text):
        return None
    if len(text) > _MAX_LENGTH:
        raise ValueError("not a time")
    local = ZoneInfo(zone)
    try:
        time = (
            _in_format(text, date_format, local, at) if date_format else _machine_readable(text, local, at)
        ).astimezone(UTC)
    except OverflowError:
        raise ValueError("not a time") from None
    if time > at + _MAX_AHEAD:
        raise FutureTimeError("lies in the future")
    return time


def _in_format(text: str, date_format: str, local: tzinfo, at: datetime) -> datetime:
    if _YEAR.search(date_format):
        return _aware(datetime.strptime(text, date_format), local)  # noqa: DTZ007 - made aware at once
    today = at.astimezone(local)
    time = datetime.strptime(f"{text} {today.year}", f"{date_format} %Y")  # noqa: DTZ007 - made aware by the callees
    if not _DAY.search(date_format):
        return _latest(time, local, at)
    result = _aware(time, local)
    return result if result <= today + _MAX_AHEAD else result.replace(year=today.year - 1)


def _machine_readable(text: str, local: tzinfo, at: datetime) -> datetime:
    if _EPOCH.fullmatch(text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if seconds >= 1e11 else seconds, UTC)
    day = _ISO.fullmatch(text)
    if day is None:
        return _in_format(text, "%H:%M:%S" if text.count(":") > 1 else "%H:%M", local, at)
    return _aware(datetime.fromisoformat(f"{day[1]}T{day[2].replace(' ', '')}" if day[2] else day[1]), local)


def _aware(time: datetime, local: tzinfo) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=local)


def _latest(time: datetime, local: tzinfo, at: datetime) -> datetime:
    """Return the latest time with this time of day that is not in the future."""
    today = at.astimezone(local)
    result = datetime.combine(today.date(), time.time(), tzinfo=time.tzinfo or local)
    return result if result <= today + _MAX_CLOCK_DIFFERENCE else result - timedelta(days=1)
