"""Times as a news page prints them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

PAKISTAN: Final = timezone(timedelta(hours=5), "PKT")
"""Asia/Karachi, which keeps no summer time: the zone of a time printed without one."""

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
_CLOCK = (
    r"(?:(?:\s*,)?\s*(?:at\s+|t)?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,9})?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?(?:\s*\(?(?P<zone>pkt|pst|gmt|utc|z|[+-][0-9]{2}:?[0-9]{2})\b\)?)?)?"
)
_DATE = re.compile(
    rf"(?<![\w-])(?:(?P<m1>{_MONTH})\s+(?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y1>[0-9]{{4}})"
    rf"|(?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)?\s+(?P<m2>{_MONTH})\s*,?\s+(?P<y2>[0-9]{{4}})"
    rf"|(?P<y3>[0-9]{{4}})-(?P<m3>[0-9]{{2}})-(?P<d3>[0-9]{{2}}))(?!\d){_CLOCK}",
    re.IGNORECASE,
)
_MOST_LOOKED_AT = 300
_EARLIEST_YEAR = 1800
_LATEST_YEAR = 2200
"""Years that no news is of cannot be told in every zone either."""


@dataclass(frozen=True, slots=True)
class DateMatch:
    """A time found in a text, and where."""

    start: int
    end: int
    at: datetime


def find_dates(text: str) -> list[DateMatch]:
    """Every date in a short text, with its time of day and zone where given; else midnight, and Pakistan's zone.

    Reads `December 13, 2023 05:02pm`, `24 Jan, 2024 11:46am`, `21 Jun, 2022`, `2019-05-25` and ISO times.
    """
    found: list[DateMatch] = []
    for match in _DATE.finditer(text[:_MOST_LOOKED_AT]):
        at = _moment(match)
        if at is not None:
            found.append(DateMatch(match.start(), match.end(), at))
    return found


def parse_time(text: str) -> datetime | None:
    """The one time that a machine-readable field holds, aware; None if it holds none."""
    dates = find_dates(text.strip())
    return dates[0].at if dates else None


def _moment(match: re.Match[str]) -> datetime | None:
    month = match["m1"] or match["m2"]
    year = int(match["y1"] or match["y2"] or match["y3"])
    if not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
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
