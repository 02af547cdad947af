"""Finds the format in which a column writes its days and times, and the zone that it states."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

_SHAPES: Final = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ].{0,40})?", re.ASCII), ("",)),
    (re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?", re.ASCII), ("",)),
    (re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})? ?[AaPp][Mm]", re.ASCII), ("%I:%M %p", "%I:%M:%S %p", "%I:%M%p")),
    (re.compile(r"[0-9]{8}", re.ASCII), ("%Y%m%d",)),
    (re.compile(r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}(?: .{1,20})?", re.ASCII), ("%Y/%m/%d",)),
    (re.compile(r"[0-9]{4}\.[0-9]{1,2}\.[0-9]{1,2}\.?(?: .{1,20})?", re.ASCII), ("%Y.%m.%d", "%Y.%m.%d.")),
    (re.compile(r"[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日(?: .{1,20})?", re.ASCII), ("%Y年%m月%d日",)),
    (re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}(?:,? .{1,20})?", re.ASCII), ("%d.%m.%Y",)),
    (re.compile(r"[0-9]{4}년 ?[0-9]{1,2}월 ?[0-9]{1,2}일(?: .{1,20})?", re.ASCII), ("%Y년 %m월 %d일", "%Y년%m월%d일")),
    (re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{2}", re.ASCII), ("%d.%m.%y", "%y.%m.%d")),
    (re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}(?:,? .{1,20})?", re.ASCII), ("%d/%m/%Y", "%m/%d/%Y")),
    (re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}(?: .{1,20})?", re.ASCII), ("%d-%m-%Y", "%m-%d-%Y")),
    (re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}", re.ASCII), ("%d/%m/%y", "%m/%d/%y", "%y/%m/%d")),
    (re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII), ("%d-%m-%y", "%m-%d-%y", "%y-%m-%d")),
    (
        re.compile(r"[0-9]{1,2}[ -][A-Za-z]{3,9}[ -][0-9]{2,4}(?:,? .{1,20})?", re.ASCII),
        ("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%d %B %Y", "%d-%B-%Y"),
    ),
    (
        re.compile(r"[A-Za-z]{3,9} [0-9]{1,2},? [0-9]{4}(?:,? .{1,20})?", re.ASCII),
        ("%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y"),
    ),
    (re.compile(r"[0-9]{1,2}[ -][A-Za-z]{3}", re.ASCII), ("%d %b", "%d-%b")),
    (re.compile(r"[A-Za-z]{3} [0-9]{1,2}", re.ASCII), ("%b %d",)),
)
_TIMES: Final = ("", " %H:%M", " %H:%M:%S", ", %H:%M", ", %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_MAX_TRIED = 12
"""Cells by which a format is found."""
_MIN_SHARE = 0.8
_PARTS_OF_DAYS: Final = re.compile(r"(?<=%)[dmby]")
_A_DAY: Final = timedelta(days=1)
_MAX_STEP = timedelta(days=5)
"""Between two sessions: a weekend with holidays beside it."""
_ZONES: Final = {
    "UTC": "UTC",
    "GMT": "UTC",
    "PKT": "Asia/Karachi",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "ET": "America/New_York",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "MEZ": "Europe/Berlin",
    "MESZ": "Europe/Berlin",
    "MSK": "Europe/Moscow",
    "МСК": "Europe/Moscow",
    "TRT": "Europe/Istanbul",
    "JST": "Asia/Tokyo",
    "KST": "Asia/Seoul",
    "HKT": "Asia/Hong_Kong",
    "SGT": "Asia/Singapore",
    "BRT": "America/Sao_Paulo",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
}
_ZONE_WORD: Final = re.compile(rf"\b(?:{'|'.join(_ZONES)})\b")
_ZONE_NAME: Final = re.compile(
    r"\b(?:Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[A-Z][A-Za-z_]{2,20}\b"
)


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How a column writes days and times."""

    pattern: str
    """As `strptime` takes it; empty where it is read without one: ISO 8601, a time of the day."""
    is_certain: bool
    """False where day and month could be exchanged and nothing decides which is which."""
    has_day: bool
    """Whether it states the day, and not the time alone."""
    alternatives: tuple[str, ...] = ()
    """The patterns that fit as well, itself among them, where nothing in the cells decides."""

    @property
    def has_year(self) -> bool:
        """Whether it states the year."""
        return self.has_day and (not self.pattern or "%y" in self.pattern.lower())

    def day(self, cell: str) -> date | None:
        """Return the day of a cell; None where it is not in this format."""
        return _day(cell, self.pattern) if self.pattern else _iso_day(cell)


