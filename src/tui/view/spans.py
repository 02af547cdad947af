"""Lines as spans of text with a tone, which names a meaning and not a colour, and an age."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from tui.domain import text as texts


class Tone(StrEnum):
    """The meaning of a span of text; the theme gives each a colour."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"
    """Labels, units and hints."""
    RULE = "rule"
    ACCENT = "accent"
    TITLE = "title"
    CURRENT = "current"
    """The tab that is shown."""
    UP = "up"
    DOWN = "down"
    FLAT = "flat"
    FLASH_UP = "flash-up"
    """A value that has just risen."""
    FLASH_DOWN = "flash-down"
    FLASH_FLAT = "flash-flat"
    """A quote that has just changed without a change of price."""
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    MATCH = "match"
    REPLAY = "replay"
    """Text on the status bar of a replay: it brings its ground, so that nobody takes the bar for a live one."""
    HEAT_DOWN_3 = "heat-down-3"
    HEAT_DOWN_2 = "heat-down-2"
    HEAT_DOWN_1 = "heat-down-1"
    HEAT_FLAT = "heat-flat"
    HEAT_UP_1 = "heat-up-1"
    HEAT_UP_2 = "heat-up-2"
    HEAT_UP_3 = "heat-up-3"
    """Text in a block of the heat map, by its step."""
    EDGE_DOWN_3 = "edge-down-3"
    EDGE_DOWN_2 = "edge-down-2"
    EDGE_DOWN_1 = "edge-down-1"
    EDGE_FLAT = "edge-flat"
    EDGE_UP_1 = "edge-up-1"
    EDGE_UP_2 = "edge-up-2"
    EDGE_UP_3 = "edge-up-3"
    """The lower edge of such a block."""


HEAT_TONES: Final = frozenset(tone for tone in Tone if tone.startswith("heat-"))
"""The tones of text in a block of the heat map: they bring its ground."""
EDGE_TONES: Final = {tone: Tone(tone.replace("edge-", "heat-")) for tone in Tone if tone.startswith("edge-")}
"""The tones of a block's lower edge: its ground is their colour."""


class AgeLevel(IntEnum):
    """How old a figure is; an older one is drawn dimmer, whatever its tone."""

    FRESH = 0
    AGEING = 1
    STALE = 2


class Span(NamedTuple):
    """A piece of text of one tone and one age."""

    text: str
    tone: Tone = Tone.PLAIN
    age_level: AgeLevel = AgeLevel.FRESH


Line = tuple[Span, ...]
"""One screen line, left to right."""

BLANK: Line = ()


def width(line: Iterable[Span]) -> int:
    """Return the width of a line in cells."""
    return sum(texts.width(span.text) for span in line)


def fit_line(line: Line, cells: int) -> Line:
    """Return the line in exactly so many cells, cut with `…` or filled with blanks."""
    taken = width(line)
    if taken == cells:
        return line
    if taken < cells:
        return (*line, Span(" " * (cells - taken)))
    fitted: list[Span] = []
    left = cells
    for span in line:
        if texts.width(span.text) < left:
            fitted.append(span)
            left -= texts.width(span.text)
            continue
        # a blank more makes truncate() add the `…` where later spans are cut off
        last = span.text if texts.width(span.text) == left and span is line[-1] else span.text + " "
        fitted.append(span._replace(text=texts.pad(texts.truncate(last, left), left)))
        break
    return tuple(fitted)


def wrap_pieces(pieces: Iterable[Line], cells: int, indent: int = 0) -> list[Line]:
    """Wrap pieces into lines of so many cells, without a break inside a piece.

    Args:
        pieces: leading blanks separate a piece from the one before it, and are dropped at the start of a line.
        cells: the maximum width of a line; a wider piece has a line of its own.
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
    """Return a line with a piece at each end; where they do not fit the left one is cut."""
    room = cells - width(right)
    return (*fit_line(left, room), *right) if room > 0 else fit_line(right, cells)
