"""The board drawn with ASCII alone: each sign has one of its own, as wide as itself."""

import unicodedata
from functools import lru_cache
from typing import Final

from tui.domain.text import width

_SIGNS: Final = str.maketrans(
    "▲▼▴▾•●○◦◐✗◌‖─━│┬·…≤≥–—−≈“”‘’▣▏↑↓×",
    "^v^v*oo.%x?|-=|+.~<>---~\"\"''#_^vx",
)
_BRAILLE: Final = range(0x2800, 0x2900)
_HEIGHTS: Final = ((0x01 | 0x08, "'"), (0x02 | 0x10, "-"), (0x04 | 0x20, "."), (0x40 | 0x80, "_"))


def to_ascii(text: str) -> str:
    """The text in ASCII, every character taking as many cells as before."""
    return text if text.isascii() else "".join(map(_plain_character, text.translate(_SIGNS)))


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if ord(character) in _BRAILLE:
        return _dots(ord(character) - _BRAILLE.start)
    folded = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    cells = width(character)
    return folded if folded and len(folded) == cells else "?" * cells


def _dots(bits: int) -> str:
    """The highest dot of the cell, as the sign that stands at its height."""
    return next((sign for dots, sign in _HEIGHTS if bits & dots), " ")
