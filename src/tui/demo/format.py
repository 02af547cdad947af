"""Format whole paisa, tenths of a point, hundredths of a percent and times, exact in integers."""

from datetime import datetime, timedelta, timezone
from typing import Final


def hundredths_of_percent(change: int, previous: int) -> int:
    """Return the change in percent of the previous close, times a hundred; halves away from zero."""
    size = (abs(change) * 20_000 + previous) // (2 * previous)
    return -size if change < 0 else size


def rupees(paisa: int) -> str:
    """Format a price or a change, always with two decimals and no thousands comma: `-0.72`."""
    sign = "-" if paisa < 0 else ""
    whole, part = divmod(abs(paisa), 100)
    return f"{sign}{whole}.{part:02}"


def percent(hundredths: int) -> str:
    """Format a percentage without trailing zeros: `-2.05`, `0.5`, `10`, `0`; no sign on a zero, no percent sign."""
    sign = "-" if hundredths < 0 else ""
    whole, part = divmod(abs(hundredths), 100)
    return f"{sign}{whole}.{part:02}".rstrip("0").rstrip(".")


def points(tenths: int, comma: str = "") -> str:
    """Format a change of an index with at most one decimal, by default without thousands commas: `615.2`, `-112`."""
    sign = "-" if tenths < 0 else ""
    whole, part = divmod(abs(tenths), 10)
    return f"{sign}{whole:{comma}}.{part}" if part else f"{sign}{whole:{comma}}"


def level(tenths: int) -> str:
    """Format an index level in whole points with thousands commas: `82,074`."""
    return f"{rounded(tenths):,}"


def rounded(tenths: int) -> int:
    """Round to whole points, halves up; for figures that are not negative."""
    return (tenths + 5) // 10


def share_count(count: int) -> str:
    """Format a number of shares for a report: `48.2 million`, `640,000`."""
    if count >= 1_000_000:
        tenths = (count + 50_000) // 100_000
        return f"{tenths // 10:,}.{tenths % 10} million"
    return f"{(count + 500) // 1000 * 1000:,}" if count >= 1000 else str(count)


KARACHI: Final = timezone(timedelta(hours=5), "PKT")

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def time_hhmm(at: datetime) -> str:
    """Return the time of day in Karachi, `14:02`."""
    return f"{at.astimezone(KARACHI):%H:%M}"


def date_line(at: datetime) -> str:
    """Return the day in Karachi, `22 Nov, 2024`."""
    there = at.astimezone(KARACHI)
    return f"{there.day} {_MONTHS[there.month - 1]}, {there.year}"


def time_line(at: datetime) -> str:
    """Return the time of day in Karachi, `02:02pm`."""
    there = at.astimezone(KARACHI)
    return f"{(there.hour - 1) % 12 + 1:02}:{there.minute:02}{'am' if there.hour < 12 else 'pm'}"


def iso_stamp(at: datetime) -> str:
    """Return `2024-11-22T14:02:00+05:00`."""
    return at.astimezone(KARACHI).replace(microsecond=0).isoformat()
