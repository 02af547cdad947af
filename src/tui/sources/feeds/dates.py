"""When a feed says a story was published: RFC 822 dates, ISO 8601, and the ways in which papers bend them."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from tui.sources.decode.dates import PAKISTAN, find_dates

MAX_CLOCK_SKEW: Final = timedelta(days=1)
"""How far a clock may run ahead before its date is not believed: a date of next year would head the list for a year."""

_EARLIEST = 1990
_LONGEST = 100
_ZONED = re.compile(r"(?:pkt|pst|gmt|utc|(?<=\d)z|[+-]\d{2}:?\d{2})\)?$", re.IGNORECASE | re.ASCII)
_CLOCK = re.compile(r"\d:\d\d", re.ASCII)
_FOREIGN_ZONE = re.compile(r"\s*\(?[A-Za-z]")


def parse_published(text: str, market: str, at: datetime) -> datetime | None:
    """The aware time a feed's date names; None where it names none to believe.

    `+0500`, `GMT` and `PKT` are read, `05:42 PM PKT` too, which is 17:42 in Karachi. A date without a zone is
    Pakistan's in a feed of the Pakistani market; of any other it is not guessed, nor is a time of day without a date.

    Args:
        text: as the feed prints it.
        market: of the source.
        at: when the feed was fetched, aware UTC.
    """
    found = _read(text.strip(), market) if len(text) <= _LONGEST else None
    if found is None or found.year < _EARLIEST:
        return None
    return found if found - at <= MAX_CLOCK_SKEW else None


def _read(text: str, market: str) -> datetime | None:
    dates = find_dates(text)
    if not dates:
        return _rfc_822(text)
    date, rest = dates[0], text[dates[0].end :]
    matched = text[date.start : date.end]
    if _CLOCK.search(matched) and _ZONED.search(matched):
        return date.at
    if _FOREIGN_ZONE.match(rest):
        return _rfc_822(text)
    return date.at if date.at.tzinfo is PAKISTAN and market == "PSX" else None


def _rfc_822(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError, TypeError):
        return None
    # "-0000", or a zone the standard does not know, comes without one; a year of 1 has no UTC
    if moment.tzinfo is None or not 1 < moment.year < 9999:
        return None
    return moment.astimezone(UTC)
