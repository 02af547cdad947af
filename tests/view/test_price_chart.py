"""The tall chart: as many lines as there are, a scale, and the previous close where it is within the values."""

from decimal import Decimal

import pytest

from tests.kit.markets import a_market, a_snapshot
from tests.kit.quotes import a_quote, after, an_id
from tests.kit.view import a_board_state
from tui.view.instrument_detail import detail_lines
from tui.view.price_chart import MIN_CHART_LINES, price_chart
from tui.view.spans import Line, Tone, width


def texts(lines: list[Line]) -> list[str]:
    return ["".join(span.text for span in line) for line in lines]


@pytest.mark.parametrize("cells", [30, 58, 120])
@pytest.mark.parametrize("lines", [8, 20, 50])
def test_the_chart_fills_its_lines_and_never_its_neighbour(cells: int, lines: int) -> None:
    shown = price_chart([100, 104.5, 98, 99, 101.25], Decimal(100), cells, lines)

    assert len(shown) == lines
    assert all(width(line) <= cells for line in shown)
    assert texts(shown)[2].endswith("104.50")
    assert texts(shown)[-1].endswith("98.00")


def test_the_previous_close_is_a_dotted_line_within_the_values_only() -> None:
    inside = price_chart([98, 104, 100], Decimal(101), 60, 12)
    (row,) = [text for text in texts(inside) if text.endswith("101")]
    assert row.count("·") > 20
    assert any(span.tone is Tone.RULE for line in inside for span in line)
    for close in (Decimal(50), Decimal(200), None):
        assert "·" not in "".join(texts(price_chart([98, 104, 100], close, 60, 12)))


def test_too_few_values_are_no_chart() -> None:
    assert "third value" in texts(price_chart([98, 99], None, 60, 12))[1]
    assert width(price_chart([], None, 20, 12)[1]) == 20


def test_the_detail_is_as_high_as_its_pane_where_a_chart_has_room() -> None:
    polls = [a_snapshot(a_quote(price=str(100 + n % 7)), at=after(15 * n)) for n in range(20)]
    state = a_board_state(a_market(*polls), after(300))
    low = detail_lines(state, an_id(), 58)
    text_lines = len(low) - 5  # without the low chart and the blank line below it

    assert len(detail_lines(state, an_id(), 58, text_lines + MIN_CHART_LINES)) == text_lines + MIN_CHART_LINES
    assert len(detail_lines(state, an_id(), 58, 60)) == 60
    assert detail_lines(state, an_id(), 58, text_lines + MIN_CHART_LINES - 1) == low
