from datetime import timedelta

import pytest

from tests.kit.quotes import FIXED_NOW
from tui.view.line_status import LineStatus


def a_line(seconds: float | None, problem: str = "") -> LineStatus:
    heard_at = None if seconds is None else FIXED_NOW - timedelta(seconds=seconds)
    return LineStatus("main", "desk:4222", heard_at, problem)


@pytest.mark.parametrize(
    ("line", "longest", "shortest"),
    [
        (a_line(1), "main from desk:4222 1s", "main 1s"),
        (a_line(7), "main from desk:4222: collector heard 7s ago", "heard 7s ago"),
        (
            a_line(90, "nothing answers at desk:4222"),
            "main from desk:4222: nothing answers at desk:4222, heard 1m 30s ago",
            "heard 1m 30s ago",
        ),
        (a_line(None, "connecting"), "main from desk:4222: connecting, not heard yet", "no collector"),
    ],
)
def test_it_says_where_figures_come_from_how_old_the_line_is_and_what_is_wrong(
    line: LineStatus, longest: str, shortest: str
) -> None:
    variants = line.variants(FIXED_NOW)

    assert (variants[0], variants[-1]) == (longest, shortest)


def test_what_is_wrong_has_room_where_the_rest_has_none() -> None:
    assert a_line(90, "nothing answers at desk:4222").variants(FIXED_NOW)[2] == "nothing answers at desk:4222"
    assert a_line(7).variants(FIXED_NOW)[2] == "heard 7s ago"


def test_a_line_without_a_word_of_the_collector_is_not_well() -> None:
    assert a_line(4).is_well(FIXED_NOW)
    assert not a_line(6).is_well(FIXED_NOW)
    assert not a_line(None).is_well(FIXED_NOW)
    assert not a_line(1, "the outbox is full").is_well(FIXED_NOW)
