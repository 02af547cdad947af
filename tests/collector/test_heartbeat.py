import pytest

from tests.kit.quotes import FIXED_NOW
from tui.collector.heartbeat import Heartbeat, decode_heartbeat, encode_heartbeat
from tui.domain.text import CleanText


def test_a_heartbeat_arrives_as_it_was_sent() -> None:
    heartbeat = Heartbeat(3, 17, FIXED_NOW, CleanText("the outbox is full"))

    assert decode_heartbeat(encode_heartbeat(heartbeat)) == heartbeat


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b'{"at": 1e400, "term": 1, "number": 1}',
        b'{"at": "NaN", "term": 1, "number": 1}',
        b'{"at": 1, "term": true, "number": 1}',
        b'{"at": 1, "term": -1, "number": 1}',
        b"[" * 2_000,
    ],
)
def test_what_is_no_heartbeat_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="not a heartbeat"):
        decode_heartbeat(body)
