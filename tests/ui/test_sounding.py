"""How far the terminal has read, by its own word."""

import pytest

from tui.ui.sounding import AHEAD, EVERY, GIVEN_UP, PROMPT, Sounding

SLOW = PROMPT * 4


def sounding(answered: bool = True) -> Sounding:
    """One that asked at time 0; the terminal has answered before, or never."""
    each = Sounding()
    if answered:
        each.asked(-1)
        each.answered()
    each.asked(0)
    return each


@pytest.mark.parametrize(
    ("beyond", "now", "clear"),
    [
        (0, 0, True),
        (AHEAD - 1, PROMPT, True),
        (AHEAD, 0, False),
        (0, SLOW, False),
        (0, GIVEN_UP - 0.1, False),
        (0, GIVEN_UP, True),
    ],
    ids=["just asked", "still prompt", "too far ahead", "late", "later", "given up"],
)
def test_frames_wait_while_an_answer_is_late_or_too_much_is_under_way(beyond: int, now: float, clear: bool) -> None:
    each = sounding()
    each.sent(beyond)
    assert each.is_clear(now) is clear
    each.answered()
    assert each.is_clear(now)


def test_a_terminal_that_never_answered_holds_nothing_up_and_is_asked_once() -> None:
    each = sounding(answered=False)
    each.sent(AHEAD * 10)
    assert each.is_clear(SLOW)
    assert not each.is_due()
    assert not each.is_awaited(SLOW)


def test_it_asks_once_for_every_so_many_bytes() -> None:
    each = sounding()
    each.answered()
    each.sent(EVERY - 1)
    assert not each.is_due()
    each.sent(1)
    assert each.is_due()
    each.asked(1)
    each.sent(EVERY)
    assert not each.is_due(), "one question at a time"


def test_an_answer_that_was_lost_is_given_up_and_the_next_question_awaited() -> None:
    each = sounding()
    each.sent(EVERY)
    assert each.is_clear(GIVEN_UP)
    assert each.is_due()
    each.asked(GIVEN_UP)
    assert not each.is_clear(GIVEN_UP + SLOW)
