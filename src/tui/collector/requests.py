"""What viewers ask of the collector that polls: as JSON values, checked, and no more often than sources allow."""

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

from tui.domain.text import CleanText, sanitize_line

MAX_REQUEST: Final = 2_048
"""Bytes of a request."""
_MAX_TEXT: Final = 500
"""Characters of a name in a request: the id of an article may be an address."""
HERE_INTERVAL: Final = 10.0
"""Seconds after which a viewer says again that it is there."""
HERE_FOR: Final = 25.0
"""Seconds for which that holds."""
MAX_VIEWERS: Final = 10_000
"""That are counted."""

HERE: Final = "here"
POLL: Final = "poll"
PAUSE: Final = "pause"
RESUME: Final = "resume"
ARTICLE: Final = "article"
CANCEL: Final = "cancel"
PAST: Final = "past"
STATE: Final = "state"
KINDS: Final = frozenset({HERE, POLL, PAUSE, RESUME, ARTICLE, CANCEL, PAST, STATE})


class ViewerRequest(NamedTuple):
    """One request of a viewer."""

    kind: str
    viewer: str
    """Any word that is the viewer's own for as long as it runs."""
    about: CleanText = CleanText("")
    """The name of a source, the id of an article, or `PSX:OGDC`; empty for all."""
    is_attended: bool = False
    """Whether somebody looks, for `here`."""


def encode_request(request: ViewerRequest) -> bytes:
    """Return a request as it is sent; its kind is in the subject."""
    return json.dumps({"viewer": request.viewer, "about": request.about, "attended": request.is_attended}).encode()


def decode_request(kind: str, body: bytes) -> ViewerRequest:
    """Return the request that was sent.

    Raises:
        ValueError: it is none, with the reason.
    """
    if kind not in KINDS:
        raise ValueError("a request that this collector does not know")
    try:
        fields = json.loads(body[:MAX_REQUEST])
        viewer, about, is_attended = fields["viewer"], fields.get("about", ""), fields.get("attended", False)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ValueError("not a request") from None
    if not isinstance(viewer, str) or not isinstance(about, str) or not viewer or len(about) > _MAX_TEXT:
        raise ValueError("not a request")
    return ViewerRequest(kind, sanitize_line(viewer, 64), sanitize_line(about, _MAX_TEXT), is_attended is True)


class Viewers:
    """Who follows the board, as they say themselves.

    Args:
        monotonic: steady seconds.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._seen: OrderedDict[str, tuple[float, bool]] = OrderedDict()

    def note(self, request: ViewerRequest) -> None:
        """Note that a viewer is there, and whether somebody looks."""
        self._seen[request.viewer] = self._monotonic(), request.is_attended
        self._seen.move_to_end(request.viewer)
        while len(self._seen) > MAX_VIEWERS:
            self._seen.popitem(last=False)

    @property
    def count(self) -> int:
        """How many there are."""
        self._drop_gone()
        return len(self._seen)

    @property
    def is_attended(self) -> bool:
        """Whether somebody looks at any of them."""
        self._drop_gone()
        return any(is_attended for _, is_attended in self._seen.values())

    def _drop_gone(self) -> None:
        oldest = self._monotonic() - HERE_FOR
        while self._seen and next(iter(self._seen.values()))[0] < oldest:
            self._seen.popitem(last=False)


class RateLimit(NamedTuple):
    """How often something may happen."""

    burst: int
    """At once."""
    per_second: float
    """In the long run."""


ONE_VIEWER: Final = RateLimit(10, 1.0)
ALL_VIEWERS: Final = RateLimit(50, 10.0)
ONE_STATE: Final = RateLimit(2, 0.2)
"""A state is written for all viewers."""


class RateLimiter:
    """Counts what each may ask for, and all together.

    Args:
        monotonic: steady seconds.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def allows(self, request: ViewerRequest) -> bool:
        """Return whether a request is not one too many, and count it."""
        if request.kind == STATE:
            return self._take("state", ONE_STATE)
        return self._take(f"viewer {request.viewer}", ONE_VIEWER) and self._take("all", ALL_VIEWERS)

    def _take(self, who: str, limit: RateLimit) -> bool:
        now = self._monotonic()
        left, at = self._left.get(who, (float(limit.burst), now))
        left = min(limit.burst, left + (now - at) * limit.per_second)
        self._left[who] = max(left - 1, 0.0) if left >= 1 else left, now
        self._left.move_to_end(who)
        while len(self._left) > MAX_VIEWERS:
            self._left.popitem(last=False)
        return left >= 1
