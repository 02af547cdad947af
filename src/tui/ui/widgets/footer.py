"""The line at the bottom: announcements, key hints, the filter as it is typed."""

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import var

from tui.domain.text import sanitize_line
from tui.ui.rendering.line_widget import LineWidget
from tui.view import footer
from tui.view.footer import GridPosition
from tui.view.spans import Line

MAX_FILTER: Final = 60


class Footer(LineWidget, can_focus=True):
    """Takes the keys only while a filter is being typed."""

    FOCUS_ON_CLICK = False

    class FilterTyped(Message):
        """The filter's words so far."""

        def __init__(self, wanted: str) -> None:
            super().__init__()
            self.wanted = wanted

    class FilterDone(Message):
        """The typing is over: kept with enter, dropped with escape."""

    place: var[GridPosition] = var(GridPosition)
    said: var[str] = var("")
    keys: var[tuple[tuple[str, str], ...]] = var(())

    def __init__(self) -> None:
        super().__init__(id="footer")
        self._typed = ""

    def start_filter(self, wanted: str) -> None:
        """Take the keys and go on from these words."""
        self._typed = wanted
        self.focus()

    def watch_place(self) -> None:
        """Follow the grid."""
        self.update_lines()

    def watch_said(self) -> None:
        """Say it, or fall silent."""
        self.update_lines()

    def watch_keys(self) -> None:
        """Other keys help now."""
        self.update_lines()

    def render_content(self, size: Size) -> Sequence[Line]:
        """The one line."""
        if self.has_focus:
            return [footer.filter_prompt(self._typed, self.place, size.width)]
        return [footer.footer_line(self.keys, self.said, self.place, size.width)]

    def on_key(self, event: events.Key) -> None:
        """Every key is the filter's while it is typed; the grid follows each."""
        match event.key:
            case "enter" | "tab":
                self.post_message(self.FilterDone())
            case "escape":
                self._type("")
                self.post_message(self.FilterDone())
            case "backspace":
                self._type(self._typed[:-1])
            case "ctrl+u" | "ctrl+w":
                self._type("" if event.key == "ctrl+u" else self._typed.rstrip().rpartition(" ")[0])
            case _ if event.is_printable and event.character:
                self._type(self._typed + event.character)
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted words are outside text like any other."""
        self._type(self._typed + sanitize_line(event.text, MAX_FILTER))
        event.stop()

    def _type(self, typed: str) -> None:
        self._typed = typed[:MAX_FILTER]
        self.post_message(self.FilterTyped(self._typed.strip()))
        self.update_lines()
