"""A bar that shows where a value stands between a low and a high."""

from decimal import Decimal

from tui.view.spans import Age, Line, Span, Tone


def marker_cell(value: Decimal, low: Decimal, high: Decimal, cells: int) -> int:
    """The cell, from 0, at which the value stands between low and high; the middle where they are one."""
    if high <= low or cells <= 1:
        return max(0, cells // 2)
    share = (min(max(value, low), high) - low) / (high - low)
    return int(share * (cells - 1) + Decimal("0.5"))


def range_bar(value: Decimal, low: Decimal, high: Decimal, cells: int, fade: Age = Age.FRESH) -> Line:
    """A rule of so many cells with a dot where the value stands."""
    at = marker_cell(value, low, high, cells)
    return (
        Span("─" * at, Tone.RULE, fade),
        Span("●", Tone.PLAIN, fade),
        Span("─" * (cells - at - 1), Tone.RULE, fade),
    )
