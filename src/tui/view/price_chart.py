"""A tall chart of the day's values, with its scale: the high, the low and the previous close."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from tui.domain.text import pad, width
from tui.view import formatting
from tui.view.charts import MIN_TREND_POINTS, sparkline, trend_tone
from tui.view.spans import BLANK, Line, Span, Tone

MIN_CHART_LINES: Final = 8
"""The lines of the lowest chart, with its title."""
_NO_CHART: Final = "A chart begins with the third value of the day."


def price_chart(points: Sequence[float], previous_close: Decimal | None, cells: int, lines: int) -> list[Line]:
    """Return a chart of so many lines: its title, then the values seen today, oldest left.

    Args:
        points: the values, oldest first.
        previous_close: where a dotted line is drawn, if it is within the values.
        cells: the width of the chart and its scale.
        lines: the lines of it all.
    """
    if len(points) < MIN_TREND_POINTS:
        return [BLANK, (Span(_NO_CHART[:cells], Tone.QUIET),)]
    rows = lines - 2
    low, high = min(points), max(points)
    labels = {0: _label(high, points), rows - 1: _label(low, points)}
    dotted = None
    if previous_close is not None and low < float(previous_close) < high:
        dotted = round((high - float(previous_close)) / (high - low) * (rows - 1))
        labels.setdefault(dotted, formatting.format_price(previous_close))
    scale = max(map(width, labels.values()))
    tone = trend_tone(points)
    shown: list[Line] = [BLANK, (Span("today, as seen", Tone.QUIET),)]
    room = max(1, cells - scale - 2)
    for row, text in enumerate(sparkline(_stretched(points, 2 * room), room, rows)):
        label = Span("  " + pad(labels.get(row, ""), scale, right=True), Tone.QUIET)
        line = _dotted(text, tone) if row == dotted else (Span(text, tone),)
        shown.append((*line, label))
    return shown


def _stretched(points: Sequence[float], columns: int) -> Sequence[float]:
    """Return the points over all columns, each as long as the next: a price holds until it changes."""
    if len(points) >= columns:
        return points
    return [points[column * len(points) // columns] for column in range(columns)]


def _label(value: float, points: Sequence[float]) -> str:
    """Return a value with as many decimals as the points have."""
    decimals = max(max(0, -int(Decimal(str(point)).normalize().as_tuple().exponent)) for point in points)
    return formatting.format_price(Decimal(f"{value:.{decimals}f}"))


def _dotted(text: str, tone: Tone) -> Line:
    """Return a row with dots in its blank cells."""
    spans: list[Span] = []
    for number, cell in enumerate(text):
        is_blank = cell in {" ", "⠀"}
        shown = Span(("·" if number % 2 == 0 else " ") if is_blank else cell, Tone.RULE if is_blank else tone)
        if spans and spans[-1].tone is shown.tone:
            spans[-1] = Span(spans[-1].text + shown.text, shown.tone)
        else:
            spans.append(shown)
    return tuple(spans)
