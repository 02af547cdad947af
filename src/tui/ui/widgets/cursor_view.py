"""A scrolled pane with a cursor, which is on one of the lines that can be chosen."""

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.geometry import Size

from tui.ui.rendering.line_widget import DOUBLE_CLICK
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.spans import Line


class ChoiceLine(NamedTuple):
    """A line, and what is chosen with it; None for a line that is only read."""

    line: Line
    choice: object = None


class CursorView(ScrollView):
    """Lines with a cursor on one that can be chosen: it stays with its choice, and in view as it moves.

    Args:
        start: the choice that the cursor begins on; None for the first.
        id: of the widget.
    """

    def __init__(self, start: object = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._choices: Sequence[ChoiceLine] = ()
        self._cursor = 0
        self._start = start
        self._is_followed = False
        """Whether the cursor has to be in view when the content is rendered next."""

    def choice_lines(self, cells: int) -> Sequence[ChoiceLine]:
        """Return all lines of the content, wrapped to so many cells."""
        raise NotImplementedError

    def choose(self, choice: object) -> None:
        """Act on a line."""
        raise NotImplementedError

    def line_of(self, place: int) -> int:
        """Return the line of the content that one of the choice lines is on."""
        return place

    def place_at(self, line: int, x: int) -> int:  # noqa: ARG002 - where a line has one choice
        """Return which of the choice lines is at a line of the content and a cell; beyond all where none is."""
        return line

    def cursor_moved(self) -> None:
        """Follow the cursor, which the user moved to another line."""

    @property
    def lines_above(self) -> int:
        """Lines above the content."""
        return 1

    @property
    def visible_rows(self) -> int:
        """Lines of content in view."""
        return max(0, self.size.height - self.lines_above)

    @property
    def choice(self) -> object:
        """What the cursor is on; None for nothing."""
        return self._choices[self._cursor].choice if self._cursor < len(self._choices) else None

    def begin_at(self, choice: object) -> None:
        """Begin anew: with the cursor on this choice, or on the first for None."""
        self._choices, self._cursor, self._start = (), 0, choice
        self.follow_cursor()

    def follow_cursor(self) -> None:
        """Have the content rendered again before the next paint, with the cursor in view."""
        self._is_followed = True
        self.invalidate()

    def resized(self, size: Size) -> None:
        """Keep the cursor in view."""
        super().resized(size)
        self.follow_cursor()

    def content(self, cells: int) -> Sequence[Line]:
        """Return the lines; the cursor stays on its choice."""
        before = self.choice if self._choices else self._start
        self._choices = self.choice_lines(cells)
        places = [at for at, each in enumerate(self._choices) if each.choice is not None]
        # one may be there more than once
        same = [at for at in places if self._choices[at].choice == before]
        following = (at for at in places if at >= self._cursor)
        nearest = min(same, key=lambda at: abs(at - self._cursor), default=None)
        self._cursor = next(following, places[-1] if places else 0) if nearest is None else nearest
        if self._is_followed:
            self._is_followed = False
            self._show_cursor()
        return [each.line for each in self._choices]

    def line_background(self, y: int) -> str | None:
        """Return the background of the line that enter chooses."""
        is_cursor = y >= self.lines_above and y - self.lines_above + self._top == self._cursor
        return self.board_theme.cursor if is_cursor and self.choice is not None else None

    def _show_cursor(self) -> None:
        """Scroll where the cursor is out of view: by half a page, so that it is in view for as many keys."""
        rows, is_last = self.visible_rows, self._cursor == len(self._choices) - 1
        line = self.line_of(self._cursor)
        if not self._top <= line < self._top + rows - (not is_last):
            self._top = line - rows // 2

    def _move_to(self, place: int, step: int) -> None:
        """Move to the choice at a place or the next one beyond it; where there is none, to the last, and scroll on."""
        places = [at for at, each in enumerate(self._choices) if each.choice is not None]
        ahead = [at for at in places if (at >= place if step > 0 else at <= place)]
        if ahead:
            self._put_cursor(ahead[0] if step > 0 else ahead[-1])
            self._show_cursor()
        else:
            self._put_cursor(places[-1 if step > 0 else 0] if places else 0)
            self._top = self._top + 1 if step > 0 else 0
        self._limit_top()
        self.update_lines()

    def _put_cursor(self, place: int) -> None:
        if place != self._cursor:
            self._cursor = place
            self.cursor_moved()

    def action_scroll(self, step: int) -> None:
        """Move the cursor one line."""
        self._move_to(self._cursor + step, step)

    def action_scroll_page(self, step: int) -> None:
        """Move the cursor a page."""
        self._page(step * max(1, self.visible_rows - 1))

    def action_scroll_half(self, step: int) -> None:
        """Move the cursor half a page."""
        self._page(step * max(1, self.visible_rows // 2))

    def _page(self, lines: int) -> None:
        self._top += lines
        self._limit_top()
        self._move_to(max(0, min(self._cursor + lines, len(self._choices) - 1)), 1 if lines > 0 else -1)

    def action_scroll_first(self) -> None:
        """Move to the first line."""
        self._top = 0
        self._move_to(0, 1)

    def action_scroll_last(self) -> None:
        """Move to the last line."""
        self._top = len(self._choices)
        self._limit_top()
        self._move_to(len(self._choices) - 1, -1)

    def action_choose(self) -> None:
        """Act on the line under the cursor."""
        if self.choice is not None:
            self.choose(self.choice)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to a line that is clicked; act on it with the second click."""
        if self.point_at(event.y, event.x) and event.chain == DOUBLE_CLICK:
            self.action_choose()

    def point_at(self, y: int, x: int = 0) -> bool:
        """Move the cursor to the line of the content at this line of the pane; return whether it can be chosen."""
        place = self.place_at(y - self.lines_above + self._top, x)
        is_choice = y >= self.lines_above and place < len(self._choices) and self._choices[place].choice is not None
        if is_choice:
            self._put_cursor(place)
            self.update_lines()
        return is_choice
