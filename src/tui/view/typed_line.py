"""A line of text that the user types: its cursor, its words with their places, and the lines typed before it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from tui.domain.text import ELLIPSIS, width
from tui.view.spans import Line, Span, Tone
from tui.view.view_state import MAX_HISTORY

MAX_LINE: Final = 200
"""Characters of a line; any more are dropped."""
_WORD: Final = re.compile(r'"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+)')
_WORD_BEFORE: Final = re.compile(r"\S*\s*$")


class Word(NamedTuple):
    """A word of a line, without quotes, and its place in characters from 0."""

    text: str
    start: int
    end: int


class TypedLine(NamedTuple):
    """A text, and the place of the cursor in it; each edit returns another one."""

    text: str = ""
    cursor: int = 0

    def insert(self, text: str, limit: int = MAX_LINE) -> "TypedLine":
        """Insert text before the cursor, as far as it fits into so many characters."""
        text = text[: max(0, limit - len(self.text))]
        return TypedLine(self.text[: self.cursor] + text + self.text[self.cursor :], self.cursor + len(text))

    def replace(self, start: int, end: int, text: str) -> "TypedLine":
        """Put a text in the place of another, and the cursor behind it."""
        return TypedLine((self.text[:start] + text + self.text[end:])[:MAX_LINE], min(start + len(text), MAX_LINE))

    def press(self, key: str, character: str | None, limit: int = MAX_LINE) -> "TypedLine | None":
        """Return the line after a key; None for one that neither edits it nor types.

        Args:
            key: its name, as Textual has it.
            character: what it types; None for nothing.
            limit: the characters that the line can have.
        """
        edit = _EDITS.get(key)
        if edit is not None:
            return edit(self.text, self.cursor)
        return self.insert(character, limit) if character and character.isprintable() else None


def _word_start(text: str, at: int) -> int:
    word = _WORD_BEFORE.search(text[:at])
    return word.start() if word else at


_Edit = Callable[[str, int], TypedLine]
_EDITS: Final[Mapping[str, _Edit]] = {
    **dict.fromkeys(("left", "ctrl+b"), lambda text, at: TypedLine(text, max(0, at - 1))),
    **dict.fromkeys(("right", "ctrl+f"), lambda text, at: TypedLine(text, min(len(text), at + 1))),
    **dict.fromkeys(("home", "ctrl+a"), lambda text, _at: TypedLine(text, 0)),
    **dict.fromkeys(("end", "ctrl+e"), lambda text, _at: TypedLine(text, len(text))),
    **dict.fromkeys(("delete", "ctrl+d"), lambda text, at: TypedLine(text[:at] + text[at + 1 :], at)),
    "backspace": lambda text, at: TypedLine(text[: max(0, at - 1)] + text[at:], max(0, at - 1)),
    "ctrl+w": lambda text, at: TypedLine(text[: _word_start(text, at)] + text[at:], _word_start(text, at)),
    "ctrl+u": lambda text, at: TypedLine(text[at:], 0),
    "ctrl+k": lambda text, at: TypedLine(text[:at], at),
}


def typed_spans(typed: TypedLine, cells: int, wrong: range = range(0)) -> Line:
    """Return the text with its cursor, cut at the left so that the cursor is within so many cells.

    Args:
        typed: the line.
        cells: those for the text before the cursor.
        wrong: the characters, from 0, that are marked as wrong.
    """
    start = 0
    if width(typed.text[: typed.cursor]) > cells:
        # the ellipsis has a cell too
        fitting = (at for at in range(typed.cursor) if width(typed.text[at : typed.cursor]) < cells)
        start = next(fitting, typed.cursor)
    cut = (Span(ELLIPSIS, Tone.QUIET),) if start else ()
    before, after = range(start, typed.cursor), range(typed.cursor, len(typed.text))
    return (*cut, *_marked(typed.text, before, wrong), Span("▏", Tone.ACCENT), *_marked(typed.text, after, wrong))


def _marked(text: str, places: range, wrong: range) -> Iterable[Span]:
    for is_wrong, group in groupby(places, wrong.__contains__):
        yield Span("".join(text[at] for at in group), Tone.BAD if is_wrong else Tone.STRONG)


def split_words(text: str) -> list[Word]:
    """Split a line into words at blanks; a word in double quotes may hold blanks."""
    return [
        Word(match["plain"] if match["quoted"] is None else match["quoted"], match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def quoted(word: str) -> str:
    """Return a word as it is typed: in quotes where it holds a blank."""
    return f'"{word}"' if re.search(r"\s", word) or not word else word


class History:
    """The lines typed before, oldest first, and the one that is shown again."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self.lines: list[str] = list(lines)[-MAX_HISTORY:]
        self._at: int | None = None
        self._typed = ""

    def add(self, line: str) -> None:
        """Add a line as the latest one; the same line from before moves to the end."""
        self.lines = [*(each for each in self.lines if each != line), line][-MAX_HISTORY:]
        self.rewind()

    def rewind(self) -> None:
        """Begin again at the end."""
        self._at = None

    def older(self, typed: str) -> str | None:
        """Return the line before the one shown that begins with what was typed; None where there is none."""
        if self._at is None:
            self._at, self._typed = len(self.lines), typed
        found = _last(self.lines[: self._at], self._typed)
        if found is None:
            return None
        self._at = found
        return self.lines[found]

    def newer(self) -> str | None:
        """Return the line after the one shown, in the end what was typed; None where none is shown."""
        if self._at is None:
            return None
        following = range(self._at + 1, len(self.lines))
        found = next((at for at in following if self.lines[at].startswith(self._typed)), None)
        self._at = found
        return self._typed if found is None else self.lines[found]


def _last(lines: Sequence[str], start: str) -> int | None:
    return next((at for at in range(len(lines) - 1, -1, -1) if lines[at].startswith(start)), None)
