"""The bottom line: an announcement or the most useful keys, and the position in the grid."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from tui.domain.text import ELLIPSIS, truncate
from tui.domain.text import width as width_of
from tui.view.sorting import DEFAULT_SORT, LIST_ORDER, Sort
from tui.view.spans import BLANK, Line, Span, Tone, fit_line, justify, width

_GAP: Final = "   "
_FILTER: Final = "filter "
_MIN_TAB: Final = 4
"""The fewest cells in which the name of a tab can be told from another."""


class GridStatus(NamedTuple):
    """The position of the cursor in the grid, and the rows and the order that the grid shows."""

    position: int | None = None
    """From 0; None without a cursor."""
    shown: int = 0
    total: int = 0
    """The number of rows without the filter."""
    sort: Sort = DEFAULT_SORT
    frozen: bool = False
    filter_text: str = ""
    filter_error: str = ""
    """What is wrong with the filter that is typed; the rows are those of the last one that was right."""
    sort_choices: tuple[tuple[str, str], ...] = ()
    """The letter and the title of each column, while the next key sorts by one; empty at other times."""
    tab: str = ""
    """The name of the tab, where nothing else on the screen says which is shown."""
    is_covered: bool = False
    """Whether another pane is in the place of the grid: which of the rows it is of is all that is of use."""


def position_line(grid: GridStatus) -> Line:
    """Return `3 of 30 · by %▼ · order frozen`."""
    at = f"{grid.position + 1} of " if grid.position is not None else ""
    count = f"{at}{grid.shown}"
    if grid.shown != grid.total:
        count += f" (of {grid.total})"
    arrow = "▼" if grid.sort.descending else "▲"
    arrow = "" if grid.sort.key == LIST_ORDER else arrow
    spans: tuple[Span, ...] = (Span(count, Tone.QUIET), Span(f" · by {grid.sort.title}{arrow}", Tone.QUIET))
    return (*spans, Span(" · order frozen", Tone.WARN)) if grid.frozen else spans


def hint_line(hints: Iterable[tuple[str, str]], cells: int) -> Line:
    """Return as many key hints as fit without being cut, most useful first."""
    line: tuple[Span, ...] = ()
    for key, words in hints:
        more = (Span(_GAP if line else ""), Span(key, Tone.ACCENT), Span(f" {words}", Tone.QUIET))
        if width(line) + width(more) > cells:
            break
        line += more
    return line


class _Ends(NamedTuple):
    """The ends of the bottom line, between which the hints are."""

    left: Line
    right: Line
    room: int
    """Cells between the margin and the right end."""

    @property
    def gap(self) -> str:
        """The blanks before the first hint."""
        return _GAP if self.left else ""


def _position_forms(grid: GridStatus, cells: int) -> tuple[Line, ...]:
    """Return the position in the grid in full, then ever shorter, for so many cells at most: with the tab, if any."""
    count, sort, *frozen = position_line(grid)
    if grid.is_covered:
        return ((count,),)
    frozen_mark = (Span(" · frozen", Tone.WARN),) if grid.frozen else BLANK
    short = (count, *frozen_mark)
    forms = ((count, sort, *frozen), short, (count,))
    if not grid.tab:
        return forms
    full = (Span(grid.tab, Tone.QUIET), Span(" · ", Tone.QUIET))
    named = [(*full, *form) for form in forms[:2]]
    room = cells - width(short) - 3
    if room >= _MIN_TAB:
        named.append((Span(truncate(grid.tab, room), Tone.QUIET), full[1], *short))
    return (*named, *forms[1:])


def _fitting_form(grid: GridStatus, cells: int) -> Line | None:
    """Return the longest form of the position that fits into so many cells."""
    return next((form for form in _position_forms(grid, cells) if width(form) <= cells), None)


def _ends(grid: GridStatus, cells: int) -> _Ends:
    # what nothing else says is worth more than the hints
    right = _fitting_form(grid, (cells * 2 // 3 if grid.tab else cells // 2) - 1) or position_line(grid)[:1]
    right = (*right, Span(" "))
    room = max(0, cells - width(right) - 2)
    left = BLANK
    if grid.filter_text:
        filter_text = truncate(grid.filter_text, min(room // 2, room - width_of(_FILTER)))
        left = (Span(_FILTER, Tone.QUIET), Span(filter_text, Tone.MATCH))
    return _Ends(left, right, room)


def footer_line(hints: Sequence[tuple[str, str]], message: str, grid: GridStatus, cells: int) -> Line:
    """Return the complete line.

    Args:
        hints: key and word, most useful first.
        message: an announcement that replaces the hints, and the position where it is longer; empty for none.
        grid: shown at the right where there is room.
        cells: the width of the screen.
    """
    if grid.sort_choices:
        return _choice_line(grid, cells)
    if message:
        return _message_line(message, grid, cells)
    ends = _ends(grid, cells)
    shown = hint_line(hints, ends.room - 1 - width(ends.left) - len(ends.gap))
    gap = (Span(ends.gap),) if shown else BLANK
    return justify((Span(" "), *ends.left, *gap, *shown), ends.right, cells)


def _choice_line(grid: GridStatus, cells: int) -> Line:
    """Return the columns to sort by, each with its letter; the last ones are left out where there is no room."""
    label = (Span(" sort by   ", Tone.STRONG),)
    return fit_line((*label, *hint_line(grid.sort_choices, cells - width(label) - 1)), cells)


def _message_line(message: str, grid: GridStatus, cells: int) -> Line:
    """Return an announcement, and as much of the position as it leaves room for."""
    text = Span(truncate(message, cells - 2), Tone.WARN)
    room = cells - 3 - width_of(text.text)
    right = _fitting_form(grid, room)
    if right is None:
        return fit_line((Span(" "), text), cells)
    return justify((Span(" "), text), (*right, Span(" ")), cells)


def hint_at(hints: Sequence[tuple[str, str]], message: str, grid: GridStatus, cells: int, x: int) -> int | None:
    """Return the number of the hint at this cell of the line, from 0; None where there is none."""
    if message or grid.sort_choices:
        return None
    ends = _ends(grid, cells)
    at = 1 + width(ends.left) + len(ends.gap)
    end = at + width(hint_line(hints, ends.room - at))
    for number, (key, words) in enumerate(hints):
        size = width_of(f"{key} {words}")
        if at + size > end:
            return None
        if at <= x < at + size:
            return number
        at += size + len(_GAP)
    return None


def filter_prompt(typed: str, grid: GridStatus, cells: int) -> Line:
    """Return the line while a filter is being typed."""
    count = f"{grid.shown} of {grid.total} "
    if grid.filter_error:
        count = truncate(grid.filter_error, max(0, cells - width_of(typed) - 6)) + " "
    shown = _tail(typed, cells - width_of(count) - 4)
    left = (Span(" /", Tone.ACCENT), Span(shown, Tone.STRONG), Span("▏", Tone.ACCENT))
    return justify(left, (Span(count, Tone.WARN if grid.filter_error else Tone.QUIET),), cells)


def _tail(typed: str, cells: int) -> str:
    """Return the end of what was typed, which is what one edits."""
    if width_of(typed) <= cells:
        return typed
    while typed and width_of(typed) >= cells:
        typed = typed[1:]
    return ELLIPSIS + typed
