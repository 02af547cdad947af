"""When a source that does not respond well should be polled again."""

from datetime import timedelta
from typing import Final

MAX_RETRY_AFTER: Final = timedelta(hours=6)
OUTAGE_SHARE: Final = 6
"""A source that is down is polled again after one such part of the time it has been down."""


def poll_delay(
    every: timedelta,
    failures: int,
    *,
    random_fraction: float,
    cap: timedelta,
    retry_after: timedelta | None = None,
) -> timedelta:
    """Return the wait before polling a source again that responds, or refuses to, as for a rate limit.

    Args:
        every: the source's interval.
        failures: failures in a row; none means the plain interval.
        random_fraction: a fresh random number in [0, 1): the jitter, passed in so that this stays pure.
        cap: the maximum back-off, unless the interval is longer.
        retry_after: the wait that the server requested; obeyed between one interval and six hours.
    """
    if retry_after is not None:
        return max(every, min(retry_after, MAX_RETRY_AFTER))
    if failures <= 1:
        return every
    backoff = min(every * (1 << min(failures - 1, 16)), max(cap, every))
    return every + (backoff - every) * random_fraction


def retry_delay(outage: timedelta, *, minimum: timedelta, maximum: timedelta) -> timedelta:
    """Return the wait before polling a source again that cannot respond: no connection, a time-out, an unreadable page.

    The wait grows with the outage, not with the number of tries, so that a short outage costs little of the time after
    its end and a long one few requests.

    Args:
        outage: how long the source has been failing.
        minimum: the least wait.
        maximum: the most, unless `minimum` is more.
    """
    return max(minimum, min(outage / OUTAGE_SHARE, maximum))
