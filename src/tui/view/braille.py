"""Small lines drawn with braille dots."""

from collections.abc import Sequence
from typing import Final

_BLANK: Final = 0x2800
_DOTS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
_LEVELS: Final = 4


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
    heights = [int((value - low) * top / reach + 0.5) if reach else 0 for value in columns]
    grid = [[0] * cells for _ in range(rows)]
    before = heights[0]
    for x, height in enumerate(heights):
        # joined to its neighbour by the dots between, so that a jump is still a line
        for y in range(min(height, before + (before < height)), max(height, before - (before > height)) + 1):
            row, dot = divmod(top - y, _LEVELS)
            grid[row][x // 2] |= _DOTS[x % 2][dot]
        before = height
    return tuple("".join(chr(_BLANK + bits) if bits else " " for bits in row) for row in grid)


def _columns(points: Sequence[float], columns: int) -> Sequence[float]:
    count = len(points)
    if count <= columns:
        return points
    return [points[round(i * (count - 1) / (columns - 1))] for i in range(columns)]
