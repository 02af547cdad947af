"""A squarified treemap on a grid of cells: rectangles as near to squares as they can be, in areas of given proportions.

After M. Bruls, K. Huizing and J. J. van Wijk, "Squarified Treemaps" (2000): rows of rectangles are laid along the
shorter side of what is left, each as long as another rectangle makes its worst one more like a square.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

CELL_ASPECT: Final = 2.0
"""The height of a cell of the terminal, in widths of it."""


class Block(NamedTuple):
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


class _Area(NamedTuple):
    """A rectangle in widths of a cell."""

    x: float
    y: float
    width: float
    height: float


def treemap(weights: Sequence[float], width: int, height: int) -> list[Block]:
    """Return a block for each weight: together they cover the whole rectangle, and none overlaps another.

    Every edge is within a cell of where its exact proportion puts it; a small weight may have a block without cells.

    Args:
        weights: greatest first, none below zero; all of them 0 counts as all equal.
        width: cells of the rectangle.
        height: lines of the rectangle.
    """
    if not weights or width <= 0 or height <= 0:
        return [Block(0, 0, 0, 0)] * len(weights)
    total = sum(weights)
    shares = [weight / total for weight in weights] if total > 0 else [1 / len(weights)] * len(weights)
    whole = _Area(0, 0, width, height * CELL_ASPECT)
    return [_snapped(area) for area in _squarified([share * whole.width * whole.height for share in shares], whole)]


def _snapped(area: _Area) -> Block:
    """Return the block of cells of an area: edges that two areas share stay shared."""
    x, y = round(area.x), round(area.y / CELL_ASPECT)
    right, bottom = round(area.x + area.width), round((area.y + area.height) / CELL_ASPECT)
    return Block(x, y, right - x, bottom - y)


def _squarified(sizes: Sequence[float], whole: _Area) -> list[_Area]:
    areas: list[_Area] = []
    left = whole
    start = 0
    while start < len(sizes):
        side = min(left.width, left.height)
        end = start + 1
        while end < len(sizes) and _worst(sizes[start : end + 1], side) <= _worst(sizes[start:end], side):
            end += 1
        row, left = _row(sizes[start:end], left, is_last=end == len(sizes))
        areas += row
        start = end
    return areas


def _worst(sizes: Sequence[float], side: float) -> float:
    """Return the greatest ratio of the sides of the rectangles of a row laid along a side."""
    total, least, greatest = sum(sizes), min(sizes), max(sizes)
    if total <= 0 or least <= 0 or side <= 0:
        return float("inf")
    return max(side * side * greatest / (total * total), total * total / (side * side * least))


def _row(sizes: Sequence[float], left: _Area, *, is_last: bool) -> tuple[list[_Area], _Area]:
    """Return the areas of a row along the shorter side, and what is left beside them."""
    total = sum(sizes)
    is_column = left.width >= left.height
    side = left.height if is_column else left.width
    across = left.width if is_column else left.height
    depth = across if is_last else min(across, total / side if side else 0.0)
    areas: list[_Area] = []
    taken = 0.0
    for number, size in enumerate(sizes):
        # the last one ends where the side does, whatever the rounding of floats
        end = side if number == len(sizes) - 1 else taken + (size / total * side if total else 0.0)
        if is_column:
            areas.append(_Area(left.x, left.y + taken, depth, end - taken))
        else:
            areas.append(_Area(left.x + taken, left.y, end - taken, depth))
        taken = end
    if is_column:
        return areas, _Area(left.x + depth, left.y, left.width - depth, left.height)
    return areas, _Area(left.x, left.y + depth, left.width, left.height - depth)
