"""Lines of tones turned into strips for the screen, and what differs between two strips."""

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
            size = 1 if " " <= character <= "~" else cell_len(character)
            if size:
                base = len(cells)
                cells += [(character, style), *[("", style)] * (size - 1)]
            elif cells:
                cells[base] = (cells[base][0] + character, cells[base][1])
    return cells


def changed(old: Strip, new: Strip) -> list[tuple[int, int]]:
    """The runs of cells, as half-open ranges, in which the new strip looks different from the old one.

    A run never begins or ends in the middle of a wide character, nor between a character and its marks.
    """
    if old == new:
        return []
    before, after = _cells(old), _cells(new)
    runs: list[tuple[int, int]] = []
    for x, (was, now) in enumerate(zip(before, after, strict=False)):
        if was == now or _both_blank(was, now):
            continue
        start, end = _whole(after, x)
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
