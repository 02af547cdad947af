"""Words found in the text of an article."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.domain.blocks import Block
from tui.view.inline_text import Mark
from tui.view.spans import Tone

MAX_MATCHES: Final = 999


class Match(NamedTuple):
    """One place where the words stand."""

    block: int
    """The index of the block."""
    start: int
    end: int


def find_matches(blocks: Sequence[Block], words: str) -> list[Match]:
    """Return where the words stand one after another, in any case of letters, at most `MAX_MATCHES` times."""
    parts = [re.escape(word) for word in words.split()]
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(parts), re.IGNORECASE)
    matches: list[Match] = []
    for number, block in enumerate(blocks):
        for found in pattern.finditer(block.text):
            matches.append(Match(number, found.start(), found.end()))
            if len(matches) == MAX_MATCHES:
                return matches
    return matches


def match_marks(matches: Sequence[Match], current: int) -> dict[int, list[Mark]]:
    """Return the marks of the matches by block; the current one stands out from the others."""
    marks: dict[int, list[Mark]] = {}
    for number, match in enumerate(matches):
        tone = Tone.CURRENT if number == current else Tone.MATCH
        marks.setdefault(match.block, []).append(Mark(match.start, match.end, tone))
    return marks
