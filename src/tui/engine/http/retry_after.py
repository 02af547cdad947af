"""Parse Retry-After, and build the error of a status without a page: polling on gets a client banned."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from tui.domain.backoff import MAX_RETRY_AFTER
from tui.engine.http.errors import HttpStatusError

_WAIT_STATUSES = frozenset({429, 503})
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def status_error(status: int, header: str | None, now: datetime) -> HttpStatusError:
    """Return the error for a status without a page.

    Args:
        status: the HTTP status.
        header: the Retry-After header, if there is one; it counts on 429 and 503.
        now: aware UTC.
    """
    wait = parse_retry_after(header, now) if header is not None and status in _WAIT_STATUSES else None
    reason = f"HTTP {status}" if wait is None else f"HTTP {status}, asked to wait {format_wait(wait)}"
    return HttpStatusError(reason, http_status=status, retry_after=wait)


def parse_retry_after(header: str, now: datetime) -> timedelta | None:
    """Parse the wait of a Retry-After header, at most six hours.

    Args:
        header: seconds, or an HTTP date.
        now: aware UTC, to measure a date against.

    Returns:
        None for no wait, a date in the past, or an invalid text.
    """
    text = header.strip()
    wait = timedelta(seconds=int(text[:9])) if _SECONDS.fullmatch(text) else _until(text, now)
    return min(wait, MAX_RETRY_AFTER) if wait > timedelta(0) else None


def _until(text: str, now: datetime) -> timedelta:
    try:
        date = parsedate_to_datetime(text[:64])
    except (ValueError, TypeError, OverflowError, IndexError):
        return timedelta(0)
    return (date if date.tzinfo else date.replace(tzinfo=UTC)) - now


def format_wait(wait: timedelta) -> str:
    """Return the wait in its largest fitting unit: `40 s`, `5 min`, `2 h`."""
    seconds = round(wait.total_seconds())
    if seconds < 120:
        return f"{seconds} s"
    return f"{round(seconds / 60)} min" if seconds < 7200 else f"{round(seconds / 3600)} h"
