"""What a piece of text means to the eye, named apart from any colour."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NamedTuple

from tui.domain import text as texts


class Tone(StrEnum):
    """The meaning a span is drawn with; the palette gives each its colour."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    """Labels, units and hints."""
    RULE = "rule"
    ACCENT = "accent"
    TITLE = "title"
    UP = "up"
    DOWN = "down"
    FLAT = "flat"
    TICK_UP = "tick-up"
    """A value that has just risen."""
    TICK_DOWN = "tick-down"
    TICK_FLAT = "tick-flat"
    """A value that has just changed in something else than its size."""
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    MATCH = "match"


class AgeLevel(IntEnum):
    """How old the thing shown is; older is dimmer, whatever its tone."""

    FRESH = 0
    AGEING = 1
    STALE = 2


class Span(NamedTuple):
    """Text of one tone and one age."""

    text: str
    tone: Tone = Tone.PLAIN
    fade: AgeLevel = AgeLevel.FRESH


Line = tuple[Span, ...]
"""One screen line, left to right."""

BLANK: Line = ()


def width(line: Iterable[Span]) -> int:
    """The cells a line takes."""
    return sum(texts.width(span.text) for span in line)


def fit_line(line: Line, cells: int) -> Line:
    """The line brought to exactly so many cells, cut with `…` or filled with blanks."""
    taken = width(line)
    if taken == cells:
        return line
    if taken < cells:
        return (*line, Span(" " * (cells - taken)))
    kept: list[Span] = []
    left = cells
    for span in line:
        if texts.width(span.text) < left:
            kept.append(span)
            left -= texts.width(span.text)
            continue
        # the rest of a full line holds at least one more cell, so what is cut here shows that it is
        last = span.text if texts.width(span.text) == left and span is line[-1] else span.text + " "
        kept.append(span._replace(text=texts.pad(texts.truncate(last, left), left)))
        break
    return tuple(kept)


def wrap_pieces(pieces: Iterable[Line], cells: int, indent: int = 0) -> list[Line]:
    """Pieces one after the other, each kept whole, on as many lines of so many cells as they need.

    Args:
        pieces: blanks at the beginning of one part it from the piece before it.
        cells: the most a line takes; a piece wider than that stands alone.
        indent: blank cells before every line but the first.
    """
    lines: list[Line] = [BLANK]
    for piece in pieces:
        if lines[-1] and width(lines[-1]) + width(piece) > cells:
            first, *rest = piece
            lines.append((Span(" " * indent), first._replace(text=first.text.lstrip()), *rest))
        else:
            lines[-1] += piece
    return lines


def justify(left: Line, right: Line, cells: int) -> Line:
    """Two pieces at the two ends of a line; where they do not fit the left one is cut."""
    room = cells - width(right)
    return (*fit_line(left, room), *right) if room > 0 else fit_line(right, cells)
