"""Lines of tones turned into strips for the screen, and what differs between two strips."""

from itertools import zip_longest
from typing import Final

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.ui.palette import Palette
from tui.ui.plain_glyphs import plain
from tui.view.tone import Line, Tone

_CLOSE: Final = 9
"""Two changes with fewer cells between are cheaper sent as one: an address and a style take about as many bytes."""

_Cell = tuple[str, Style | None]
_NOTHING: Final[_Cell] = ("", None)


def strip_of(line: Line, width: int, palette: Palette, ground: str | None = None) -> Strip:
    """The line in its colours, exactly `width` cells wide; equal neighbours become one run."""
    segments: list[Segment] = []
    text, style = "", None
    for span in _drawable(line, palette):
        wanted = palette.style(span.tone, span.fade, ground)
        if style is None or wanted is style or _blank_joins(span.text, style, wanted):
            style = style or wanted
            text += span.text
        else:
            segments.append(Segment(text, style))
            text, style = span.text, wanted
    if style is not None:
        segments.append(Segment(text, style))
    strip = Strip(segments).adjust_cell_length(width, palette.style(Tone.PLAIN, ground=ground))
    return strip.simplify()


def _drawable(line: Line, palette: Palette) -> Line:
    if not palette.ascii:
        return line
    return tuple(span._replace(text=plain(span.text)) for span in line)


def _blank_joins(text: str, style: Style, wanted: Style) -> bool:
    """Blanks have no colour of their own: they join the run before them where the ground is the same."""
    return text.isspace() and style.bgcolor == wanted.bgcolor and style.reverse == wanted.reverse


def _cells(strip: Strip) -> list[_Cell]:
    """What stands in each cell: a wide character in its first, nothing in its second, marks beside their base."""
    cells: list[_Cell] = []
    base = -1
    for text, style, _control in strip:
        for character in text:
            size = 1 if character.isascii() else cell_len(character)
            if size:
                base = len(cells)
                cells += [(character, style), *[("", style)] * (size - 1)]
            elif cells:
                cells[base] = (cells[base][0] + character, cells[base][1])
    return cells


def changed(old: Strip, new: Strip) -> list[tuple[int, int]]:
    """The runs of cells, as half-open ranges, in which the new strip looks different from the old one.

    A run never begins or ends in the middle of a wide character.
    """
    if old == new:
        return []
    runs: list[tuple[int, int]] = []
    start = end = -1
    for x, (was, now) in enumerate(zip_longest(_cells(old), _cells(new), fillvalue=_NOTHING)):
        if (was == now or _both_blank(was, now)) and not _is_rest(now, x, end):
            continue
        if start < 0:
            start = x
        elif x - end > _CLOSE:
            runs.append((start, end))
            start = x
        end = x + 1
    if start >= 0:
        runs.append((start, end))
    return runs


def _is_rest(cell: _Cell, x: int, end: int) -> bool:
    """Whether this is the second half of a wide character whose first half has changed."""
    return not cell[0] and x == end


def _both_blank(was: _Cell, now: _Cell) -> bool:
    return (
        was[0] == now[0] == " "
        and was[1] is not None
        and now[1] is not None
        and was[1].bgcolor == now[1].bgcolor
        and was[1].reverse == now[1].reverse
    )
