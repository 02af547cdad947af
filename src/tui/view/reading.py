"""Where a reader is in an article: the place of a line whatever the width, and how much is read and left."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from tui.domain.text import width
from tui.view.article_blocks import BlockLine
from tui.view.view_state import ArticlePlace

_LETTERS_A_MINUTE: Final = 1_150
"""Some 230 words."""
_WIDE_A_MINUTE: Final = 500
"""Chinese and Japanese characters."""


def places_of(lines: Sequence[BlockLine]) -> list[ArticlePlace]:
    """Return the place of each line, in ascending order."""
    places: list[ArticlePlace] = []
    for line in lines:
        place = ArticlePlace(line.block, line.at)
        if places and places[-1] >= place:
            place = places[-1]._replace(line=places[-1].line + 1)
        places.append(place)
    return places


def line_at(places: Sequence[ArticlePlace], place: ArticlePlace) -> int:
    """Return the index of the line that a place is in."""
    return max(0, bisect_right(places, place) - 1)


def reading_minutes(lines: Sequence[BlockLine], blocks: int) -> list[float]:
    """Return how many minutes it takes to read the text up to the end of each line.

    Args:
        lines: of an article.
        blocks: the number of its blocks; lines before and after them are no text.
    """
    return list(accumulate(_minutes(line) if 0 <= line.block < blocks else 0.0 for line in lines))


def _minutes(line: BlockLine) -> float:
    minutes = 0.0
    for span in line.spans:
        letters = len(span.text) - span.text.count(" ")
        wide = 0 if span.text.isascii() else max(0, width(span.text) - len(span.text))
        minutes += wide / _WIDE_A_MINUTE + max(0, letters - wide) / _LETTERS_A_MINUTE
    return minutes


def progress_text(minutes: Sequence[float], below: int, *, is_short: bool = False) -> str:
    """Return how much has been in view, and how long the rest takes: `34 %, 3 min left`; `end` where nothing is left.

    Args:
        minutes: as `reading_minutes` returns them.
        below: the index of the first line below those in view.
        is_short: whether the percentage alone is wanted.
    """
    if below >= len(minutes):
        return "end"
    total, read = minutes[-1], minutes[below - 1] if below > 0 else 0.0
    if total - read <= 0:
        return "100 %"
    percent = f"{int(100 * read / total)} %"
    left = total - read
    return percent if is_short else f"{percent}, {round(left) if left >= 1 else '<1'} min left"
