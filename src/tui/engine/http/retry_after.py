"""What a server that gives no page says instead, and how long it asks us to stay away (fault N6)."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tui.domain.source_health import RETRY_AFTER_CAP
from tui.engine.http.errors import HttpStatusError

_ASKS_TO_WAIT = frozenset({429, 503})
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def status_error(status: int, header: str | None, now: datetime) -> HttpStatusError:
    """The error for a status that brings no page.

    Args:
        status: the HTTP status.
        header: the Retry-After header, if there is one; it counts on 429 and 503.
        now: aware UTC.
    """
    wait = parse_retry_after(header, now) if header is not None and status in _ASKS_TO_WAIT else None
    told = f"HTTP {status}" if wait is None else f"HTTP {status}, asked to wait {format_wait(wait)}"
    return HttpStatusError(told, http_status=status, retry_after=wait)


def parse_retry_after(header: str, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for, at most six hours.

    Args:
        header: its text: seconds, or an HTTP date.
        now: aware UTC, to measure a date against.

    Returns:
        None for no wait, a date that is past, or what nobody can read.
    """
    text = header.strip()
    wait = timedelta(seconds=int(text[:9])) if _SECONDS.fullmatch(text) else _until(text, now)
    return min(wait, RETRY_AFTER_CAP) if wait > timedelta(0) else None


def _until(text: str, now: datetime) -> timedelta:
    try:
        date = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, OverflowError, IndexError):
        return timedelta(0)
    return (date if date.tzinfo else date.replace(tzinfo=UTC)) - now


def format_wait(wait: timedelta) -> str:
    """The wait in words, in its largest fitting unit: `40 s`, `5 min`, `2 h`."""
    seconds = round(wait.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    return f"{round(seconds / 60)} min" if seconds < 7200 else f"{round(seconds / 3600)} h"
