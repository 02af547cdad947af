"""A pane whose lines are chosen from: by keys, by a click, and by typing a part of one."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui.domain.text import sanitize_line
from tui.ui.widgets.cursor_view import CursorView
from tui.view.spans import Line, Span, Tone
from tui.view.typed_line import MAX_LINE, TypedLine, typed_spans


class ChoiceView(CursorView):
    """Lines with a cursor on one that can be chosen; `/` leaves those that match what is typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Do what the line says", id="sheet.choose"),
        Binding("slash", "search", "Search the lines", id="sheet.search", key_display="/"),
    ]

    def __init__(self, start: object = None, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(start, id=id)
        self._query: TypedLine | None = None
        """What is typed to search; None before."""
        self._is_typing = False

    @property
    def takes_text(self) -> bool:
        """Whether keys are text now, and begin no sequence."""
        return self._is_typing

    @property
    def query_text(self) -> str:
        """What is searched for; empty for nothing."""
        return self._query.text if self._query else ""

    def search_line(self, size: Size) -> Line | None:
        """Return the title while a search is typed or in force; None without one."""
        if self._query is None:
            return None
        found = sum(each.choice is not None for each in self._choices)
        aside = f"   {found} found   esc all"
        query: Line = (Span(self._query.text, Tone.STRONG),)
        if self._is_typing:
            query = typed_spans(self._query, size.width - len(aside) - 4)
        return self.title_line((Span("/", Tone.ACCENT), *query, Span(aside, Tone.QUIET)), size)

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
