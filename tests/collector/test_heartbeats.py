from datetime import timedelta

from tests.kit.quotes import FIXED_NOW
from tui.collector.heartbeat import Heartbeat, encode_heartbeat
from tui.collector.heartbeats import Heartbeats


def test_a_group_that_is_silent_while_another_is_heard_is_named() -> None:
    now = FIXED_NOW
    heartbeats = Heartbeats(lambda: now)
    assert heartbeats.silent_among(("asia", "europe")) is None
    for second, groups, expected in (
        (0, ("asia", "europe"), None),
        (5, ("europe",), None),
        (6, ("europe",), "asia"),
        (7, ("asia", "europe"), None),
        # the age of the line says that nobody is heard
        (60, (), None),
        (61, ("asia",), None),
        (64, ("asia",), None),
        (67, ("asia",), "europe"),
        (68, ("asia", "europe"), None),
    ):
        now = FIXED_NOW + timedelta(seconds=second)
        for group in groups:
            heartbeats.hear(group, encode_heartbeat(Heartbeat(1, second, now)))
        assert heartbeats.silent_among(("asia", "europe")) == expected, second
    assert heartbeats.silent_among(("asia", "us")) == "us"
