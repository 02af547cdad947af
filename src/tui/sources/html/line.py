"""A page as lines of text, the common form that markup and plain text are parsed from."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

ELEMENT_BOUNDARY: Final = "\ue000"
"""Marks in a line where an inline element begins or ends: it separates tokens of a ticker, and is ignored in prose.

It is of the private use area, so sanitizing removes it.
"""

MAX_LINE: Final = 20_000
MAX_LINES: Final = 200_000

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CHUNK = 65_536


class PageLine(NamedTuple):
    """One line as a browser shows it, not yet sanitized; of plain text only `text` is known."""

    text: str
    tag: str = ""
    """The block element around it."""
    link_length: int = 0
    """How many of its characters are link text."""
    block: int = 0
    """The container around it, counted from 0, the page."""
    is_aside: bool = False
    """Whether its element is marked as navigation, a footer, a related article, an advertisement or the like."""
    in_article: bool = False
    """Whether it is in the element that the page marks as the body of its article."""


def split_lines(text: str) -> list[PageLine]:
    """Return the lines of a plain text page that are not blank, up to a maximum."""
    lines = (line[0] for line in _LINE.finditer(text) if not line[0].isspace())
    return [PageLine(line) for line in islice(lines, MAX_LINES)]


def collapse_whitespace(text: str) -> str:
    """Return the text with one blank for every run of white space, and none at its ends."""
    # all white space but the blank counts as not printable
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    if len(text) <= _CHUNK:
        return " ".join(text.split())
    # a list of a million words would take many times the memory of the text
    text = "".join(_collapse_chunk(text[at : at + _CHUNK]) for at in range(0, len(text), _CHUNK))
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip(" ")


def _collapse_chunk(chunk: str) -> str:
    """Collapse a part of a text, with a blank left at each end that has white space."""
    return " " * chunk[0].isspace() + " ".join(chunk.split()) + " " * chunk[-1].isspace()


def join_lines(lines: Iterable[PageLine]) -> str:
    """Return all lines as one text, for what may run over line ends."""
    return "\n".join(line.text for line in lines)


def line_offsets(lines: Iterable[PageLine]) -> Iterator[int]:
    """Yield where each line begins in the joined text."""
    at = 0
    for line in lines:
        yield at
        at += len(line.text) + 1
