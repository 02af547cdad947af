"""The marks under which a server may say that nothing changed."""

import pytest

from tui.engine.validators import Validators

URL = "https://quotes.example/"


def test_a_later_answer_without_marks_clears_the_earlier_ones() -> None:
    known = Validators()
    known.learn("br", URL, {"etag": '"a"'})
    known.learn("br", URL, {})
    assert known.conditions("br", URL) == {}


@pytest.mark.parametrize("mark", ["", "a\r\nX-Evil: 1", "caf\u00e9", "x" * 5000, '"a" '])
def test_a_mark_that_could_not_be_sent_back_safely_is_not_kept(mark: str) -> None:
    known = Validators()
    known.learn("br", URL, {"etag": mark})
    assert known.conditions("br", URL) == {}


def test_the_oldest_marks_go_once_there_are_many() -> None:
    known = Validators()
    for number in range(1000):
        known.learn("br", f"{URL}{number}", {"etag": '"a"'})
    assert known.conditions("br", f"{URL}999")
    assert not known.conditions("br", f"{URL}0")
