"""Small lines drawn with braille dots."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import starmap, zip_longest
from typing import Final

_BLANK: Final = 0x2800
_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_LEVELS: Final = 4
_HALF: Final = 0.5 + 1e-9
"""A hair more than a half: what lies between two heights goes to the upper one, whatever doubles make of cents."""


def _joined(before: int, height: int) -> range:
    """The dots of a column whose neighbour on the left has this height: a jump is still a line."""
    return range(min(height, before + (before < height)), max(height, before - (before > height)) + 1)


@lru_cache(maxsize=_LEVELS**2 * (_LEVELS + 1))
def _low_cell(before: int, left: int, right: int | None) -> str:
    """A cell of a line one cell high: its two columns, or the one that the line ends on, after one of this height."""
    columns = [_joined(before, left), _joined(left, right) if right is not None else range(0)]
    return chr(_BLANK + sum(dots[_LEVELS - 1 - y] for dots, column in zip(_DOTS, columns, strict=True) for y in column))


def sparkline(points: Sequence[float], cells: int, rows: int = 1) -> tuple[str, ...]:
    """A line through the points, oldest left, as `rows` strings of `cells` braille characters, top first.

    Few points fill from the left, two to a cell; many are thinned. A flat line lies low.
    """
    columns = _columns(points, cells * 2)
    if not columns:
        return (" " * cells,) * rows
    low, high = min(columns), max(columns)
    top = rows * _LEVELS - 1
    reach = high - low
    heights = [int((value - low) * top / reach + _HALF) for value in columns] if reach else [0] * len(columns)
    return (_low_line(heights, cells),) if rows == 1 else _tall_line(heights, cells, rows)


def _low_line(heights: Sequence[int], cells: int) -> str:
    """A row of the grid has one of these, a screen has dozens: each cell is looked up, not drawn."""
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
