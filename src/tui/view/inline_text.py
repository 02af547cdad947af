"""The text of one block as it is shown: with the numbers of its links, with what is marked in it, and wrapped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from tui.domain.blocks import Block
from tui.domain.text import width as width_of
from tui.view.spans import BLANK, AgeLevel, Line, Span, Tone, width
from tui.view.wrapping import NO_BREAK, wrap_stretches

MAX_NUMBERED: Final = 999
"""Targets of an article that are numbered and listed: more are a list that nobody reads, and take long to wrap."""


class Mark(NamedTuple):
    """A part of a block's text, by its indices, that is shown in a tone of its own."""

    start: int
    end: int
    tone: Tone


class Insert(NamedTuple):
    """A text that is shown in a block's text, before the character with this index."""

    at: int
    text: str
    """In which no line ends at a `NO_BREAK`: it is shown as a blank."""
    tone: Tone
    age_level: AgeLevel = AgeLevel.FRESH


class Piece(NamedTuple):
    """A piece of what is shown of a block."""

    text: str
    tone: Tone
    at: int
    """The index in the block's text of its first character, or of what it is inserted before."""
    is_inserted: bool = False
    age_level: AgeLevel = AgeLevel.FRESH

    @property
    def end(self) -> int:
        """The index in the block's text after its last character."""
        return self.at if self.is_inserted else self.at + len(self.text)


class PlacedLine(NamedTuple):
    """A line of a block, with where it begins."""

    spans: Line
    at: int
    """The index in the block's text of its first character."""


def merged_marks(*by_block: Mapping[int, Sequence[Mark]]) -> dict[int, list[Mark]]:
    """Return marks by block in the order of the text; where two overlap, those of the first table stay."""
    merged: dict[int, list[Mark]] = {}
    for marks in by_block:
        for block, added in marks.items():
            known = merged.get(block, [])
            free = [each for each in added if all(each.end <= mark.start or each.start >= mark.end for mark in known)]
            merged[block] = sorted((*known, *free))
    return merged


def link_numbers(blocks: Iterable[Block]) -> dict[str, int]:
    """Return the number of each target that the blocks link to, from 1, in the order of the text; of 999 at most."""
    numbers: dict[str, int] = {}
    for block in blocks:
        for link in block.links:
            numbers.setdefault(link.target, len(numbers) + 1)
            if len(numbers) == MAX_NUMBERED:
                return numbers
    return numbers


def pieces_of(
    block: Block,
    numbers: Mapping[str, int],
    marks: Sequence[Mark] = (),
    inserts: Sequence[Insert] = (),
    tone: Tone = Tone.PLAIN,
) -> list[Piece]:
    """Return the pieces of a block's text, the number of each link behind its words.

    Args:
        block: with the text and its links.
        numbers: of the targets; a link to one that has none is shown as its words.
        marks: in the order of the text, none within another.
        inserts: likewise.
        tone: of what is not marked.
    """
    numbered = ((link.end, numbers[link.target]) for link in block.links if link.target in numbers)
    added = [*inserts, *(Insert(end, f"[{number}]", Tone.QUIET) for end, number in numbered)]
    by_index: dict[int, list[Insert]] = {}
    for insert in added:
        by_index.setdefault(insert.at, []).append(insert)
    tones = {mark.start: mark.tone for mark in marks}
    ends = {mark.end for mark in marks}
    cuts = sorted({0, len(block.text), *by_index, *tones, *ends})
    pieces: list[Piece] = []
    current = tone
    for start, end in pairwise((*cuts, len(block.text))):
        pieces += (
            Piece(each.text, each.tone, start, is_inserted=True, age_level=each.age_level)
            for each in by_index.get(start, ())
        )
        current = tones.get(start, tone if start in ends else current)
        if end > start:
            pieces.append(Piece(block.text[start:end], current, start))
    return pieces


def pieces_between(pieces: Iterable[Piece], start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a part of the text, with what is inserted behind its characters."""
    for piece in pieces:
        if piece.is_inserted:
            if start < piece.at <= end or piece.at == start == 0:
                yield piece
        elif piece.at < end and piece.end > start:
            first, last = max(start, piece.at), min(end, piece.end)
            yield piece._replace(text=piece.text[first - piece.at : last - piece.at], at=first)


def wrap_inline(
    pieces: Sequence[Piece], cells: int, first: Line = BLANK, others: Line | None = None
) -> list[PlacedLine]:
    """Wrap pieces into lines of at most so many cells.

    Args:
        pieces: of one line of text.
        cells: the width of a line.
        first: what the first line begins with.
        others: what each other line begins with; blanks as wide as `first` where it is None.
    """
    others = (Span(" " * width(first)),) if others is None and first else others or BLANK
    room = max(1, cells - width(first))
    text = "".join(piece.text for piece in pieces)
    if text and text[0] != " " != text[-1] and width_of(text) <= room:
        return [PlacedLine((*first, *(_span(piece, piece.text) for piece in pieces)), pieces[0].at)]
    lines: list[PlacedLine] = []
    number, begins = 0, 0
    for stretch in wrap_stretches(text, room, width(others) - width(first)):
        while begins + len(pieces[number].text) <= stretch.start:
            begins += len(pieces[number].text)
            number += 1
        spans, at = _spans(pieces, number, begins, stretch.start, stretch.end)
        lines.append(PlacedLine((*(others if lines else first), *spans), at))
    return lines


def _span(piece: Piece, text: str) -> Span:
    return Span(text.replace(NO_BREAK, " ") if piece.is_inserted else text, piece.tone, piece.age_level)


def _spans(pieces: Sequence[Piece], number: int, begins: int, start: int, end: int) -> tuple[list[Span], int]:
    """Return a part of what is shown as spans, and where it begins in the block's text; by indices of what is shown."""
    piece = pieces[number]
    at = piece.at if piece.is_inserted else piece.at + start - begins
    spans: list[Span] = []
    while begins < end:
        piece = pieces[number]
        text = piece.text[max(0, start - begins) : end - begins]
        if text:
            spans.append(_span(piece, text))
        begins += len(piece.text)
        number += 1
    return spans, at
