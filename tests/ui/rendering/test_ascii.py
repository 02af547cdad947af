"""The board in ASCII: what differs in shape still differs."""

from itertools import combinations

import pytest

from tests.kit.marks import for_each
from tui.domain.quote import Direction
from tui.domain.text import width
from tui.ui.rendering.ascii import to_ascii
from tui.view.columns import flash_mark
from tui.view.formatting import ABSENT, DIRECTION_GLYPHS, UNREADABLE
from tui.view.source_health import STATUS_GLYPHS

MARKS = {
    *DIRECTION_GLYPHS.values(),
    *(flash_mark(tick, None)[0] for tick in (Direction.UP, Direction.DOWN)),
    ABSENT,
    UNREADABLE,
}


@for_each(("one", "other"), [*combinations(sorted(MARKS), 2)])
def test_no_two_marks_of_a_row_are_the_same(one: str, other: str) -> None:
    assert to_ascii(one) != to_ascii(other)


@for_each(("one", "other"), [*combinations(sorted({status.glyph for status in STATUS_GLYPHS.values()}), 2)])
def test_no_two_states_of_a_source_are_the_same(one: str, other: str) -> None:
    assert to_ascii(one) != to_ascii(other)


@pytest.mark.parametrize("tick", [Direction.UP, Direction.DOWN])
def test_the_mark_of_a_tick_cannot_be_read_as_part_of_its_figure(tick: Direction) -> None:
    mark = to_ascii(flash_mark(tick, None)[0])

    assert mark not in "+-.,%0123456789"
    assert width(mark) == 1
