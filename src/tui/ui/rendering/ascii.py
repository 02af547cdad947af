"""The board in ASCII alone: each symbol is replaced by one of the same width."""

import unicodedata
from functools import lru_cache
from typing import Final

from tui.domain.text import width

_SYMBOLS: Final = str.maketrans(
    "▲▼▴▾•●○◦◐✗◌‖─━│┬·…≤≥–—−≈“”‘’▣▏↑↓×▪├┤┼▸░▒▓→←◘◆",
    "^v/\\**o.%x?|-=|+.~<>---~\"\"''#_^vx:+++>.:#><%!",
)
"""The marks of a tick are not those of the day, nor signs that a figure could begin with; no two states look alike."""
_BRAILLE: Final = range(0x2800, 0x2900)
_HEIGHTS: Final = ((0x01 | 0x08, "'"), (0x02 | 0x10, "-"), (0x04 | 0x20, "."), (0x40 | 0x80, "_"))


def to_ascii(text: str) -> str:
    """Return the text in ASCII, every character taking as many cells as before."""
    return text if text.isascii() else "".join(map(_plain_character, text.translate(_SYMBOLS)))


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    if ord(character) in _BRAILLE:
        return _dots(ord(character) - _BRAILLE.start)
    decomposed = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    cells = width(character)
    return decomposed if decomposed and len(decomposed) == cells else "?" * cells


def _dots(bits: int) -> str:
    """Return the character at the height of the cell's highest dot."""
    return next((sign for dots, sign in _HEIGHTS if bits & dots), " ")
