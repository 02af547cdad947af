"""Small charts of text: a line of braille dots, and a bar that shows where a value lies between a low and a high."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import starmap, zip_longest
from typing import Final

from tui.view.spans import AgeLevel, Line, Span, Tone

_BLANK: Final = 0x2800
_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_LEVELS: Final = 4
_HALF: Final = 0.5 + 1e-9
"""Slightly more than a half, so that a value between two heights rounds up whatever the rounding of floats."""


MIN_TREND_POINTS: Final = 3
"""Fewer fill one cell, which looks like a mark of its own and not like a line."""


def trend_line(points: Sequence[float], cells: int, age_level: AgeLevel) -> Line:
    """Return the line through the points, one cell high, in its own tone; empty for too few of them."""
    if len(points) < MIN_TREND_POINTS:
        return ()
    (line,) = sparkline(points, cells)
    return (Span(line, trend_tone(points), age_level),)


def trend_tone(points: Sequence[float]) -> Tone:
    """Return the tone of a line through the points, by its own first and last, whatever the day's direction."""
    move = points[-1] - points[0] if points else 0.0
    return Tone.UP if move > 0 else Tone.DOWN if move < 0 else Tone.FLAT


def _joined(before: int, height: int) -> range:
    """Return the heights of the dots of a column that connect it to its left neighbour."""
    return range(min(height, before + (before < height)), max(height, before - (before > height)) + 1)


@lru_cache(maxsize=_LEVELS**2 * (_LEVELS + 1))
def _low_cell(before: int, left: int, right: int | None) -> str:
    """Return a cell of a line one cell high, by the heights of the column before it and of its own two, or its one."""
    columns = [_joined(before, left), _joined(left, right) if right is not None else range(0)]
    return chr(_BLANK + sum(dots[_LEVELS - 1 - y] for dots, column in zip(_DOTS, columns, strict=True) for y in column))


def sparkline(points: Sequence[float], cells: int, rows: int = 1) -> tuple[str, ...]:
    """Draw a line through the points, oldest left, as `rows` strings of `cells` braille characters, top first.

    Few points fill from the left, two to a cell; many are sampled. A flat line is drawn at the bottom.
    """
    columns = _columns(points, cells * 2)
    if not columns:
        return (" " * cells,) * rows
    low, high = min(columns), max(columns)
    top = rows * _LEVELS - 1
    extent = high - low
    heights = [int((value - low) * top / extent + _HALF) for value in columns] if extent else [0] * len(columns)
    return (_low_line(heights, cells),) if rows == 1 else _tall_line(heights, cells, rows)


def _low_line(heights: Sequence[int], cells: int) -> str:
    """Draw a line one cell high; a screen has dozens of them, so each cell is looked up in a cache."""
    befores = (heights[0], *heights[1:-1:2])
    return "".join(starmap(_low_cell, zip_longest(befores, heights[::2], heights[1::2]))).ljust(cells)


def _tall_line(heights: Sequence[int], cells: int, rows: int) -> tuple[str, ...]:
    top = rows * _LEVELS - 1
    grid = [[0] * cells for _ in range(rows)]
    before = heights[0]
    for x, height in enumerate(heights):
        for y in _joined(before, height):
            row, dot = divmod(top - y, _LEVELS)
            grid[row][x // 2] |= _DOTS[x % 2][dot]
        before = height
    return tuple("".join(chr(_BLANK + bits) if bits else " " for bits in row) for row in grid)


def _columns(points: Sequence[float], columns: int) -> Sequence[float]:
    count = len(points)
    if count <= columns:
        return points
    return [points[round(i * (count - 1) / (columns - 1))] for i in range(columns)]


def marker_cell(value: Decimal, low: Decimal, high: Decimal, cells: int) -> int:
    """Return the cell, from 0, of a value between low and high; the middle one where they are equal."""
    if high <= low or cells <= 1:
        return max(0, cells // 2)
    share = (min(max(value, low), high) - low) / (high - low)
    return int(share * (cells - 1) + Decimal("0.5"))


def range_bar(value: Decimal, low: Decimal, high: Decimal, cells: int, age_level: AgeLevel = AgeLevel.FRESH) -> Line:
    """Return a rule of so many cells with a dot at the value."""
    at = marker_cell(value, low, high, cells)
    return (
        Span("─" * at, Tone.RULE, age_level),
        Span("●", Tone.PLAIN, age_level),
        Span("─" * (cells - at - 1), Tone.RULE, age_level),
    )
