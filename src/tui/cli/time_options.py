"""The times, days and spans of time that a command line names."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

from tui.config.errors import quote_value
from tui.domain.instants import TIME_UNITS

_AGO: Final = re.compile(r"([1-9][0-9]{0,4})([mhd])")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", re.ASCII)
_DAYS_AGO: Final = {"today": 0, "yesterday": 1}
EXPECTED_DAY: Final = "expected a day such as 2026-11-27, today or yesterday"
_LONGEST_SPAN: Final = timedelta(days=366)
_FIRST_YEAR, _LAST_YEAR = 1971, 2999


def parse_time(text: str, now: datetime) -> datetime:
    """Return a time that the user typed, aware: a day or a time of this machine's zone, or a span ago.

    Raises:
        ValueError: it is none, or one of no market; the message says what is expected.
    """
    try:
        ago = _AGO.fullmatch(text)
        at = now - int(ago[1]) * TIME_UNITS[ago[2]] if ago else datetime.fromisoformat(text).astimezone()
        if _FIRST_YEAR <= at.year <= _LAST_YEAR:
            return at
    except (ValueError, OverflowError, OSError):
        pass
    raise ValueError(f'found "{text}", expected a time such as 2026-11-28, 2026-11-28T10:30 or 2h')


def parse_times(
    since: str | None, until: str | None, now: datetime, default: timedelta | None
) -> tuple[datetime, datetime]:
    """Return the beginning and the end that the user typed, aware.

    Args:
        since: as typed.
        until: as typed; without it, now.
        now: aware.
        default: how long before the end it begins where no beginning was typed; None for all that there is.

    Raises:
        ValueError: one of them is none, or they are the wrong way round; the message says what is expected.
    """
    end = now if until is None else parse_time(until, now)
    if since is not None:
        begin = parse_time(since, now)
    else:
        begin = datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC) if default is None else end - default
    if begin >= end:
        raise ValueError("--since is not before --until")
    return begin, end


def is_day(text: str) -> bool:
    """Return whether a text is written as a day: `2026-11-27`, `today` or `yesterday`."""
    return text.lower() in _DAYS_AGO or _DATE.fullmatch(text) is not None


def parse_day(text: str, today: date) -> date:
    """Return a day that the user typed, in a form of `is_day`. Raises ValueError, with what is expected."""
    if text.lower() in _DAYS_AGO:
        return today - timedelta(days=_DAYS_AGO[text.lower()])
    if not is_day(text):
        raise ValueError(f"found {quote_value(text)}, {EXPECTED_DAY}")
    try:
        day = date(*map(int, text.split("-")))
    except ValueError:
        raise ValueError(f"found {quote_value(text)}, which is no day of any month") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(f"found {quote_value(text)}, {EXPECTED_DAY}")
    return day


def parse_span(text: str) -> timedelta:
    """Return a span of time that the user typed: `1m`, `5m`, `1h`, `1d`. Raises ValueError, with what is expected."""
    match = _AGO.fullmatch(text)
    span = int(match[1]) * TIME_UNITS[match[2]] if match else timedelta(0)
    if not TIME_UNITS["m"] <= span <= _LONGEST_SPAN:
        raise ValueError(f'found "{text}", expected a span such as 1m, 5m, 1h or 1d')
    return span
