"""The line at the bottom: what was just announced, or the keys that help most; and where one is in the grid."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.domain.text import fit
from tui.view.grid import Sort
from tui.view.tone import BLANK, Line, Span, Tone, spread, width


class Place(NamedTuple):
    """Where one is in the grid."""

    position: int | None = None
    """From 0."""
    shown: int = 0
    known: int = 0
    sort: Sort = Sort()
    frozen: bool = False
    wanted: str = ""


def place(where: Place) -> Line:
    """`3 of 30 · by %▼ · frozen`."""
    at = f"{where.position + 1} of " if where.position is not None else ""
    count = f"{at}{where.shown}"
    if where.shown != where.known:
        count += f" (of {where.known})"
    arrow = "▼" if where.sort.descending else "▲"
    title = where.sort.column.title or "▲▼"
    spans: tuple[Span, ...] = (Span(count, Tone.QUIET), Span(f" · by {title}{arrow}", Tone.QUIET))
    return (*spans, Span(" · order frozen", Tone.WARN)) if where.frozen else spans


def hints(keys: Iterable[tuple[str, str]], cells: int) -> Line:
    """As many key hints as fit whole, most useful first."""
    line: tuple[Span, ...] = ()
    for key, words in keys:
        more = (Span("   " if line else ""), Span(key, Tone.ACCENT), Span(f" {words}", Tone.QUIET))
        if width(line) + width(more) > cells:
            break
        line += more
    return line


def line(keys: Sequence[tuple[str, str]], said: str, where: Place, cells: int) -> Line:
    """The whole line.

    Args:
        keys: key and word, most useful first.
        said: an announcement that takes the hints' place; empty for none.
        where: shown at the right where there is room.
        cells: the width of the screen.
    """
    right = (*place(where), Span(" "))
    if width(right) > cells // 2:
        right = (*place(where)[:1], Span(" "))
    room = max(0, cells - width(right) - 2)
    left: Line = (Span(fit(said, room), Tone.WARN),) if said else BLANK
    if where.wanted and not said:
        left = (Span("filter ", Tone.QUIET), Span(fit(where.wanted, room // 2), Tone.MATCH), Span("   "))
    if not said:
        left = (*left, *hints(keys, room - width(left)))
    return spread((Span(" "), *left), right, cells)


def prompt(typed: str, where: Place, cells: int) -> Line:
    """The line while a filter is being typed."""
    count = f"{where.shown} of {where.known} "
    left = (Span(" /", Tone.ACCENT), Span(typed, Tone.STRONG), Span("▏", Tone.ACCENT))
    return spread(left, (Span(count, Tone.QUIET),), cells)
