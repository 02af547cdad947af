"""A page as lines of text: what both its forms, markup and plain text, are read from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

ELEMENT_BOUNDARY: Final = "\ue000"
"""Stands in a line where an inline element begins or ends: a border between tokens of a ticker, nothing in prose.

It is of the private use area, so the text cleaner takes it away.
"""

MAX_LINE: Final = 20_000
MAX_LINES: Final = 200_000

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_LONG = 65_536


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line as a reader would see it, not yet cleaned; of plain text only `text` is known."""

    text: str
    tag: str = ""
    """The block element it stands in."""
    linked: int = 0
    """How many of its characters are link text."""
    block: int = 0
    """Which container it stands in, counted from 0, the page."""
    aside: bool = False
    """Whether its element says it is navigation, a footer, a related story, an advertisement or the like."""
    story: bool = False
    """Whether it stands in the element that the page names as the body of its story."""


def split_lines(text: str) -> list[PageLine]:
    """The lines of a plain text page that say something, up to the most that are looked at (fault T6)."""
    filled = (line[0] for line in _LINE.finditer(text) if not line[0].isspace())
    return [PageLine(line) for line in islice(filled, MAX_LINES)]


def collapse_whitespace(text: str) -> str:
    """The text with one blank for every run of white space, and none at its ends."""
    # all white space but the blank counts as not printable
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    if len(text) <= _LONG:
        return " ".join(text.split())
    # a list of a million words would take many times the memory of the text
    text = "".join(_with_blanks(text[at : at + _LONG]) for at in range(0, len(text), _LONG))
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def _with_blanks(piece: str) -> str:
    """A piece of a text, folded, with a blank at each end where it has white space."""
    return " " * piece[0].isspace() + " ".join(piece.split()) + " " * piece[-1].isspace()


def join_lines(lines: Iterable[PageLine]) -> str:
    """All lines as one text, for what may run over line ends."""
    return "\n".join(line.text for line in lines)


def line_offsets(lines: Iterable[PageLine]) -> Iterator[int]:
    """Where each line begins in the joined text."""
    at = 0
    for line in lines:
        yield at
        at += len(line.text) + 1
