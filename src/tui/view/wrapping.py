"""Text wrapped by cell width: between words, between Chinese and Japanese characters, and never within a character."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tui.domain.text import character_width, width

NO_BREAK: Final = "\u00a0"
"""A blank at which no line ends; texts from outside have none."""
_WORD: Final = re.compile(rf"[^\s]+(?:{NO_BREAK}+[^\s]+)*")
_ENDS_LINE: Final = frozenset("([{（［｛「『【〈《〔“‘")
"""Characters after which no line ends."""
_BEGINS_NO_LINE: Final = frozenset(
    "、。，．・：；？！）］｝」』】〉》〕”’ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…[)]},.:;?!%"
)
"""Characters with which no line begins, where another break is possible."""
_IN_NUMBERS: Final = frozenset("，．−＋")
_HANGUL: Final = range(0xAC00, 0xD7A4)
"""Korean is written with blanks between words."""
_FIRST_WIDE: Final = "\u1100"
"""No character before it takes two cells, and a word without such a character is not taken apart."""
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
"""Two of them are one flag."""


class Stretch(NamedTuple):
    """A part of a text, by its indices."""

    start: int
    end: int


def clusters(text: str) -> Iterator[str]:
    """Yield the characters of a text as they are drawn: each with its marks, and a flag as one."""
    if text.isascii():
        yield from text
        return
    start = 0
    for at in range(1, len(text)):
        is_flag = at - start == 1 and ord(text[start]) in _FLAG_LETTERS and ord(text[at]) in _FLAG_LETTERS
        if character_width(text[at]) and not is_flag:
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def wrap(text: str, cells: int) -> list[str]:
    """Wrap text into lines of at most so many cells, one blank between words; a word longer than a line is split."""
    text = " ".join(text.split())
    return [text[line.start : line.end] for line in wrap_stretches(text, cells)]


def wrap_stretches(text: str, cells: int, indent: int = 0) -> Iterator[Stretch]:
    """Yield the lines of a text as parts of it, without the white space between two lines; none where it is blank.

    Args:
        text: without line feeds.
        cells: the width of a line.
        indent: how much narrower each line but the first is.
    """
    room = cells
    start = end = -1
    taken = 0
    for unit in _units(text):
        gap = width(text[end : unit.start]) if start >= 0 else 0
        size = width(text[unit.start : unit.end])
        if start >= 0 and taken + gap + size > room:
            yield Stretch(start, end)
            room = max(1, cells - indent)
            start, taken, gap = -1, 0, 0
        if start < 0:
            start = unit.start
        if size <= room:
            taken += gap + size
        else:
            for piece in _pieces(text, unit, room, max(1, cells - indent)):
                if piece.end < unit.end:
                    yield piece
                    room = max(1, cells - indent)
                else:
                    start, taken = piece.start, width(text[piece.start : piece.end])
        end = unit.end
    if start >= 0:
        yield Stretch(start, end)


def _units(text: str) -> Iterator[Stretch]:
    """Yield the parts of a text between which a line may end."""
    for word in _WORD.finditer(text):
        start, end = word.span()
        if max(word[0]) < _FIRST_WIDE:
            yield Stretch(start, end)
            continue
        for at in range(start + 1, end):
            if _may_break(text[at - 1], text[at]):
                yield Stretch(start, at)
                start = at
        yield Stretch(start, end)


def _may_break(before: str, after: str) -> bool:
    """Return whether a line may end between two characters of a word."""
    if before in _ENDS_LINE or after in _BEGINS_NO_LINE or not character_width(after):
        return False
    if after.isdecimal() and (before.isdecimal() or before in _IN_NUMBERS):
        return False
    return _is_unspaced(before) or _is_unspaced(after)


def _is_unspaced(character: str) -> bool:
    return character_width(character) == 2 and ord(character) not in _HANGUL


def _pieces(text: str, unit: Stretch, first: int, cells: int) -> Iterator[Stretch]:
    """Yield a word in pieces, of so many cells the first and of so many each other; at least one character each."""
    room, start, at, taken = first, unit.start, unit.start, 0
    for cluster in clusters(text[unit.start : unit.end]):
        size = width(cluster)
        if taken + size > room and at > start:
            yield Stretch(start, at)
            room, start, taken = cells, at, 0
        at += len(cluster)
        taken += size
    yield Stretch(start, unit.end)
