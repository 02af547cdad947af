"""Dates of feeds: RFC 822, ISO 8601, and the variants that papers of many languages print."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from tui.domain.article import TimePrecision
from tui.sources.decode.dates import PAKISTAN, is_plausible_time
from tui.sources.decode.month_names import month_of
from tui.sources.feeds.date_text import MAX_DATE, normalized_date
from tui.sources.feeds.zones import local_zone, zone_of

_YEARS: Final = range(1980, 2200)
_FIRST_OF_LAST_CENTURY: Final = 70
"""Of the years with two digits."""
_WORD = r"(?:[^\W\d_]{3,}|[^\W\d_a-z]{1,2})\.?"
_SUFFIX = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_OF = r"(?:de|del|d’|d'|of)?"
_DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<!\d)(?P<y>\d{4})(?:[-/.]|\.\s)(?P<m>\d{1,2})(?:[-/.]|\.\s)(?P<d>\d{1,2})(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}}){_SUFFIX}[\s/-]*{_OF}[\s/-]*(?P<word>{_WORD})[\s,/-]*{_OF}[\s,/-]*(?P<y>\d{{4}}|\d\d)(?!\d)(?!:)",
        rf"(?<![^\W\d_])(?P<word>{_WORD})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<y>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<y>\d{{4}})(?:\.?\s|-)(?P<word>{_WORD})(?:\s|-)(?P<d>\d{{1,2}})(?![\d:])",
        r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?=t\d|$)",
        r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)(?!\d)(?!:)",
    )
)
"""A year first, a month by its name, without separators, and points: a day is before its month in all of those."""
_SLASHED: Final = re.compile(r"(?<!\d)(?P<a>\d{1,2})([/-])(?P<b>\d{1,2})\2(?P<y>\d{4}|\d\d)(?!\d)(?!:)")
_YEAR_LAST: Final = re.compile(rf"({_WORD}\s+\d{{1,2}}),?\s+(\d.*?)\s+(\d{{4}})$")
_TIME: Final = re.compile(
    r"(?<!\d)(?P<hour>\d{1,2})[:h.](?P<minute>\d\d)(?:[:.m](?P<second>\d\d)(?:[.,]\d+)?)?(?!\d)\s*(?P<half>[ap]\.?\s?m\b\.?)?"
    r"|(?<=t)(?P<hour2>\d\d)(?P<minute2>\d\d)(?P<second2>\d\d)?(?!\d)"
    r"|(?<!\d)(?P<hour3>\d{1,2})\s?(?P<half3>[ap]\.?\s?m\b\.?)"
)
_ZONE: Final = re.compile(
    r"^[\s(\[]*((?:gmt|utc?)?\s?[+-]\d{1,2}(?::?\d\d)?(?!\d)|[a-z]{1,4}\d[a-z]{0,4}(?![^\W_])"
    r"|(?:africa|america|asia|atlantic|australia|etc|europe|indian|pacific|us)/[a-z_/]{2,30}"
    r"|(?:eastern|central|mountain|pacific)\b|[a-z]{1,5}(?![^\W_]))?[\s)\]]*"
)
_EPOCH: Final = re.compile(r"[12]\d{9}(?:\d{3}|\.\d{1,9})?")
_CLOCK_WORDS: Final = re.compile(r"^\s*(?:uhr|hrs?|hours|uur|h|kl)\b\.?")


class StatedTime(NamedTuple):
    """A time as a feed states it."""

    at: datetime
    """Aware; in UTC where the feed states no zone, at midnight where it states a day alone."""
    precision: TimePrecision


def parse_stated_time(text: str, market: str, at: datetime, *, month_first: bool | None = None) -> StatedTime | None:
    """Return the time that a feed's date names; None where it names none, an unknown zone or an implausible time.

    Parses RFC 822 and ISO 8601, `05:42 PM PKT`, `Seg, 23 Fev 2026 19:42:40 -0300`, `2026年11月20日 10:00`, and days
    alone. A date without a zone is Pakistan's in a feed of the Pakistani market; elsewhere it stays a time without one.

    Args:
        text: as the feed prints it.
        market: of the source.
        at: when the feed was fetched, aware UTC.
        month_first: how its slashed dates are read, as `is_month_first` found; None reads none of them.
    """
    if not text or len(text) > MAX_DATE:
        return None
    text = normalized_date(text)
    if _EPOCH.fullmatch(text):
        published: StatedTime | None = StatedTime(datetime.fromtimestamp(int(text[:10]), UTC), TimePrecision.INSTANT)
    else:
        published = _parse(text, market, month_first)
    return published if published is not None and is_plausible_time(published.at, at) else None


def is_month_first(texts: Iterable[str], at: datetime) -> bool | None:
    """Return whether the month is first in a feed's dates such as `03/04/2026`; None where nothing in it decides.

    A number above twelve is a day. Else an order counts by which no date is later than the poll where the other has
    such dates.

    Args:
        texts: all dates of the feed, as it prints them.
        at: when the feed was fetched, aware UTC.
    """
    first_is_day = second_is_day = False
    late = {True: 0, False: 0}
    for text in texts:
        match = _SLASHED.search(normalized_date(text)) if len(text) <= MAX_DATE else None
        if match is None:
            continue
        first_is_day |= int(match["a"]) > 12
        second_is_day |= int(match["b"]) > 12
        for month_first in late:
            day = _slashed_day(match, month_first=month_first)
            late[month_first] += day is None or day > at + timedelta(days=1)
    if first_is_day or second_is_day:
        return None if first_is_day and second_is_day else second_is_day
    return None if bool(late[True]) == bool(late[False]) else not late[True]


def _parse(text: str, market: str, month_first: bool | None) -> StatedTime | None:
    text = _YEAR_LAST.sub(r"\1, \3 \2", text)
    found = _find_day(text, month_first)
    if found is None:
        return None
    day, before, after = found
    time = _TIME.search(after) or _TIME.search(before)
    if time is None:
        if any(map(str.isdigit, after)):
            return None
        return StatedTime(day.replace(tzinfo=local_zone(market) or UTC), TimePrecision.DAY)
    moment = _with_time_of_day(day, time)
    if moment is None:
        return None
    zone = _zone_name(time.string[time.end() :]) or (_zone_name(after) if time.string is before else None)
    return _in_zone(moment, zone, market)


def _in_zone(moment: datetime, name: str | None, market: str) -> StatedTime | None:
    """Return a time of day with its zone, in UTC or Pakistan's time; None where the zone is unknown."""
    if name is None:
        known = local_zone(market)
        precision = TimePrecision.LOCAL if known is None else TimePrecision.INSTANT
        return StatedTime(moment.replace(tzinfo=known or UTC), precision)
    zone = zone_of(name, market, moment)
    if zone is None:
        return None
    at = moment.replace(tzinfo=zone)
    return StatedTime(at if zone is PAKISTAN else at.astimezone(UTC), TimePrecision.INSTANT)


