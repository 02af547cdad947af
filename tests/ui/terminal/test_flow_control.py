"""How far the terminal has read, by its replies."""

import pytest

from tests.kit.marks import for_each
from tui.ui.terminal.writer import (
    MAX_FINAL_WAIT,
    MAX_UNACKED,
    MIN_FINAL_WAIT,
    PROBE_BYTES,
    PROMPT_REPLY,
    REPLY_TIMEOUT,
    FlowControl,
)

SLOW = PROMPT_REPLY * 4


def after_request(has_replied: bool = True) -> FlowControl:
    """Return the flow control after a request at time 0, of a terminal that replied before or never."""
    flow = FlowControl()
    if has_replied:
        flow.record_probe(-1)
        flow.record_reply()
    flow.record_probe(0)
    return flow


@for_each(
    ("sent", "now", "can_send"),
    [
        (0, 0, True),
        (MAX_UNACKED - 1, PROMPT_REPLY, True),
        (MAX_UNACKED, 0, False),
        (0, SLOW, False),
        (0, REPLY_TIMEOUT - 0.1, False),
        (0, REPLY_TIMEOUT, True),
    ],
)
def test_frames_wait_while_a_reply_is_late_or_too_much_is_in_transit(sent: int, now: float, can_send: bool) -> None:
    flow = after_request()
    flow.count_sent(sent)
    assert flow.can_send(now) is can_send
    flow.record_reply()
    assert flow.can_send(now)


def test_a_terminal_that_never_replied_delays_nothing_and_gets_one_request() -> None:
    flow = after_request(has_replied=False)
    flow.count_sent(MAX_UNACKED * 10)
    assert flow.can_send(SLOW)
    assert not flow.should_probe()
    assert not flow.is_pending(SLOW)
    assert flow.may_reply(SLOW), "one that comes at the very end would be typed into the shell"


def test_a_request_is_due_after_every_so_many_bytes() -> None:
    flow = after_request()
    flow.record_reply()
    flow.count_sent(PROBE_BYTES - 1)
    assert not flow.should_probe()
    flow.count_sent(1)
    assert flow.should_probe()
    flow.record_probe(1)
    flow.count_sent(PROBE_BYTES)
    assert not flow.should_probe(), "one request at a time"


def test_a_reply_that_was_lost_is_given_up_and_the_next_one_awaited() -> None:
    flow = after_request()
    flow.count_sent(PROBE_BYTES)
    assert flow.can_send(REPLY_TIMEOUT)
    assert flow.should_probe()
    flow.record_probe(REPLY_TIMEOUT)
    assert not flow.can_send(REPLY_TIMEOUT + SLOW)


@for_each(
    ("delays", "seconds"),
    [
        ([], MIN_FINAL_WAIT),
        ([0.001], MIN_FINAL_WAIT),
        ([0.4], 0.8),
        ([0.4, 0.01], 0.8),
        ([0.01, 0.2, 0.3], 0.6),
        ([20.0], MAX_FINAL_WAIT),
    ],
)
def test_the_last_reply_is_waited_for_as_long_as_the_line_takes(delays: list[float], seconds: float) -> None:
    flow = FlowControl()
    for delay in delays:
        flow.record_probe(100)
        flow.record_reply(100 + delay)
    flow.record_probe(200)
    assert flow.final_wait == pytest.approx(seconds)
