"""A line of a page with the links in it, cleaned together, so that each link stays with its words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.domain.blocks import Link
from tui.domain.text import CleanText, sanitize_block


class RawLink(NamedTuple):
    """A link in a line that consists of pieces."""

    start: int
    """The index of its first piece."""
    end: int
    """The index after its last one."""
    target: str


def clean_linked(pieces: Sequence[str], links: Iterable[RawLink]) -> tuple[CleanText, tuple[Link, ...]]:
    """Return the pieces as one line of clean text, and the links that have words in it.

    Args:
        pieces: of a line, with white space of any kind between its words.
        links: in the order of the line; one that begins within another is left out.
    """
    links = list(links)
    if not links:
        return CleanText(sanitize_block("".join(pieces)).replace("\n", " ")), ()
    text = ""
    at = 0
    clean: list[Link] = []
    for link in links:
        if link.start < at:
            continue
        text = _joined(text, "".join(pieces[at : link.start]))
        before = len(text)
        text = _joined(text, "".join(pieces[link.start : link.end]))
        at = link.end
        start, end = before + (text[before : before + 1] == " "), len(text.rstrip(" "))
        if end > start:
            clean.append(Link(start, end, link.target))
    return CleanText(_joined(text, "".join(pieces[at:])).rstrip(" ")), tuple(clean)


def _joined(text: str, raw: str) -> str:
    """Return a line with more text behind it, and one blank between two words that had any."""
    words = sanitize_block(" ".join(raw.split())).replace("\n", " ")
    has_blank = not text or text.endswith(" ")
    if not words:
        return text if has_blank or not raw[:1].isspace() else f"{text} "
    return "".join((text, "" if has_blank or not raw[0].isspace() else " ", words, " " if raw[-1].isspace() else ""))