def _zone_name(text: str) -> str | None:
    """Return the zone that a text begins with; None where it begins with none."""
    zone = _ZONE.match(_CLOCK_WORDS.sub("", text))
    return zone[1].replace(" ", "") if zone is not None and zone[1] else None


def _find_day(text: str, month_first: bool | None) -> tuple[datetime, str, str] | None:
    """Return the day that a text names, at midnight without a zone, and the text before and after it."""
    for match, day in _days(text, month_first):
        if day is not None:
            return day, text[: match.start()], text[match.end() :]
    return None


def _days(text: str, month_first: bool | None) -> Iterator[tuple[re.Match[str], datetime | None]]:
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = int(groups["m"]) if groups.get("m") else month_of(groups["word"] or "")
            if month is not None:
                yield match, _day(match["y"], month, int(match["d"]))
    for match in _SLASHED.finditer(text):
        same = match["a"] == match["b"]
        if month_first is not None or same:
            yield match, _slashed_day(match, month_first=bool(month_first))


def _slashed_day(match: re.Match[str], *, month_first: bool) -> datetime | None:
    month, day = (match["a"], match["b"]) if month_first else (match["b"], match["a"])
    naive = _day(match["y"], int(month), int(day))
    return naive and naive.replace(tzinfo=UTC)


def _day(year: str, month: int, day: int) -> datetime | None:
    full = int(year)
    if len(year) == 2:
        full += 1900 if full >= _FIRST_OF_LAST_CENTURY else 2000
    try:
        return datetime(full, month, day) if full in _YEARS else None  # noqa: DTZ001 - the zone is known later
    except ValueError:
        return None


def _with_time_of_day(day: datetime, time: re.Match[str]) -> datetime | None:
    hour = int(time["hour"] or time["hour2"] or time["hour3"])
    half = time["half"] or time["half3"]
    if half is not None and hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    minute, second = int(time["minute"] or time["minute2"] or 0), int(time["second"] or time["second2"] or 0)
    if hour == 24 and minute == second == 0:
        return day + timedelta(days=1)
    try:
        # a leap second
        return day.replace(hour=hour, minute=minute, second=min(second, 59) if second == 60 else second)
    except ValueError:
        return None
