"""Lines as they are kept for the next start: without ages, and without what the user owns."""

import re
from collections.abc import Iterable
from typing import Final

from tui.domain.text import width
from tui.view.formatting import CLOSED_GLYPH
from tui.view.spans import AgeLevel, Line, Tone

_AGE: Final = re.compile(r"(?:, )?\b\d+[smhd] ago\b|, \d+[smhd]$|^ago\b| in \d+[smhd](?: \d+[smhd])?\b")
"""How ages, and times that are left, are written in the panes beside the grid; a narrow one breaks them in two."""
_AS_THEY_ARE: Final = frozenset({Tone.RULE, Tone.TITLE})
"""The tones that tell no figure, and need not fade."""


def without_ages(line: Line) -> Line:
    """Return a line in which every age is blank, and every mark of a closed market, which may be open by then."""
    return tuple(span._replace(text=_AGE.sub(_blank, span.text).replace(CLOSED_GLYPH, " ")) for span in line)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def without_columns(line: Line, ranges: Iterable[tuple[int, int]]) -> Line:
    """Return a row in which what is within these ranges of cells is blank."""
    hidden = tuple(ranges)
    spans = []
    x = 0
    for span in line:
        end = x + width(span.text)
        is_hidden = any(start <= x and end <= stop for start, stop in hidden)
        spans.append(span._replace(text=" " * (end - x), tone=Tone.PLAIN) if is_hidden else span)
        x = end
    return tuple(spans)


def faded(line: Line) -> Line:
    """Return a line in the tone of what is stale."""
    return tuple(
        span if span.tone in _AS_THEY_ARE else span._replace(tone=Tone.PLAIN, age_level=AgeLevel.STALE) for span in line
    )
