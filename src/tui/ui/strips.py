"""Lines of tones turned into strips for the screen, and what differs between two strips."""

from collections.abc import Iterator, Sequence
from itertools import compress, count
from operator import is_not, ne, or_
from typing import Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.ui.palette import Palette
from tui.ui.plain_glyphs import plain
from tui.view.tone import Fade, Line, Span, Tone

_CLOSE: Final = 9
"""Two changes with fewer cells between are cheaper sent as one: an address and a style take about as many bytes."""

_ONE_CELL: Final = frozenset(map(chr, (*range(0x20, 0x7F), *range(0x2800, 0x2900)))).union("▲▼▴▾•●○─━│…–≤·")
"""Characters that take one cell each, in every terminal: nearly all lines are made of nothing else."""

_Run = tuple[str, Style]


class _Cells(NamedTuple):
    """What stands in each cell of a line, and in which style.

    A wide character stands in its first cell, with nothing in its second; marks stand beside their base.
    """

    texts: Sequence[str]
    styles: Sequence[Style | None]
    is_even: bool
    """Whether each character has one cell to itself."""


def strip_of(line: Line, width: int, palette: Palette, ground: str | None = None) -> Strip:
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


def _dressed(line: Line, palette: Palette, ground: str | None) -> Iterator[tuple[Span, Style]]:
    """Each span with its style; a line has few of them, and a palette takes its time to say which."""
    known: dict[tuple[Tone, Fade], Style] = {}
    for span in line:
        style = known.get((span.tone, span.fade))
        if style is None:
            style = known[span.tone, span.fade] = palette.style(span.tone, span.fade, ground)
        yield span, style


def _filled(runs: list[_Run], width: int, blank: Style) -> Strip:
    """The runs as a strip, brought to so many cells. One strip is made, since each costs as much as a whole run."""
    taken = sum(cell_len(text) for text, _ in runs)
    if taken < width:
        rest = " " * (width - taken)
        if runs and runs[-1][1] == blank:
            runs[-1] = (runs[-1][0] + rest, blank)
        else:
            runs.append((rest, blank))
    strip = Strip([Segment(text, style) for text, style in runs], max(taken, width))
    return strip if taken <= width else strip.crop(0, width)


def _drawable(line: Line, palette: Palette) -> Line:
    if not palette.ascii:
        return line
    return tuple(span._replace(text=plain(span.text)) for span in line)


def _blank_joins(text: str, style: Style, wanted: Style) -> bool:
    """Blanks have no colour of their own: they join the run before them where the ground is the same."""
    return text.isspace() and style.bgcolor == wanted.bgcolor and style.reverse == wanted.reverse


def _cells(strip: Strip) -> _Cells:
    texts = strip.text
    if _ONE_CELL.issuperset(texts):
        styles: list[Style | None] = []
        for text, style, _control in strip:
            styles += [style] * len(text)
        return _Cells(texts, styles, is_even=True)
    return _uneven_cells(strip)


def _uneven_cells(strip: Strip) -> _Cells:
    texts: list[str] = []
    styles: list[Style | None] = []
    base = -1
    for text, style, _control in strip:
        for character in text:
            size = 1 if character in _ONE_CELL else cell_len(character)
            if size:
                base = len(texts)
                texts += [character, *[""] * (size - 1)]
                styles += [style] * size
            elif texts:
                texts[base] += character
    return _Cells(texts, styles, is_even=False)


def changed(old: Strip, new: Strip) -> list[tuple[int, int]]:
    """The runs of cells, as half-open ranges, in which the new strip looks different from the old one.

    A run never begins or ends in the middle of a wide character, nor between a character and its marks.
    """
    if old == new:
        return []
    before, after = _cells(old), _cells(new)
    runs: list[tuple[int, int]] = []
    other_text = map(ne, before.texts, after.texts)
    other_style = map(is_not, before.styles, after.styles)
    for x in compress(count(), map(or_, other_text, other_style)):
        if before.texts[x] == after.texts[x] and _looks_the_same(after.texts[x], before.styles[x], after.styles[x]):
            continue
        start, end = (x, x + 1) if after.is_even else _whole(after.texts, x)
        if runs and start - runs[-1][1] <= _CLOSE:
            runs[-1] = (min(start, runs[-1][0]), max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _looks_the_same(text: str, was: Style | None, now: Style | None) -> bool:
    if was is None or now is None:
        return was is now
    # nearly every cell that stays is a blank in another colour: comparing whole styles takes many times as long
    if text == " ":
        return was.bgcolor == now.bgcolor and was.reverse == now.reverse
    return was == now


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
