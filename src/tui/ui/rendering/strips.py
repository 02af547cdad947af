"""Lines of tones turned into strips for the screen, and what differs between two strips."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import compress, count
from operator import is_not, ne, or_
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.ui.rendering.theme import BoardTheme, intern_style
from tui.view.spans import Age, Line, Span, Tone

_CLOSE: Final = 9
"""Two changes with fewer cells between are cheaper sent as one: an address and a style take about as many bytes."""
_RUN_OF_CHANGES: Final = re.compile(rb"\x01+(?:\x00{1,%d}\x01+)*" % _CLOSE)

SINGLE_WIDTH: Final = frozenset(map(chr, (*range(0x20, 0x7F), *range(0x2800, 0x2900)))).union("▲▼▴▾•●○─━│…–≤·")
"""Characters that take one cell each, in every terminal: nearly all lines are made of nothing else."""

_Run = tuple[str, Style]


class _Cells(NamedTuple):
    """What stands in each cell of a line, and in which style.

    A wide character stands in its first cell, with nothing in its second; marks stand beside their base.
    """

    texts: Sequence[str]
    styles: Sequence[Style]
    """Of a blank, which has no colour of its own, only what is seen of its style."""
    is_even: bool
    """Whether each character has one cell to itself."""


class LineStrip(Strip):
    """A line on the screen; it knows its cells once they were asked for, since each line is compared twice."""

    __slots__ = ("_cells",)

    def __init__(self, segments: Sequence[Segment], cell_length: int) -> None:
        super().__init__(segments, cell_length)
        self._cells: _Cells | None = None

    @property
    def cells(self) -> _Cells:
        """What stands in each cell."""
        if self._cells is None:
            self._cells = _even_cells(self) if SINGLE_WIDTH.issuperset(self.text) else _uneven_cells(self)
        return self._cells

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Textual's own keeps a line that is not cut as a part of itself, and only a search for garbage ends that."""
        places = list(cuts)
        return [self] if places == [self.cell_length] else super().divide(places)


def build_strip(line: Line, width: int, palette: BoardTheme, ground: str | None = None) -> LineStrip:
    """The line in its colours, exactly `width` cells wide; equal neighbours become one run."""
    runs: list[_Run] = []
    text, style = "", None
    for span, wanted in _dressed(_drawable(line, palette), palette, ground):
        if style is None or wanted is style or _blank_joins(span.text, style, wanted):
            style = style or wanted
            text += span.text
        else:
            runs.append((text, style))
            text, style = span.text, wanted
    if style is not None:
        runs.append((text, style))
    return _filled(runs, width, palette.style(Tone.PLAIN, ground=ground))


def _dressed(line: Line, palette: BoardTheme, ground: str | None) -> Iterator[tuple[Span, Style]]:
    """Each span with its style; a line has few of them, and a palette takes its time to say which."""
    known: dict[tuple[Tone, Age], Style] = {}
    for span in line:
        style = known.get((span.tone, span.fade))
        if style is None:
            style = known[span.tone, span.fade] = palette.style(span.tone, span.fade, ground)
        yield span, style


def _filled(runs: list[_Run], width: int, blank: Style) -> LineStrip:
    """The runs as a strip, brought to so many cells. One strip is made, since each costs as much as a whole run."""
    taken = sum(cell_width(text) for text, _ in runs)
    if taken < width:
        rest = " " * (width - taken)
        if runs and runs[-1][1] == blank:
            runs[-1] = (runs[-1][0] + rest, blank)
        else:
            runs.append((rest, blank))
    segments = [Segment(text, style) for text, style in runs]
    return LineStrip(segments if taken <= width else [*Strip(segments, taken).crop(0, width)], width)


def cell_width(text: str) -> int:
    """How many cells the text takes: Rich's answer, but for most texts without a place in its memory."""
    return len(text) if SINGLE_WIDTH.issuperset(text) else cell_len(text)


def _drawable(line: Line, palette: BoardTheme) -> Line:
    if not palette.ascii:
        return line
    from tui.ui.rendering.ascii import to_ascii  # noqa: PLC0415 - most terminals draw every glyph

    return tuple(span._replace(text=to_ascii(span.text)) for span in line)


def _blank_joins(text: str, style: Style, wanted: Style) -> bool:
    """Blanks have no colour of their own: they join the run before them where the ground is the same."""
    return text.isspace() and style.bgcolor == wanted.bgcolor and style.reverse == wanted.reverse


def _even_cells(strip: Strip) -> _Cells:
    styles: list[Style] = []
    for text, style, _control in strip:
        seen = style or Style.null()
        blank = _seen_of_a_blank(seen)
        if blank is seen or " " not in text:
            styles += [seen] * len(text)
        else:
            styles += [blank if character == " " else seen for character in text]
    return _Cells(strip.text, styles, is_even=True)


def _uneven_cells(strip: Strip) -> _Cells:
    texts: list[str] = []
    styles: list[Style] = []
    base = -1
    for text, style, _control in strip:
        seen = style or Style.null()
        blank = _seen_of_a_blank(seen)
        for character in text:
            size = 1 if character in SINGLE_WIDTH else cell_len(character)
            if size:
                base = len(texts)
                texts += [character, *[""] * (size - 1)]
                styles += [blank if character == " " else seen] * size
            elif texts:
                texts[base] += character
    return _Cells(texts, styles, is_even=False)


@lru_cache(maxsize=1024)
def _seen_of_a_blank(style: Style) -> Style:
    """What is to be seen of a style where nothing stands: one object for all styles that look the same there."""
    return intern_style(Style(bgcolor=style.bgcolor, reverse=style.reverse))


def changed_ranges(old: LineStrip, new: LineStrip) -> list[tuple[int, int]]:
    """The runs of cells, as half-open ranges, in which the new strip looks different from the old one.

    A run never begins or ends in the middle of a wide character, nor between a character and its marks.
    """
    before, after = old.cells, new.cells
    other_text = map(ne, before.texts, after.texts)
    # equal styles are one object, see the palette
    other_style = map(is_not, before.styles, after.styles)
    differs = map(or_, other_text, other_style)
    if after.is_even:
        return [run.span() for run in _RUN_OF_CHANGES.finditer(bytes(differs))]
    runs: list[tuple[int, int]] = []
    for x in compress(count(), differs):
        start, end = _whole(after.texts, x)
        if runs and start - runs[-1][1] <= _CLOSE:
            runs[-1] = (min(start, runs[-1][0]), max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _whole(texts: Sequence[str], x: int) -> tuple[int, int]:
    """The cell with all of its character; with what stands beside it too, where a crop would cut between marks."""
    start, end = _base(texts, x), x + 1
    while start and _is_marked(texts, start - 1):
        start = _base(texts, start - 1)
    while end < len(texts) and (not texts[end] or _is_marked(texts, end - 1)):
        end += 1
    return start, end


def _base(texts: Sequence[str], x: int) -> int:
    while x and x < len(texts) and not texts[x]:
        x -= 1
    return x


def _is_marked(texts: Sequence[str], x: int) -> bool:
    return len(texts[_base(texts, x)]) > 1
