from datetime import timedelta

import pytest

from tests.kit.clock import ManualClock
from tui.collector.requests import (
    HERE,
    HERE_FOR,
    MAX_VIEWERS,
    ONE_VIEWER,
    POLL,
    STATE,
    RateLimiter,
    ViewerRequest,
    Viewers,
    decode_request,
    encode_request,
)
from tui.domain.text import CleanText


def a_request(viewer: str = "a", kind: str = POLL, *, is_attended: bool = False) -> ViewerRequest:
    return ViewerRequest(kind, viewer, CleanText(""), is_attended)


def test_a_request_arrives_as_it_was_sent() -> None:
    request = ViewerRequest(POLL, "viewer", CleanText("psx"), is_attended=True)

    assert decode_request(POLL, encode_request(request)) == request


def test_escapes_of_a_hostile_request_are_removed() -> None:
    asked = decode_request(POLL, b'{"viewer": "a", "about": "psx\\u001b[2J"}')

    assert "\x1b" not in asked.about


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("format", b'{"viewer": "a"}'),
        (POLL, b""),
        (POLL, b"[1]"),
        (POLL, b'{"viewer": ""}'),
        (POLL, b'{"viewer": 1}'),
        (POLL, b'{"about": "psx"}'),
        (POLL, b'{"viewer": "a", "about": 5}'),
        (POLL, b'{"viewer": "a", "about": "' + b"x" * 5_000 + b'"}'),
        (POLL, b"[" * 2_000),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(kind: str, body: bytes) -> None:
    with pytest.raises(ValueError, match="request"):
        decode_request(kind, body)


def test_a_viewer_that_says_nothing_more_is_gone() -> None:
    clock = ManualClock()
    viewers = Viewers(clock.steady)
    viewers.note(a_request("a", HERE, is_attended=True))
    viewers.note(a_request("b", HERE))

    assert (viewers.count, viewers.is_attended) == (2, True)
    clock.advance(timedelta(seconds=HERE_FOR - 1))
    viewers.note(a_request("b", HERE))
    clock.advance(timedelta(seconds=2))

    assert (viewers.count, viewers.is_attended) == (1, False)


def test_viewers_are_counted_up_to_a_limit() -> None:
    viewers = Viewers(ManualClock().steady)
    for number in range(MAX_VIEWERS + 10):
        viewers.note(a_request(str(number), HERE))

    assert viewers.count == MAX_VIEWERS


def test_one_viewer_cannot_ask_without_end_and_another_still_can() -> None:
    clock = ManualClock()
    limiter = RateLimiter(clock.steady)
    allowed = [limiter.allows(a_request("a")) for _ in range(30)]

    assert allowed == [True] * ONE_VIEWER.burst + [False] * (30 - ONE_VIEWER.burst)
    assert limiter.allows(a_request("b"))
    clock.advance(timedelta(seconds=3))
    assert [limiter.allows(a_request("a")) for _ in range(5)] == [True] * 3 + [False] * 2


def test_many_viewers_together_have_a_limit_too() -> None:
    limiter = RateLimiter(ManualClock().steady)

    assert sum(limiter.allows(a_request(str(number))) for number in range(1_000)) == 50


def test_states_are_written_rarely_whoever_asks() -> None:
    limiter = RateLimiter(ManualClock().steady)

    assert sum(limiter.allows(a_request(str(number), STATE)) for number in range(100)) == 2
