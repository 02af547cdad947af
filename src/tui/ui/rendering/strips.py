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
from tui.view.spans import AgeLevel, Line, Span, Tone

_MIN_GAP: Final = 9
"""Two changes with fewer cells between are cheaper as one: a cursor move and a style take about as many bytes."""
_RUN_OF_CHANGES: Final = re.compile(rb"\x01+(?:\x00{1,%d}\x01+)*" % _MIN_GAP)

SINGLE_WIDTH: Final = frozenset(map(chr, (*range(0x20, 0x7F), *range(0x2800, 0x2900)))).union("▲▼▴▾•●○─━│…–≤·")
"""Characters that take one cell each, in every terminal: nearly all lines are made of nothing else."""

_Run = tuple[str, Style]


class _Cells(NamedTuple):
    """The text and the style of each cell of a line.

    A wide character is in its first cell, with nothing in its second; combining marks are with their base.
    """

    texts: Sequence[str]
    styles: Sequence[Style]
    """Of a blank, which has no colour of its own, only the visible part of its style."""
    is_even: bool
    """Whether each character takes exactly one cell."""


class LineStrip(Strip):
    """A line on the screen; it caches its cells, since each line is compared twice."""

    __slots__ = ("_cells",)

    def __init__(self, segments: Sequence[Segment], cell_length: int) -> None:
        super().__init__(segments, cell_length)
        self._cells: _Cells | None = None

    @property
    def cells(self) -> _Cells:
        """The text and the style of each cell."""
        if self._cells is None:
            self._cells = _single_width_cells(self) if SINGLE_WIDTH.issuperset(self.text) else _mixed_width_cells(self)
        return self._cells

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Return the line itself where it is not cut: Textual's own would make a reference cycle of it."""
        cuts_at = list(cuts)
        return [self] if cuts_at == [self.cell_length] else super().divide(cuts_at)


def build_strip(line: Line, width: int, theme: BoardTheme, background: str | None = None) -> LineStrip:
    """Return the line in its colours, exactly `width` cells wide; equal neighbours become one run."""
    runs: list[_Run] = []
    text, style = "", None
    for span, following in _styled(_drawable(line, theme), theme, background):
        if style is None or following is style or _blank_joins(span.text, style, following):
            # not `or`: a style without any attribute is falsy
            style = following if style is None else style
            text += span.text
        else:
            runs.append((text, style))
            text, style = span.text, following
    if style is not None:
        runs.append((text, style))
    return _filled(runs, width, theme.style(Tone.PLAIN, background=background))


def _styled(line: Line, theme: BoardTheme, background: str | None) -> Iterator[tuple[Span, Style]]:
    """Yield each span with its style; a line has few different ones, and looking one up is slow."""
    styles: dict[tuple[Tone, AgeLevel], Style] = {}
    for span in line:
        style = styles.get((span.tone, span.age_level))
        if style is None:
            style = styles[span.tone, span.age_level] = theme.style(span.tone, span.age_level, background)
        yield span, style


def _filled(runs: list[_Run], width: int, blank: Style) -> LineStrip:
    """Return the runs as a strip of so many cells. Only one strip is made, since each costs as much as a run."""
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
    """Return the cells that the text takes: as Rich does, but for most texts without an entry in its cache."""
    return len(text) if SINGLE_WIDTH.issuperset(text) else cell_len(text)


def _drawable(line: Line, theme: BoardTheme) -> Line:
    if not theme.ascii:
        return line
    from tui.ui.rendering.ascii import to_ascii  # noqa: PLC0415 - most terminals draw every glyph

    return tuple(span._replace(text=to_ascii(span.text)) for span in line)


def _blank_joins(text: str, style: Style, blank: Style) -> bool:
    """Return whether a blank can join the run before it: it has no colour of its own, only a background."""
    is_underlined = style.underline or blank.underline
    return text.isspace() and style.bgcolor == blank.bgcolor and style.reverse == blank.reverse and not is_underlined


def _single_width_cells(strip: Strip) -> _Cells:
    styles: list[Style] = []
    for text, style, _control in strip:
        visible = style or Style.null()
        blank = _blank_style(visible)
        if blank is visible or " " not in text:
            styles += [visible] * len(text)
        else:
            styles += [blank if character == " " else visible for character in text]
    return _Cells(strip.text, styles, is_even=True)


def _mixed_width_cells(strip: Strip) -> _Cells:
    texts: list[str] = []
    styles: list[Style] = []
    base = -1
    for text, style, _control in strip:
        visible = style or Style.null()
        blank = _blank_style(visible)
        for character in text:
            size = 1 if character in SINGLE_WIDTH else cell_len(character)
            if size:
                base = len(texts)
                texts += [character, *[""] * (size - 1)]
                styles += [blank if character == " " else visible] * size
            elif texts:
                texts[base] += character
    return _Cells(texts, styles, is_even=False)


@lru_cache(maxsize=1024)
def _blank_style(style: Style) -> Style:
    """Return the visible part of a style on a blank: one object for all styles that look the same there."""
    return style if style.underline else intern_style(Style(bgcolor=style.bgcolor, reverse=style.reverse))


def changed_ranges(old: LineStrip, new: LineStrip) -> list[tuple[int, int]]:
    """Return the ranges of cells, half-open, in which the new strip looks different from the old one.

    A range never begins or ends inside a wide character, nor between a character and its marks.
    """
    before, after = old.cells, new.cells
    other_text = map(ne, before.texts, after.texts)
    # equal styles are one object, see the theme
    other_style = map(is_not, before.styles, after.styles)
    differs = map(or_, other_text, other_style)
    if after.is_even:
        return [run.span() for run in _RUN_OF_CHANGES.finditer(bytes(differs))]
    runs: list[tuple[int, int]] = []
    for x in compress(count(), differs):
        start, end = _character_range(after.texts, x)
        if runs and start - runs[-1][1] <= _MIN_GAP:
            runs[-1] = (min(start, runs[-1][0]), max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _character_range(texts: Sequence[str], x: int) -> tuple[int, int]:
    """Return the range of a cell's complete character, with its neighbours where a crop would cut between marks."""
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
