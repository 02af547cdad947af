"""The page of an instrument: where its chart is, the articles that name it, its moves."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.quotes import FIXED_NOW, after, an_id
from tests.kit.view import page_of, text_of
from tui.domain.tape import Move
from tui.view import instrument_page as page
from tui.view.spans import Span, width


@given(
    cells=st.integers(10, 300),
    rows=st.integers(1, 80),
    head=st.integers(1, 5),
    figures=st.integers(5, 40),
    is_zoomed=st.booleans(),
)
def test_the_chart_is_within_its_pane(cells: int, rows: int, head: int, figures: int, *, is_zoomed: bool) -> None:
    box = page.place_chart(cells, rows, head, figures, is_zoomed=is_zoomed)

    assert 0 < box.cells <= cells
    assert box.y == head
    assert box.y + box.rows <= max(rows, head + 6)


def test_the_chart_has_what_the_figures_leave_and_more_than_half_at_least() -> None:
    assert page.place_chart(60, 60, 3, 12, is_zoomed=False).rows == 44
    assert page.place_chart(60, 30, 3, 25, is_zoomed=False).rows == 16
    assert page.place_chart(60, 30, 3, 25, is_zoomed=True).rows == 27
    assert page.place_chart(160, 48, 2, 25, is_zoomed=True).is_beside


def test_a_line_of_the_page_is_never_wider_than_the_pane() -> None:
    box = page.place_chart(160, 40, 1, 10, is_zoomed=False)
    chart = [(Span("x" * box.cells),)] * box.rows
    lines = page.page_lines([(Span("head"),)], chart, [(Span("y" * page.figure_cells(160)),)] * 50, box)

    assert len(lines) == 51
    assert all(width(line) <= 160 for line in lines)


def test_a_move_is_shown_with_its_digits() -> None:
    moves = [Move(after(-3), an_id(), Decimal("132.20"), Decimal("132.50"), "br")]
    lines = page.move_lines(moves, FIXED_NOW, 60)

    assert text_of(lines[2]) == "08:59:57  132.20 → 132.50  +0.30  +0.23%"
    assert all(width(line) <= 26 for line in page.move_lines(moves, FIXED_NOW, 26)[2:])
    assert page_of(page.move_lines([], FIXED_NOW, 60)) == ""
