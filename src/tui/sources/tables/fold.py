"""One character for all the dashes, blanks, apostrophes and full-width forms in which a figure may be printed."""

import re
from collections.abc import Mapping
from typing import Final

from tui.sources.html.line import ELEMENT_BOUNDARY

_FULL_WIDTH = range(0xFF01, 0xFF5F)
_TO_ASCII = 0xFEE0
_INVISIBLE = (
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
    "\ufe0e\ufe0f\ufeff"
)
_FOLDED: Final[Mapping[int, str | None]] = {
    **{code: chr(code - _TO_ASCII) for code in _FULL_WIDTH},
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u207b\u2796\ufe58\ufe63"), "-"),
    **dict.fromkeys(map(ord, "\u207a\u2795\ufe62"), "+"),
    **dict.fromkeys([*range(0x2000, 0x200B), 0x202F], "\xa0"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u2032\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\ufe6a\u066a"), "%"),
    **dict.fromkeys(map(ord, _INVISIBLE)),
    **dict(zip(map(ord, "\ufe59\ufe5a\u3000\uffe0\uffe1\uffe5\uffe6"), "() ¢£¥₩", strict=True)),
    ord(ELEMENT_BOUNDARY): None,
}
_ZEROS: Final = "\u0660\u06f0\u0966\u09e6\u0ae6\u0e50"
"""Of the digits of Arabic, Persian and Urdu, Devanagari, Bengali, Gujarati and Thai."""
_DIGITS: Final = {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
_FIGURES: Final[Mapping[int, str | None]] = {**_FOLDED, **_DIGITS, 0x066B: ".", 0x066C: ","}
_APART = re.compile(rf" {ELEMENT_BOUNDARY}|{ELEMENT_BOUNDARY} ")


def fold(text: str) -> str:
    """Return a text in the characters that the patterns of figures know, without blanks at its ends.

    All blanks that do not break are the same one; a blank between two elements is a line end, since what is in
    two elements is two figures.
    """
    if text.isascii():
        return text.strip()
    if ELEMENT_BOUNDARY in text:
        text = _APART.sub("\n", text)
    return text.translate(_FIGURES).strip()
