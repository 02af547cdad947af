"""A grid of cells that lines are drawn on: two by four braille dots in each, or one character."""

from collections.abc import Iterable
from typing import Final

from tui.view.chart.price_scale import DOTS
from tui.view.spans import Line, Span, Tone

BRAILLE: Final = 0x2800
_BITS: Final = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""Of the dots of a cell: its left column from the top, then its right one."""
_HEIGHTS: Final = ("'", "-", ".", "_")
"""In ASCII, by the row of dots that a line is in."""
_STEEP: Final = 3
"""Rows of dots that a line crosses in one cell to be drawn as a stroke."""


class Canvas:
    """Cells of dots and characters, each with a tone; what is drawn later is in front.

    Args:
        cells: how wide it is.
        rows: how high.
    """

    def __init__(self, cells: int, rows: int) -> None:
        self.cells = cells
        self.rows = rows
        self._dots = [[0] * cells for _ in range(rows)]
        self._characters = [[" "] * cells for _ in range(rows)]
        self._tones = [[Tone.PLAIN] * cells for _ in range(rows)]

    @property
    def width(self) -> int:
        """Columns of dots."""
        return 2 * self.cells

    @property
    def height(self) -> int:
        """Rows of dots."""
        return DOTS * self.rows

    def put_dots(self, x: int, ys: Iterable[int], tone: Tone) -> None:
        """Set dots of a column; those beyond the canvas are left out."""
        if not 0 <= x < self.width:
            return
        cell, bits = x // 2, _BITS[x % 2]
        for y in ys:
            if 0 <= y < self.height:
                row, dot = divmod(y, DOTS)
                self._dots[row][cell] |= bits[dot]
                self._tones[row][cell] = tone

    def put(self, cell: int, row: int, character: str, tone: Tone) -> None:
        """Write a character in place of what is in a cell."""
        if 0 <= cell < self.cells and 0 <= row < self.rows:
            self._dots[row][cell] = 0
            self._characters[row][cell] = character
            self._tones[row][cell] = tone

    def put_behind(self, cell: int, row: int, character: str, tone: Tone) -> None:
        """Write a character where nothing is yet."""
        if 0 <= cell < self.cells and 0 <= row < self.rows and self._is_free(cell, row):
            self.put(cell, row, character, tone)

    def _is_free(self, cell: int, row: int) -> bool:
        return not self._dots[row][cell] and self._characters[row][cell] == " "

    def lines(self, *, is_ascii: bool) -> list[Line]:
        """Return the rows from the top, in ASCII alone or with braille."""
        return [self._line(row, is_ascii=is_ascii) for row in range(self.rows)]

    def _line(self, row: int, *, is_ascii: bool) -> Line:
        spans: list[Span] = []
        text, tone = "", Tone.PLAIN
        for bits, character, cell_tone in zip(self._dots[row], self._characters[row], self._tones[row], strict=True):
            shown = character if not bits else ascii_of(bits) if is_ascii else chr(BRAILLE + bits)
            if text and cell_tone is not tone and shown != " ":
                spans.append(Span(text, tone))
                text = ""
            tone = cell_tone if not text or shown != " " else tone
            text += shown
        return (*spans, Span(text, tone))


def ascii_of(bits: int) -> str:
    """Return the character most like the dots of a cell: a stroke, a slope, or a dash at their height."""
    left = [y for y in range(DOTS) if bits & _BITS[0][y]]
    right = [y for y in range(DOTS) if bits & _BITS[1][y]]
    ys = left + right
    if max(ys) - min(ys) + 1 >= _STEEP:
        lean = _mean(left) - _mean(right) if left and right else 0.0
        return "/" if lean >= 1 else "\\" if lean <= -1 else "|"
    return _HEIGHTS[int(_mean(ys))]


def _mean(ys: list[int]) -> float:
    return sum(ys) / len(ys)
