"""How far the terminal has read, by its own word."""

import pytest

from tui.ui.terminal.writer import MAX_UNACKED, PROBE_BYTES, PROMPT_REPLY, REPLY_TIMEOUT, FlowControl

SLOW = PROMPT_REPLY * 4


def sounding(answered: bool = True) -> FlowControl:
    """One that asked at time 0; the terminal has answered before, or never."""
    each = FlowControl()
    if answered:
        each.record_probe(-1)
        each.record_reply()
    each.record_probe(0)
    return each


@pytest.mark.parametrize(
    ("beyond", "now", "clear"),
    [
        (0, 0, True),
        (MAX_UNACKED - 1, PROMPT_REPLY, True),
        (MAX_UNACKED, 0, False),
        (0, SLOW, False),
        (0, REPLY_TIMEOUT - 0.1, False),
        (0, REPLY_TIMEOUT, True),
    ],
    ids=["just asked", "still prompt", "too far ahead", "late", "later", "given up"],
)
def test_frames_wait_while_an_answer_is_late_or_too_much_is_under_way(beyond: int, now: float, clear: bool) -> None:
    each = sounding()
    each.count_sent(beyond)
    assert each.can_send(now) is clear
    each.record_reply()
    assert each.can_send(now)


def test_a_terminal_that_never_answered_holds_nothing_up_and_is_asked_once() -> None:
    each = sounding(answered=False)
    each.count_sent(MAX_UNACKED * 10)
    assert each.can_send(SLOW)
    assert not each.should_probe()
    assert not each.is_pending(SLOW)
    assert each.may_reply(SLOW), "one that comes at the very end is not typed into the shell"


def test_it_asks_once_for_every_so_many_bytes() -> None:
    each = sounding()
    each.record_reply()
    each.count_sent(PROBE_BYTES - 1)
    assert not each.should_probe()
    each.count_sent(1)
    assert each.should_probe()
    each.record_probe(1)
    each.count_sent(PROBE_BYTES)
    assert not each.should_probe(), "one question at a time"


def test_an_answer_that_was_lost_is_given_up_and_the_next_question_awaited() -> None:
    each = sounding()
    each.count_sent(PROBE_BYTES)
    assert each.can_send(REPLY_TIMEOUT)
    assert each.should_probe()
    each.record_probe(REPLY_TIMEOUT)
    assert not each.can_send(REPLY_TIMEOUT + SLOW)
