"""Publication dates of feeds: RFC 822, ISO 8601, and the variants that papers print."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tui.sources.decode.dates import PAKISTAN, find_dates, is_plausible_time

_MAX_LENGTH = 100
_ZONED = re.compile(r"(?:pkt|pst|gmt|utc|(?<=\d)z|[+-]\d{2}:?\d{2})\)?$", re.IGNORECASE | re.ASCII)
_TIME_OF_DAY = re.compile(r"\d:\d\d", re.ASCII)
_FOREIGN_ZONE = re.compile(r"\s*\(?[A-Za-z]")


def parse_published(text: str, market: str, at: datetime) -> datetime | None:
    """Return the aware time that a feed's date names; None where it names none or an implausible one.

    `+0500`, `GMT` and `PKT` are parsed, `05:42 PM PKT` too, which is 17:42 in Karachi. A date without a zone is
    Pakistan's in a feed of the Pakistani market; of any other it is not guessed, nor is a time of day without a date.

    Args:
        text: as the feed prints it.
        market: of the source.
        at: when the feed was fetched, aware UTC.
    """
    published = _parse(text.strip(), market) if len(text) <= _MAX_LENGTH else None
    return published if published is not None and is_plausible_time(published, at) else None


def _parse(text: str, market: str) -> datetime | None:
    dates = find_dates(text)
    if not dates:
        return _parse_rfc_822(text)
    date, rest = dates[0], text[dates[0].end :]
    matched = text[date.start : date.end]
    if _TIME_OF_DAY.search(matched) and _ZONED.search(matched):
        return date.at
    if _FOREIGN_ZONE.match(rest):
        return _parse_rfc_822(text)
    return date.at if date.at.tzinfo is PAKISTAN and market == "PSX" else None


def _parse_rfc_822(text: str) -> datetime | None:
    try:
        time = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError, TypeError):
        return None
    # "-0000", or a zone unknown to the standard, is parsed as none; the years 1 and 9999 cannot be converted to UTC
    if time.tzinfo is None or not 1 < time.year < 9999:
        return None
    return time.astimezone(UTC)
