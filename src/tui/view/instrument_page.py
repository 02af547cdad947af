"""The page of one instrument: its price, its chart, and its figures, news and moves below the chart or beside it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from tui.domain.tape import Move
from tui.view import formatting
from tui.view.spans import BLANK, Line, Span, Tone, fit_line, wrap_pieces

MIN_BESIDE_CELLS: Final = 104
"""The width from which the figures are beside the chart."""
_FIGURE_CELLS: Final = 44
_GAP: Final = 3
_MIN_CHART_ROWS: Final = 6
_MIN_ROWS: Final = 12
"""Rows of a pane in which the chart may have more than the least."""
_CHART_SHARE: Final = 0.6
"""Of the rows below the price that the chart has, where not all figures are in view with it."""
MAX_MOVES: Final = 30


class ChartBox(NamedTuple):
    """Where the chart is in the page, in cells and lines."""

    x: int = 0
    y: int = 0
    cells: int = 0
    rows: int = 0
    is_beside: bool = False
    """Whether the figures are beside it."""


def place_chart(cells: int, rows: int, head: int, figures: int, *, is_zoomed: bool) -> ChartBox:
    """Return where the chart is.

    Args:
        cells: the width of the pane.
        rows: its height.
        head: lines above the chart.
        figures: lines of figures, which are in view below the chart where they leave room for it.
        is_zoomed: whether the chart is to have as much as there is.
    """
    room = max(_MIN_CHART_ROWS, rows - head)
    if cells >= MIN_BESIDE_CELLS:
        return ChartBox(0, head, cells - _FIGURE_CELLS - _GAP, room, is_beside=True)
    if is_zoomed:
        return ChartBox(0, head, cells, room)
    least = _MIN_CHART_ROWS if rows < _MIN_ROWS else int(room * _CHART_SHARE)
    return ChartBox(0, head, cells, max(_MIN_CHART_ROWS, least, room - figures - 1))


def figure_cells(cells: int) -> int:
    """Return the width of the figures in a pane of so many cells."""
    return _FIGURE_CELLS if cells >= MIN_BESIDE_CELLS else cells


def page_lines(head: Sequence[Line], chart: Sequence[Line], others: Sequence[Line], box: ChartBox) -> list[Line]:
    """Return all lines of the page."""
    if not box.is_beside:
        return [*head, *chart, BLANK, *others]
    count = max(len(chart), len(others))
    gap = Span(" " * _GAP)
    body = [
        (*fit_line(chart[n] if n < len(chart) else BLANK, box.cells), gap, *(others[n] if n < len(others) else BLANK))
        for n in range(count)
    ]
    return [*head, *body]


def move_lines(moves: Sequence[Move], now: datetime, cells: int) -> list[Line]:
    """Return a line for each move, as they are given: when, from what to what, and by how much."""
    if not moves:
        return []
    lines: list[Line] = [BLANK, (Span("moves", Tone.QUIET),)]
    for move in moves[:MAX_MOVES]:
        local = move.at.astimezone(now.tzinfo)
        when = f"{local:%H:%M:%S}" if local.date() == now.date() else formatting.format_day(local, now)
        tone = Tone.UP if move.change > 0 else Tone.DOWN
        percent = f"  {formatting.format_percent(move.percent)}" if move.percent is not None else ""
        pieces: list[Line] = [
            (
                Span(f"{when:<8}  ", Tone.QUIET),
                Span(f"{formatting.format_exact(move.old)} → {formatting.format_exact(move.new)}"),
            ),
            (Span(f"  {formatting.format_change(move.change)}{percent}", tone),),
        ]
        lines += wrap_pieces(pieces, cells, 10)
    return lines
