"""The kinds of failures by which polls are counted: few, so that no server can make up more of them."""

import re
from typing import Final

from tui.domain.events import Failure

REJECTED: Final = "rejected"
"""Of a response that was read, and has too few rows to be believed."""
UNREADABLE: Final = "unreadable"
"""Of every reason that is not known here: the response is not what its source should be."""

_STATUSES: Final = frozenset({400, 401, 402, 403, 404, 407, 408, 410, 418, 429, 451, 500, 502, 503, 504, 520, 522, 524})
"""The HTTP statuses that are counted each for itself; the others as those of their hundred."""
_KINDS: Final = tuple(
    (re.compile(start), kind)
    for start, kind in (
        (r".* in [0-9.]+ s$", "timeout"),
        (r"off:|asked to wait|no requests", "not_asked"),
        (r"name not found|no name server", "dns"),
        (r"certificate|secure connection|.* of certificates$", "tls"),
        (r"proxy", "proxy"),
        (r"connection |network unreachable|no connection", "connection"),
        (r"address refused|redirect refused|request refused|too many redirects|not an address", "refused"),
        (r"answer too large|too many rows", "too_large"),
        (r"answer cut short|broken gzip|not an HTTP answer|encoding refused", "broken"),
        (r"page took too long|an earlier page", "slow_to_read"),
        (r"(building requests|request|parsing) failed:", "own_error"),
    )
)
"""How reasons begin, and their kinds; the first that fits counts."""


def kind_of(failure: Failure) -> str:
    """Return the kind of a failure: `http_503`, `timeout`, `unreadable`."""
    if failure.http_status is not None:
        status = failure.http_status
        return f"http_{status}" if status in _STATUSES else f"http_{str(status)[:1]}xx"
    return next((kind for start, kind in _KINDS if start.match(failure.reason)), UNREADABLE)
