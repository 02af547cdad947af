"""A picture of few colours, drawn column by column with smooth edges."""

import math
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import Final, NamedTuple

RGB = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""
Dot = tuple[float, float]
"""A place in pixels, from the left and from the top."""
MAX_COLOURS: Final = 256
SUBS: Final = 3
"""Columns that a column of pixels is measured in."""
_LEVELS: Final = 4
"""How much of a pixel at an edge is covered, in such parts: each is a colour of its own on each ground."""
_EDGE_STEP: Final = 24
"""Of red, green and blue, between two colours of pixels at an edge: there are many of them."""
_RESERVED: Final = 16
"""Colours that are left for whole inks."""
_FAR: Final = 1e9


class Band(NamedTuple):
    """What lies between two lines, in columns a third of a pixel wide."""

    tops: list[float]
    """Far below where nothing is covered."""
    bottoms: list[float]


class _Mix(NamedTuple):
    """What an ink makes of the colours that it covers a part of."""

    ink: RGB
    share: float
    step: int
    """Of red, green and blue, between two of the colours."""
    table: bytearray
    """The number that each number becomes."""
    known: set[int]
    """Of which numbers the table is made already."""


class Raster:
    """Pixels by the number of their colour, row by row; what is drawn later is in front.

    Args:
        width: in pixels.
        height: likewise.
        ground: the colour of the empty picture.
    """

    def __init__(self, width: int, height: int, ground: RGB) -> None:
        self.width, self.height = width, height
        self.pixels = bytearray(width * height)
        self.palette: list[RGB] = [ground]
        self._numbers: dict[RGB, int] = {ground: 0}
        self._mixes: dict[tuple[RGB, float, int], _Mix] = {}

    def box(self, left: int, top: int, right: int, bottom: int, ink: RGB, *, share: float = 1.0) -> None:
        """Cover a share of each pixel of a box, those at `right` and `bottom` not included."""
        left, right, top, bottom = max(0, left), min(self.width, right), max(0, top), min(self.height, bottom)
        if left >= right or top >= bottom:
            return
        mix = self._mix(ink, share, 1)
        if right - left < bottom - top:
            for x in range(left, right):
                self._cover(slice(top * self.width + x, (bottom - 1) * self.width + x + 1, self.width), mix)
        else:
            for y in range(top, bottom):
                self._cover(slice(y * self.width + left, y * self.width + right), mix)

    def _mix(self, ink: RGB, share: float, step: int) -> _Mix:
        key = (ink, share, step)
        if key not in self._mixes:
            self._mixes[key] = _Mix(ink, share, step, bytearray(MAX_COLOURS), set())
        return self._mixes[key]

    def _cover(self, place: slice, mix: _Mix) -> None:
        grounds = self.pixels[place]
        for ground in set(grounds) - mix.known:
            mix.table[ground] = self._number(_mixed(self.palette[ground], mix), mix)
            mix.known.add(ground)
        self.pixels[place] = grounds.translate(mix.table)

    def _number(self, colour: RGB, mix: _Mix) -> int:
        """Return the number of a colour; once there are too many, of the one that is nearest to it."""
        if colour not in self._numbers:
            if len(self.palette) >= MAX_COLOURS - (_RESERVED if mix.share < 1 else 0):
                return min(range(len(self.palette)), key=lambda n: _distance(self.palette[n], colour))
            self._numbers[colour] = len(self.palette)
            self.palette.append(colour)
        return self._numbers[colour]

    def fill(self, band: Band, ink: RGB) -> None:
        """Cover what is in a band, the pixels at its edges by as much of them as is in it."""
        width, height = self.width, self.height
        mixes = [self._mix(ink, level / _LEVELS, _EDGE_STEP) for level in range(_LEVELS + 1)]
        for x in range(width):
            place = slice(x * SUBS, (x + 1) * SUBS)
            spans = [
                (max(top, 0.0), min(bottom, height))
                for top, bottom in zip(band.tops[place], band.bottoms[place], strict=True)
                if top < height and bottom > 0
            ]
            row = int(min(spans)[0]) if spans else 0
            for level, rows in groupby(round(covered * _LEVELS / SUBS) for covered in _covered(spans, row)):
                count = len(list(rows))
                if level:
                    first, last = row * width + x, (row + count - 1) * width + x
                    self._cover(slice(first, last + 1, width), mixes[level])
                row += count

    def line(self, dots: Sequence[Dot], radius: float, ink: RGB) -> None:
        """Draw a line through dots, from the left to the right, with round ends and corners; one dot is a disc."""
        self.fill(self.band_of(dots, radius), ink)

    def band_of(self, dots: Sequence[Dot], radius: float) -> Band:
        """Return what a line through dots covers."""
        count = self.width * SUBS
        band = Band([_FAR] * count, [-_FAR] * count)
        for start, end in pairwise(dots) if len(dots) > 1 else zip(dots, dots, strict=True):
            first = max(0, math.ceil((start[0] - radius) * SUBS - 0.5))
            last = min(count - 1, math.floor((end[0] + radius) * SUBS - 0.5))
            _add_stroke(band, start, end, radius, range(first, last + 1))
        return band


def _covered(spans: Sequence[tuple[float, float]], first: int) -> list[float]:
    """Return how much of each row is in spans, summed up; from a first row to the last of them."""
    rows = [0.0] * (math.ceil(max((bottom for _, bottom in spans), default=first)) - first)
    for top, bottom in spans:
        start, end = int(top) - first, int(bottom) - first
        for row in range(start, end):
            rows[row] += 1
        rows[start] -= top - first - start
        if bottom > first + end:
            rows[end] += bottom - first - end
    return rows


def _add_stroke(band: Band, start: Dot, end: Dot, radius: float, subs: Iterable[int]) -> None:
    """Add all that is within a radius of a straight line to these columns of a band."""
    (x0, y0), (x1, y1) = start, end
    slope = (y1 - y0) / (x1 - x0) if x1 > x0 else 0.0
    lean = math.sqrt(1 + slope * slope)
    # the two sides of the line are moved along its normal
    shift = radius * slope / lean
    for sub in subs:
        x = (sub + 0.5) / SUBS
        top, bottom = _FAR, -_FAR
        for centre, y in (start, end):
            square = radius * radius - (x - centre) * (x - centre)
            if square > 0:
                half = math.sqrt(square)
                top, bottom = min(top, y - half), max(bottom, y + half)
        y = y0 + slope * (x - x0)
        if x1 > x0 and x0 + shift <= x <= x1 + shift:
            top = min(top, y - radius * lean)
        if x1 > x0 and x0 - shift <= x <= x1 - shift:
            bottom = max(bottom, y + radius * lean)
        band.tops[sub] = min(band.tops[sub], top)
        band.bottoms[sub] = max(band.bottoms[sub], bottom)


def _mixed(ground: RGB, mix: _Mix) -> RGB:
    """Return a colour with a share of an ink in it; at an edge in steps that do not show there."""
    if mix.share >= 1:
        return mix.ink
    parts = (a + (b - a) * mix.share for a, b in zip(ground, mix.ink, strict=True))
    red, green, blue = (min(255, round(part / mix.step) * mix.step) for part in parts)
    return red, green, blue


def _distance(first: RGB, second: RGB) -> int:
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True))
