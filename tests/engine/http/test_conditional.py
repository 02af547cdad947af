"""The validators by which a server may confirm that nothing changed."""

from tests.kit.marks import for_each
from tui.engine.http.conditional import ConditionalRequests

URL = "https://quotes.example/"


def test_a_later_response_without_validators_clears_the_earlier_ones() -> None:
    known = ConditionalRequests()
    known.remember("br", URL, {"etag": '"a"'})
    known.remember("br", URL, {})
    assert known.headers_for("br", URL) == {}


@for_each("mark", ["", "a\r\nX-Evil: 1", "caf\u00e9", "x" * 5000, '"a" '])
def test_a_validator_that_cannot_be_sent_back_safely_is_not_stored(mark: str) -> None:
    known = ConditionalRequests()
    known.remember("br", URL, {"etag": mark})
    assert known.headers_for("br", URL) == {}


def test_the_oldest_validators_are_dropped_once_there_are_many() -> None:
    known = ConditionalRequests()
    for number in range(1000):
        known.remember("br", f"{URL}{number}", {"etag": '"a"'})
    assert known.headers_for("br", f"{URL}999")
    assert not known.headers_for("br", f"{URL}0")
