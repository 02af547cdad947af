"""Lines of tones turned into strips for the screen, and what differs between two strips."""

from collections.abc import Iterator
from itertools import compress, count, repeat
from operator import ne
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.ui.palette import Palette
from tui.ui.plain_glyphs import plain
from tui.view.tone import Fade, Line, Span, Tone

_CLOSE: Final = 9
"""Two changes with fewer cells between are cheaper sent as one: an address and a style take about as many bytes."""

_Run = tuple[str, Style]
_Cell = tuple[str, Style | None]


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


def _cells(strip: Strip) -> tuple[list[_Cell], bool]:
    """What stands in each cell, and whether each character has one to itself.

    A wide character stands in its first cell, with nothing in its second; marks stand beside their base.
    """
    cells: list[_Cell] = []
    base = -1
    is_even = True
    for text, style, _control in strip:
        if text and text.isascii():
            base = len(cells) + len(text) - 1
            cells.extend(zip(text, repeat(style)))
            continue
        for character in text:
            size = 1 if character.isascii() else cell_len(character)
            is_even = is_even and size == 1
            if size:
                base = len(cells)
                cells += [(character, style), *[("", style)] * (size - 1)]
            elif cells:
                cells[base] = (cells[base][0] + character, cells[base][1])
    return cells, is_even


def changed(old: Strip, new: Strip) -> list[tuple[int, int]]:
    """The runs of cells, as half-open ranges, in which the new strip looks different from the old one.

    A run never begins or ends in the middle of a wide character, nor between a character and its marks.
    """
    if old == new:
        return []
    (before, _), (after, is_even) = _cells(old), _cells(new)
    runs: list[tuple[int, int]] = []
    for x in compress(count(), map(ne, before, after)):
        if _both_blank(before[x], after[x]):
            continue
        start, end = (x, x + 1) if is_even else _whole(after, x)
        if runs and start - runs[-1][1] <= _CLOSE:
            runs[-1] = (min(start, runs[-1][0]), max(end, runs[-1][1]))
        else:
            runs.append((start, end))
    return runs


def _whole(cells: list[_Cell], x: int) -> tuple[int, int]:
    """The cell with all of its character; with what stands beside it too, where a crop would cut between marks."""
    start, end = _base(cells, x), x + 1
    while start and _is_marked(cells, start - 1):
        start = _base(cells, start - 1)
    while end < len(cells) and (not cells[end][0] or _is_marked(cells, end - 1)):
        end += 1
    return start, end


def _base(cells: list[_Cell], x: int) -> int:
    while x and x < len(cells) and not cells[x][0]:
        x -= 1
    return x


def _is_marked(cells: list[_Cell], x: int) -> bool:
    return len(cells[_base(cells, x)][0]) > 1


def _both_blank(was: _Cell, now: _Cell) -> bool:
    return (
        was[0] == now[0] == " "
        and was[1] is not None
        and now[1] is not None
        and was[1].bgcolor == now[1].bgcolor
        and was[1].reverse == now[1].reverse
    )
