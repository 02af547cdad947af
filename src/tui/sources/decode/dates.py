"""Parse times as news pages print them, and tell which time a source may state at all."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final, NamedTuple

PAKISTAN: Final = timezone(timedelta(hours=5), "PKT")
"""Asia/Karachi, which has no summer time: the zone of a time printed without one."""

_MAX_CLOCK_SKEW: Final = timedelta(days=1)
"""How far ahead of the poll a time may be: an article of next year would stay at the top of the list for a year."""

ISO_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

_MIN_TIME: Final = datetime(1990, 1, 1, tzinfo=UTC)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_TIME_OF_DAY = (
    r"(?:(?:\s*,)?\s*(?:at\s+|t)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*\(?(?P<zone>pkt|pst|gmt|utc|z|[+-][0-9]{2}:?[0-9]{2})\b\)?)?)?"
)
_DATE = re.compile(
    rf"(?<![\w-])(?:(?P<m1>{_MONTH})\s+(?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y1>[0-9]{{4}})"
    rf"|(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})\s*,?\s+(?P<y2>[0-9]{{4}})"
    rf"|(?P<y3>[0-9]{{4}})-(?P<m3>[0-9]{{2}})-(?P<d3>[0-9]{{2}}))(?!\d){_TIME_OF_DAY}",
    re.IGNORECASE,
)
_MAX_SEARCHED = 300
_MIN_YEAR = 1800
_MAX_YEAR = 2200
"""No news is of other years, and not every one of them can be converted to every zone."""


class DateMatch(NamedTuple):
    """A time in a text, and its span."""

    start: int
    end: int
    at: datetime


def find_dates(text: str) -> list[DateMatch]:
    """Return every date in a short text, with its time of day and zone where given; else midnight, and Pakistan's zone.

    Parses `December 13, 2023 05:02pm`, `24 Jan, 2024 11:46am`, `21 Jun, 2022`, `2019-05-25` and ISO times.
    """
    dates: list[DateMatch] = []
    for match in _DATE.finditer(text[:_MAX_SEARCHED]):
        at = _to_datetime(match)
        if at is not None:
            dates.append(DateMatch(match.start(), match.end(), at))
    return dates


def parse_time(text: str) -> datetime | None:
    """Return the first time in a machine-readable field, aware; None if there is none."""
    dates = find_dates(text.strip())
    return dates[0].at if dates else None


def is_plausible_time(time: datetime, at: datetime) -> bool:
    """Return whether an aware time is from 1990 on and at most a day after the poll."""
    return _MIN_TIME <= time <= at + _MAX_CLOCK_SKEW


def _to_datetime(match: re.Match[str]) -> datetime | None:
    month = match["m1"] or match["m2"]
    year = int(match["y1"] or match["y2"] or match["y3"])
    if not _MIN_YEAR <= year <= _MAX_YEAR:
        return None
    try:
        return datetime(
            year,
            _MONTHS[month[:3].lower()] if month else int(match["m3"]),
            int(match["d1"] or match["d2"] or match["d3"]),
            _hour(match),
            int(match["minute"] or 0),
            int(match["second"] or 0),
            tzinfo=_zone(match["zone"]),
        )
    except ValueError:
        return None


def _hour(match: re.Match[str]) -> int:
    hour = int(match["hour"] or 0)
    if match["half"] is None:
        return hour
    return hour % 12 + (12 if match["half"].lower() == "p" else 0)


def _zone(name: str | None) -> timezone:
    if name is None or name.lower() in {"pkt", "pst"}:
        return PAKISTAN
    if name[0] not in "+-":
        return UTC
    offset = timedelta(hours=int(name[1:3]), minutes=int(name[-2:]))
    offset = -offset if name[0] == "-" else offset
    return PAKISTAN if offset == timedelta(hours=5) else timezone(offset)
