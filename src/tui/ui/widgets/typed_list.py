"""A pane with a line that is typed into, and below it what matches: every key is its own."""

from collections.abc import Sequence
from typing import ClassVar, Final, TypeVar

from textual import events

from tui.domain.text import sanitize_line
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.typed_line import MAX_LINE, TypedLine

_STEPS: Final = {"up": -1, "ctrl+p": -1, "down": 1, "ctrl+n": 1}
_PAGES: Final = {"pageup": -1, "pagedown": 1}
_Match = TypeVar("_Match")


class TypedList(ScrollView):
    """A line and its matches, with a cursor on the one that enter acts on; another text begins at the first again."""

    takes_text = True
    LINES_ABOVE: ClassVar[int] = 2
    """Lines above the matches."""
    LINES_BELOW: ClassVar[int] = 0
    MAX_TYPED: ClassVar[int] = MAX_LINE
    """Characters of the line."""
    CLICKS: ClassVar[int] = 1
    """Clicks on a match that act on it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._typed = TypedLine()
        self._cursor = 0

    @property
    def choices(self) -> Sequence[object]:
        """The matches that can be chosen now."""
        raise NotImplementedError

    def find(self) -> None:
        """Take over another text."""
        raise NotImplementedError

    def enter(self) -> None:
        """Act on the match under the cursor, or on what is typed."""
        raise NotImplementedError

    def leave(self) -> None:
        """Go back."""
        self.app.pop_screen()

    @property
    def visible_rows(self) -> int:
        """Matches in view."""
        return max(1, self.size.height - self.LINES_ABOVE - self.LINES_BELOW)

    def in_view(self, matches: Sequence[_Match]) -> Sequence[_Match]:
        """Return the matches that there is room for, the one under the cursor among them."""
        self._top = max(min(self._top, self._cursor), self._cursor - self.visible_rows + 1)
        return matches[self._top : self._top + self.visible_rows]

    def line_background(self, y: int) -> str | None:
        """Return the background of the match that enter acts on."""
        return self.board_theme.cursor if self._number_at(y) == self._cursor else None

    def _number_at(self, y: int) -> int | None:
        """Return which match is shown at a line of the pane, from 0; None for none."""
        number = y - self.LINES_ABOVE + self._top
        return number if y >= self.LINES_ABOVE and number < len(self.choices) else None

    def on_key(self, event: events.Key) -> None:
        """Type, move, or choose; no key goes elsewhere."""
        event.stop()
        event.prevent_default()
        self.press(event.key, event.character)
        self.update_lines()

    def press(self, key: str, character: str | None) -> None:
        """Do what a key means here: its name, and what it types, None for nothing."""
        if key == "enter":
            self.enter()
        elif key == "escape":
            self.leave()
        elif key in _STEPS:
            self._move(_STEPS[key])
        elif key in _PAGES:
            self._move(_PAGES[key] * self.visible_rows)
        else:
            self.edit(self._typed.press(key, character, self.MAX_TYPED) or self._typed)

    def edit(self, typed: TypedLine) -> None:
        """Show another line, and what matches it."""
        is_same, self._typed = typed.text == self._typed.text, typed
        if not is_same:
            self._cursor = self._top = 0
            self.find()

    def on_paste(self, event: events.Paste) -> None:
        """Insert pasted text, cleaned like any outside text."""
        event.stop()
        self.edit(self._typed.insert(sanitize_line(event.text, self.MAX_TYPED), self.MAX_TYPED))
        self.update_lines()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the match that is clicked, and act on it."""
        number = self._number_at(event.y)
        if number is not None:
            self._cursor = number
            if event.chain == self.CLICKS:
                self.enter()
            self.update_lines()

    def _move(self, step: int) -> None:
        if self.choices:
            self._cursor = max(0, min(self._cursor + step, len(self.choices) - 1))

    def _scroll_by(self, lines: int) -> None:
        """Move the cursor by the wheel too."""
        self._move(lines)
        self.update_lines()