def settle_by_today(date_format: DateFormat, cells: Sequence[str], today: date) -> DateFormat:
    """Return the only format of the possible ones in which no day is in the future; the given one where several are.

    Args:
        date_format: of the cells.
        cells: times that are none of the future, in any zone.
        today: in UTC.
    """
    good = [
        pattern
        for pattern in date_format.alternatives
        if all((day := _day(cell, pattern)) is not None and day <= today + _A_DAY for cell in cells)
    ]
    is_settled = len(good) == 1
    return DateFormat(good[0], is_certain=True, has_day=date_format.has_day) if is_settled else date_format


def find_date_format(cells: Sequence[str]) -> DateFormat | None:
    """Return the format of days or times that most of some cells have; None where they are no such thing."""
    sample = cells[:_MAX_TRIED]
    if not sample:
        return None
    for shape, patterns in _SHAPES:
        if sum(1 for cell in sample if len(cell) <= 50 and shape.fullmatch(cell)) >= _MIN_SHARE * len(sample):
            return _fitting(list(patterns), sample, cells)
    return None


def find_zone(*texts: str) -> str | None:
    """Return the zone that a title or a cell states, `15:30 PKT`, `Time (CET)`; None where none does."""
    for text in texts:
        named = _ZONE_NAME.search(text[:200])
        if named:
            return named[0]
        short = _ZONE_WORD.search(text[:200])
        if short:
            return _ZONES[short[0]]
    return None


def _fitting(patterns: list[str], sample: Sequence[str], cells: Sequence[str]) -> DateFormat | None:
    if patterns == [""]:
        return DateFormat("", is_certain=True, has_day="-" in sample[0])
    fitting = [pattern for pattern in _with_times(patterns) if all(_day(cell, pattern) for cell in sample)]
    if not fitting:
        return None
    has_day = "%d" in fitting[0]
    by_order = dict[str, str]()
    for pattern in fitting:
        by_order.setdefault(_order(pattern), pattern)
    if len(by_order) == 1:
        return DateFormat(fitting[0], is_certain=True, has_day=has_day)
    whole = [pattern for pattern in by_order.values() if all(_day(cell, pattern) for cell in cells)]
    good = [pattern for pattern in whole if _is_daily(cells, pattern)]
    # with points the year is last nearly everywhere
    is_certain = len(good) == 1 or len(whole) == 1 or fitting[0] == "%d.%m.%y"
    return DateFormat((good or whole or fitting)[0], is_certain=is_certain, has_day=has_day, alternatives=tuple(whole))


def _order(pattern: str) -> str:
    """Return the order in which a pattern has day, month and year: `dmy`."""
    return "".join(_PARTS_OF_DAYS.findall(pattern.lower())).replace("b", "m")


def _with_times(patterns: list[str]) -> Iterator[str]:
    for time in _TIMES:
        yield from (pattern + time for pattern in patterns if not time or "%p" not in pattern)


def _day(cell: str, pattern: str) -> date | None:
    try:
        # without a year it would be a deprecated 1900
        given = _parsed(cell, pattern) if "%y" in pattern.lower() else _parsed(f"{cell} 2024", f"{pattern} %Y")
    except ValueError:
        return None
    return given.date()


def _iso_day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell[:10])
    except ValueError:
        return None


def _parsed(cell: str, pattern: str) -> datetime:
    return datetime.strptime(cell, pattern)  # noqa: DTZ007 - only its day is compared


def _is_daily(cells: Sequence[str], pattern: str) -> bool:
    """Return whether days follow each other as those of sessions do, at most five days apart."""
    days = [day for cell in cells if (day := _day(cell, pattern))]
    steps = [abs(second - first) for first, second in pairwise(days)]
    return bool(steps) and any(steps) and all(step <= _MAX_STEP for step in steps)
