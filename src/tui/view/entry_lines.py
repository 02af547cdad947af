"""Lines of entries that are composed when they are in view, with lines between them that say a day or a mark."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, overload

from tui.domain.text import truncate
from tui.domain.text import width as width_of
from tui.view.spans import Line, Span, Tone, fit_line


class Divider(NamedTuple):
    """A line between two entries."""

    above: int
    """The entry that it is above."""
    text: str
    tone: Tone = Tone.QUIET


def day_words(day: date, today: date) -> str:
    """Return a day as a line between entries says it: `Fri 27 Nov`, with the year where that is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day:%a} {day.day} {day:%b}{year}"


def divider_line(divider: Divider, cells: int) -> Line:
    """Return a rule with its text."""
    text = truncate(divider.text, max(1, cells - 6))
    before = Span("── ", Tone.RULE)
    rest = max(0, cells - 4 - width_of(text))
    return fit_line((before, Span(text, divider.tone), Span(" " + "─" * rest, Tone.RULE)), cells)


class EntryLines(Sequence[Line]):
    """The lines of all entries and those between them.

    Args:
        count: of the entries.
        dividers: in the order of their entries.
        cells: of a line.
    """

    def __init__(self, count: int, dividers: Sequence[Divider], cells: int) -> None:
        self._count, self._dividers, self._cells = count, dividers, cells
        self._rows = [divider.above + number for number, divider in enumerate(dividers)]
        self._indices = [divider.above for divider in dividers]

    def prepare(self, indices: Sequence[int]) -> None:
        """Learn which entries come into view, before their lines are composed."""

    def entry_line(self, index: int) -> Line:
        """Return the line of an entry."""
        raise NotImplementedError

    def __len__(self) -> int:
        """Return the number of lines."""
        return self._count + len(self._dividers)

    def row_of(self, index: int) -> int:
        """Return the line of an entry."""
        return index + bisect_right(self._indices, index)

    def entry_at(self, row: int) -> int | None:
        """Return the entry at a line; None for a line between two."""
        before = bisect_right(self._rows, row)
        if before and self._rows[before - 1] == row:
            return None
        return row - before if 0 <= row - before < self._count else None

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Line]: ...
    def __getitem__(self, at: int | slice) -> Line | Sequence[Line]:
        """Return a line, or those in view."""
        if isinstance(at, int):
            return self[at : at + 1][0]
        rows = range(*at.indices(len(self)))
        found = [self.entry_at(row) for row in rows]
        self.prepare([index for index in found if index is not None])
        return [
            divider_line(self._dividers[bisect_right(self._rows, row) - 1], self._cells)
            if index is None
            else self.entry_line(index)
            for row, index in zip(rows, found, strict=True)
        ]
