"""A scrolled pane whose lines can be chosen from: by keys, by a click, and by typing a part of one."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui.domain.text import sanitize_line
from tui.ui.rendering.line_widget import DOUBLE_CLICK
from tui.ui.widgets.scroll_view import ScrollView
from tui.view.spans import Line, Span, Tone
from tui.view.typed_line import MAX_LINE, TypedLine


class ChoiceLine(NamedTuple):
    """A line, and what is chosen with it; None for a line that is only read."""

    line: Line
    choice: object = None


class ChoiceView(ScrollView):
    """Lines with a cursor on one that can be chosen; `/` leaves those that match what is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Do what the line says", id="sheet.choose"),
        Binding("slash", "search", "Search the lines", id="sheet.search", key_display="/"),
    ]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._choices: Sequence[ChoiceLine] = ()
        self._cursor = 0
        self._query: TypedLine | None = None
        """What is typed to search; None before."""
        self._is_typing = False

    def choice_lines(self, cells: int, query: str) -> Sequence[ChoiceLine]:
        """Return the lines that match a query; all where it is empty."""
        raise NotImplementedError

    def choose(self, choice: object) -> None:
        """Act on a line."""
        raise NotImplementedError

    @property
    def takes_text(self) -> bool:
        """Whether keys are text now, and begin no sequence."""
        return self._is_typing

    @property
    def query_text(self) -> str:
        """What is searched for; empty for nothing."""
        return self._query.text if self._query else ""

    @property
    def choice(self) -> object:
        """What the cursor is on; None for nothing."""
        return self._choices[self._cursor].choice if self._cursor < len(self._choices) else None

    def content(self, cells: int) -> Sequence[Line]:
        """Return the lines; the cursor stays on its choice."""
        before = self.choice
        self._choices = self.choice_lines(cells, self.query_text)
        places = [at for at, each in enumerate(self._choices) if each.choice is not None]
        same = (at for at in places if self._choices[at].choice == before)
        following = (at for at in places if at >= self._cursor)
        self._cursor = next(same, next(following, places[-1] if places else 0))
        return [each.line for each in self._choices]

    def search_line(self, size: Size) -> Line | None:
        """Return the title while a search is typed or in force; None without one."""
        if self._query is None:
            return None
        found = sum(each.choice is not None for each in self._choices)
        cursor = Span("▏" if self._is_typing else "", Tone.ACCENT)
        text = (Span("/", Tone.ACCENT), Span(self._query.text, Tone.STRONG), cursor)
        return self.title_line((*text, Span(f"   {found} found   esc all", Tone.QUIET)), size)

    def line_background(self, y: int) -> str | None:
        """Return the background of the line that enter chooses."""
        is_cursor = y > 0 and y - 1 + self._top == self._cursor and self.choice is not None
        return self.board_theme.cursor if is_cursor else None

    def _move_to(self, place: int, step: int) -> None:
        """Move to the choice at a place or the next one beyond it; where there is none, scroll on."""
        places = [at for at, each in enumerate(self._choices) if each.choice is not None]
        ahead = [at for at in places if (at >= place if step > 0 else at <= place)]
        if ahead:
            self._cursor = ahead[0] if step > 0 else ahead[-1]
        rows = self.visible_rows
        if not ahead and step < 0:
            self._top = 0
        elif not ahead:
            self._top += 1
        elif not self._top <= self._cursor < self._top + rows - (self._cursor < len(self._choices) - 1):
            self._top = self._cursor - rows // 2
        self._limit_top()
        self.update_lines()

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

    def action_search(self) -> None:
        """Begin to type a search."""
        self._query, self._is_typing = self._query or TypedLine(), True
        self.invalidate()
        self.update_lines()

    def end_search(self) -> bool:
        """Show all lines again; return whether there was a search."""
        was, self._query, self._is_typing = self._query is not None, None, False
        if was:
            self.invalidate()
            self.update_lines()
        return was

    def on_key(self, event: events.Key) -> None:
        """Type a search, once it has begun."""
        if event.key == "escape" and self._query is not None:
            self.end_search()
        elif not self._is_typing:
            return
        elif event.key in ("enter", "tab"):
            self._is_typing = False
            if event.key == "enter":
                self.action_choose()
            self.update_lines()
        elif event.key in ("up", "down"):
            self.action_scroll(1 if event.key == "down" else -1)
        elif not self._edit(event):
            return
        event.stop()
        event.prevent_default()

    def _edit(self, event: events.Key) -> bool:
        typed = self._query or TypedLine()
        if event.key == "backspace" and not typed.text:
            return self.end_search()
        edited = typed.press(event.key, event.character)
        if edited is None:
            return False
        self._search(edited)
        return True

    def _search(self, typed: TypedLine) -> None:
        self._query, self._top = typed, 0
        self.invalidate()
        self.update_lines()

    def on_paste(self, event: events.Paste) -> None:
        """Add pasted text to the search, cleaned like any outside text."""
        if self._is_typing and self._query is not None:
            self._search(self._query.insert(sanitize_line(event.text, MAX_LINE)))
            event.stop()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to a line that is clicked; act on it with the second click."""
        place = self._top + event.y - 1
        if event.y and place < len(self._choices) and self._choices[place].choice is not None:
            self._cursor = place
            self.update_lines()
            if event.chain == DOUBLE_CLICK:
                self.action_choose()
